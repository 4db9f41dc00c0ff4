import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Comparison } from '../comparison.ts';
import { type JsonOptions, type JsonPath, jsonDifference, parseJson } from './json.ts';

/** Compares two JSON texts as values and names the expected line at which they first differ. */
export function jsonDifferenceLine(expected: string, actual: string, options: JsonOptions): Comparison {
  const readable = (text: string, what: string) => {
    try {
      parseJson(text);
      return undefined;
    } catch {
      return `${what} is not JSON`;
    }
  };
  const unreadable = readable(expected, 'the expected text');
  if (unreadable !== undefined) return { equal: false, line: 0, unreadable };
  if (readable(actual, 'the output') !== undefined) return { equal: false, line: 0 };
  const path = jsonDifference(expected, actual, options);
  return path === undefined ? { equal: true } : { equal: false, line: lineOf(expected, path) };
}

/** The line (from 0) at which the value of a path begins; JSON is YAML, whose reader knows its places. */
function lineOf(text: string, path: JsonPath): number {
  const counter = new LineCounter();
  let node: unknown = parseDocument(text, { lineCounter: counter, uniqueKeys: false }).contents;
  for (const key of path) {
    const next: unknown = isMap(node)
      ? valueAt(node.items, String(key))
      : isSeq(node)
        ? node.items[Number(key)]
        : undefined;
    if (!isNode(next)) break;
    node = next;
  }
  const start = isNode(node) ? (node as Node).range?.[0] : undefined;
  return start === undefined || start === null ? 0 : counter.linePos(start).line - 1;
}

function valueAt(items: readonly { key: unknown; value: unknown }[], key: string): unknown {
  return items.find((item) => isScalar(item.key) && String(item.key.value) === key)?.value;
}
