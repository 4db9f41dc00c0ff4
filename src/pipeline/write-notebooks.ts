import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Compiled } from '../notebook/notebook.ts';
import type { NotebookResult } from '../result/result.ts';
import { type Change, writeNotebook } from './write-notebook.ts';

/** What became of a lesson's notebooks. */
export interface WrittenNotebooks {
  readonly notebooks: readonly NotebookResult[];
  readonly written: readonly { readonly path: string; readonly change: Change }[];
  /** About notebooks that were edited by hand. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Writes the notebooks of a lesson. One that somebody edited by hand is kept, and named, unless `force`.
 * @throws OperatorError when one cannot be written.
 */
export function writeNotebooks(
  courseDir: string,
  source: string,
  compiled: readonly Pick<Compiled, 'path' | 'variant' | 'text'>[],
  force: boolean,
): WrittenNotebooks {
  const notebooks: NotebookResult[] = [];
  const written: { path: string; change: Change }[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, variant, text } of compiled) {
    const change = writeNotebook(courseDir, { path, text }, force);
    if (change === 'kept') diagnostics.push(handEdited(source, path));
    else written.push({ path, change });
    notebooks.push({ path, variant, drift: change === 'kept' ? 'hand-edited' : 'none' });
  }
  return { notebooks, written, diagnostics };
}

function handEdited(source: string, path: string): Diagnostic {
  return diagnostic(
    'notebook-hand-edited',
    `${path} was edited by hand; it is kept as it is`,
    source,
    { start: 0, end: 0 },
    { help: `carry the change over into the lesson, then coursewright build --force ${source}` },
  );
}
