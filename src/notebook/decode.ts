import { isUtf8 } from 'node:buffer';
import type { Problem } from './problem.ts';

/** A file's content as UTF-8 without a byte order mark, and what had to be done for it. */
export interface Decoded {
  /** Undefined where the bytes are no text at all. */
  readonly bytes?: Buffer;
  readonly problems: readonly Problem[];
}

/**
 * Brings a file to UTF-8. Jupyter reads UTF-8 without a byte order mark only; UTF-16 and a byte order mark are read here
 * all the same, so that the rest of the file can be judged.
 */
export function decode(content: Buffer): Decoded {
  if (startsWith(content, [0xef, 0xbb, 0xbf])) {
    const rest = decode(content.subarray(3));
    return {
      ...rest,
      problems: [encoding('the file begins with a byte order mark (BOM), which Jupyter refuses'), ...rest.problems],
    };
  }
  const utf16 = utf16Of(content);
  if (utf16 !== undefined) {
    return {
      bytes: Buffer.from(new TextDecoder(utf16).decode(content), 'utf8'),
      problems: [encoding(`the file is in ${utf16.toUpperCase()}, expected UTF-8`)],
    };
  }
  if (isUtf8(content)) return { bytes: content, problems: [] };
  return { problems: [strangerBytes(content)] };
}

/** Whether bringing a file to UTF-8 keeps every character: not so where UTF-16 has half of a surrogate pair. */
export function isLossless(content: Buffer): boolean {
  const utf16 = utf16Of(content);
  if (utf16 === undefined) return true;
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

function encoding(message: string): Problem {
  return {
    rule: 'notebook-encoding',
    message,
    start: 0,
    end: 0,
    help: 'Save it as UTF-8 without a byte order mark; `--fix` does it.',
  };
}

function strangerBytes(content: Buffer): Problem {
  const at = firstBadByte(content);
  const kind = archiveKind(content);
  if (kind !== undefined) {
    return {
      rule: 'not-a-notebook',
      message: `the file is ${kind}`,
      start: 0,
      end: 0,
      help: 'Check that this is the file you mean; unpack an archive first.',
      expected: 'a notebook (JSON)',
    };
  }
  const byte = (content[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return {
    rule: 'notebook-encoding',
    message: `the byte 0x${byte} at offset ${at} is no UTF-8`,
    start: at,
    end: at + 1,
    help: 'The file was saved in another encoding (Latin-1?) or is damaged: open it in an editor with its true encoding and save it as UTF-8.',
    expected: 'UTF-8',
    actual: `0x${byte}`,
  };
}

function archiveKind(content: Buffer): string | undefined {
  if (startsWith(content, [0x1f, 0x8b])) return 'compressed with gzip';
  if (startsWith(content, [0x50, 0x4b, 0x03, 0x04])) return 'a ZIP archive';
  if (startsWith(content, [0x89, 0x50, 0x4e, 0x47]) || startsWith(content, [0xff, 0xd8, 0xff])) return 'an image';
  return startsWith(content, [0x25, 0x50, 0x44, 0x46]) ? 'a PDF' : undefined;
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
