import type { ICell, INotebookContent, IOutput } from '@jupyterlab/nbformat';
import type { MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { Variant } from './variants.ts';

export type { ICell, INotebookContent, IOutput };

/** Where a cell comes from: its span in the Markdown, and for each character of its source the same. */
export interface Origin {
  readonly span: Span;
  readonly source: MappedText;
}

/** A file that a notebook needs beside it: what its code reads, an image that it shows. */
export interface NotebookFile {
  /** Where it stands, relative to the notebook's folder: `data/t.csv`, `../img/x.png`. */
  readonly path: string;
  /** The file of the course that it is a copy of, relative to the course's folder. */
  readonly from: string;
  /** Digest of its content. */
  readonly digest: string;
}

/** One variant of a lesson, ready to be written: a pure function of lesson, course and variant. */
export interface Compiled {
  readonly variant: Variant;
  /** Path relative to the course's folder, POSIX separators. */
  readonly path: string;
  readonly notebook: INotebookContent;
  /** The notebook as its file has it, byte for byte. */
  readonly text: string;
  /** What stands beside it, by path. */
  readonly files: readonly NotebookFile[];
  /** By cell id. */
  readonly origins: ReadonlyMap<string, Origin>;
}
