import { Kind } from './json-document.ts';

/** Where the number or word at an offset ends; 0 where there is none. */
export function scalarEnd(bytes: Buffer, start: number, size: number): number {
  let at = start;
  if (bytes[at] === 0x2d) at++;
  if (isDigit(bytes[at])) {
    if (bytes[at] === 0x30) at++;
    else while (isDigit(bytes[at])) at++;
    if (isDigit(bytes[at])) return 0;
    if (bytes[at] === 0x2e) {
      if (!isDigit(bytes[at + 1])) return 0;
      at++;
      while (isDigit(bytes[at])) at++;
    }
    if (((bytes[at] ?? 0) | 0x20) === 0x65) {
      at++;
      if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++;
      if (!isDigit(bytes[at])) return 0;
      while (isDigit(bytes[at])) at++;
    }
    return at;
  }
  const word = words.find((each) => each.length <= size - start && matches(bytes, start, each));
  return word === undefined ? 0 : start + word.length;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

const words = ['null', 'true', 'false', 'NaN', 'Infinity', '-Infinity'];

function matches(bytes: Buffer, start: number, word: string): boolean {
  for (let at = 0; at < word.length; at++) if (bytes[start + at] !== word.charCodeAt(at)) return false;
  return true;
}

/** Which value the number or word from `start` to `end` is. */
export function scalarKind(bytes: Buffer, start: number, end: number): number {
  switch (bytes[start]) {
    case 0x6e:
      return Kind.null;
    case 0x74:
      return Kind.true;
    case 0x66:
      return Kind.false;
    default:
      for (let at = start; at < end; at++) {
        const byte = bytes[at];
        if (byte !== 0x2d && !isDigit(byte)) return Kind.float;
      }
      return Kind.integer;
  }
}
