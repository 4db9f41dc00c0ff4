import type { NotebookCell } from './notebook-cell.ts';

/**
 * A text with its attachments as files beside the lesson: `![](attachment:plot.png)` becomes
 * `![](intro_files/plot.png)`.
 * @param files Where they are put, by path; a name that is taken by another content gets a number.
 */
export function withAttachments(cell: NotebookCell, folder: string, files: Map<string, Uint8Array>): string {
  let { source } = cell;
  for (const [name, bundle] of Object.entries(cell.attachments)) {
    const [[type, data] = ['', '']] = Object.entries(bundle);
    const text = Array.isArray(data) ? data.join('') : String(data);
    const bytes =
      type === 'image/svg+xml' || type.startsWith('text/') ? Buffer.from(text) : Buffer.from(text, 'base64');
    const path = freePath(folder, name, bytes, files);
    files.set(path, bytes);
    for (const spelling of new Set([name, encodeURI(name), encodeURIComponent(name)]))
      source = source.replaceAll(`attachment:${spelling}`, encodeURI(path));
  }
  return source;
}

/** A path that is free, or has the same content. */
export function freePath(
  folder: string,
  name: string,
  bytes: Uint8Array,
  files: ReadonlyMap<string, Uint8Array>,
): string {
  const clean = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'file';
  const dot = clean.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [clean.slice(0, dot), clean.slice(dot)] : [clean, ''];
  for (let number = 1; ; number += 1) {
    const path = `${folder}/${stem}${number === 1 ? '' : `-${number}`}${ending}`;
    const there = files.get(path);
    if (there === undefined || Buffer.compare(there, bytes) === 0) return path;
  }
}
