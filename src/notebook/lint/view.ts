import {
  isString,
  itemsOf,
  type JsonDocument,
  Kind,
  keysOf,
  member,
  type Node,
  textOf,
} from '../../json/json-document.ts';
import { mostMistakes } from '../judge.ts';
import type { Problem } from '../problem.ts';

/** A notebook as the smells look at it. Only what has the right type is seen; the schema reports the rest. */
export interface NotebookView {
  readonly document: JsonDocument;
  readonly metadata: Node;
  readonly cells: readonly CellView[];
}

export interface CellView {
  readonly node: Node;
  readonly number: number;
  readonly type: string;
  readonly metadata: Node;
  /** The `source` value, or -1. */
  readonly sourceNode: Node;
  readonly source: string;
  readonly outputs: readonly OutputView[];
}

interface OutputView {
  readonly node: Node;
  readonly number: number;
  readonly type: string;
  /** MIME type and value of each part of `data`. */
  readonly data: readonly (readonly [type: string, node: Node])[];
}

export function viewOf(document: JsonDocument): NotebookView {
  const cells = [...itemsOf(document, member(document, 0, 'cells'))].map((node, index): CellView => {
    const sourceNode = member(document, node, 'source');
    return {
      node,
      number: index + 1,
      type: stringOf(document, member(document, node, 'cell_type')),
      metadata: member(document, node, 'metadata'),
      sourceNode,
      source: multiline(document, sourceNode),
      outputs: [...itemsOf(document, member(document, node, 'outputs'))].map((output, at) =>
        outputView(document, output, at + 1),
      ),
    };
  });
  return { document, metadata: member(document, 0, 'metadata'), cells };
}

function outputView(document: JsonDocument, node: Node, number: number): OutputView {
  const data = keysOf(document, member(document, node, 'data')).map((key) => [textOf(document, key), key + 1] as const);
  return { node, number, type: stringOf(document, member(document, node, 'output_type')), data };
}

export function stringOf(document: JsonDocument, node: Node): string {
  return node >= 0 && isString(document, node) ? textOf(document, node) : '';
}

/** What `find` gives for each item, until there is more than anybody reads. */
export function collect<T>(items: Iterable<T>, find: (item: T) => readonly Problem[]): Problem[] {
  const found: Problem[] = [];
  for (const item of items) {
    for (const one of find(item)) found.push(one);
    if (found.length >= mostMistakes) break;
  }
  return found;
}

/** A text that is a string or a list of strings. */
export function multiline(document: JsonDocument, node: Node): string {
  if (node >= 0 && document.kinds[node] === Kind.array) {
    return [...itemsOf(document, node)].map((line) => stringOf(document, line)).join('');
  }
  return stringOf(document, node);
}

/** The strings in a value, keys and pictures not: where people's text stands. */
export function* textsIn(document: JsonDocument, node: Node): Generator<readonly [Node, string]> {
  const { kinds, nexts, starts, ends } = document;
  if (node < 0) return;
  if (kinds[node] === Kind.object) {
    for (const key of keysOf(document, node)) {
      if (!/^(?:image|audio|video)\/(?!svg)/.test(textOf(document, key))) yield* textsIn(document, key + 1);
    }
  } else if (kinds[node] === Kind.array) {
    const end = nexts[node] ?? 0;
    for (let item = node + 1; item < end; item = nexts[item] ?? end) yield* textsIn(document, item);
  } else if (isString(document, node) && (ends[node] ?? 0) - (starts[node] ?? 0) < 4_000_000) {
    yield [node, textOf(document, node)];
  }
}

export function tagsOf(document: JsonDocument, cell: CellView): string[] {
  return [...itemsOf(document, member(document, cell.metadata, 'tags'))].map((tag) => stringOf(document, tag));
}
