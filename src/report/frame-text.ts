import { greatestOf, leastOf } from '../text/extremes.ts';
import { clip } from './clip.ts';
import { columnsOf, indexAt } from './columns.ts';
import { printable } from './printable.ts';
import { type Row, shortenRow } from './row.ts';
import type { Style } from './style.ts';

/** A code frame as lines of text, at most `width` columns wide. */
export function frameText(whole: readonly Row[], style: Style, width: number): readonly string[] {
  const rows = whole.map(shortenRow);
  const digits = greatestOf([2, ...rows.map((row) => String(row.number ?? '').length)]);
  const columns = Math.max(width - digits - 4, 20);
  const notes = noteColumn(rows, columns);
  const shifts = shiftsOf(rows, columns);
  return rows.map((row, index) =>
    `${number(row)} ${style.dim(style.symbols.bar)}${body(row, shifts[index] ?? 0)}`.trimEnd(),
  );

  function number(row: Row): string {
    const text = String(row.number ?? '').padStart(digits);
    return row.sign === '›' ? style.bold(text) : style.dim(text);
  }

  function body(row: Row, shift: number): string {
    const { symbols } = style;
    const text = clip(printable(row.text), columns, symbols.ellipsis, shift);
    switch (row.sign) {
      case ' ':
        return style.dim(` ${text}`.trimEnd());
      case '›':
        return `${style.red(symbols.pointer)}${text}`;
      case '^':
        return style.red(underline(row, shift));
      case '…':
        return style.dim(` ${symbols.ellipsis} ${row.text}`);
      case '-':
        return `${style.red(`-${emphasised(row, text, shift)}`)}${note(row, text)}`;
      case '+':
        return `${style.green(`+${emphasised(row, text, shift)}`)}${note(row, text)}`;
    }
  }

  function underline({ text, marks = [] }: Row, shift: number): string {
    const [from, to] = marks[0] ?? [0, 0];
    const start = Math.max(0, widthOf(text.slice(0, from)) - shift);
    const length = Math.min(Math.max(1, widthOf(text.slice(from, to))), Math.max(1, columns - start));
    return ` ${' '.repeat(start)}${'^'.repeat(length)}`;
  }

  /** Where only parts of a line changed, these stand out, blanks included. */
  function emphasised({ text, marks = [] }: Row, shown: string, shift: number): string {
    let result = shown;
    for (const [from, to] of [...marks].reverse()) {
      const start = Math.max(widthOf(text.slice(0, from)) - shift, 0);
      const end = Math.min(widthOf(text.slice(0, to)) - shift, columns);
      if (end > start) {
        const [first, past] = [indexAt(shown, start), indexAt(shown, end)];
        result = `${shown.slice(0, first)}${style.inverse(shown.slice(first, past))}${result.slice(past)}`;
      }
    }
    return result;
  }

  function note(row: Row, text: string): string {
    if (row.note === undefined) return '';
    const gap = Math.max(notes - columnsOf(text), 2);
    const note = `${' '.repeat(gap)}${style.symbols.from} ${row.note}`;
    return columnsOf(text) + columnsOf(note) <= columns ? style.dim(note) : '';
  }
}

/** The column at which notes stand below each other, kept within the line where that is possible. */
function noteColumn(rows: readonly Row[], columns: number): number {
  const noted = rows.filter((row) => row.note !== undefined).map((row) => Math.min(widthOf(row.text), columns) + 2);
  return Math.min(greatestOf([12, ...noted]), Math.max(columns - 18, 12));
}

/**
 * How many columns to leave off the start of each row, so that the marked parts of long lines can be seen. Rows that
 * are compared move together: else they could not be.
 */
function shiftsOf(rows: readonly Row[], columns: number): readonly number[] {
  const own = rows.map((row) => shiftOf(row, columns));
  const compared = leastOf(own.filter((shift, index) => shift > 0 && isCompared(rows[index])));
  return own.map((shift, index) => (shift > 0 && isCompared(rows[index]) ? compared : shift));
}

function isCompared(row: Row | undefined): boolean {
  return row?.sign === '-' || row?.sign === '+';
}

function shiftOf({ text, marks = [] }: Row, columns: number): number {
  const [from] = marks[0] ?? [];
  if (from === undefined) return 0;
  const whole = widthOf(text);
  if (whole <= columns) return 0;
  const start = widthOf(text.slice(0, from));
  return start < columns - 12 ? 0 : Math.min(start - Math.floor(columns / 3), whole - columns);
}

function widthOf(text: string): number {
  return columnsOf(printable(text));
}
