import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { CodeCell } from '../model/cell.ts';
import type { Lesson } from '../model/lesson.ts';
import type { ExecutedCell } from '../model/run.ts';
import { shellWord } from '../text/shell-word.ts';
import type { Span } from '../text/span.ts';
import { cellOutputs } from './cell-outputs.ts';
import type { Evidence } from './evidence.ts';
import { executionFindings } from './run-findings.ts';
import { raisedText } from './traceback.ts';

/** What no cell's output tells: a missing kernel, a swallowed error, an output that was cut. */
export function lessonRunFindings({ lesson, code, runs, executed }: Evidence): Diagnostic[] {
  const codes = new Map(code.map((cell) => [cell.id, cell.code]));
  const start = { start: 0, end: 0 };
  return runs.flatMap(({ run, purpose }) => {
    const result = executed.get(run.id);
    if (result === undefined) return [];
    const found = executionFindings(run, result, {
      file: lesson.source,
      lesson: start,
      kernel: kernelPlace(lesson, code[0]?.span),
      code: (id) => codes.get(id) ?? { span: start },
    });
    // A starter may hang or die: its tests then fail, as they shall.
    return purpose.type === 'starter' ? found.filter((one) => one.cell === undefined) : found;
  });
}

/** The front matter's kernel, or the first line of the first cell. */
function kernelPlace({ text, meta: { kernel } }: Lesson, first: Span | undefined): Span {
  const header = /^---[ \t]*\r?\n[\s\S]*?\n---/.exec(text)?.[0] ?? '';
  const at = kernel === undefined ? -1 : header.indexOf(kernel);
  if (kernel !== undefined && at !== -1) return { start: at, end: at + kernel.length };
  return first === undefined ? { start: 0, end: 0 } : { start: first.start, end: first.start };
}

/** What a lesson that runs before did wrong here; on its own it may well run. */
export function precedingRaised({ id, code, preceding = '' }: CodeCell, ran: ExecutedCell | undefined, file: string) {
  if (ran?.status !== 'error' || code.run.raises !== undefined) return [];
  const { raised } = cellOutputs(ran);
  const what = raised === undefined ? 'raises' : `raises ${raisedText(raised)}`;
  const help = `coursewright check ${shellWord(preceding)} says whether it runs alone`;
  const message = `the code of ${preceding}, which runs before this lesson, ${what}`;
  return [diagnostic('cell-raised', message, file, code.span, { cell: id, help })];
}
