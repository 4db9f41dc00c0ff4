import { confirmRules } from '../diagnostics/rules/confirm.ts';
import type { Finding } from '../model/result.ts';
import { compareRows } from './compare-rows.ts';
import { linesOf } from './lines.ts';
import { locate } from './locate.ts';
import { type Row, rowsBetween } from './row.ts';

const before = 2;
const after = 1;
/** Rows of a comparison, and lines that a finding is about. */
const most = 16;
const mostPointed = 4;

/** The lines of a file that show a finding, and where it compares two texts, how they differ. */
export function frameOf(finding: Finding, source: readonly string[] = []): readonly Row[] {
  const { expected, actual, line } = finding;
  const place = excerpt(finding, source);
  if (place.length > 0 && isSaidByTheMessage(finding)) return place;
  const speakers = speakersOf(finding);
  if (expected !== undefined && actual !== undefined) {
    const first = locate(source, linesOf(expected), line);
    const rows = compareRows({ expected, actual, speakers, first, line }, source);
    if (rows !== undefined) return [...(first === undefined ? place : []), ...cutRows(rows)];
    return place;
  }
  if (actual !== undefined) return [...place, ...cutRows(quotedRows(actual, '+', speakers[1]))];
  if (expected !== undefined) return [...place, ...cutRows(quotedRows(expected, '-', speakers[0]))];
  return place;
}

/** Short values that a rule of the lesson's or the notebook's form names are in its message; what ran never is. */
function isSaidByTheMessage({ rule, expected = '', actual = '' }: Finding): boolean {
  return !Object.hasOwn(confirmRules, rule) && !`${expected}${actual}`.includes('\n');
}

/** The finding's own lines with those around them; none where it is about the file as a whole. */
function excerpt({ line, column, endLine, endColumn }: Finding, source: readonly string[]): Row[] {
  if (line > source.length || (endLine === 1 && endColumn === 1)) return [];
  const last = Math.min(endLine, line + mostPointed - 1, source.length);
  const rows = rowsBetween(source, line - before, line - 1);
  const marks = line === endLine && endColumn > column ? [[column - 1, endColumn - 1] as const] : [];
  for (const row of rowsBetween(source, line, last)) rows.push({ ...row, sign: '›', marks });
  const text = source[line - 1] ?? '';
  const [from = 0, to = 0] = marks[0] ?? [];
  if (to > from && text.slice(from, to).trim() !== text.trim()) rows.push({ sign: '^', text, marks });
  if (last < Math.min(endLine, source.length)) rows.push({ sign: '…', text: '' });
  else for (const one of rowsBetween(source, last + 1, last + after)) rows.push(one);
  while (rows.at(-1)?.sign === ' ' && rows.at(-1)?.text.trim() === '') rows.pop();
  while (rows[0]?.sign === ' ' && rows[0].text.trim() === '') rows.shift();
  return rows;
}

function quotedRows(text: string, sign: '-' | '+', note: string): Row[] {
  return linesOf(text).map((line, index) => ({ sign, text: line, ...(index === 0 ? { note } : {}) }));
}

/** At most a screen's worth: the start, and the end where a traceback says what it is about. */
function cutRows(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= most) return rows;
  const head = rows.slice(0, most - 4);
  const tail = rows.slice(-3);
  return [...head, { sign: '…', text: `${rows.length - head.length - tail.length} more lines` }, ...tail];
}

function speakersOf(finding: Finding): readonly [string, string] {
  if (!Object.hasOwn(confirmRules, finding.rule)) return ['expected', 'found'];
  return [finding.file.endsWith('.ipynb') ? 'the notebook' : 'the lesson', 'the kernel'];
}
