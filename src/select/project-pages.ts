import { posix } from 'node:path';
import picomatch from 'picomatch';
import { lessonEnding } from '../model/lesson-names.ts';
import { isMapping, mappingOf } from '../yaml/mapping.ts';
import { isLesson } from './lesson-files.ts';

/** Whether a file in the folder of a project's lessons is one of the project's pages; paths are the course's. */
export type IsPage = (path: string) => boolean;

/**
 * Which files the project of another tool makes pages of, where its own file says it: `project: render:` and `output-dir:` of
 * Quarto, bookdown's `rmd_files`, `episodes:` of the Carpentries' Workbench, for which all others are drafts,
 * and the `exclude_patterns` of Jupyter Book and Sphinx.
 * https://quarto.org/docs/projects/quarto-projects.html#render-targets, https://bookdown.org/yihui/bookdown/configuration.html,
 * https://carpentries.github.io/sandpaper-docs/editing.html, https://jupyterbook.org/en/stable/customize/config.html,
 * https://www.sphinx-doc.org/en/master/usage/configuration.html#confval-exclude_patterns
 * @param folder The folder of the lessons, relative to the course's.
 * @param read The text of a file of the course.
 */
export function projectPages(folder: string, read: (path: string) => string | undefined): IsPage {
  const settings = (...names: readonly string[]) =>
    mappingOf(names.map((name) => read(posix.join(folder, name))).find((one) => one !== undefined) ?? '');
  const { project } = settings('_quarto.yml', '_quarto.yaml');
  const bookdown = settings('_bookdown.yml');
  const isBook = Object.keys(bookdown).length > 0;
  const { episodes } = posix.basename(folder) === 'episodes' ? settings('../config.yaml') : {};
  const is = [
    isMapping(project) ? ofQuarto(project) : [],
    isBook ? ofBookdown(bookdown) : [],
    Array.isArray(episodes) && episodes.length > 0 ? ofWorkbench(strings(episodes)) : [],
    ofSphinx([
      ...strings(settings('_config.yml').exclude_patterns),
      ...excludedInPython(read(posix.join(folder, 'conf.py')) ?? ''),
    ]),
  ].flat();
  return (path) => {
    const inside = posix.relative(folder, path);
    return inside.startsWith('..') || is.every((isPage) => isPage(inside));
  };
}

/** Whether a file has a lesson's name, and is no page of the project around it. */
export function isLeftOut(path: string, folder: string, isPage: IsPage): boolean {
  const inside = posix.relative(folder, path).split('/');
  const isInside = inside.every((name) => name !== '..' && !name.startsWith('_'));
  return isInside && lessonEnding.test(path) && isLesson(posix.basename(path)) && !isPage(path);
}

function ofQuarto(project: Readonly<Record<string, unknown>>): IsPage[] {
  const { render, 'output-dir': output } = project;
  const isOutput = typeof output === 'string' ? matches(posix.join(output, '**')) : () => false;
  const targets = (Array.isArray(render) ? render : []).map(String);
  const included = targets.filter((one) => !one.startsWith('!')).map((one) => target(one, picomatch.scan(one).isGlob));
  const excluded = targets.filter((one) => one.startsWith('!')).map((one) => target(one.slice(1), true));
  const isOf = (all: readonly IsPage[], path: string) => withFolders(path).some((one) => all.some((is) => is(one)));
  return [(path) => !isOutput(path) && (targets.length === 0 || isOf(included, path)) && !isOf(excluded, path)];
}

/** A pattern without a slash at its beginning is looked for in all folders; one that names a file or folder is that. */
function target(written: string, isAnywhere: boolean): IsPage {
  const path = posix.normalize(written).replace(/\/$/, '');
  if (path.startsWith('/')) return matches(path.slice(1));
  return matches(isAnywhere ? `**/${path}` : path);
}

function ofBookdown({ rmd_files: files, rmd_subdir: folders }: Readonly<Record<string, unknown>>): IsPage[] {
  const listed = strings(files).map((one) => posix.normalize(one));
  const isBelow = (path: string) =>
    folders === true ? path.includes('/') : withFolders(path).some((one) => strings(folders).includes(one));
  const isOwn = (path: string) =>
    listed.length === 0 ? !path.includes('/') : path === 'index.Rmd' || listed.includes(path);
  return [(path) => !/\.rmd$/i.test(path) || isOwn(path) || isBelow(path)];
}

function ofWorkbench(episodes: readonly string[]): IsPage[] {
  return [(path) => episodes.includes(path)];
}

/** A pattern that is a folder's is all in it. */
function ofSphinx(excluded: readonly string[]): IsPage[] {
  const isOf = excluded.map((one) => matches(posix.normalize(one).replace(/\/$/, '')));
  return isOf.length === 0 ? [] : [(path) => !withFolders(path).some((one) => isOf.some((is) => is(one)))];
}

/** `exclude_patterns = ["_build", "**\/README.md"]`: what is put together in other ways is not known. */
function excludedInPython(settings: string): string[] {
  const list = /^exclude_patterns[ \t]*=[ \t]*\[([^\][]*)\]/m.exec(settings)?.[1]?.replace(/#.*/g, '') ?? '';
  return [...list.matchAll(/(["'])(.*?)\1/g)].map(([, , pattern = '']) => pattern);
}

function matches(pattern: string): IsPage {
  return picomatch(pattern, { dot: true });
}

/** A path and the folders that it is in. */
function withFolders(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** The texts in a value, which may have one list for each format. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}
