import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { Span } from '../text/span.ts';
import type { OriginalCell } from './imported-lesson.ts';

/** A cell of the original that the notebooks of the lesson do not have as it was. */
export interface Difference {
  readonly type: OriginalCell['type'];
  /** Number of the cell among those that are compared, from 1. */
  readonly cell: number;
  readonly expected: string;
  /** What stands in its place, where something does. */
  readonly actual?: string;
  /** Where that stands in the lesson. */
  readonly span?: Span;
}

/**
 * Holds the notebooks of an imported lesson against its original: all code cells, in order, with what they print; and
 * each text, in order, but for blank lines and for what the lesson itself changes in it.
 */
export function differencesOf(original: readonly OriginalCell[], compiled: CompiledLesson): Difference[] {
  return [...codeDifferences(original, compiled), ...textDifferences(original, compiled)];
}

function codeDifferences(original: readonly OriginalCell[], { cells }: CompiledLesson): Difference[] {
  const made = cells.flatMap((cell) => (cell.type === 'code' ? [cell] : []));
  const differences: Difference[] = [];
  let at = 0;
  for (const [index, one] of original.entries()) {
    if (one.type !== 'code') continue;
    let found = at;
    while (found < made.length && made[found]?.code.source.text.trimEnd() !== one.text) found += 1;
    if (found < made.length) {
      at = found + 1;
      continue;
    }
    const next = made[at];
    differences.push({
      type: 'code',
      cell: index + 1,
      expected: one.text,
      ...(next === undefined ? {} : { actual: next.code.source.text, span: next.span }),
    });
  }
  return differences;
}

/** A link leads from the folder of solutions another way: a line is there when one of the notebooks has it. */
function textDifferences(original: readonly OriginalCell[], { notebooks }: CompiledLesson): Difference[] {
  const shown = notebooks.map(({ notebook }) => {
    const made = notebook.cells.filter((cell) => cell.cell_type === 'markdown');
    return { text: made.map(({ source }) => plainLines(String(source))).join('\n'), at: 0 };
  });
  const differences: Difference[] = [];
  for (const [index, one] of original.entries()) {
    if (one.type !== 'text') continue;
    for (const line of plainLines(one.text).split('\n')) {
      const found = shown.filter((notebook) => {
        const at = notebook.text.indexOf(line, notebook.at);
        if (at !== -1) notebook.at = at;
        return at !== -1;
      });
      if (found.length === 0) differences.push({ type: 'text', cell: index + 1, expected: line });
    }
  }
  return differences;
}

/** A text without blank lines, blanks at the ends of lines, and where links lead: that is another place in another folder. */
function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/\]\([^()]*\)/g, ']()'))
    .filter((line) => line !== '')
    .join('\n');
}
