import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { filesBelow } from '../config/files-below.ts';
import { outputPathOf } from '../config/output-path.ts';
import { diagnostic } from '../diagnostics/diagnostic.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Finding } from '../result/result.ts';
import type { Course } from './course.ts';
import { findingsOf } from './findings.ts';

export interface OrphanOptions {
  /** Removes those that are as `build` wrote them; what somebody edited stays. */
  readonly prune?: boolean;
  /** Lessons that were found: their files need not be looked for. */
  readonly found?: readonly { readonly source: string }[];
}

/**
 * Notebooks in the output folder that `build` made of a lesson that is not there any more, or that is built to another
 * place now. What carries no provenance of ours is none of our affair.
 * @returns A finding for each that is still there.
 * @throws OperatorError when one cannot be removed.
 */
export async function findOrphans(course: Course, options: OrphanOptions = {}): Promise<Finding[]> {
  const { config } = course.loaded;
  const there = new Set(options.found?.map(({ source }) => source));
  const isThere = (source: string) => there.has(source) || existsSync(join(course.dir, source));
  const paths = filesBelow(join(course.dir, config.output), (name) => name.endsWith('.ipynb'))
    // Most notebooks are where their lesson is built to: they need not be read.
    .filter((path) => !isThere(mostLikely(path, config.source)))
    .map((path) => posix.join(config.output, path))
    .sort((a, b) => (a < b ? -1 : 1));
  if (paths.length === 0) return [];
  const reader = await import('../confirm/drift.ts');
  const { filesNamedBy, removeUnused } = await import('./beside.ts');
  const unused = new Map<string, string>();
  const left = paths.flatMap((path) => {
    const orphan = orphanAt(path, course, isThere, reader);
    if (orphan === undefined) return [];
    if (options.prune !== true || !orphan.untouched) return [{ path, ...orphan }];
    for (const [place, digest] of filesNamedBy(path, orphan.text)) unused.set(place, digest);
    remove(join(course.dir, path), path);
    return [];
  });
  removeUnused(course.dir, config.output, unused);
  const diagnostics = left.map(({ path, source, untouched, moved }) =>
    diagnostic(
      'notebook-orphaned',
      moved === undefined
        ? `${path} was made of ${source}, which is not there any more`
        : `${path} was made of ${source}, whose notebook is ${moved} now`,
      path,
      { start: 0, end: 0 },
      {
        help: untouched
          ? 'coursewright build --prune removes it'
          : 'it was edited by hand: keep what you need of it, then remove it yourself',
      },
    ),
  );
  return findingsOf(diagnostics, config, () => '');
}

interface Orphan {
  readonly source: string;
  readonly untouched: boolean;
  readonly text: string;
  /** Where the lesson, which is still there, is built to now. */
  readonly moved?: string;
}

function orphanAt(
  path: string,
  course: Course,
  isThere: (source: string) => boolean,
  { parsed, isUntouched }: typeof import('../confirm/drift.ts'),
): Orphan | undefined {
  const { config } = course.loaded;
  let text: string;
  try {
    text = readFileSync(join(course.dir, path), 'utf8');
  } catch {
    return undefined;
  }
  const notebook = text.includes('"coursewright"') ? parsed(text) : undefined;
  const provenance = notebook?.metadata.coursewright as { source?: unknown; variant?: unknown } | undefined;
  if (notebook === undefined || typeof provenance !== 'object' || provenance === null) return undefined;
  const { source, variant } = provenance;
  if (typeof source !== 'string' || (variant !== 'student' && variant !== 'instructor')) return undefined;
  const untouched = isUntouched(notebook);
  if (!isThere(source)) return { source, untouched, text };
  const now = outputPathOf(source, config, variant);
  return now === path ? undefined : { source, untouched, text, moved: now };
}

/** The lesson that a notebook below `output` would most likely be made of. */
function mostLikely(name: string, source: string): string {
  const lesson = `${name.slice(0, -'.ipynb'.length)}.md`;
  const own = lesson.startsWith('solutions/') ? lesson.slice('solutions/'.length) : lesson;
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
