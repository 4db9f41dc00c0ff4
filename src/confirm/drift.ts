import type { ICell, INotebookContent } from '@jupyterlab/nbformat';
import type { Compiled } from '../model/notebook.ts';
import {
  cellMeaning,
  joinSource,
  meaningDigest,
  metadataMeaning,
  notebookMeaning,
  outputsMeaning,
} from '../notebook/meaning.ts';
import { parseExactly } from '../text/exact-integers.ts';
import type { Span } from '../text/span.ts';

/** How a notebook on disk stands to the one that its lesson makes. */
export type Drift =
  | { readonly kind: 'none' }
  | { readonly kind: 'missing' }
  /** The lesson makes another one now. */
  | ({ readonly kind: 'stale' } & Difference)
  /** Its digest does not fit: somebody changed it after it was built. */
  | ({ readonly kind: 'hand-edited' } & Difference);

/** The first thing in which two notebooks differ. */
export interface Difference {
  readonly change: Change;
  /** The Markdown of the first cell that differs; the file's start where no cell does. */
  readonly span: Span;
  /** The id of that cell. */
  readonly cell?: string;
  /** Its source as the lesson makes it and as it is on disk, where these differ. */
  readonly expected?: string;
  readonly actual?: string;
}

/** `files`: what stands beside the notebook; `layout`: it is no notebook that can be read; `foreign`: no lesson made it. */
export type Change = 'code' | 'prose' | 'outputs' | 'metadata' | 'files' | 'layout' | 'foreign';

/**
 * Compares what a lesson makes now with the text of the notebook on disk (undefined: there is none). What Jupyter's
 * programs change when somebody opens and saves a notebook is no difference.
 */
export function driftOf(fresh: Compiled, onDisk: string | undefined): Drift {
  if (onDisk === undefined) return { kind: 'missing' };
  if (onDisk === fresh.text) return { kind: 'none' };
  const there = parseNotebook(onDisk);
  if (there === undefined) return { kind: 'hand-edited', change: 'layout', span: { start: 0, end: 0 } };
  const difference = firstDifference(fresh, there);
  // Edited by hand, and since then the lesson says the same: all but the digest is right.
  if (difference === undefined && !isUntouched(there)) {
    return { kind: 'stale', change: 'metadata', span: { start: 0, end: 0 } };
  }
  if (difference === undefined) return { kind: 'none' };
  if (isForeign(there, fresh)) return { kind: 'hand-edited', change: 'foreign', span: { start: 0, end: 0 } };
  return { kind: isUntouched(there) ? 'stale' : 'hand-edited', ...difference };
}

/** Whether a notebook was never made of a lesson: it says nothing of it, and has none of its cells. */
function isForeign({ metadata, cells }: INotebookContent, fresh: Compiled): boolean {
  if (metadata.coursewright !== undefined) return false;
  const ids = new Set(fresh.notebook.cells.map(({ id }) => id));
  return !cells.some(({ id }) => id !== undefined && ids.has(String(id)));
}

/** Whether a notebook says what `build` made it say, whatever the lesson says now. */
export function isUntouched(notebook: INotebookContent): boolean {
  const provenance = notebook.metadata.coursewright;
  return isRecord(provenance) && typeof provenance.digest === 'string' && provenance.digest === meaningDigest(notebook);
}

/** The notebook that a text holds, if it is one at all. */
export function parseNotebook(text: string): INotebookContent | undefined {
  try {
    const value: unknown = parseExactly(text);
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

function firstDifference(fresh: Compiled, there: INotebookContent): Difference | undefined {
  const { cells } = fresh.notebook;
  let before: Span = { start: 0, end: 0 };
  for (const [index, cell] of cells.entries()) {
    const span = fresh.origins.get(String(cell.id))?.span ?? before;
    const found = cellDifference(cell, there.cells[index]);
    if (found !== undefined) return { ...found, span, cell: String(cell.id) };
    before = span;
  }
  const [added] = there.cells.slice(cells.length);
  if (added !== undefined) {
    const change = added.cell_type === 'code' ? 'code' : 'prose';
    return { change, span: before, expected: '', actual: String(joinSource(added.source)) };
  }
  if (notebookMeaning(fresh.notebook) === notebookMeaning(there)) return undefined;
  const withItsFiles = notebookMeaning(withFilesOf(there, fresh.notebook)) === notebookMeaning(there);
  return { change: withItsFiles ? 'files' : 'metadata', span: { start: 0, end: 0 } };
}

/** The notebook, with what another one says of the files beside it. */
function withFilesOf({ metadata: other }: INotebookContent, notebook: INotebookContent): INotebookContent {
  const { files: _, ...own } = isRecord(notebook.metadata.coursewright) ? notebook.metadata.coursewright : {};
  const files = isRecord(other.coursewright) && other.coursewright.files;
  const coursewright = { ...own, ...(isRecord(files) ? { files } : {}) };
  return { ...notebook, metadata: { ...notebook.metadata, coursewright } } as INotebookContent;
}

function cellDifference(
  cell: ICell,
  other: ICell | undefined,
): Pick<Difference, 'change' | 'expected' | 'actual'> | undefined {
  const change = cell.cell_type === 'code' ? 'code' : 'prose';
  const [expected, actual] = [joinSource(cell.source), joinSource(other?.source)].map((source) => String(source ?? ''));
  if (other === undefined || expected !== actual || cell.cell_type !== other.cell_type) {
    return { change, ...(expected === actual ? {} : { expected, actual }) };
  }
  // Where a lesson declares no output, whoever ran the cell has some; what no execution counts was built like that.
  const declares = Array.isArray(cell.outputs) && cell.outputs.length > 0;
  if ((declares || other.execution_count == null) && outputsMeaning(cell.outputs) !== outputsMeaning(other.outputs))
    return { change: 'outputs' };
  const hasOther = JSON.stringify(metadataMeaning(cell.metadata)) !== JSON.stringify(metadataMeaning(other.metadata));
  return hasOther || JSON.stringify(cellMeaning(cell)) !== JSON.stringify(cellMeaning(other))
    ? { change: 'metadata' }
    : undefined;
}
