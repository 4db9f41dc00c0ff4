import isUnicodeSupported from 'is-unicode-supported';
import picocolors from 'picocolors';

type Paint = (text: string) => string;

/** Colours and symbols of one stream; all of them plain where the stream shows none. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly blue: Paint;
  readonly cyan: Paint;
  readonly inverse: Paint;
  readonly symbols: Symbols;
}

interface Symbols {
  readonly passed: string;
  readonly failed: string;
  readonly skipped: string;
  readonly warning: string;
  readonly bar: string;
  readonly pointer: string;
  readonly from: string;
  readonly ellipsis: string;
  readonly spinner: readonly string[];
}

const unicode: Symbols = {
  passed: '✓',
  failed: '✗',
  skipped: '-',
  warning: '!',
  bar: '│',
  pointer: '›',
  from: '←',
  ellipsis: '…',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};

/** For consoles whose fonts and code pages lack the others (cmd.exe, the Linux console). */
const ascii: Symbols = {
  passed: 'v',
  failed: 'x',
  skipped: '-',
  warning: '!',
  bar: '|',
  pointer: '>',
  from: '<-',
  ellipsis: '...',
  spinner: ['|', '/', '-', '\\'],
};

/** A style with or without colours; symbols fall back to ASCII on terminals that lack Unicode. */
export function makeStyle(color: boolean, unicodeSupported: boolean = isUnicodeSupported()): Style {
  const { bold, dim, red, green, yellow, blue, cyan, inverse } = picocolors.createColors(color);
  const symbols = unicodeSupported ? unicode : ascii;
  return { bold, dim, red, green, yellow, blue, cyan, inverse, symbols };
}
