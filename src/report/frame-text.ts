import stringWidth from 'string-width';
import { clip } from './clip.ts';
import type { Row } from './frame.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** A code frame as lines of text, at most `width` columns wide. */
export function frameText(rows: readonly Row[], style: Style, width: number): readonly string[] {
  const digits = Math.max(2, ...rows.map((row) => String(row.number ?? '').length));
  const columns = Math.max(width - digits - 4, 20);
  const notes = noteColumn(rows, columns);
  return rows.map((row) => `${number(row)} ${style.dim(style.symbols.bar)}${body(row)}`.trimEnd());

  function number(row: Row): string {
    const text = String(row.number ?? '').padStart(digits);
    return row.sign === '›' ? style.bold(text) : style.dim(text);
  }

  function body(row: Row): string {
    const { symbols } = style;
    const shift = shiftOf(row, columns);
    const text = clip(printable(row.text), columns, symbols.ellipsis, shift);
    switch (row.sign) {
      case ' ':
        return style.dim(` ${text}`);
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

  function underline(row: Row, shift: number): string {
    const [from, to] = row.mark ?? [0, 0];
    const start = widthOf(row.text.slice(0, from)) - shift;
    const length = Math.max(1, widthOf(row.text.slice(from, to)));
    return ` ${' '.repeat(Math.max(0, start))}${'^'.repeat(Math.min(length, Math.max(1, columns - start)))}`;
  }

  /** Where one part of a replaced line changed, that part stands out, blanks included. */
  function emphasised(row: Row, text: string, shift: number): string {
    const [from, to] = row.mark ?? [0, 0];
    if (to <= from || shift > 0 || text !== row.text || to - from === text.length) return text;
    return `${text.slice(0, from)}${style.inverse(text.slice(from, to))}${text.slice(to)}`;
  }

  function note(row: Row, text: string): string {
    if (row.note === undefined) return '';
    const gap = Math.max(notes - stringWidth(text), 2);
    const note = `${' '.repeat(gap)}${style.symbols.from} ${row.note}`;
    return stringWidth(text) + stringWidth(note) <= columns ? style.dim(note) : '';
  }
}

/** The column at which notes stand below each other, kept within the line where that is possible. */
function noteColumn(rows: readonly Row[], columns: number): number {
  const noted = rows.filter((row) => row.note !== undefined).map((row) => Math.min(widthOf(row.text), columns) + 2);
  return Math.min(Math.max(12, ...noted), Math.max(columns - 18, 12));
}

/** How many columns to leave off the start of a long line so that its marked part can be seen. */
function shiftOf(row: Row, columns: number): number {
  const whole = widthOf(row.text);
  if (row.mark === undefined || whole <= columns) return 0;
  const start = widthOf(row.text.slice(0, row.mark[0]));
  return start < columns - 12 ? 0 : Math.min(start - Math.floor(columns / 3), whole - columns);
}

function widthOf(text: string): number {
  return stringWidth(printable(text));
}
