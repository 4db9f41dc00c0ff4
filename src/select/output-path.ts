import { readdirSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Config } from '../model/config.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import { type Variant, variantTraits } from '../model/variants.ts';

/**
 * The notebook of a lesson: `source-md/a/b.md` → `notebooks/a/b.ipynb`, for instructors
 * `notebooks/solutions/a/b.ipynb`. A lesson outside of `source` keeps its folders below the course
 * (`extra/b.md` → `notebooks/extra/b.ipynb`), one outside of the course only its name.
 * @param source Path of the lesson, relative to the course's folder, POSIX separators; so is the result.
 */
export function outputPathOf(source: string, config: Pick<Config, 'source' | 'output'>, variant: Variant): string {
  return posix.join(config.output, `${variantTraits[variant].folder}${lessonNameOf(source, config)}.ipynb`);
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
  return posix.join(config.output, variantTraits[variant].folder, below(config.source, file));
}

/** The name of a lesson, as `order:` uses it: its path below `source`, without the ending. */
export function lessonNameOf(source: string, config: Pick<Config, 'source'>): string {
  return below(config.source, source).replace(lessonEnding, '');
}

/**
 * A finding for each lesson whose notebook, of either variant, is that of a lesson before it. On every system names
 * that differ in case only, or in how an accent is written, count as one: on some disks they are one file.
 */
export function takenPaths(
  sources: readonly string[],
  config: Pick<Config, 'source' | 'output' | 'variants'>,
): Diagnostic[] {
  const owners = new Map<string, string>();
  const findings: Diagnostic[] = [];
  for (const source of sources) {
    const lesson = lessonNameOf(source, config);
    const names = config.variants.map((variant) => variantTraits[variant].folder + lesson);
    const taken = names.find((name) => owners.has(onDisk(name)));
    for (const name of names) if (!owners.has(onDisk(name))) owners.set(onDisk(name), source);
    if (taken === undefined) continue;
    const span = { start: 0, end: 0 };
    const owner = owners.get(onDisk(taken)) ?? '';
    const path = posix.join(config.output, `${taken}.ipynb`);
    const isSame = config.variants.some(
      (variant) => variantTraits[variant].folder + lessonNameOf(owner, config) === taken,
    );
    const why = isSame ? '' : ` (${owner} has the same name on a disk that ignores case)`;
    const message = `unexpected second lesson for ${path}${why}, expected one lesson a notebook`;
    const related = [{ message: 'the first one', file: owner, span }];
    findings.push(diagnostic('notebook-path-taken', message, source, span, { related, help: `rename it or ${owner}` }));
  }
  return findings;
}

/** The lessons beside these that have the name of one of them, but for its ending or its case: `a.qmd` beside `A.md`. */
export function twinsOf(courseDir: string, sources: readonly string[]): string[] {
  const known = new Set(sources);
  const names = new Set(sources.map((source) => onDisk(source.replace(lessonEnding, ''))));
  const parents = new Set(sources.map((source) => posix.dirname(source)));
  return [...parents].flatMap((folder) =>
    namesIn(resolve(courseDir, folder))
      .filter((name) => lessonEnding.test(name))
      .map((name) => posix.join(folder, name))
      .filter((path) => !known.has(path) && names.has(onDisk(path.replace(lessonEnding, '')))),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What a path is told apart by on the disk that tells least apart. */
function onDisk(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function below(folder: string, source: string): string {
  if (source.startsWith(`${folder}/`)) return source.slice(folder.length + 1);
  return source.startsWith('../') || posix.isAbsolute(source) ? posix.basename(source) : source;
}
