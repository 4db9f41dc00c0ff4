import type { Point } from '../text/span.ts';

/** Turns byte offsets of a text in UTF-8 into lines and columns (from 1; columns in UTF-16 units). */
export interface BytePoints {
  at(offset: number): Point;
}

/**
 * Quickest when offsets come in rising order: it goes on from the last one, so that a whole file is read through once,
 * however many points are asked for. `\n`, `\r\n` and a lone `\r` end a line.
 */
export function bytePoints(bytes: Uint8Array): BytePoints {
  let offset = 0;
  let line = 1;
  let column = 1;
  return {
    at(wanted) {
      const target = Math.min(wanted, bytes.length);
      if (target < offset) {
        offset = 0;
        line = 1;
        column = 1;
      }
      for (; offset < target; offset++) {
        const byte = bytes[offset] ?? 0;
        if (byte === 0x0a || (byte === 0x0d && bytes[offset + 1] !== 0x0a)) {
          line++;
          column = 1;
        } else if (byte === 0x0d || (byte & 0xc0) === 0x80) {
          // The first half of a line end, or a further byte of a character.
        } else column += byte >= 0xf0 ? 2 : 1;
      }
      return { line, column };
    },
  };
}
