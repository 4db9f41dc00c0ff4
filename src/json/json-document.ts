import { textNumbered } from './key-texts.ts';

/** What a value of a JSON document is; strings without and with escapes are kept apart, and so are integers and floats. */
export const Kind = {
  null: 0,
  true: 1,
  false: 2,
  integer: 3,
  float: 4,
  string: 5,
  escapedString: 6,
  array: 7,
  object: 8,
} as const;

/** A value of a document: its index in the tables. Keys are values too (strings), each directly before what it names. */
export type Node = number;

/**
 * A JSON text and the table of its values, in the order in which they begin: a hundred megabytes stay one buffer and
 * four small tables, and every value knows the bytes it was written with.
 */
export interface JsonDocument {
  /** UTF-8, without a byte order mark. */
  readonly bytes: Buffer;
  /** How many values there are; the root is value 0. */
  readonly count: number;
  readonly kinds: Uint8Array;
  /** Byte offset at which a value begins. */
  readonly starts: Int32Array;
  /** Byte offset after a value. */
  readonly ends: Int32Array;
  /** Of a value: the index after its last descendant. Of a key: the number of its text (`key-texts.ts`), or `shadowed`. */
  readonly nexts: Int32Array;
  /** Whether any value is NaN or Infinity, and whether any string has the escape of a surrogate. */
  readonly hasNonFinite: boolean;
  readonly hasSurrogates: boolean;
}

/** In place of a key's number: the same key comes again later in the object, and JSON readers take that one. */
export const shadowed = 0;

export function isString(document: JsonDocument, node: Node): boolean {
  const kind = document.kinds[node];
  return kind === Kind.string || kind === Kind.escapedString;
}

/** The text of a string. */
export function textOf(document: JsonDocument, node: Node): string {
  const { bytes, kinds, starts, ends } = document;
  const start = starts[node] ?? 0;
  const end = ends[node] ?? 0;
  if (kinds[node] !== Kind.string) return JSON.parse(bytes.toString('utf8', start, end)) as string;
  // Short ones are most often asked for, and plain: reading them as Latin-1 takes a third of the time.
  if (end - start > 66) return bytes.toString('utf8', start + 1, end - 1);
  if (document === last.document && node === last.node) return last.text;
  let plain = true;
  for (let at = start + 1; at < end; at++) if ((bytes[at] ?? 0) > 0x7f) plain = false;
  const text = bytes.toString(plain ? 'latin1' : 'utf8', start + 1, end - 1);
  // What is large must not be kept from being freed.
  if (bytes.length < 1_000_000) last = { document, node, text };
  return text;
}

/** The text that was asked for last: several checks of one value follow each other. */
let last: { document?: JsonDocument; node: Node; text: string } = { node: -1, text: '' };

/** Whether a string is this text, which must be plain ASCII. */
export function isText(document: JsonDocument, node: Node, text: string): boolean {
  const { bytes, kinds, starts, ends } = document;
  if (kinds[node] === Kind.escapedString) return textOf(document, node) === text;
  const start = (starts[node] ?? 0) + 1;
  if (kinds[node] !== Kind.string || (ends[node] ?? 0) - 1 - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false;
  return true;
}

/** The value of a number. */
export function numberOf(document: JsonDocument, node: Node): number {
  const { bytes, kinds, starts, ends } = document;
  const start = starts[node] ?? 0;
  const end = ends[node] ?? 0;
  if (kinds[node] !== Kind.integer || end - start > 9 || bytes[start] === 0x2d) return Number(rawOf(document, node));
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] ?? 0) - 0x30;
  return value;
}

/** A value as it stands in the file. */
export function rawOf(document: JsonDocument, node: Node): string {
  return document.bytes.toString('utf8', document.starts[node], document.ends[node]);
}

/** The text of a key. Notebooks have few different keys: most need not be decoded. */
export function keyText(document: JsonDocument, key: Node): string {
  return textNumbered(document.nexts[key] ?? 0) ?? textOf(document, key);
}

/** The value of a key in an object, -1 where there is none (or where `object` is none). Of a doubled key, the last. */
export function member(document: JsonDocument, object: Node, name: string): Node {
  const { kinds, nexts } = document;
  if (object < 0 || kinds[object] !== Kind.object) return -1;
  const end = nexts[object] ?? 0;
  for (let key = object + 1; key < end; key = nexts[key + 1] ?? end) {
    if (nexts[key] !== shadowed && keyText(document, key) === name) return key + 1;
  }
  return -1;
}

/** Keys of an object in the order of the file, without those that come again later. */
export function keysOf(document: JsonDocument, object: Node): Node[] {
  const { kinds, nexts } = document;
  const keys: Node[] = [];
  if (object < 0 || kinds[object] !== Kind.object) return keys;
  const end = nexts[object] ?? 0;
  for (let key = object + 1; key < end; key = nexts[key + 1] ?? end) if (nexts[key] !== shadowed) keys.push(key);
  return keys;
}

/** Items of an array, in order; none where `array` is none. */
export function* itemsOf(document: JsonDocument, array: Node): Generator<Node> {
  const { kinds, nexts } = document;
  if (array < 0 || kinds[array] !== Kind.array) return;
  const end = nexts[array] ?? 0;
  for (let item = array + 1; item < end; item = nexts[item] ?? end) yield item;
}

/** The way from the root to a value, or to a key: names and indexes. */
export function pathTo(document: JsonDocument, target: Node): (string | number)[] {
  const { kinds, nexts } = document;
  const path: (string | number)[] = [];
  let node = 0;
  while (node !== target) {
    const end = nexts[node] ?? 0;
    let child = node + 1;
    if (kinds[node] === Kind.object) {
      while (child + 1 < end && target >= (nexts[child + 1] ?? end)) child = nexts[child + 1] ?? end;
      path.push(keyText(document, child));
      if (child === target) break;
      node = child + 1;
    } else {
      const items = itemIndex(document, node);
      const index = lastUpTo(items, target);
      path.push(index);
      node = items[index] ?? target;
    }
  }
  return path;
}

/** An item of an array by its number from 0; -1 where there is none. */
export function itemAt(document: JsonDocument, array: Node, index: number): Node {
  return array >= 0 && document.kinds[array] === Kind.array ? (itemIndex(document, array)[index] ?? -1) : -1;
}

/** Of each document: the items of the arrays that a way has led through, so that a million cells are counted once. */
const itemIndexes = new WeakMap<JsonDocument, Map<Node, Int32Array>>();

function itemIndex(document: JsonDocument, array: Node): Int32Array {
  let indexes = itemIndexes.get(document);
  if (indexes === undefined) {
    indexes = new Map();
    itemIndexes.set(document, indexes);
  }
  let items = indexes.get(array);
  if (items === undefined) {
    items = Int32Array.from(itemsOf(document, array));
    indexes.set(array, items);
  }
  return items;
}

function lastUpTo(items: Int32Array, target: Node): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle] ?? 0) <= target) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A path as JSON Pointer (RFC 6901): `/cells/3/outputs/0`. */
export function pointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
