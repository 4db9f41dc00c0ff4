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
  const lines = diffLines(expected, actual);
  if (!lines.some((line) => line.sign !== ' ')) return undefined;
  const first = locate(source, linesOf(expected), finding.line);
  const before = first === undefined ? excerpt(finding, source) : above(source, first);
  return [...before, ...cut(compared(lines, first, speakers(finding)))];
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
    const mark = marks.get(index);
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
function changedParts(lines: readonly DiffLine[]): ReadonlyMap<number, readonly [number, number]> {
  const parts = new Map<number, readonly [number, number]>();
  for (let start = 0; start < lines.length; start++) {
    if (lines[start]?.sign !== '-') continue;
    let middle = start;
    while (lines[middle]?.sign === '-') middle++;
    let end = middle;
    while (lines[end]?.sign === '+') end++;
    for (let offset = 0; end - middle === middle - start && offset < middle - start; offset++) {
      const a = lines[start + offset]?.text ?? '';
      const b = lines[middle + offset]?.text ?? '';
      let from = 0;
      while (from < a.length && from < b.length && a[from] === b[from]) from++;
      let same = 0;
      while (same < a.length - from && same < b.length - from && a.at(-1 - same) === b.at(-1 - same)) same++;
      parts.set(start + offset, [from, a.length - same]);
      parts.set(middle + offset, [from, b.length - same]);
    }
    start = end - 1;
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
    const from = at === line ? column - 1 : 0;
    const until = at === endLine ? endColumn - 1 : text.length;
    rows.push({ sign: '›', number: at, text, mark: [from, Math.max(until, from)] });
    if (line === endLine && until > from) rows.push({ sign: '^', text, mark: [from, until] });
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
