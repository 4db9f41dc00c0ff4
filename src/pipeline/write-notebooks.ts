import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { driftOf } from '../confirm/drift.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Compiled } from '../notebook/notebook.ts';
import type { NotebookResult } from '../result/result.ts';
import { handEdited } from './drift-diagnostic.ts';
import { type Change, writeNotebook } from './write-notebook.ts';

/** What became of a lesson's notebooks. */
export interface WrittenNotebooks {
  readonly notebooks: readonly NotebookResult[];
  readonly written: readonly { readonly path: string; readonly change: Change }[];
  /** About notebooks that were edited by hand. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Writes the notebooks of a lesson where they say something else than those on disk. Where somebody edited one by hand,
 * none of them is written, so that students and instructors never get different states; unless `force`.
 * @throws OperatorError when one cannot be written.
 */
export function writeNotebooks(
  courseDir: string,
  source: string,
  compiled: readonly Compiled[],
  force: boolean,
): WrittenNotebooks {
  const states = compiled.map((notebook) => {
    const onDisk = readText(join(courseDir, notebook.path));
    // An empty file is what a crash leaves behind: there is nothing in it to keep.
    return { notebook, onDisk, drift: driftOf(notebook, onDisk?.trim() === '' ? undefined : onDisk) };
  });
  const edited = force ? [] : states.filter(({ drift }) => drift.kind === 'hand-edited');
  if (edited.length > 0) {
    const others = states.filter((one) => !edited.includes(one) && one.drift.kind !== 'none');
    const along = others.map(({ notebook }) => notebook.path);
    return {
      notebooks: states.map(({ notebook: { path, variant }, drift }) => ({ path, variant, drift: drift.kind })),
      written: [],
      diagnostics: edited.flatMap(({ notebook: { path }, drift }) =>
        drift.kind === 'hand-edited' ? [handEdited(drift, path, source, along)] : [],
      ),
    };
  }
  return {
    notebooks: compiled.map(({ path, variant }) => ({ path, variant, drift: 'none' })),
    written: states.map(({ notebook: { path, text }, onDisk, drift }) => ({
      path,
      change: drift.kind === 'none' ? 'unchanged' : writeNotebook(courseDir, path, text, onDisk === undefined),
    })),
    diagnostics: [],
  };
}

function readText(file: string): string | undefined {
  // An error that is thrown takes longer than the question.
  if (!existsSync(file)) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
