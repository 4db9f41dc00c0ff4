import type { PipelineEvent } from '../model/event.ts';
import { lessonLine } from './lesson-line.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/**
 * Gives the line that stays on the screen after an event, if it has one: a lesson's end, or a notebook that changed.
 * Where a command itself names what it wrote, a lesson without a finding needs no line besides.
 */
export function keptLine(
  style: Style,
  columns: () => number = () => Number.POSITIVE_INFINITY,
): (event: PipelineEvent) => string | undefined {
  let brief = false;
  return (event) => {
    switch (event.type) {
      case 'run-started':
        brief = event.command === 'build' || event.command === 'update';
        return undefined;
      case 'lesson-ended':
        return brief && event.result.findings.length === 0 ? undefined : lessonLine(event.result, style, columns());
      case 'notebook-written':
        // Files beside notebooks are many; what goes is named.
        if (event.change === 'unchanged') return undefined;
        if (event.change !== 'removed' && !event.path.endsWith('.ipynb')) return undefined;
        return ` ${style.green(style.symbols.passed)} ${printable(event.path)}  ${style.dim(event.change)}`;
      default:
        return undefined;
    }
  };
}
