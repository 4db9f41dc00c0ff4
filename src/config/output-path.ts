import { existsSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Variant } from '../notebook/notebook.ts';
import type { Config } from './config.ts';

/** What a lesson's file name may end in. */
export const lessonEnding = /\.(?:md|markdown|qmd|rmd)$/i;

/**
 * The notebook of a lesson: `source-md/a/b.md` → `notebooks/a/b.ipynb`, for instructors
 * `notebooks/solutions/a/b.ipynb`. A lesson outside of `source` keeps its folders below the course
 * (`extra/b.md` → `notebooks/extra/b.ipynb`), one outside of the course only its name.
 * @param source Path of the lesson, relative to the course's folder, POSIX separators; so is the result.
 */
export function outputPathOf(source: string, config: Pick<Config, 'source' | 'output'>, variant: Variant): string {
  return posix.join(config.output, `${folders[variant]}${lessonNameOf(source, config)}.ipynb`);
}

/**
 * Where a copy of a course's file stands for the notebooks of a variant: as it stands below `source`
 * (`source-md/fig/a.png` → `notebooks/fig/a.png`), from elsewhere in the course as it stands there. Undefined for a file
 * outside of the course.
 */
export function copyPathOf(
  file: string,
  config: Pick<Config, 'source' | 'output'>,
  variant: Variant,
): string | undefined {
  if (file.startsWith('../') || posix.isAbsolute(file)) return undefined;
  return posix.join(config.output, folders[variant], below(config.source, file));
}

/** Of the notebooks of each variant, below `output`. */
const folders: Readonly<Record<Variant, string>> = { student: '', instructor: 'solutions/' };

/** The name of a lesson, as `order:` uses it: its path below `source`, without the ending. */
export function lessonNameOf(source: string, config: Pick<Config, 'source'>): string {
  return below(config.source, source).replace(lessonEnding, '');
}

/** A finding for each lesson whose notebook, of either variant, is that of a lesson before it. */
export function takenPaths(
  sources: readonly string[],
  config: Pick<Config, 'source' | 'output' | 'variants'>,
): Diagnostic[] {
  const owners = new Map<string, string>();
  const findings: Diagnostic[] = [];
  for (const source of sources) {
    const lesson = lessonNameOf(source, config);
    const names = config.variants.map((variant) => folders[variant] + lesson);
    const taken = names.find((name) => owners.has(name));
    for (const name of names) if (!owners.has(name)) owners.set(name, source);
    if (taken === undefined) continue;
    const span = { start: 0, end: 0 };
    const owner = owners.get(taken) ?? '';
    const path = posix.join(config.output, `${taken}.ipynb`);
    const message = `Unexpected second lesson for ${path}, expected one lesson a notebook`;
    const related = [{ message: 'the first one', file: owner, span }];
    findings.push(diagnostic('notebook-path-taken', message, source, span, { related, help: `rename it or ${owner}` }));
  }
  return findings;
}

/** The lessons beside one that have its name and another ending: `a.qmd` beside `a.md`. */
export function twinsOf(courseDir: string, source: string): string[] {
  return ['md', 'markdown', 'qmd', 'Rmd', 'rmd']
    .map((ending) => source.replace(lessonEnding, `.${ending}`))
    .filter((path) => path.toLowerCase() !== source.toLowerCase() && existsSync(resolve(courseDir, path)));
}

function below(folder: string, source: string): string {
  if (source.startsWith(`${folder}/`)) return source.slice(folder.length + 1);
  return source.startsWith('../') || posix.isAbsolute(source) ? posix.basename(source) : source;
}
