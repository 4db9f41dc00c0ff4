import type { Expected } from '../model/lesson.ts';
import { greatestOf } from '../text/extremes.ts';
import { originOf } from '../text/mapped-text.ts';

/** A piece of the file to replace: UTF-16 offsets. */
export interface FileEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A fence in the file, taken apart. */
interface FenceLines {
  /** The line that opens it, from the fence's signs on. */
  readonly opening: string;
  readonly openingStart: number;
  readonly fence: string;
  /** What stands before each of its lines: indentation, the prefix of a block quote. */
  readonly prefix: string;
  readonly lineEnd: string;
  /** Offsets of the lines between, whole with their line ends. */
  readonly contentStart: number;
  readonly contentEnd: number;
  /** The line that closes it; undefined where the file or its container ends first. */
  readonly closing?: { readonly start: number; readonly end: number };
}

/**
 * The edits that put another text into a fence: lines that stay keep their bytes, new ones get the fence's own prefix
 * and line end, and the fence grows where the text holds a line that would close it. Undefined where the text cannot
 * stand there: in a session at the prompt, nothing, or an output that looks like a prompt.
 */
export function fenceEdits(file: string, expected: Expected, text: string): FileEdit[] | undefined {
  const fence = fenceLines(file, expected.span);
  if (fence === undefined) return promptEdits(file, expected, text);
  const { prefix, lineEnd, contentStart, contentEnd } = fence;
  const old = expected.text.text === '' ? [] : expected.text.text.split('\n');
  const raw = rawLines(file.slice(contentStart, contentEnd));
  const lines = text === '' ? [] : text.split('\n');
  const kept = new Map<string, string[]>();
  for (const [index, line] of old.entries()) {
    const bytes = raw[index];
    if (bytes !== undefined) kept.set(line.trimEnd(), [...(kept.get(line.trimEnd()) ?? []), bytes]);
  }
  const content = lines.map((line, index) => {
    const own = old[index]?.trimEnd() === line.trimEnd() ? raw[index] : kept.get(line.trimEnd())?.[0];
    const bytes = own ?? (line === '' ? prefix.trimEnd() : prefix + line) + lineEnd;
    return /[\r\n]$/.test(bytes) ? bytes : bytes + lineEnd;
  });
  const edits: FileEdit[] = [];
  const longer = longerFence(fence.fence, lines);
  if (longer !== fence.fence) {
    edits.push({ start: fence.openingStart, end: fence.openingStart + fence.fence.length, text: longer });
    if (fence.closing !== undefined) edits.push({ ...fence.closing, text: longer });
  }
  const missing = contentStart === contentEnd && !/[\r\n]$/.test(file.slice(0, contentStart)) ? lineEnd : '';
  const joined = missing + content.join('');
  if (joined !== file.slice(contentStart, contentEnd))
    edits.push({ start: contentStart, end: contentEnd, text: joined });
  return edits;
}

/** The edit that removes a fence and the blank lines before it. */
export function removal(file: string, expected: Expected): FileEdit | undefined {
  const fence = fenceLines(file, expected.span);
  if (fence === undefined) return undefined;
  const lineStart = lastLineStart(file, fence.openingStart);
  if (!/^[\s>]*$/.test(file.slice(lineStart, fence.openingStart))) return undefined;
  const blank = /(?:(?:\r\n|\n|\r)[ \t>]*)*$/.exec(file.slice(0, lineStart).replace(/(?:\r\n|\n|\r)$/, ''))?.[0] ?? '';
  const before = /(?:\r\n|\n|\r)$/.exec(file.slice(0, lineStart))?.[0].length ?? 0;
  return { start: lineStart - before - blank.length, end: expected.span.end, text: '' };
}

/** The edit that puts a new `output` fence after a code fence; undefined where the code is no fence of its own. */
export function insertion(file: string, code: { start: number; end: number }, text: string): FileEdit | undefined {
  const fence = fenceLines(file, code);
  if (fence?.closing === undefined) return undefined;
  const { prefix, lineEnd } = fence;
  const sign = longerFence('```', text.split('\n'));
  const lines = [`${sign}output`, ...text.split('\n'), sign].map((line) =>
    line === '' ? prefix.trimEnd() : prefix + line,
  );
  return { start: code.end, end: code.end, text: `${lineEnd}${prefix.trimEnd()}${lineEnd}${lines.join(lineEnd)}` };
}

/** The edit that makes an `error` fence an `output` fence, whose cell does not raise any more. */
export function asOutput(file: string, expected: Expected): FileEdit | undefined {
  const fence = fenceLines(file, expected.span);
  const word = fence === undefined ? null : /^([`~]+[ \t]*\{?)(error)\b/.exec(fence.opening);
  if (fence === undefined || word === null) return undefined;
  const start = fence.openingStart + (word[1] ?? '').length;
  return { start, end: start + 'error'.length, text: 'output' };
}

function fenceLines(file: string, span: { start: number; end: number }): FenceLines | undefined {
  const opening = /^[^\r\n]*/.exec(file.slice(span.start))?.[0] ?? '';
  const fence = /^(`{3,}|~{3,})/.exec(opening)?.[0];
  if (fence === undefined) return undefined;
  const lineStart = lastLineStart(file, span.start);
  const prefix = file.slice(lineStart, span.start).replace(/[^\s>]/g, ' ');
  const openingEnd = span.start + opening.length;
  const lineEnd = /^(?:\r\n|\n|\r)/.exec(file.slice(openingEnd))?.[0] ?? '\n';
  const contentStart = Math.min(openingEnd + lineEnd.length, file.length);
  const lastStart = lastLineStart(file, span.end);
  const last = file.slice(lastStart, span.end);
  const signs = /([`~]+)[ \t]*$/.exec(last)?.[1] ?? '';
  const closes = lastStart >= contentStart && signs.startsWith(fence) && /^[\s>]*[`~]+[ \t]*$/.test(last);
  const closingStart = lastStart + last.indexOf(signs);
  return {
    opening,
    openingStart: span.start,
    fence,
    prefix,
    lineEnd,
    contentStart,
    contentEnd: closes ? lastStart : Math.max(span.end, contentStart),
    ...(closes ? { closing: { start: closingStart, end: closingStart + signs.length } } : {}),
  };
}

/** In a session at the prompt the output has no fence of its own: its lines stand between prompts. */
function promptEdits(file: string, expected: Expected, text: string): FileEdit[] | undefined {
  const { text: old } = expected;
  const lines = text.split('\n');
  if (text.trim() === '' || lines.some((line) => /^\s*(?:>>>|\.\.\.)/.test(line))) return undefined;
  const span = originOf(old, 0, old.text.length);
  const lineStart = lastLineStart(file, span.start);
  const prefix = file.slice(lineStart, span.start);
  const lineEnd = /\r\n|\n|\r/.exec(file)?.[0] ?? '\n';
  if (/\S/.test(prefix.replace(/>/g, '')) || file.slice(span.start, span.end).trim() === '') return undefined;
  // As doctest has it, an empty line would end the output.
  const written = lines.map((line) => (line.trim() === '' ? '<BLANKLINE>' : line));
  return [{ start: span.start, end: span.end, text: written.join(lineEnd + prefix) }];
}

/** A fence of the same sign that no line of the text closes. */
function longerFence(fence: string, lines: readonly string[]): string {
  const sign = fence[0] ?? '`';
  const closing = new RegExp(`^ *(\\${sign}+)[ \\t]*$`);
  const longest = greatestOf([0, ...lines.map((line) => closing.exec(line)?.[1]?.length ?? 0)]);
  return longest < fence.length ? fence : sign.repeat(longest + 1);
}

function rawLines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

function lastLineStart(file: string, offset: number): number {
  return Math.max(file.lastIndexOf('\n', offset - 1), file.lastIndexOf('\r', offset - 1)) + 1;
}
