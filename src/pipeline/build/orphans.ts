import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { diagnostic } from '../../diagnostics/diagnostic.ts';
import { OperatorError } from '../../diagnostics/operator-error.ts';
import { filesBelow } from '../../files/files-below.ts';
import type { Finding } from '../../model/result.ts';
import { isVariant, variants, variantTraits } from '../../model/variants.ts';
import { outputPathOf } from '../../select/output-path.ts';
import { isForInstructors } from '../../select/variants.ts';
import type { Course } from '../course.ts';
import { findingsOf } from '../findings.ts';

export interface OrphanOptions {
  /** Removes those that are as `build` wrote them; what somebody edited stays. */
  readonly prune?: boolean;
  /** Lessons that were found: their files need not be looked for. */
  readonly found?: readonly { readonly source: string }[];
}

export interface Orphans {
  /** One for each that is still there. */
  readonly findings: readonly Finding[];
  /** What was removed, notebooks and files beside them, in this order. */
  readonly removed: readonly string[];
}

/**
 * Notebooks in the output folder that `build` made, at the very place where they stand, of a lesson of this course that is
 * not there any more; and copies of notebooks of lessons that are there, which are never removed. What carries no
 * provenance, or that of another course, is none of our affair.
 * @throws OperatorError when one cannot be removed.
 */
export async function findOrphans(course: Course, options: OrphanOptions = {}): Promise<Orphans> {
  const { config } = course.loaded;
  const there = new Set(options.found?.map(({ source }) => source));
  const isThere = (source: string) => there.has(source) || existsSync(join(course.dir, source));
  const paths = filesBelow(join(course.dir, config.output), (name) => name.endsWith('.ipynb'))
    // Most notebooks are where their lesson is built to: they need not be read.
    .filter((path) => {
      const lesson = mostLikely(path, config.source);
      return !isThere(lesson) || isForInstructors(lesson, config);
    })
    .map((path) => posix.join(config.output, path))
    .sort((a, b) => (a < b ? -1 : 1));
  if (paths.length === 0) return { findings: [], removed: [] };
  const { parseNotebook: parsed, isUntouched } = await import('../../confirm/drift.ts');
  const { filesNamedBy, removeUnused } = await import('../beside.ts');
  const unused = new Map<string, string>();
  const removed: string[] = [];
  const left = paths.flatMap((path) => {
    const orphan = orphanAt(path, course, isThere, { parseNotebook: parsed, isUntouched });
    if (orphan === undefined) return [];
    if (options.prune !== true || !orphan.untouched || orphan.copyOf !== undefined) return [{ path, ...orphan }];
    for (const [place, digest] of filesNamedBy(path, orphan.text)) unused.set(place, digest);
    remove(join(course.dir, path), path);
    removed.push(path);
    return [];
  });
  for (const one of removeUnused(course.dir, config.output, unused)) removed.push(one);
  const diagnostics = left.map(({ path, source, untouched, isKept, copyOf }) =>
    diagnostic(
      'notebook-orphaned',
      copyOf === undefined
        ? `${path} was made of ${source}, which is ${isKept ? 'for instructors only' : 'not there any more'}`
        : `${path} was made of ${source}, whose notebook is ${copyOf}`,
      path,
      { start: 0, end: 0 },
      {
        help:
          copyOf !== undefined
            ? 'if it is a copy that somebody needs, move it out of this folder; else remove it yourself'
            : untouched
              ? 'coursewright build --prune removes it'
              : 'it was edited by hand: keep what you need of it, then remove it yourself',
      },
    ),
  );
  return { findings: findingsOf(diagnostics, config, () => ''), removed };
}

interface Orphan {
  readonly source: string;
  readonly untouched: boolean;
  readonly text: string;
  /** The lesson is for instructors only now. */
  readonly isKept: boolean;
  /** The notebook of the lesson, which is still there. */
  readonly copyOf?: string;
}

function orphanAt(
  path: string,
  course: Course,
  isThere: (source: string) => boolean,
  { parseNotebook, isUntouched }: Pick<typeof import('../../confirm/drift.ts'), 'parseNotebook' | 'isUntouched'>,
): Orphan | undefined {
  const { config } = course.loaded;
  let text: string;
  try {
    text = readFileSync(join(course.dir, path), 'utf8');
  } catch {
    return undefined;
  }
  const notebook = text.includes('"coursewright"') ? parseNotebook(text) : undefined;
  const provenance = notebook?.metadata.coursewright as
    | { source?: unknown; variant?: unknown; course?: unknown }
    | undefined;
  if (notebook === undefined || typeof provenance !== 'object' || provenance === null) return undefined;
  const { source, variant } = provenance;
  if (typeof source !== 'string' || !isVariant(variant)) return undefined;
  if (provenance.course !== config.courseFromOutput) return undefined;
  const own = outputPathOf(source, config, variant);
  const untouched = isUntouched(notebook);
  const isKept = !variantTraits[variant].notes && isForInstructors(source, config);
  if (!isThere(source) || isKept) return own === path ? { source, untouched, text, isKept } : undefined;
  // Another configuration beside this one may have lessons of its own, and build them into the same folder.
  const isOurs = config.source === '.' || source.startsWith(`${config.source}/`);
  return own === path || !isOurs ? undefined : { source, untouched, text, isKept, copyOf: own };
}

/** The lesson that a notebook below `output` would most likely be made of. */
function mostLikely(name: string, source: string): string {
  const lesson = `${name.slice(0, -'.ipynb'.length)}.md`;
  const folder = variants
    .map((variant) => variantTraits[variant].folder)
    .find((one) => one !== '' && lesson.startsWith(one));
  const own = lesson.slice(folder?.length ?? 0);
  return source === '.' ? own : `${source}/${own}`;
}

function remove(file: string, path: string): void {
  try {
    rmSync(file);
  } catch (cause) {
    throw new OperatorError(`${path} cannot be removed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
