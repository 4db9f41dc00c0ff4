import { isUtf8 } from 'node:buffer';
import { restore } from './explain/explain-around.ts';
import { explainForeignFile, foreignFile } from './explain/foreign-files.ts';
import type { Problem } from './problem.ts';

/** A file's content as UTF-8 without a byte order mark, and what had to be done for it. */
export interface Decoded {
  /** Undefined where the bytes are no text, or none that can be read. */
  readonly bytes?: Buffer;
  /** One at most: what keeps Jupyter from reading the file. */
  readonly problems: readonly Problem[];
  /** Whether every character was kept: not so where UTF-16 has half of a surrogate pair. */
  readonly lossless: boolean;
}

/**
 * Brings a file to UTF-8. Jupyter reads UTF-8 without a byte order mark only; UTF-16 and a byte order mark are read here
 * all the same, so that the rest of the file can be judged.
 */
export function decode(content: Buffer): Decoded {
  const utf32 = utf32Of(content);
  if (utf32 !== undefined) {
    const help = `save it as UTF-8: \`iconv -f ${utf32} -t UTF-8 FILE > NEW\``;
    return { problems: [encoding(`the file is in ${utf32}, expected UTF-8`, help)], lossless: false };
  }
  if (startsWith(content, byteOrderMark)) return withoutMark(content);
  const utf16 = utf16Of(content);
  if (utf16 !== undefined) {
    const lossless = isLossless(content, utf16);
    const help = lossless ? fixes : 'save it as UTF-8 where it is whole: a part of a character is missing here';
    return {
      bytes: Buffer.from(new TextDecoder(utf16).decode(content), 'utf8'),
      problems: [encoding(`the file is in ${utf16.toUpperCase()}, expected UTF-8`, help)],
      lossless,
    };
  }
  if (isUtf8(content)) return { bytes: content, problems: [], lossless: true };
  return { problems: [explainForeignFile(content) ?? foreignBytes(content)], lossless: false };
}

const byteOrderMark = [0xef, 0xbb, 0xbf];
const fixes = 'save it as UTF-8 without a byte order mark; `--fix` does it';

/** Of several marks, and of one before another encoding, all is said at once. */
function withoutMark(content: Buffer): Decoded {
  let from = 0;
  while (startsWith(content.subarray(from), byteOrderMark)) from += byteOrderMark.length;
  const rest = decode(content.subarray(from));
  if (rest.bytes === undefined) {
    const problems = rest.problems.map((each) => ({ ...each, start: each.start + from, end: each.end + from }));
    return { ...rest, problems };
  }
  const count = from / byteOrderMark.length;
  const begins = count > 1 ? `${count} byte order marks (BOM)` : 'a byte order mark (BOM)';
  const refused = encoding(`the file begins with ${begins}, which Jupyter refuses`, rest.problems[0]?.help ?? fixes);
  return { ...rest, problems: [refused] };
}

function isLossless(content: Buffer, utf16: string): boolean {
  try {
    new TextDecoder(utf16, { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}

function startsWith(content: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => content[index] === byte);
}

/** By its byte order mark, or because the first character is a byte and three zeros. */
function utf32Of(content: Buffer): 'UTF-32LE' | 'UTF-32BE' | undefined {
  if (content.length < 8) return undefined;
  const zeros = Array.from(content.subarray(0, 8), (byte) => (byte === 0 ? '0' : 'x')).join('');
  if (startsWith(content, [0xff, 0xfe, 0, 0]) || zeros === 'x000x000') return 'UTF-32LE';
  return startsWith(content, [0, 0, 0xfe, 0xff]) || zeros === '000x000x' ? 'UTF-32BE' : undefined;
}

/** By its byte order mark, or because every second byte of the first few is zero, as in `{` NUL. */
function utf16Of(content: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (startsWith(content, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(content, [0xfe, 0xff])) return 'utf-16be';
  if (content.length >= 4 && content[0] !== 0 && content[1] === 0 && content[2] !== 0 && content[3] === 0)
    return 'utf-16le';
  if (content.length >= 4 && content[0] === 0 && content[1] !== 0 && content[2] === 0 && content[3] !== 0)
    return 'utf-16be';
  return undefined;
}

function encoding(message: string, help: string): Problem {
  return { rule: 'notebook-encoding', message, start: 0, end: 0, help };
}

function foreignBytes(content: Buffer): Problem {
  const at = firstBadByte(content);
  const rest = content.subarray(at);
  if (rest.length < 4 && isUtf8(Buffer.concat([rest, Buffer.alloc(missingBytes(rest), 0x80)]))) {
    return {
      rule: 'notebook-json',
      message: 'the file breaks off in the middle of a character',
      start: at,
      end: content.length,
      help: restore,
      expected: 'more of the file',
    };
  }
  const begin = content.toString('latin1', 0, 1000);
  if (/^[^\s{]/.test(begin) && begin.includes('\0')) {
    return foreignFile(content, 'binary, no text', 'check that this is the file you mean');
  }
  const byte = (content[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  const meant = inWindows1252(content[at] ?? 0);
  const isText = /^[\s{]/.test(begin) && !/[\0-\x1f\x7f-\x9f]/.test(meant);
  return {
    rule: 'notebook-encoding',
    message: `the byte 0x${byte} is no UTF-8${isText ? ` (in Windows-1252 it is "${meant}")` : ''}`,
    start: at,
    end: at + 1,
    help: `the file was saved in another encoding, or is damaged${isText ? '; if that character is right there: `iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW`' : ': take it from where it came from'}`,
    expected: 'UTF-8',
    actual: `0x${byte}`,
  };
}

/** `TextDecoder` of some versions of Node takes these bytes for control characters. */
const from80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function inWindows1252(byte: number): string {
  return byte >= 0x80 && byte < 0xa0 ? (from80[byte - 0x80] ?? '') : String.fromCharCode(byte);
}

/** How many bytes the character still has that a first byte begins. */
function missingBytes(rest: Buffer): number {
  const first = rest[0] ?? 0;
  return Math.max((first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1) - rest.length, 0);
}

/** Where the first byte stands that is part of no character. */
function firstBadByte(content: Buffer): number {
  let at = 0;
  for (let end = 0; end < content.length; at = end) {
    end = Math.min(at + 65_536, content.length);
    while (end > at && ((content[end] ?? 0) & 0xc0) === 0x80) end--;
    if (end === at || !isUtf8(content.subarray(at, end))) break;
  }
  while (at < content.length) {
    const length = [1, 2, 3, 4].find((size) => isUtf8(content.subarray(at, at + size)));
    if (length === undefined) return at;
    at += length;
  }
  return at;
}
