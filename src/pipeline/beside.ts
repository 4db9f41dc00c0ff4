import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseNotebook } from '../confirm/drift.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { filesBelow } from '../files/files-below.ts';
import { readTextIfAny } from '../files/read-text.ts';
import type { Compiled, INotebookContent, NotebookFile } from '../model/notebook.ts';
import { digestOf } from '../text/content-digest.ts';

/**
 * How a file beside a notebook stands to the course's own: `stale` is one that an earlier build wrote, `edited` one that
 * it wrote and somebody changed, `taken` somebody else's.
 */
type FileDrift = 'none' | 'missing' | 'stale' | 'edited' | 'taken';

export interface BesideFile extends NotebookFile {
  /** Where it stands, relative to the course's folder. */
  readonly place: string;
  readonly drift: FileDrift;
}

/** What builds wrote beside notebooks: place → digests that some notebook's provenance has for it. */
export type Written = ReadonlyMap<string, ReadonlySet<string>>;

/** The files of a notebook as they stand on disk. `written` is asked only where one is another. */
export function besideFiles(
  courseDir: string,
  { path, files }: Pick<Compiled, 'path' | 'files'>,
  written: () => Written,
): BesideFile[] {
  return files.map((file) => {
    const place = placeOf(path, file.path);
    return { ...file, place, drift: driftAt(join(courseDir, place), place, file.digest, written) };
  });
}

function driftAt(file: string, place: string, digest: string, written: () => Written): FileDrift {
  if (!existsSync(file)) return 'missing';
  const there = digestAt(file);
  if (there === digest) return 'none';
  const known = written().get(place);
  if (known === undefined) return 'taken';
  return there !== undefined && known.has(there) ? 'stale' : 'edited';
}

/** Undefined for what cannot be read as a file: a folder, for one. */
function digestAt(file: string): string | undefined {
  try {
    return digestOf(readFileSync(file));
  } catch {
    return undefined;
  }
}

/** Reads what all notebooks below `output` say of the files beside them. */
export function writtenFiles(courseDir: string, output: string): Written {
  const written = new Map<string, Set<string>>();
  for (const name of filesBelow(join(courseDir, output), (file) => file.endsWith('.ipynb'))) {
    const path = posix.join(output, name);
    for (const [place, digest] of filesNamedBy(path, readTextIfAny(join(courseDir, path)))) {
      const digests = written.get(place) ?? new Set();
      written.set(place, digests.add(digest));
    }
  }
  return written;
}

/** The files that a notebook on disk says stand beside it: place → digest. */
export function filesNamedBy(path: string, text: string | undefined): ReadonlyMap<string, string> {
  // Most notebooks have none: they need not be parsed.
  const notebook = text?.includes('"files": {') === true ? parseNotebook(text) : undefined;
  return new Map(
    Object.entries(provenanceFiles(notebook)).flatMap(([file, digest]) =>
      typeof digest === 'string' ? [[placeOf(path, file), digest] as const] : [],
    ),
  );
}

function provenanceFiles(notebook: INotebookContent | undefined): object {
  const provenance = notebook?.metadata.coursewright as { files?: unknown } | undefined;
  const files = provenance?.files;
  return typeof files === 'object' && files !== null ? files : {};
}

/**
 * Removes files that builds wrote beside notebooks and that no notebook names any more. One that somebody changed stays.
 * @param candidates What notebooks named before: place → digest.
 * @returns The places of those that are gone.
 * @throws OperatorError when one cannot be removed.
 */
export function removeUnused(
  courseDir: string,
  output: string,
  candidates: ReadonlyMap<string, string>,
): readonly string[] {
  if (candidates.size === 0) return [];
  const named = writtenFiles(courseDir, output);
  return [...candidates].flatMap(([place, digest]) => {
    const file = join(courseDir, place);
    if (named.has(place) || !place.startsWith(`${output}/`) || digestAt(file) !== digest) return [];
    try {
      rmSync(file);
    } catch (cause) {
      throw new OperatorError(`${place} cannot be removed: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
    return [place];
  });
}

function placeOf(notebook: string, file: string): string {
  return posix.join(posix.dirname(notebook), file);
}
