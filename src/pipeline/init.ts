import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { configNames } from '../config/find-course.ts';
import { loadConfig } from '../config/load-config.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { leftFolders } from '../files/own-files.ts';
import { replaceFile } from '../files/replace-file.ts';
import { lessonsBelow } from '../select/lesson-files.ts';

export interface InitResult {
  /** What there is now, relative to the course's folder, and whether `init` made it. */
  readonly files: readonly { readonly path: string; readonly change: 'created' | 'updated' | 'kept' }[];
  /** What is worth knowing about them, each one sentence without a full stop. */
  readonly notes: readonly string[];
}

/**
 * Makes a new course: a configuration, a lesson with an exercise (where there is no lesson yet), a CI workflow, and
 * what Git should leave alone. What exists is kept as it is; `.gitignore` only gets lines that it lacks.
 * @param dir The course's folder; it is made if it is not there.
 * @param version The version of Coursewright that the workflow runs.
 * @throws OperatorError when a file cannot be written, or the configuration that is there cannot be read.
 */
export function initCourse(dir: string, version: string): InitResult {
  const existing = configNames.find((name) => existsSync(join(dir, name)));
  const { source } = loadConfig(dir, existing).config;
  const lesson = lessonsBelow(dir, source)[0];
  return {
    files: [
      existing === undefined
        ? create(dir, configNames[0], configuration(dir))
        : ({ path: existing, change: 'kept' } as const),
      lesson === undefined
        ? create(dir, posix.join(source, 'first-lesson.md'), template('first-lesson.md'))
        : ({ path: lesson, change: 'kept' } as const),
      create(dir, workflowPath, template('workflow.yml').replaceAll('VERSION', version)),
      ignore(dir),
    ],
    notes: notes(dir),
  };
}

const workflowPath = '.github/workflows/lessons.yml';

/** What is made from the lessons by machines, each on its own; the notebooks are not among it, they are committed. */
const ignored = ['.coursewright', ...leftFolders].map((folder) => `${folder}/`);

function template(name: string): string {
  return readFileSync(new URL(`../../templates/${name}`, import.meta.url), 'utf8');
}

/** The editor's line about the schema stands only where the editor would find it. */
function configuration(dir: string): string {
  const text = template('coursewright.yaml');
  const [, schema = ''] = /\$schema=(\S+)/.exec(text) ?? [];
  return existsSync(resolve(dir, schema)) ? text : text.slice(text.indexOf('\n') + 1);
}

function create(dir: string, path: string, content: string): InitResult['files'][number] {
  const file = join(dir, path);
  if (isThere(file)) return { path, change: 'kept' };
  replaceFile(file, content, { isNew: true });
  return { path, change: 'created' };
}

/** A link is there wherever it leads. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function ignore(dir: string): InitResult['files'][number] {
  const path = '.gitignore';
  const file = join(dir, path);
  if (!existsSync(file)) return create(dir, path, `${ignored.join('\n')}\n`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OperatorError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const bare = (line: string) => line.trim().replace(/^\/|\/$/g, '');
  const there = new Set(text.split(/\r?\n/).map(bare));
  const missing = ignored.filter((line) => !there.has(bare(line)));
  if (missing.length === 0) return { path, change: 'kept' };
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  replaceFile(file, `${text}${gap}${missing.join(end)}${end}`);
  return { path, change: 'updated' };
}

function notes(dir: string): string[] {
  const root = repositoryOf(resolve(dir));
  if (root === undefined || root === resolve(dir)) return [];
  const above = relative(dir, root).replaceAll('\\', '/');
  return [
    `GitHub runs workflows of the repository's root only: move ${workflowPath} to ${above}/${workflowPath} and give its job this folder as working-directory`,
  ];
}

function repositoryOf(dir: string): string | undefined {
  for (let folder = dir; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
