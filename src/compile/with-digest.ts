import type { INotebookContent } from '@jupyterlab/nbformat';
import { meaningDigest } from '../notebook/meaning.ts';
import { serializeNotebook } from '../notebook/serialize.ts';

/**
 * Serializes a notebook with the digest of what it says: a digest that does not fit means that somebody edited the
 * notebook by hand. `notebook` has our provenance; a digest in it is made anew.
 */
export function withDigest(notebook: INotebookContent): { notebook: INotebookContent; text: string } {
  const provenance = notebook.metadata.coursewright as Record<string, string>;
  const coursewright = { ...provenance, digest: meaningDigest(notebook) };
  const signed = { ...notebook, metadata: { ...notebook.metadata, coursewright } };
  return { notebook: signed, text: serializeNotebook(signed) };
}
