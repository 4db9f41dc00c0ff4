import type { INotebookContent } from '@jupyterlab/nbformat';
import { compareCodePoints } from '../text/code-points.ts';
import { exactInteger } from '../text/exact-integers.ts';

/**
 * The notebook as a file's text, byte for byte what Python's `nbformat.writes` gives, with the final line end that
 * `nbformat.write` adds: indent 1, keys sorted by code point, nothing escaped that need not be, multi-line texts as
 * lists of lines. A save in Jupyter makes no diff.
 *
 * Lines end where Python's `str.splitlines` ends them, form feeds and U+2028 included, because that is what the next
 * save would do; lists of lines are kept as they are. Numbers are what `JSON.stringify` makes of them, as Python then
 * writes them (`1e-7` is `1e-07`). The one difference: a lone surrogate, on which `nbformat.write` raises, is escaped.
 *
 * Source: nbformat 5.11 `v4/nbjson.py` and `v4/rwbase.py`, CPython's `json.encoder`.
 */
export function serializeNotebook(notebook: INotebookContent): string {
  return fileText(notebook);
}

/** A number as it is to be written, for values that JavaScript's numbers cannot tell apart or hold: `1.0`, 10^400. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The same for a notebook of any shape, whose numbers may be `NumberText`. */
export function fileText(notebook: unknown): string {
  return `${valueText(forFile(notebook), '\n')}\n`;
}

const transientMetadata = ['orig_nbformat', 'orig_nbformat_minor', 'signature'];
const textMimeTypes = ['application/javascript', 'image/svg+xml'];

/** The notebook as nbformat prepares it for a file: transient metadata gone, texts split into lines. */
function forFile(notebook: unknown): unknown {
  if (!isRecord(notebook)) return notebook;
  return change(notebook, {
    metadata: (metadata) => without(metadata, transientMetadata),
    cells: (cells) => (Array.isArray(cells) ? cells.map(cellForFile) : cells),
  });
}

function cellForFile(cell: unknown): unknown {
  if (!isRecord(cell)) return cell;
  return change(cell, {
    metadata: (metadata) => without(metadata, ['trusted']),
    source: splitLines,
    attachments: (attachments) => (isRecord(attachments) ? mapValues(attachments, bundleForFile) : attachments),
    outputs: (outputs) => (cell.cell_type === 'code' && Array.isArray(outputs) ? outputs.map(outputForFile) : outputs),
  });
}

function outputForFile(output: unknown): unknown {
  if (!isRecord(output)) return output;
  switch (output.output_type) {
    case 'execute_result':
    case 'display_data':
      return change(output, { data: bundleForFile });
    case 'stream':
      return change(output, { text: splitLines });
    default:
      return output;
  }
}

function bundleForFile(bundle: unknown): unknown {
  if (!isRecord(bundle)) return bundle;
  return mapValues(bundle, (data, type) =>
    type.startsWith('text/') || textMimeTypes.includes(type) ? splitLines(data) : data,
  );
}

/** Where Python's `str.splitlines` ends a line. */
const lineEnds = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;
/** A line end that is rare in notebooks. */
const rareLineEnd = /[\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** Python's `str.splitlines(keepends=True)`; what is no string stays. */
function splitLines(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  const lines: string[] = [];
  let start = 0;
  if (rareLineEnd.test(text)) {
    for (const match of text.matchAll(lineEnds)) {
      const end = match.index + match[0].length;
      lines.push(text.slice(start, end));
      start = end;
    }
  } else {
    // A search for one character takes a fraction of the time.
    for (let end = text.indexOf('\n') + 1; end > 0; end = text.indexOf('\n', start) + 1) {
      lines.push(text.slice(start, end));
      start = end;
    }
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

function valueText(value: unknown, lineBreak: string): string {
  if (typeof value === 'string') return exactInteger(value) ?? JSON.stringify(value);
  if (Array.isArray(value)) return arrayText(value, lineBreak);
  if (value instanceof NumberText) return value.text;
  if (isRecord(value)) return objectText(value, lineBreak);
  return typeof value === 'number' ? numberText(value) : (JSON.stringify(value) ?? 'null');
}

function arrayText(items: readonly unknown[], lineBreak: string): string {
  if (items.length === 0) return '[]';
  const inner = `${lineBreak} `;
  let text = '[';
  for (const item of items) text += `${text === '[' ? '' : ','}${inner}${valueText(item, inner)}`;
  return `${text}${lineBreak}]`;
}

function objectText(object: Readonly<Record<string, unknown>>, lineBreak: string): string {
  const inner = `${lineBreak} `;
  let text = '{';
  for (const key of sortedKeys(object)) {
    const value = object[key];
    if (value !== undefined)
      text += `${text === '{' ? '' : ','}${inner}${JSON.stringify(key)}: ${valueText(value, inner)}`;
  }
  return text === '{' ? '{}' : `${text}${lineBreak}}`;
}

/** Keys of what is read from a notebook, and of most of what we make, are in order already. */
function sortedKeys(object: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(object);
  for (let index = 1; index < keys.length; index++) {
    if (compareCodePoints(keys[index - 1] ?? '', keys[index] ?? '') > 0) return keys.sort(compareCodePoints);
  }
  return keys;
}

/** What Python writes after it has read the number from JSON: an integer as it stands, a float as `repr` shows it. */
function numberText(value: number): string {
  const json = JSON.stringify(value);
  return /[.e]/.test(json) ? floatText(value) : json;
}

/** A float as Python's `repr` shows it: `1.0`, `1e-07`, `1e+16`, `nan` as JSON's writers spell it. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16)
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

function change(
  record: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, (value: unknown) => unknown>>,
): Record<string, unknown> {
  const changed: Record<string, unknown> = { ...record };
  for (const key in changes) {
    if (Object.hasOwn(changed, key)) changed[key] = changes[key]?.(changed[key]);
  }
  return changed;
}

/** Keeps `__proto__` a plain key, which an assignment would not. */
function mapValues(
  record: Readonly<Record<string, unknown>>,
  map: (value: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

function without(record: unknown, keys: readonly string[]): unknown {
  if (!isRecord(record) || !keys.some((key) => Object.hasOwn(record, key))) return record;
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
}
