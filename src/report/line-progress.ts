import { lessonLine } from './lesson-line.ts';
import type { Reporter } from './reporter.ts';
import type { Style } from './style.ts';

/** Progress for logs: a line as each lesson ends, and one for each piece of other work that takes time. */
export function lineProgress(write: (text: string) => void, style: Style): Reporter {
  return {
    on(event) {
      if (event.type === 'lesson-ended') write(`${lessonLine(event.result, style)}\n`);
      if (event.type === 'progress') write(` ${style.dim(`${style.symbols.skipped} ${event.message}`)}\n`);
      if (event.type === 'notebook-written' && event.change !== 'unchanged') {
        write(` ${style.green(style.symbols.passed)} ${event.path}  ${style.dim(event.change)}\n`);
      }
    },
  };
}
