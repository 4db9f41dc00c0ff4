import {
  isString,
  itemAt,
  type JsonDocument,
  Kind,
  member,
  type Node,
  pathTo,
  rawOf,
  textOf,
} from './json-document.ts';

/** Where in a notebook a value stands, as a person would say it. */
export interface Place {
  readonly path: readonly (string | number)[];
  /** `"text/plain" of output 1 (display_data) of code cell 3 (id "plot")`. */
  readonly name: string;
  /** The cell it is in or is: number from 1, and its id where it has one. */
  readonly cellNumber?: number;
  readonly cell?: string;
}

export function placeOf(document: JsonDocument, node: Node): Place {
  const path = pathTo(document, node);
  let names: string[] = [];
  let cell: Pick<Place, 'cell' | 'cellNumber'> = {};
  let at: Node = 0;
  for (const [depth, part] of path.entries()) {
    at = child(document, at, part);
    const parent = path[depth - 1];
    if (typeof part === 'string') names.unshift(part === 'metadata' && depth === 0 ? wholeMetadata : showKey(part));
    else if (parent === 'cells' && (depth === 1 || depth === 3)) {
      names = [cellName(document, at, part + 1)];
      cell = { cellNumber: part + 1, ...idOf(document, at) };
    } else if (parent === 'outputs' && depth > 2) names[0] = outputName(document, at, part + 1);
    else if (parent === 'tags') names[0] = `tag ${part + 1}`;
    else names.unshift(`${parent === 'source' || parent === 'text' ? 'line' : 'item'} ${part + 1}`);
  }
  const told = names.filter((name, index) => index === 0 || (name !== '"metadata"' && name !== '"data"'));
  return { path, name: told.length === 0 ? 'the notebook' : told.join(' of '), ...cell };
}

const wholeMetadata = "the notebook's metadata";

/** A key as JSON shows it; long ones cut. */
export function showKey(key: string): string {
  return JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}…` : key);
}

/** A value as it stands in the file, cut to one short line; what is no scalar by its type. */
export function showValue(document: JsonDocument, node: Node): string {
  switch (document.kinds[node]) {
    case Kind.array:
      return document.nexts[node] === node + 1 ? 'an empty list' : 'a list';
    case Kind.object:
      return document.nexts[node] === node + 1 ? 'an empty object' : 'an object';
    case Kind.string:
    case Kind.escapedString:
      return showKey(textOf(document, node));
    default: {
      const raw = rawOf(document, node);
      return raw.length > 60 ? `${raw.slice(0, 20)}… (${raw.length} digits)` : raw;
    }
  }
}

/** What a value is, in words: `a number`, `text`, `null`. */
export function kindName(document: JsonDocument, node: Node): string {
  switch (document.kinds[node]) {
    case Kind.null:
      return 'null';
    case Kind.true:
    case Kind.false:
      return `the boolean ${rawOf(document, node)}`;
    case Kind.integer:
    case Kind.float:
      return `the number ${showValue(document, node)}`;
    case Kind.string:
    case Kind.escapedString:
      return `the text ${showValue(document, node)}`;
    default:
      return showValue(document, node);
  }
}

function child(document: JsonDocument, node: Node, part: string | number): Node {
  return typeof part === 'string' ? member(document, node, part) : itemAt(document, node, part);
}

function idOf(document: JsonDocument, cell: Node): { cell?: string } {
  const id = member(document, cell, 'id');
  return id >= 0 && isString(document, id) ? { cell: textOf(document, id) } : {};
}

function cellName(document: JsonDocument, cell: Node, number: number): string {
  const type = member(document, cell, 'cell_type');
  const id = member(document, cell, 'id');
  const word = type >= 0 && isString(document, type) ? textOf(document, type) : '';
  const kind = ['code', 'markdown', 'raw'].includes(word) ? `${word} ` : '';
  return `${kind}cell ${number}${id >= 0 && isString(document, id) ? ` (id ${showValue(document, id)})` : ''}`;
}

function outputName(document: JsonDocument, output: Node, number: number): string {
  const type = member(document, output, 'output_type');
  return `output ${number}${type >= 0 && isString(document, type) ? ` (${textOf(document, type).slice(0, 30)})` : ''}`;
}
