import { join, posix } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { parse } from 'yaml';
import { filesBelow } from '../files/files-below.ts';
import { readTextIfAny } from '../files/read-text.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import { byCodePoint, isEntered, lessonsBelow } from './lesson-files.ts';
import { lessonNameOf } from './output-path.ts';
import { projectPages } from './project-pages.ts';

/** A course that was written for another tool, or for none, as a configuration would describe it. */
export interface RecognizedCourse {
  /** What it is, as a sentence names it: `a Carpentries lesson`. */
  readonly what: string;
  /** The file that says so, relative to the course's folder; undefined where only its lessons do. */
  readonly file: string | undefined;
  readonly source: string;
  /** Names of lessons, where the tool's table of contents has another order than their paths; else empty. */
  readonly order: readonly string[];
  readonly dialect: string;
  /** Paths of all its lessons, relative to the course's folder. */
  readonly lessons: readonly string[];
}

interface Tool {
  /** What a course for it is. */
  readonly what: string;
  /** The file by which the tool knows its courses. */
  readonly file: RegExp;
  readonly dialect: string;
  /** The folder of the lessons, relative to the one of the file, where it is another. */
  readonly folder?: (settings: unknown) => string;
  /** Its table of contents is read by every command (`course-order.ts`). */
  readonly ordered?: true;
}

const named = (settings: unknown, key: string): unknown =>
  typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>)[key] : undefined;

/**
 * Tools by their project files. Sources: the Workbench's sandpaper, https://jupyterbook.org/en/stable/structure/toc.html,
 * https://mystmd.org/guide/frontmatter#composing-myst-yml, https://quarto.org/docs/projects/quarto-projects.html#metadata-includes,
 * https://www.mkdocs.org/user-guide/configuration/#docs_dir, https://zensical.org/docs/setup/basics/,
 * https://gohugo.io/configuration/all/#contentdir, and the repositories
 * of Hugging Face's courses.
 */
const tools: readonly Tool[] = [
  {
    what: 'a Carpentries lesson',
    file: /^config\.yaml$/,
    dialect: 'carpentries',
    folder: () => 'episodes',
    ordered: true,
  },
  {
    what: 'a Carpentries lesson of the old style',
    file: /^_config\.yml$/,
    dialect: 'carpentries',
    folder: () => '_episodes',
  },
  { what: 'a Jupyter Book', file: /^_toc\.yml$/, dialect: 'myst' },
  { what: 'a MyST project', file: /^myst\.yml$/, dialect: 'myst' },
  { what: 'a Quarto project', file: /^_quarto\.ya?ml$/, dialect: 'quarto' },
  { what: 'a bookdown book', file: /^_bookdown\.yml$/, dialect: 'rmarkdown' },
  { what: 'a course in the format of Hugging Face', file: /^_toctree\.yml$/, dialect: 'huggingface' },
  {
    what: 'a MkDocs site',
    file: /^(?:mkdocs\.ya?ml|zensical\.(?:ya?ml|toml))$/,
    dialect: 'mkdocs',
    folder: (settings) => String(named(named(settings, 'project') ?? settings, 'docs_dir') ?? 'docs'),
  },
  { what: 'a Jupytext project', file: /^jupytext\.toml$/, dialect: 'jupytext' },
  { what: 'a Docusaurus site', file: /^docusaurus\.config\.[jt]s$/, dialect: 'docusaurus', folder: () => 'docs' },
  {
    what: 'a Hugo site',
    file: /^(?:hugo\.(?:toml|ya?ml)|config\.toml)$/,
    dialect: 'jekyll',
    folder: (settings) => String(named(settings, 'contentDir') ?? 'content'),
  },
  { what: 'a Sphinx project', file: /^conf\.py$/, dialect: 'myst' },
];

/** Folders below the course in which a tool's file is looked for. */
const deepest = 3;

/**
 * What course is in a folder that has no configuration: one of the tools that we know, else any folder with lessons. The
 * file nearest to the top counts, of equally near ones that of English lessons, then the first tool of the list, then that
 * of the most lessons.
 * @param dir The folder, absolute.
 */
export function recognizeCourse(dir: string): RecognizedCourse | undefined {
  const isFile = (name: string) => tools.some(({ file }) => file.test(name));
  const files = filesBelow(dir, isFile).filter((path) => path.split('/').length <= deepest);
  const found = files
    .flatMap((path) => tools.map((tool, rank) => ({ tool, rank, path })))
    .filter(({ tool, path }) => tool.file.test(posix.basename(path)))
    .map((one) => ({ ...one, depth: one.path.split('/').length, english: one.path.split('/').includes('en') }))
    .map((one) => ({ ...one, ...project(dir, one.tool, one.path) }))
    .sort(
      (a, b) =>
        a.depth - b.depth ||
        Number(b.english) - Number(a.english) ||
        a.rank - b.rank ||
        b.own.length - a.own.length ||
        byCodePoint(a.path, b.path),
    );
  for (const { tool, path, settings, source, own } of found) {
    if (source.startsWith('..')) continue;
    const readmes = readmesOf(dir, source, own);
    const lessons = [...own, ...readmes].sort(byCodePoint);
    if (lessons.length === 0) continue;
    const all = [settings, ...includedSettings(settings, posix.join(dir, posix.dirname(path)))];
    const listed = tool.ordered === true ? [] : orderOf(all, source, lessons);
    const order = readmes.length === 0 ? listed : withAll(listed, source, lessons);
    return { what: tool.what, file: path, source, dialect: tool.dialect, lessons, order };
  }
  return plainFolder(dir);
}

/** What a tool's file says, the folder of the lessons that it is about, and which these are. */
function project(dir: string, tool: Tool, path: string) {
  const settings = readSettings(join(dir, path));
  const source = posix.join(posix.dirname(path), tool.folder?.(settings) ?? '.').replace(/\/+$/, '');
  return { settings, source, own: source.startsWith('..') ? [] : lessonsOf(dir, source) };
}

function lessonsOf(dir: string, source: string): string[] {
  const isPage = projectPages(source, (path) => readTextIfAny(join(dir, path)));
  return lessonsBelow(dir, source).filter(isPage).sort(byCodePoint);
}

function readSettings(path: string): unknown {
  try {
    const text = readTextIfAny(path) ?? '';
    if (path.endsWith('.toml')) return parseToml(text);
    return /\.ya?ml$/.test(path) ? parse(text, { logLevel: 'silent' }) : undefined;
  } catch {
    return undefined;
  }
}

/** What stands in the files that Quarto's `metadata-files` or mystmd's `extends` names. */
function includedSettings(settings: unknown, dir: string): unknown[] {
  return [named(settings, 'metadata-files'), named(settings, 'extends')]
    .flat()
    .flatMap((file) => (typeof file === 'string' && !file.includes('://') ? [readSettings(join(dir, file))] : []));
}

/**
 * The lessons that a table of contents names, in its order. Tables differ in their keys; what they name are paths from
 * the folder of the lessons, with or without ending.
 */
function orderOf(settings: unknown, source: string, lessons: readonly string[]): readonly string[] {
  const names = new Map(lessons.map((path) => [lessonNameOf(path, { source }), path]));
  const listed: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      const name = posix.normalize(value.replace(lessonEnding, ''));
      if (names.delete(name)) listed.push(name);
    } else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) look(one);
  };
  look(settings);
  const byPath = lessons.map((path) => lessonNameOf(path, { source })).filter((name) => listed.includes(name));
  return listed.every((name, at) => name === byPath[at]) && names.size === 0 ? [] : listed;
}

/** Fences, directives and prompts of Python, by which a document is a lesson and no notes about the project. */
const code = /^[ \t>]*(?:(?:`{3,}|~{3,}|:{3,})[ \t]*\{?[ \t]*(?:code-cell\b|code-block\b|i?python|py\b)|>>> )/im;

/** A folder with lessons: the one that nearly all documents with code are in, else all of the course. */
function plainFolder(dir: string): RecognizedCourse | undefined {
  const documents = lessonsOf(dir, '.').filter((path) => hasCode(dir, path));
  const all = [...documents, ...readmesOf(dir, '.', documents)];
  if (all.length === 0) return undefined;
  let source = '.';
  for (;;) {
    const counts = new Map<string, number>();
    for (const path of all) {
      const [next, file] = path.slice(source === '.' ? 0 : source.length + 1).split('/');
      if (file !== undefined && next !== undefined) counts.set(next, (counts.get(next) ?? 0) + 1);
    }
    const [folder, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
    // Lessons in folders of their own, a chapter each, have none that most are in.
    if (count < 0.9 * all.length) break;
    source = posix.join(source, folder);
  }
  const readmes = all.filter((path) => isReadme(posix.basename(path)));
  const lessons = [...lessonsOf(dir, source), ...readmes].sort(byCodePoint);
  const order = readmes.length === 0 ? [] : withAll([], source, lessons);
  return { what: 'a folder of Markdown', file: undefined, source, dialect: 'auto', lessons, order };
}

function hasCode(dir: string, path: string): boolean {
  return code.test(readTextIfAny(join(dir, path)) ?? '');
}

function isReadme(name: string): boolean {
  return /^readme\.md$/i.test(name);
}

/**
 * The READMEs that are lessons: those with code in folders of their own, and the one at the top where there is nothing else.
 * No command takes them for lessons unless `order` names them.
 */
function readmesOf(dir: string, source: string, lessons: readonly string[]): string[] {
  const below = source === '.' ? '' : `${source}/`;
  const all = filesBelow(join(dir, source), isReadme, isEntered).map((path) => below + path);
  const nested = all.filter((path) => path.slice(below.length).includes('/') && hasCode(dir, path));
  if (lessons.length + nested.length > 0) return nested;
  return all.filter((path) => hasCode(dir, path));
}

/** An order that names all lessons: those of a table of contents as they stand there, then the others by path. */
function withAll(listed: readonly string[], source: string, lessons: readonly string[]): string[] {
  return [...new Set([...listed, ...lessons.map((path) => lessonNameOf(path, { source }))])];
}
