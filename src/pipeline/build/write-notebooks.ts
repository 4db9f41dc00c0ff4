import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { driftOf } from '../../confirm/drift.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { readTextIfAny } from '../../files/read-text.ts';
import type { Compiled } from '../../model/notebook.ts';
import type { NotebookResult } from '../../model/result.ts';
import { type BesideFile, besideFiles, filesNamedBy, writtenFiles } from '../beside.ts';
import { besideDiagnostic, handEdited } from '../drift-diagnostic.ts';
import { expectWithin } from '../within-course.ts';
import { type Change, writeFile } from './write-file.ts';

/** What became of a lesson's notebooks. */
export interface WrittenNotebooks {
  readonly notebooks: readonly NotebookResult[];
  readonly written: readonly { readonly path: string; readonly change: Change }[];
  /** What stood beside the notebooks before and is not named by them now: place → digest. */
  readonly unused: ReadonlyMap<string, string>;
  /** About notebooks and files that are not ours to overwrite. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Writes the notebooks of a lesson, and the files beside them, where they are others than those on disk. Where somebody
 * edited one by hand, or a file of somebody else's stands in the place of one, nothing is written, so that students and
 * instructors never get different states. `force` overwrites what builds wrote and somebody changed, and no other file.
 * @throws OperatorError when one cannot be written.
 */
export function writeNotebooks(
  course: { readonly dir: string; readonly config: { readonly output: string } },
  source: string,
  compiled: readonly Compiled[],
  force: boolean,
): WrittenNotebooks {
  const { dir } = course;
  let known: ReturnType<typeof writtenFiles> | undefined;
  const written = () => (known ??= writtenFiles(dir, course.config.output));
  const states = compiled.map((notebook) => {
    const onDisk = readTextIfAny(join(dir, notebook.path));
    // An empty file is what a crash leaves behind: there is nothing in it to keep.
    const drift = driftOf(notebook, onDisk?.trim() === '' ? undefined : onDisk);
    return { notebook, onDisk, drift, files: besideFiles(dir, notebook, written) };
  });
  const edited = force ? [] : states.filter(({ drift }) => drift.kind === 'hand-edited');
  const inTheWay = states.flatMap(({ files }) =>
    files.filter(({ drift }) => drift === 'taken' || (drift === 'edited' && !force)),
  );
  if (edited.length > 0 || inTheWay.length > 0) {
    const others = states.filter((one) => !edited.includes(one) && one.drift.kind !== 'none');
    const along = others.map(({ notebook }) => notebook.path);
    return {
      notebooks: states.map(({ notebook: { path, variant }, drift }) => ({ path, variant, drift: drift.kind })),
      written: [],
      unused: new Map(),
      diagnostics: [
        ...edited.flatMap(({ notebook: { path }, drift }) =>
          drift.kind === 'hand-edited' ? [handEdited(drift, path, source, along)] : [],
        ),
        ...inTheWay.map((file) => besideDiagnostic(file, source)),
      ],
    };
  }
  for (const { notebook, drift, files } of states) {
    const places = files.filter((file) => file.drift !== 'none').map(({ place }) => place);
    for (const place of drift.kind === 'none' ? places : [...places, notebook.path]) {
      expectWithin(dir, course.config.output, place);
    }
  }
  const changes = states.flatMap(({ notebook: { path, text }, onDisk, drift, files }) => [
    ...files.filter(({ drift }) => drift !== 'none').map((file) => copy(file)),
    {
      path,
      change: drift.kind === 'none' ? ('unchanged' as const) : writeFile(dir, path, text, onDisk === undefined),
    },
  ]);
  const now = new Set(states.flatMap(({ files }) => files.map(({ place }) => place)));
  const before = states.flatMap(({ notebook, onDisk, drift }) =>
    drift.kind === 'none' ? [] : [...filesNamedBy(notebook.path, onDisk)],
  );
  return {
    notebooks: compiled.map(({ path, variant }) => ({ path, variant, drift: 'none' })),
    written: changes,
    unused: new Map(before.filter(([place]) => !now.has(place))),
    diagnostics: [],
  };

  function copy({ place, from, drift }: BesideFile): { path: string; change: Change } {
    return { path: place, change: writeFile(dir, place, readFileSync(join(dir, from)), drift === 'missing') };
  }
}
