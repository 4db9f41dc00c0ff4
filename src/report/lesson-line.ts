import type { LessonResult } from '../model/result.ts';
import { columnsOf } from './columns.ts';
import { duration } from './duration.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/**
 * How a lesson ended, in one line: `✓ source-md/a.md  12 cells, 5 outputs confirmed, 2 exercises  1.2 s`. Of the facts
 * those that find no room in `width` columns are left out, the last ones first.
 */
export function lessonLine(lesson: LessonResult, style: Style, width = Number.POSITIVE_INFINITY): string {
  const told = facts(lesson);
  const plain = () => [` x ${printable(lesson.source)}`, told.join(', '), time(lesson)].filter(Boolean).join('  ');
  while (told.length > 0 && columnsOf(plain()) > width) told.pop();
  const rest = [told.join(', '), time(lesson)].filter(Boolean).join('  ');
  return ` ${mark(lesson, style)} ${printable(lesson.source)}  ${style.dim(rest)}`;
}

function mark({ status }: LessonResult, { symbols, green, red, yellow }: Style): string {
  if (status === 'passed') return green(symbols.passed);
  return status === 'failed' ? red(symbols.failed) : yellow(symbols.skipped);
}

function facts({ cells, outputs, exercises, findings, notebooks, status }: LessonResult): string[] {
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const ran = cells.filter((cell) => cell.status !== 'skipped' && cell.status !== 'not-run').length;
  const confirmed = outputs.filter((output) => output.verdict === 'confirmed').length;
  const texts = [
    ...(errors > 0 ? [plural(errors, 'error')] : findings.length > 0 ? [plural(findings.length, 'finding')] : []),
    ...(ran > 0 ? [plural(ran, 'cell')] : []),
    ...(confirmed > 0 ? [`${plural(confirmed, 'output')} confirmed`] : []),
    ...(exercises.some(({ student }) => student !== 'not-run') ? [plural(exercises.length, 'exercise')] : []),
  ];
  if (texts.length > 0) return texts;
  return [status === 'skipped' ? 'skipped' : plural(notebooks.length, 'notebook')];
}

function time({ durationMs, cached, status }: LessonResult): string {
  if (cached) return 'cached';
  return status === 'skipped' || durationMs === 0 ? '' : duration(durationMs);
}
