import { hashed, hashStart, numberOf, numberOfText } from './key-texts.ts';
import { isDigit } from './read-json-scalar.ts';

/** What the bytes in a string are: 0 plain, 1 a quote, 2 a backslash, 3 a control character, which JSON forbids. */
const classes = new Uint8Array(256);
classes.fill(3, 0, 0x20);
classes[0x22] = 1;
classes[0x5c] = 2;

/** Where a string ends, or why it does not. */
export interface StringEnd {
  /** The offset after the closing quote; of a string with an error, the offset of the error. */
  offset: number;
  escaped: boolean;
  error: 'unclosed-string' | 'control-character' | 'escape' | undefined;
  /** Of a key: its number (`key-texts.ts`). */
  number: number;
  /** Whether any string so far had the escape of a surrogate. */
  surrogates: boolean;
}

/** Goes over a string; `start` is the offset of its quote. The answer is written into `end`, to spare an object each. */
export function readString(bytes: Buffer, start: number, end: StringEnd): void {
  let at = skipPlain(bytes, start + 1);
  end.escaped = false;
  end.error = undefined;
  while (bytes[at] === 0x5c) {
    end.escaped = true;
    const length = escapeLength(bytes, at);
    if (length === 0) break;
    if (length === 6 && ((bytes[at + 2] ?? 0) | 0x20) === 0x64) end.surrogates = true;
    at = skipPlain(bytes, at + length);
  }
  if (bytes[at] !== 0x22) {
    if (breaksOff(bytes, at)) at = bytes.length;
    end.error = at >= bytes.length ? 'unclosed-string' : bytes[at] === 0x5c ? 'escape' : 'control-character';
    end.offset = at;
    return;
  }
  end.offset = at + 1;
}

/** Whether the text ends in the middle of what begins as an escape. */
function breaksOff(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x5c && at + 6 > bytes.length && /^\\(?:u[\da-f]{0,3})?$/i.test(bytes.toString('latin1', at));
}

/** The same for a key, with its number. */
export function readKey(bytes: Buffer, start: number, end: StringEnd): void {
  let hash = hashStart;
  let at = start + 1;
  let byte = bytes[at] ?? 0;
  for (; classes[byte] === 0; byte = bytes[at] ?? 0) {
    hash = hashed(hash, byte);
    at++;
  }
  if (byte !== 0x22) {
    readString(bytes, start, end);
    end.number = end.error === undefined ? numberOfText(JSON.parse(bytes.toString('utf8', start, end.offset))) : -1;
    return;
  }
  end.escaped = false;
  end.error = undefined;
  end.offset = at + 1;
  end.number = numberOf(bytes, start + 1, at, hash);
}

/** The offset of the next byte that is no plain one. */
function skipPlain(bytes: Buffer, from: number): number {
  let at = from;
  while (classes[bytes[at] ?? 0x22] === 0) at++;
  return at;
}

/** How long the escape at an offset is; 0 where it is none. */
function escapeLength(bytes: Buffer, at: number): number {
  switch (bytes[at + 1]) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return 2;
    case 0x75:
      for (let digit = at + 2; digit < at + 6; digit++) {
        const byte = (bytes[digit] ?? 0) | 0x20;
        if (!isDigit(bytes[digit]) && !(byte >= 0x61 && byte <= 0x66)) return 0;
      }
      return 6;
    default:
      return 0;
  }
}
