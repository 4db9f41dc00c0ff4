import { type JsonDocument, Kind, keyText, type Node, rawOf, shadowed } from '../../json/json-document.ts';

/** A key that comes again later in its object, where JSON readers take the later one. */
export interface DoubledKey {
  readonly key: Node;
  readonly last: Node;
}

/**
 * Finds doubled keys and marks all but the last of them as shadowed in the document, so that nothing that reads the
 * document sees them.
 */
export function shadowDoubledKeys(document: JsonDocument): DoubledKey[] {
  const { kinds, nexts, count } = document;
  const doubled: DoubledKey[] = [];
  for (let node = 0; node < count; node++) {
    if (kinds[node] !== Kind.object) continue;
    const end = nexts[node] ?? 0;
    let size = 0;
    for (let key = node + 1; key < end; key = nexts[key + 1] ?? end) {
      if (size < scratch.length) scratch[size] = key;
      size++;
    }
    const found = size <= scratch.length ? fewDoubled(document, size) : manyDoubled(document, node, end);
    for (const each of found) doubled.push(each);
  }
  // What is doubled inside of a value that is dropped itself is not worth a word.
  const seen: DoubledKey[] = [];
  let dropped = 0;
  for (const each of doubled.sort((a, b) => a.key - b.key)) {
    if (each.key >= dropped) seen.push(each);
    dropped = Math.max(dropped, nexts[each.key + 1] ?? 0);
  }
  for (const { key } of doubled) nexts[key] = shadowed;
  return seen;
}

const scratch = new Int32Array(24);
const none: readonly DoubledKey[] = [];

function fewDoubled(document: JsonDocument, size: number): readonly DoubledKey[] {
  const { nexts } = document;
  let found: DoubledKey[] | undefined;
  for (let left = 0; left < size; left++) {
    const key = scratch[left] ?? 0;
    for (let right = size - 1; right > left; right--) {
      const last = scratch[right] ?? 0;
      // A number above 0 is that of a text; below, equal ones are looked at.
      if (nexts[key] !== nexts[last]) continue;
      if ((nexts[key] ?? 0) < 0 && keyText(document, key) !== keyText(document, last)) continue;
      found ??= [];
      found.push({ key, last });
      break;
    }
  }
  return found ?? none;
}

function manyDoubled(document: JsonDocument, object: Node, end: Node): readonly DoubledKey[] {
  const { nexts } = document;
  const last = new Map<string, Node>();
  for (let key = object + 1; key < end; key = nexts[key + 1] ?? end) last.set(keyText(document, key), key);
  const found: DoubledKey[] = [];
  for (let key = object + 1; key < end; key = nexts[key + 1] ?? end) {
    const final = last.get(keyText(document, key)) ?? key;
    if (final !== key) found.push({ key, last: final });
  }
  return found;
}

/** `NaN`, `Infinity` and `-Infinity`: values for Python, no JSON for everything else. */
export function nonFinite(document: JsonDocument): Node[] {
  const { bytes, kinds, ends, count } = document;
  if (!document.hasNonFinite) return [];
  const found: Node[] = [];
  for (let node = 0; node < count; node++) {
    if (kinds[node] !== Kind.float) continue;
    const last = bytes[(ends[node] ?? 1) - 1];
    if (last === 0x4e || last === 0x79) found.push(node);
  }
  return found;
}

/** Strings with the half of a surrogate pair in them: Python cannot write them. */
export function loneSurrogates(document: JsonDocument): Node[] {
  const { count } = document;
  if (!document.hasSurrogates) return [];
  const found: Node[] = [];
  for (let node = 0; node < count; node++) {
    if (document.kinds[node] !== Kind.escapedString) continue;
    const raw = rawOf(document, node);
    if (/\\u[dD]/.test(raw) && /[\ud800-\udfff]/u.test(JSON.parse(raw))) found.push(node);
  }
  return found;
}
