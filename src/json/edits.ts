import { compareCodePoints } from '../text/code-points.ts';
import { type JsonDocument, keyText, type Node } from './json-document.ts';

/** A replacement of bytes `[start, end)` of a file. */
export interface ByteEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap; several insertions at one place come in the order of the alphabet. */
export function applyEdits(bytes: Buffer, edits: readonly ByteEdit[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || compareCodePoints(a.text, b.text))) {
    parts.push(bytes.subarray(at, edit.start), Buffer.from(edit.text, 'utf8'));
    at = edit.end;
  }
  parts.push(bytes.subarray(at));
  return Buffer.concat(parts);
}

/**
 * Adds a key to an object, written as its neighbours are: the same blanks before and after, at its place in the
 * alphabet where the other keys stand in order, else at the end.
 */
export function addMember(document: JsonDocument, object: Node, key: string, value: string): ByteEdit {
  const { starts, ends, nexts } = document;
  const keys: Node[] = [];
  const end = nexts[object] ?? 0;
  for (let each = object + 1; each < end; each = nexts[each + 1] ?? end) keys.push(each);
  const [first, second] = keys;
  const inside = (starts[object] ?? 0) + 1;
  if (first === undefined) return { start: inside, end: inside, text: `${JSON.stringify(key)}: ${value}` };
  const text = (from: number | undefined, to: number | undefined) => document.bytes.toString('utf8', from, to);
  const separator = second === undefined ? `,${text(inside, starts[first])}` : text(ends[first + 1], starts[second]);
  const member = `${JSON.stringify(key)}${text(ends[first], starts[first + 1])}${value}`;
  const names = keys.map((each) => keyText(document, each));
  const sorted = names.every((name, index) => index === 0 || compareCodePoints(names[index - 1] ?? '', name) < 0);
  const follower = sorted ? keys.find((_, index) => compareCodePoints(names[index] ?? '', key) > 0) : undefined;
  if (follower !== undefined) {
    const start = starts[follower] ?? 0;
    return { start, end: start, text: `${member}${separator}` };
  }
  const start = ends[(keys.at(-1) ?? first) + 1] ?? 0;
  return { start, end: start, text: `${separator}${member}` };
}

/** Takes a key, its value and one comma out of an object. It must not be the last key. */
export function removeMember(document: JsonDocument, key: Node): ByteEdit {
  const { starts, nexts } = document;
  return { start: starts[key] ?? 0, end: starts[nexts[key + 1] ?? 0] ?? 0, text: '' };
}

export function replaceValue(document: JsonDocument, node: Node, text: string): ByteEdit {
  return { start: document.starts[node] ?? 0, end: document.ends[node] ?? 0, text };
}
