import { type DiffLine, lineDiff } from '../confirm/line-diff.ts';
import { type Row, rowsBetween } from './row.ts';

/** Lines of code shown before an output, and unchanged lines around changed ones. */
const context = 2;

/** What is compared, and who says what. */
export interface Comparison {
  readonly expected: string;
  readonly actual: string;
  /** `the lesson` and `the kernel`, or what they are called elsewhere. */
  readonly speakers: readonly [expected: string, actual: string];
  /** The line of the file at which the expected text starts, where it stands there. */
  readonly first: number | undefined;
  /** The line that the finding names: of those before it each is equal under the fence's match mode. */
  readonly line: number;
}

/** Two texts as a diff at the file's own line numbers; undefined where they do not differ line by line. */
export function compareRows(comparison: Comparison, source: readonly string[]): readonly Row[] | undefined {
  const { expected, actual, first, line } = comparison;
  const lines = withoutMatched(lineDiff(trimLine(expected), trimLine(actual)), first === undefined ? 0 : line - first);
  if (!lines.some(({ side }) => side !== 'both')) return undefined;
  return [...(first === undefined ? [] : above(source, first)), ...changes(lines, comparison)];
}

function trimLine(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n+$/, '');
}

/**
 * Takes the lines before the failing one for what they are: equal under the fence's match mode, if not character for
 * character. `failing` is the index of the expected line that the finding names. Up to there lines come in pairs, unless
 * one is the `...` that stands for any number of them.
 */
function withoutMatched(lines: readonly DiffLine[], failing: number): readonly DiffLine[] {
  return blocks(lines).flatMap(({ both, expected, actual }) => {
    const matched = expected.filter(({ expectedLine }) => expectedLine < failing);
    const wholly = matched.length > 0 && (expected.at(-1)?.expectedLine ?? 0) + 1 < failing;
    const inPairs = matched.length <= actual.length && !matched.some((line) => textOf(line).trim() === '...');
    const equal = wholly || inPairs ? matched.length : 0;
    const agreed = expected.slice(0, equal).map((line) => ({ ...line, side: 'both' as const }));
    return [...both, ...agreed, ...expected.slice(equal), ...(wholly ? [] : actual.slice(equal))];
  });
}

type Block = { readonly [side in DiffLine['side']]: DiffLine[] };

/** A diff as runs of equal lines, each with the replacement after it. */
function blocks(lines: readonly DiffLine[]): Block[] {
  const found: Block[] = [];
  let block: Block | undefined;
  for (const line of lines) {
    if (block === undefined || (line.side === 'both' && block.expected.length + block.actual.length > 0)) {
      block = { both: [], expected: [], actual: [] };
      found.push(block);
    }
    block[line.side].push(line);
  }
  return found;
}

/** The changed lines with the unchanged ones next to them; each side is named once. */
function changes(lines: readonly DiffLine[], { speakers, first }: Comparison): Row[] {
  const rows: Row[] = [];
  const said = { expected: speakers[0], actual: speakers[1] };
  const near = (index: number) => lines.slice(Math.max(0, index - context), index + context + 1);
  const named = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (near(index).every(({ side }) => side === 'both')) continue;
    const { side, expectedLine } = line;
    const number = first === undefined || side === 'actual' ? {} : { number: first + expectedLine };
    if (side === 'both') rows.push({ sign: ' ', text: textOf(line), ...number });
    else {
      const note = named.has(side) ? {} : { note: said[side] };
      rows.push({
        sign: side === 'expected' ? '-' : '+',
        text: textOf(line),
        marks: marksOf(line),
        ...number,
        ...note,
      });
      named.add(side);
    }
  }
  if (!named.has('actual')) rows.push({ sign: '+', text: '', note: `${said.actual}: nothing there` });
  if (!named.has('expected')) rows.push({ sign: '-', text: '', note: `${said.expected}: nothing there` });
  return rows;
}

function textOf({ pieces }: DiffLine): string {
  return pieces.map(({ text }) => text).join('');
}

/** The columns of the pieces that the other side has not; none where that is the whole line. */
function marksOf({ pieces }: DiffLine): NonNullable<Row['marks']> {
  const marks: [number, number][] = [];
  let at = 0;
  for (const { text, changed } of pieces) {
    if (changed && text !== '') marks.push([at, at + text.length]);
    at += text.length;
  }
  return pieces.every(({ changed }) => changed) ? [] : marks;
}

const fence = /^[\s>]*(`{3,}|~{3,})/;

/** The fence that holds the text at `first`, and the last lines of the code before it. */
function above(source: readonly string[], first: number): Row[] {
  const opener = source[first - 2];
  if (opener === undefined || !fence.test(opener)) return rowsBetween(source, first - context, first - 1);
  let line = first - 2;
  while (line >= 1 && source[line - 1]?.trim() === '') line--;
  const row: Row = { sign: ' ', number: first - 1, text: opener };
  if (!fence.test(source[line - 1] ?? '')) return [row];
  const code: Row[] = [];
  for (let at = line - 1; at >= 1 && code.length < context && !fence.test(source[at - 1] ?? ''); at--) {
    code.unshift({ sign: ' ', number: at, text: source[at - 1] ?? '' });
  }
  while (code[0]?.text.trim() === '') code.shift();
  return [...code, row];
}
