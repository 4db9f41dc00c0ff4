import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { globSync } from 'tinyglobby';
import { outputPathOf } from '../config/output-path.ts';
import { isUntouched, parsed } from '../confirm/drift.ts';
import { diagnostic } from '../diagnostics/diagnostic.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Finding } from '../result/result.ts';
import type { Course } from './course.ts';
import { findingsOf } from './findings.ts';

export interface OrphanOptions {
  /** Removes those that are as `build` wrote them; what somebody edited stays. */
  readonly prune?: boolean;
}

/**
 * Notebooks in the output folder that `build` made of a lesson that is not there any more, or that is built to another
 * place now. What carries no provenance of ours is none of our affair.
 * @returns A finding for each that is still there.
 * @throws OperatorError when one cannot be removed.
 */
export function findOrphans(course: Course, { prune = false }: OrphanOptions = {}): Finding[] {
  const { config } = course.loaded;
  const paths = globSync('**/*.ipynb', {
    cwd: join(course.dir, config.output),
    ignore: ['**/node_modules/**', '**/site-packages/**'],
    expandDirectories: false,
  });
  const left = paths
    .map((path) => posix.join(config.output, path))
    .sort((a, b) => (a < b ? -1 : 1))
    .flatMap((path) => {
      const orphan = orphanAt(path, course);
      if (orphan === undefined) return [];
      if (!prune || !orphan.untouched) return [{ path, ...orphan }];
      remove(join(course.dir, path), path);
      return [];
    });
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
  /** Where the lesson, which is still there, is built to now. */
  readonly moved?: string;
}

function orphanAt(path: string, course: Course): Orphan | undefined {
  const { config } = course.loaded;
  // Most notebooks are where their lesson is built to: they need not be read.
  if (candidates(path, course).some((source) => existsSync(join(course.dir, source)))) return undefined;
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
  const untouched = isUntouched(notebook, text);
  if (!existsSync(join(course.dir, source))) return { source, untouched };
  const now = outputPathOf(source, config, variant);
  return now === path ? undefined : { source, untouched, moved: now };
}

/** The lessons that a notebook would most likely be made of. */
function candidates(path: string, { loaded }: Course): string[] {
  const { source, output } = loaded.config;
  const name = posix.relative(output, path).replace(/\.ipynb$/, '');
  const lesson = name.replace(/^solutions\//, '');
  return [`${posix.join(source, lesson)}.md`];
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
