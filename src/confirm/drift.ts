import { createHash } from 'node:crypto';
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { Compiled } from '../notebook/notebook.ts';
import { fileText, serializeNotebook } from '../notebook/serialize.ts';
import type { Span } from '../text/span.ts';

/** How a notebook on disk stands to the one that its lesson makes. */
export type Drift =
  | { readonly kind: 'none' }
  | { readonly kind: 'missing' }
  /** `change` says what kind of change it is, `span` is the Markdown of the first cell that differs. */
  | { readonly kind: 'stale'; readonly change: Change; readonly span: Span }
  /** Its digest does not fit: somebody changed it after it was built. */
  | { readonly kind: 'hand-edited'; readonly change: Change; readonly span: Span };

export type Change = 'code' | 'prose' | 'outputs' | 'metadata' | 'layout';

/** Compares what a lesson makes now with the text of the notebook on disk (undefined: there is none). */
export function driftOf(fresh: Compiled, onDisk: string | undefined): Drift {
  if (onDisk === undefined) return { kind: 'missing' };
  if (onDisk === fresh.text) return { kind: 'none' };
  const there = parsed(onDisk);
  if (there === undefined) return { kind: 'hand-edited', change: 'layout', span: { start: 0, end: 0 } };
  return { kind: isUntouched(there, onDisk) ? 'stale' : 'hand-edited', ...firstChange(fresh, there) };
}

/** Whether a notebook is as `build` wrote it, byte for byte, whatever the lesson says now. */
export function isUntouched(notebook: INotebookContent, text: string): boolean {
  const provenance = notebook.metadata.coursewright as { digest?: unknown } | undefined;
  if (typeof provenance !== 'object' || provenance === null || typeof provenance.digest !== 'string') return false;
  const { digest, ...bare } = provenance;
  const without = { ...notebook, metadata: { ...notebook.metadata, coursewright: bare } };
  const expected = createHash('sha256').update(serializeNotebook(without)).digest('hex').slice(0, 32);
  return expected === digest && serializeNotebook(notebook) === text;
}

/** The notebook that a text holds, if it is one at all. */
export function parsed(text: string): INotebookContent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || !isRecord(value.metadata)) return undefined;
    if (!Array.isArray(value.cells) || !value.cells.every(isRecord)) return undefined;
    return value as unknown as INotebookContent;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstChange(fresh: Compiled, there: INotebookContent): { change: Change; span: Span } {
  const { cells } = fresh.notebook;
  for (const [index, cell] of cells.entries()) {
    const other = there.cells[index];
    const span = fresh.origins.get(String(cell.id))?.span ?? { start: 0, end: 0 };
    const kind = cell.cell_type === 'code' ? 'code' : 'prose';
    if (other === undefined || joined(cell.source) !== joined(other.source) || cell.cell_type !== other.cell_type) {
      return { change: kind, span };
    }
    if (outputsText(cell.outputs) !== outputsText(other.outputs)) return { change: 'outputs', span };
    if (JSON.stringify(cell.metadata) !== JSON.stringify(other.metadata) || cell.id !== other.id) {
      return { change: 'metadata', span };
    }
  }
  const last = cells.at(-1);
  const span = (last === undefined ? undefined : fresh.origins.get(String(last.id))?.span) ?? { start: 0, end: 0 };
  if (there.cells.length > cells.length) return { change: 'prose', span };
  const same = JSON.stringify(fresh.notebook.metadata) === JSON.stringify(there.metadata);
  return { change: same ? 'layout' : 'metadata', span: { start: 0, end: 0 } };
}

function joined(source: unknown): unknown {
  return Array.isArray(source) ? source.join('') : source;
}

/** Outputs as a file has them, however their texts are cut into lines. */
function outputsText(outputs: unknown): string {
  if (!Array.isArray(outputs)) return '';
  const cell = { cell_type: 'code', outputs: outputs.filter(isRecord).map(rejoined) };
  return fileText({ cells: [cell], metadata: {} });
}

function rejoined(output: Record<string, unknown>): unknown {
  if (output.output_type === 'stream') return { ...output, text: joined(output.text) };
  const { data } = output;
  if (typeof data !== 'object' || data === null) return output;
  return { ...output, data: Object.fromEntries(Object.entries(data).map(([type, value]) => [type, joined(value)])) };
}
