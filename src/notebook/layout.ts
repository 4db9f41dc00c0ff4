import {
  isString,
  itemsOf,
  type JsonDocument,
  Kind,
  keysOf,
  keyText,
  type Node,
  rawOf,
  textOf,
} from '../json/json-document.ts';
import type { Problem } from './problem.ts';
import { fileText, floatText, NumberText } from './serialize.ts';

/**
 * The file that Python's `nbformat.write` makes of what `nbformat.read` gives for this document: what a save in Jupyter
 * would leave. Lists of lines are joined and split anew, transient metadata is dropped, numbers are kept.
 */
export function layoutText(document: JsonDocument): string {
  return fileText(rejoined(valueAt(document, 0)));
}

export function explainLayout(document: JsonDocument): Problem[] {
  const { bytes } = document;
  const laidOut = Buffer.from(layoutText(document), 'utf8');
  if (laidOut.equals(bytes)) return [];
  let at = 0;
  while (at < bytes.length && bytes[at] === laidOut[at]) at++;
  const inLine = bytes.lastIndexOf(0x0a, Math.max(at - 1, 0)) + 1;
  return [
    {
      rule: 'notebook-layout',
      message: 'the file is not laid out as Jupyter writes it: from here on a save would change it',
      start: Math.min(inLine, bytes.length),
      end: Math.min(at + 1, bytes.length),
      help: 'with `--fix` the whole file is laid out as a save in Jupyter would leave it',
    },
  ];
}

/** A value as JavaScript has it, with every number as it was written. */
function valueAt(document: JsonDocument, node: Node): unknown {
  switch (document.kinds[node]) {
    case Kind.null:
      return null;
    case Kind.true:
      return true;
    case Kind.false:
      return false;
    case Kind.integer:
      return new NumberText(rawOf(document, node).replace(/^-0$/, '0'));
    case Kind.float:
      return new NumberText(floatText(Number(rawOf(document, node))));
    case Kind.array:
      return Array.from(itemsOf(document, node), (item) => valueAt(document, item));
    case Kind.object:
      return Object.fromEntries(
        keysOf(document, node).map((key) => [keyText(document, key), valueAt(document, key + 1)]),
      );
    default:
      return isString(document, node) ? textOf(document, node) : null;
  }
}

type Fields = Record<string, unknown>;

/** What nbformat's reader does: lists of lines become one text. */
function rejoined(notebook: unknown): unknown {
  if (!isFields(notebook) || !Array.isArray(notebook.cells)) return notebook;
  for (const cell of notebook.cells) {
    if (!isFields(cell)) continue;
    if (Array.isArray(cell.source)) cell.source = joinTextLines(cell.source);
    if (isFields(cell.attachments)) for (const bundle of Object.values(cell.attachments)) rejoinBundle(bundle);
    if (cell.cell_type !== 'code' || !Array.isArray(cell.outputs)) continue;
    for (const output of cell.outputs) {
      if (!isFields(output)) continue;
      if (output.output_type === 'execute_result' || output.output_type === 'display_data') rejoinBundle(output.data);
      else if (Array.isArray(output.text)) output.text = joinTextLines(output.text);
    }
  }
  return notebook;
}

function rejoinBundle(bundle: unknown): void {
  if (!isFields(bundle)) return;
  for (const [type, data] of Object.entries(bundle)) {
    const isJson = type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'));
    if (isJson || !Array.isArray(data)) continue;
    Object.defineProperty(bundle, type, {
      value: joinTextLines(data),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}

function joinTextLines(lines: readonly unknown[]): unknown {
  return lines.every((line) => typeof line === 'string') ? lines.join('') : lines;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
}
