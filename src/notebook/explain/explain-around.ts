import { member } from '../../json/json-document.ts';
import { readJson } from '../../json/read-json.ts';
import type { Problem } from '../problem.ts';
import { explainForeignFile, foreignFile } from './foreign-files.ts';

/** What to do where a part of the file is lost. */
export const restore = 'take the whole file from where it came from: version control, a checkpoint, a new download';

/**
 * Says what a file is that is not JSON from its very beginning (`at`, the first byte that is no blank): a notebook with
 * text before it, one whose beginning is lost, or something else. Undefined where it begins as JSON should.
 */
export function explainBeginning(bytes: Buffer, at: number, error: number): Problem | undefined {
  const head = bytes.toString('latin1', 0, 4000);
  if (/^\s*(?:\{|\[\s*(?:["{}[\]\d]|null|true|false))/.test(head)) return undefined;
  const stranger = explainForeignFile(bytes);
  if (stranger !== undefined) return stranger;
  const begin = notebookAfter(bytes, error);
  if (begin > 0) return explainBefore(bytes, at, begin);
  const line = shownLine(bytes, at);
  if (/"(?:cell_type|nbformat)"\s*:/.test(bytes.toString('latin1', 0, 10_000_000))) {
    return {
      rule: 'notebook-json',
      message: `the beginning of the notebook is missing: the file begins with ${line}`,
      start: at,
      end: at + 1,
      help: /^\s*"(?:cells|metadata|nbformat)"/.test(head) ? 'add the "{" before it' : restore,
      expected: '{',
    };
  }
  const help = 'check that this is the file you mean, and download it anew if it came from the web';
  return foreignFile(bytes, `text, not JSON: it begins with ${line}`, help);
}

/** Where a whole notebook begins after what is no JSON; -1 where none does. */
function notebookAfter(bytes: Buffer, from: number): number {
  const begins = bytes
    .toString('latin1', from, from + 60_000)
    .matchAll(/\{\s*"(?:cells|metadata|nbformat\w*|worksheets)"\s*:/g);
  for (const { index } of [...begins].slice(0, 20)) {
    const rest = bytes.subarray(from + index);
    const { document, error } = readJson(rest);
    const whole = error?.type === 'end' ? readJson(rest.subarray(0, error.offset)).document : document;
    if (whole !== undefined && member(whole, 0, 'nbformat') >= 0) return from + index;
  }
  return -1;
}

function explainBefore(bytes: Buffer, at: number, begin: number): Problem {
  return {
    rule: 'notebook-json',
    message: `something that does not belong to the notebook comes before it: ${shownLine(bytes.subarray(0, begin), at)}`,
    start: at,
    end: begin,
    help: `remove it: the notebook begins with the "{" ${lineOf(bytes, begin)}`,
    expected: '{',
  };
}

/** Says what follows a JSON value that ended before `at`, where the file should have ended. */
export function explainAfter(bytes: Buffer, at: number): Problem {
  const problem = (message: string, help: string): Problem => ({
    rule: 'notebook-json',
    message,
    start: at,
    end: Math.min(at + 1, bytes.length),
    help,
    expected: 'the end of the file',
    actual: shownLine(bytes, at),
  });
  const rest = bytes.subarray(at);
  const values = valuesIn(rest);
  if (values > 0) {
    const before = bytes.subarray(0, at).toString('latin1').trim();
    const oneALine = !before.includes('\n') && /[\r\n][^\S\r\n]*$/.test(bytes.toString('latin1', 0, at));
    const count = values >= mostValues ? `${mostValues} or more` : values + 1;
    if (oneALine && !before.includes('"cells"')) {
      const message = `the file has one JSON value a line (JSON Lines), ${count} of them, not one notebook`;
      return { ...problem(message, 'check that this is the file you mean'), rule: 'not-a-notebook' };
    }
    const what = rest.includes('"cells"') ? 'notebook' : 'JSON value';
    const help = values > 1 ? 'keep one of them' : 'keep one of the two';
    return problem(
      `a second ${what} begins here${values > 1 ? `, and ${values - 1} more follow` : ''}: a file holds one notebook`,
      `${help}, or make ${values > 1 ? 'each' : 'them'} files of ${values > 1 ? 'its' : 'their'} own`,
    );
  }
  if (/^[\s}\]]+$/.test(rest.toString('latin1', 0, 1000))) {
    return problem(
      `the notebook ends before this, but ${shownLine(bytes, at)} follows`,
      'remove the bracket: it has no partner',
    );
  }
  const left = rest.includes('"nbformat"') ? '; it looks like the rest of a longer version of the file' : '';
  return problem(
    `the notebook ends before this, but ${shownLine(bytes, at)} follows`,
    `remove everything after the last bracket${left}`,
  );
}

const mostValues = 100;

/** How many objects and lists a text consists of; 0 where it is anything else. */
function valuesIn(text: Buffer): number {
  let count = 0;
  for (let rest = text; count < mostValues; ) {
    const first = rest.findIndex((byte) => byte > 0x20);
    if (first < 0) return count;
    if (rest[first] !== 0x7b && rest[first] !== 0x5b) return 0;
    const { document, error } = readJson(rest);
    if (document === undefined && error.type !== 'end') return 0;
    count++;
    if (document !== undefined) return count;
    rest = rest.subarray(error.offset);
  }
  return count;
}

/** The line at an offset in quotes, cut where it is long. */
function shownLine(bytes: Buffer, at: number): string {
  const rest = bytes.toString('utf8', at, Math.min(at + 200, bytes.length));
  const line = /^[^\r\n]*/.exec(rest)?.[0].trimEnd() ?? '';
  const shown = [...line].slice(0, 40).join('');
  const text = JSON.stringify(shown === line ? line : `${shown}…`);
  return text.replace(/\p{Cf}/gu, (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** `in line 3`, of the line that has an offset. */
export function lineOf(bytes: Buffer, offset: number): string {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line++;
  return `in line ${line}`;
}
