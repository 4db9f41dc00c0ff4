import type { INotebookContent, IOutput } from '@jupyterlab/nbformat';
import { joinLines } from '../confirm/cell-outputs.ts';

/** A cell of a notebook, its texts joined. */
export interface NotebookCell {
  readonly type: 'code' | 'text' | 'raw';
  /** With `\n` line ends, without blank lines at its end. */
  readonly source: string;
  readonly tags: readonly string[];
  readonly outputs: readonly IOutput[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Of a text: name → MIME type → base64 (or text). */
  readonly attachments: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

type Values = Readonly<Record<string, unknown>>;

/** The cells of a notebook, which need not be valid: what is of another type than it must be is taken for absent. */
export function cellsOf({ cells }: Pick<INotebookContent, 'cells'>): NotebookCell[] {
  return cells.map((cell) => readCell(valuesOf(cell)));
}

function readCell(cell: Values): NotebookCell {
  const metadata = valuesOf(cell.metadata);
  const { tags } = metadata;
  const outputs: readonly unknown[] = Array.isArray(cell.outputs) ? cell.outputs : [];
  return {
    type: cell.cell_type === 'code' ? 'code' : cell.cell_type === 'raw' ? 'raw' : 'text',
    source: joinLines(cell.source).replace(/\r\n?/g, '\n').trimEnd(),
    tags: Array.isArray(tags) ? tags.map(joinLines) : [],
    outputs: outputs.map(valuesOf) as unknown as readonly IOutput[],
    metadata,
    attachments: Object.fromEntries(
      Object.entries(valuesOf(cell.attachments)).map(([name, bundle]) => [name, valuesOf(bundle)]),
    ),
  };
}

export function valuesOf(value: unknown): Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};
}
