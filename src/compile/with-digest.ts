import { hash } from 'node:crypto';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { serializeNotebook } from '../notebook/serialize.ts';

/**
 * Serializes a notebook with the digest of what it is without it: a digest that does not fit says that somebody edited
 * the notebook by hand. `notebook` has our provenance, without a digest.
 */
export function withDigest(notebook: INotebookContent): { notebook: INotebookContent; text: string } {
  const bare = serializeNotebook(notebook);
  const digest = hash('sha256', bare, 'hex').slice(0, 32);
  const provenance = notebook.metadata.coursewright as Record<string, string>;
  // Keys are sorted, so the digest is the first of its object; quotes in any text are escaped, so the place is unique.
  const at = bare.lastIndexOf(marker) + marker.length;
  return {
    notebook: { ...notebook, metadata: { ...notebook.metadata, coursewright: { digest, ...provenance } } },
    text: `${bare.slice(0, at)}   "digest": "${digest}",\n${bare.slice(at)}`,
  };
}

const marker = '\n  "coursewright": {\n';
