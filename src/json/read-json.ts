import { type JsonDocument, Kind } from './json-document.ts';
import { isDigit, scalarEnd, scalarKind } from './read-json-scalar.ts';
import { readKey, readString, type StringEnd } from './read-json-string.ts';

/** Why a text is no JSON: what the reader wanted at an offset (bytes). */
export interface JsonError {
  readonly type: JsonErrorType;
  readonly offset: number;
  /** The offset of what the error belongs to: the bracket or quote that is not closed. */
  readonly opened?: number;
}

type JsonErrorType =
  | 'value'
  | 'key'
  | 'colon'
  | 'comma-or-brace'
  | 'comma-or-bracket'
  | 'end'
  | 'unclosed-string'
  | 'control-character'
  | 'escape'
  | 'number'
  | 'long-number'
  | 'unclosed'
  | 'empty'
  | 'depth';

export type JsonReading =
  | { readonly document: JsonDocument; readonly trailingCommas: readonly number[]; readonly error?: never }
  | { readonly error: JsonError; readonly trailingCommas: readonly number[]; readonly document?: never };

/** Deeper than this Jupyter's own tools give up: nbformat copies a notebook recursively, to about 500 levels. */
export const maxDepth = 500;
/** Python refuses integers with more digits (`sys.get_int_max_str_digits`). */
const maxDigits = 4300;

/** The containers that are open. One text is read at a time. */
const parents = new Int32Array(maxDepth);

/**
 * Reads JSON as Python's `json.loads` does: `NaN`, `Infinity` and `-Infinity` are values, doubled keys and escaped lone
 * surrogates are allowed. A comma before a closing bracket is not: it is told apart, so that reading can go on.
 * `bytes` must be valid UTF-8. Never recursive: depth costs nothing, and no input makes it throw.
 */
export function readJson(bytes: Buffer): JsonReading {
  const size = bytes.length;
  let { kinds, starts, ends, nexts } = takeTables(size);
  let capacity = kinds.length;
  let count = 0;
  let depth = 0;
  let at = 0;
  let inObject = false;
  const trailingCommas: number[] = [];
  const string: StringEnd = { offset: 0, escaped: false, error: undefined, number: 1, surrogates: false };
  let hasNonFinite = false;

  const fail = (type: JsonErrorType, offset: number, opened?: number): JsonReading => {
    releaseTables({ kinds, starts, ends, nexts });
    return { error: opened === undefined ? { type, offset } : { type, offset, opened }, trailingCommas };
  };
  const unclosed = (): JsonReading => fail('unclosed', size, starts[parents[depth - 1] ?? 0]);

  for (;;) {
    // Before a value, or before a key of an object, or before the bracket that closes an empty container.
    at = skipBlanks(bytes, at);
    if (at >= size) return depth > 0 ? unclosed() : fail('empty', size);
    if (count + 2 > capacity) {
      capacity *= 2;
      kinds = grown(kinds, new Uint8Array(capacity));
      starts = grown(starts, new Int32Array(capacity));
      ends = grown(ends, new Int32Array(capacity));
      nexts = grown(nexts, new Int32Array(capacity));
    }
    let byte = bytes[at];
    const closes = depth > 0 && byte === (inObject ? 0x7d : 0x5d);
    if (!closes && inObject) {
      if (byte !== 0x22) return fail('key', at);
      readKey(bytes, at, string);
      if (string.error !== undefined) return fail(string.error, string.offset, at);
      kinds[count] = string.escaped ? Kind.escapedString : Kind.string;
      starts[count] = at;
      at = string.offset;
      ends[count] = at;
      nexts[count] = string.number;
      count++;
      at = skipBlanks(bytes, at);
      if (at >= size) return unclosed();
      if (bytes[at] !== 0x3a) return fail('colon', at);
      at++;
      at = skipBlanks(bytes, at);
      if (at >= size) return unclosed();
      byte = bytes[at];
    }
    if (!closes) {
      const start = at;
      if (byte === 0x22) {
        readString(bytes, at, string);
        if (string.error !== undefined) return fail(string.error, string.offset, at);
        kinds[count] = string.escaped ? Kind.escapedString : Kind.string;
        at = string.offset;
      } else if (byte === 0x7b || byte === 0x5b) {
        if (depth >= maxDepth) return fail('depth', at);
        inObject = byte === 0x7b;
        kinds[count] = inObject ? Kind.object : Kind.array;
        starts[count] = start;
        parents[depth] = count;
        depth++;
        count++;
        at++;
        continue;
      } else {
        const end = scalarEnd(bytes, at, size);
        if (end === 0) return fail(byte === 0x2d || isDigit(byte) ? 'number' : 'value', at);
        kinds[count] = scalarKind(bytes, at, end);
        if (kinds[count] === Kind.integer && end - at - (byte === 0x2d ? 1 : 0) > maxDigits)
          return fail('long-number', at);
        if (kinds[count] === Kind.float && !isDigit(bytes[end - 1])) hasNonFinite = true;
        at = end;
      }
      starts[count] = start;
      ends[count] = at;
      nexts[count] = count + 1;
      count++;
    } else {
      at++;
      const container = parents[--depth] ?? 0;
      ends[container] = at;
      nexts[container] = count;
    }
    // After a value: a comma leads to the next one, a bracket closes its container, and so on outwards.
    for (;;) {
      if (depth === 0) {
        at = skipBlanks(bytes, at);
        if (at < size) return fail('end', at);
        const { surrogates } = string;
        return {
          document: { bytes, count, kinds, starts, ends, nexts, hasNonFinite, hasSurrogates: surrogates },
          trailingCommas,
        };
      }
      const container = parents[depth - 1] ?? 0;
      inObject = kinds[container] === Kind.object;
      at = skipBlanks(bytes, at);
      if (at >= size) return unclosed();
      byte = bytes[at];
      const closer = inObject ? 0x7d : 0x5d;
      if (byte === 0x2c) {
        const comma = at++;
        at = skipBlanks(bytes, at);
        if (bytes[at] !== closer) break;
        trailingCommas.push(comma);
      } else if (byte !== closer) return fail(inObject ? 'comma-or-brace' : 'comma-or-bracket', at, starts[container]);
      at++;
      depth--;
      ends[container] = at;
      nexts[container] = count;
    }
  }
}

type Tables = Pick<JsonDocument, 'kinds' | 'starts' | 'ends' | 'nexts'>;

/** Tables of a document that is no longer used: many small files in a row share them. */
let spare: Tables | undefined;
const largestSpare = 1 << 18;

function takeTables(size: number): Tables {
  const taken = spare;
  spare = undefined;
  if (taken !== undefined) return taken;
  const capacity = Math.max(4096, size >> 4);
  return {
    kinds: new Uint8Array(capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    nexts: new Int32Array(capacity),
  };
}

/** Gives the tables of a document back; nothing may look into it after that. */
export function releaseDocument({ kinds, starts, ends, nexts }: JsonDocument): void {
  releaseTables({ kinds, starts, ends, nexts });
}

function releaseTables(tables: Tables): void {
  if (tables.kinds.length <= largestSpare) spare = tables;
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
}

function grown<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
