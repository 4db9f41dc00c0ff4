import type { ICell, INotebookContent, IOutput } from '@jupyterlab/nbformat';
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

export function cellsOf({ cells }: INotebookContent): NotebookCell[] {
  return cells.map(readCell);
}

function readCell(cell: ICell): NotebookCell {
  const { tags } = cell.metadata;
  return {
    type: cell.cell_type === 'code' ? 'code' : cell.cell_type === 'raw' ? 'raw' : 'text',
    source: joinLines(cell.source).replace(/\r\n?/g, '\n').trimEnd(),
    tags: Array.isArray(tags) ? tags.map(String) : [],
    outputs: Array.isArray(cell.outputs) ? (cell.outputs as IOutput[]) : [],
    metadata: cell.metadata,
    attachments: (cell.attachments ?? {}) as NotebookCell['attachments'],
  };
}
