import { confirmRules } from '../diagnostics/rules/confirm.ts';
import type { Finding } from '../result/result.ts';
import { type DiffLine, diffLines, linesOf } from './diff-lines.ts';
import { locate } from './locate.ts';

/** One line of a code frame. */
export interface Row {
  /** Line number in the file; none where the line does not stand there. */
  readonly number?: number;
  /** `›` marks the lines that a finding is about, `^` underlines them; `-` and `+` compare; `…` stands for rows left out. */
  readonly sign: ' ' | '›' | '^' | '-' | '+' | '…';
  readonly text: string;
  /** Who says so: `the lesson`, `the kernel`. */
  readonly note?: string;
  /** The part of `text` that matters: columns from 0, the end exclusive. */
  readonly mark?: readonly [number, number];
}

const context = 2;
const most = 12;

/** The lines of a file that show a finding, and where it compares two texts, how they differ. */
export function frameOf(finding: Finding, source: readonly string[] | undefined): readonly Row[] {
  const { expected, actual } = finding;
  if (expected !== undefined && actual !== undefined) {
    const rows = comparison(finding, expected, actual, source ?? []);
    if (rows !== undefined) return rows;
  }
  const place = source === undefined ? [] : excerpt(finding, source);
  const said = expected ?? actual;
  if (said === undefined || (expected !== undefined && actual !== undefined)) return place;
  const sign = expected === undefined ? '+' : '-';
  const [lesson, kernel] = speakers(finding);
  return [...place, ...cut(quoted(said, sign, sign === '+' ? kernel : lesson))];
}

function comparison(
  finding: Finding,
  expected: string,
  actual: string,
  source: readonly string[],
): readonly Row[] | undefined {
  const first = locate(source, linesOf(expected), finding.line);
  const lines = withoutMatched(diffLines(expected, actual), first === undefined ? 0 : finding.line - first);
  if (!lines.some((line) => line.sign !== ' ')) return undefined;
  const before = first === undefined ? excerpt(finding, source) : above(source, first);
  return [...before, ...cut(compared(lines, first, speakers(finding)))];
}

/**
 * Takes the lines before the failing one for what they are: equal under the fence's match mode, if not character for
 * character. `failing` is the index of the expected line that the finding names. Up to there lines come in pairs, unless
 * one is the `...` that stands for any number of them.
 */
function withoutMatched(lines: readonly DiffLine[], failing: number): readonly DiffLine[] {
  const kept: DiffLine[] = [];
  for (const { removed, added, same } of blocks(lines)) {
    const matched = removed.filter(({ at = 0 }) => at < failing);
    const wholly = matched.length > 0 && (removed.at(-1)?.at ?? 0) + 1 < failing;
    const inPairs = matched.length <= added.length && !matched.some(({ text }) => text.trim() === '...');
    const equal = wholly || inPairs ? matched.length : 0;
    kept.push(...same, ...removed.slice(0, equal).map((line) => ({ ...line, sign: ' ' as const })));
    kept.push(...removed.slice(equal), ...(wholly ? [] : added.slice(equal)));
  }
  return kept;
}

interface DiffBlock {
  readonly same: DiffLine[];
  readonly removed: DiffLine[];
  readonly added: DiffLine[];
}

/** A comparison as runs of equal lines, each with the replacement after it. */
function blocks(lines: readonly DiffLine[]): DiffBlock[] {
  const found: DiffBlock[] = [];
  let block: DiffBlock | undefined;
  for (const line of lines) {
    if (block === undefined || (line.sign === ' ' && block.removed.length + block.added.length > 0)) {
      block = { same: [], removed: [], added: [] };
      found.push(block);
    }
    (line.sign === ' ' ? block.same : line.sign === '-' ? block.removed : block.added).push(line);
  }
  return found;
}

/** The changed lines with the unchanged ones next to them, each with its number in the file. */
function compared(lines: readonly DiffLine[], first: number | undefined, [lesson, kernel]: Speakers): Row[] {
  const rows: Row[] = [];
  const marks = changedParts(lines);
  const shown = (index: number) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some((line) => line.sign !== ' ');
  const noted = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (!shown(index)) continue;
    const note = line.sign === '-' ? lesson : kernel;
    const mark = marks.get(line);
    rows.push({
      sign: line.sign,
      text: line.text,
      ...(first === undefined || line.at === undefined ? {} : { number: first + line.at }),
      ...(line.sign === ' ' || noted.has(line.sign) ? {} : { note }),
      ...(mark === undefined ? {} : { mark }),
    });
    noted.add(line.sign);
  }
  if (!noted.has('+')) rows.push({ sign: '+', text: '', note: `${kernel}: nothing more` });
  if (!noted.has('-')) rows.push({ sign: '-', text: '', note: `${lesson}: nothing more` });
  return rows;
}

/** Where as many lines were replaced as came: the part in which each pair differs. */
function changedParts(lines: readonly DiffLine[]): ReadonlyMap<DiffLine, readonly [number, number]> {
  const parts = new Map<DiffLine, readonly [number, number]>();
  for (const { removed, added } of blocks(lines)) {
    if (removed.length !== added.length) continue;
    for (const [index, before] of removed.entries()) {
      const after = added[index];
      if (after === undefined) continue;
      const a = before.text;
      const b = after.text;
      let from = 0;
      while (from < a.length && from < b.length && a[from] === b[from]) from++;
      let same = 0;
      while (same < a.length - from && same < b.length - from && a.at(-1 - same) === b.at(-1 - same)) same++;
      parts.set(before, [from, a.length - same]);
      parts.set(after, [from, b.length - same]);
    }
  }
  return parts;
}

const fence = /^[\s>]*(`{3,}|~{3,})/;

/** The fence that holds the text at `first`, and the last lines of the code before it. */
function above(source: readonly string[], first: number): Row[] {
  const opener = source[first - 2];
  if (opener === undefined || !fence.test(opener)) return rowsOf(source, first - context, first - 1);
  let line = first - 2;
  while (line >= 1 && source[line - 1]?.trim() === '') line--;
  const row: Row = { sign: ' ', number: first - 1, text: opener };
  if (!fence.test(source[line - 1] ?? '')) return [row];
  const code: Row[] = [];
  for (let at = line - 1; at >= 1 && code.length < context && !fence.test(source[at - 1] ?? ''); at--) {
    code.unshift({ sign: ' ', number: at, text: source[at - 1] ?? '' });
  }
  return [...code, row];
}

/** The finding's own lines with those around them. */
function excerpt(finding: Finding, source: readonly string[]): Row[] {
  const { line, column, endLine, endColumn } = finding;
  if (line > source.length) return [];
  const to = Math.min(endLine, line + 3, source.length);
  const rows = rowsOf(source, line - context, line - 1);
  for (let at = line; at <= to; at++) {
    const text = source[at - 1] ?? '';
    const mark = line === endLine && endColumn > column ? { mark: [column - 1, endColumn - 1] as const } : {};
    rows.push({ sign: '›', number: at, text, ...mark });
    if (mark.mark !== undefined) rows.push({ sign: '^', text, ...mark });
  }
  if (to < endLine) rows.push({ sign: '…', text: '' });
  else rows.push(...rowsOf(source, to + 1, to + 1));
  return rows;
}

function rowsOf(source: readonly string[], from: number, to: number): Row[] {
  const rows: Row[] = [];
  for (let number = Math.max(1, from); number <= Math.min(to, source.length); number++) {
    rows.push({ sign: ' ', number, text: source[number - 1] ?? '' });
  }
  return rows;
}

function quoted(text: string, sign: '-' | '+', note: string): Row[] {
  const lines = linesOf(text);
  return lines.map((line, index) => ({ sign, text: line, ...(index === 0 ? { note } : {}) }));
}

/** At most a screen's worth: the start, and the end where a traceback says what it is about. */
function cut(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= most) return rows;
  const head = rows.slice(0, most - 4);
  const tail = rows.slice(-3);
  return [...head, { sign: '…', text: `${rows.length - head.length - tail.length} more lines` }, ...tail];
}

type Speakers = readonly [string, string];

function speakers(finding: Finding): Speakers {
  if (!Object.hasOwn(confirmRules, finding.rule)) return ['expected', 'found'];
  return [finding.file.endsWith('.ipynb') ? 'the notebook' : 'the lesson', 'the kernel'];
}
