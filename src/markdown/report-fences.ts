import { diagnostic } from '../diagnostics/diagnostic.ts';
import { replacing } from '../diagnostics/fix.ts';
import type { Expected } from '../model/lesson.ts';
import type { Span } from '../text/span.ts';
import type { BuildContext } from './build-context.ts';
import type { OpenCode } from './building.ts';
import { spanOf } from './document.ts';
import type { FenceItem } from './item.ts';
import { nearLanguage } from './near-language.ts';

/** Says of an output that its cell never runs. */
export function reportNeverRun(cell: OpenCode, expected: Expected, { file, diagnostics }: BuildContext): void {
  if (cell.run.mode !== 'skip' || expected.match.modes.includes('ignore')) return;
  diagnostics.push(
    diagnostic('output-never-run', 'nothing confirms this output: its cell is never run', file, expected.span, {
      help: 'mark it `ignore`, or let the cell run',
    }),
  );
}

/** Says of a fence's language that another one was meant. */
export function reportMisspeltLanguage(item: FenceItem, { language: own, file, diagnostics }: BuildContext): void {
  const { language } = item.info;
  const near = item.info.directive === undefined ? nearLanguage(language, own) : undefined;
  if (near === undefined) return;
  const start = item.infoAt + Math.max(item.document.mapped.text.slice(item.infoAt).toLowerCase().indexOf(language), 0);
  const span = spanOf(item.document, start, start + language.length);
  diagnostics.push(
    diagnostic('fence-language-unknown', `unknown language \`${language}\``, file, span, {
      help: `did you mean \`${near}\`?`,
      fix: replacing(span, near),
    }),
  );
}

/**
 * Says of an output that nothing confirms it. Below code that is shown only, or of what students are to write, it is no slip: such
 * are counted (`reportShownOutputs`).
 */
export function reportWithoutCell(
  item: FenceItem,
  before: readonly { type: string; span: Span }[],
  isShownOnly: boolean,
  { file, diagnostics, shownOutputs }: BuildContext,
): void {
  if (isShownOnly) {
    shownOutputs.push(item.span);
    return;
  }
  const nearestCell = before.findLast((block) => block.type === 'code');
  diagnostics.push(
    diagnostic('output-without-cell', 'this output follows no cell directly', file, item.span, {
      help: 'put it directly after its cell, with no text between, or call the fence `text`',
      ...(nearestCell === undefined
        ? {}
        : { related: [{ message: 'the nearest cell before it', file, span: nearestCell.span }] }),
    }),
  );
}

/** Says once of a lesson how many outputs belong to code that is only shown, or to an answer without a cell. */
export function reportShownOutputs({ file, diagnostics, shownOutputs }: BuildContext): void {
  const [first, ...others] = [...shownOutputs].sort((a, b) => a.start - b.start);
  if (first === undefined) return;
  const what = others.length === 0 ? '1 output belongs' : `${others.length + 1} outputs belong`;
  const message = `${what} to code that is only shown, or to an answer without a cell: nothing confirms ${others.length === 0 ? 'it' : 'them'}`;
  const last = others.at(-1);
  diagnostics.push(
    diagnostic('output-without-cell', message, file, first, {
      severity: 'info',
      help: 'call such fences `text`, or make a cell of the code that they belong to (`run` on the fence of a command); where they are for readers alone, set `rules: { output-without-cell: off }`',
      ...(last === undefined ? {} : { related: [{ message: 'the last of them', file, span: last }] }),
    }),
  );
}
