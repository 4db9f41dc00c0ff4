import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';

/** The text of a lesson (BOM dropped), or what is wrong with its file. */
export type SourceText =
  | { readonly text: string; readonly bytes: Uint8Array; readonly diagnostic?: undefined }
  | { readonly text?: undefined; readonly diagnostic: Diagnostic };

/** Reads a lesson's file: strict UTF-8, so that no letter is guessed. */
export async function readSource(courseDir: string, source: string): Promise<SourceText> {
  const start = { start: 0, end: 0 };
  let bytes: Buffer;
  try {
    bytes = await readFile(join(courseDir, source));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const words: Record<string, string> = {
      ENOENT: 'there is no such file',
      EACCES: 'its permissions do not allow it',
      EISDIR: 'it is a folder',
    };
    return {
      diagnostic: diagnostic(
        'lesson-unreadable',
        `this lesson cannot be read: ${words[reason] ?? reason}`,
        source,
        start,
      ),
    };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), bytes };
  } catch {
    const at = firstInvalid(bytes);
    const byte = bytes[at]?.toString(16).padStart(2, '0') ?? '';
    const encoding = bytes[0] === 0xff || bytes[0] === 0xfe ? 'utf-16' : 'latin1';
    // Valid up to there: what is before it decodes, and says which line and column it is.
    const offset = new TextDecoder().decode(bytes.subarray(0, at)).length;
    const message = `this file is not UTF-8: byte 0x${byte} at offset ${at}`;
    const help = `save it as UTF-8, for example: iconv -f ${encoding} -t utf-8 ${source}`;
    return { diagnostic: diagnostic('lesson-not-utf8', message, source, { start: offset, end: offset }, { help }) };
  }
}

/** The text as it can be shown, for finding the line of a diagnostic. */
export async function readLossy(courseDir: string, source: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readFile(join(courseDir, source)));
  } catch {
    return '';
  }
}

/** The offset of the first byte that is not UTF-8, by halving: a prefix that decodes has it not. */
function firstInvalid(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isPrefix(bytes.subarray(0, middle), true)) low = middle;
    else high = middle - 1;
  }
  // Of a character that is cut off, the byte that begins it is wrong, not the one that does not go on with it.
  while (!isPrefix(bytes.subarray(0, low), false)) low--;
  return low;
}

function isPrefix(bytes: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
