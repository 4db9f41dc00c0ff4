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

/** An output below code that is shown only, or of what students are to write, is no slip, but nothing confirms it. */
export function reportWithoutCell(
  item: FenceItem,
  before: readonly { type: string; span: Span }[],
  isShownOnly: boolean,
  { file, diagnostics }: BuildContext,
): void {
  const nearestCell = before.findLast((block) => block.type === 'code');
  diagnostics.push(
    diagnostic('output-without-cell', 'this output follows no cell directly', file, item.span, {
      help: isShownOnly
        ? 'call the fence `text`, or make a cell of the code that it belongs to'
        : 'put it directly after its cell, with no text between, or call the fence `text`',
      ...(isShownOnly ? { severity: 'info' as const } : {}),
      ...(nearestCell === undefined
        ? {}
        : { related: [{ message: 'the nearest cell before it', file, span: nearestCell.span }] }),
    }),
  );
}
