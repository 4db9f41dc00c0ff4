import { posix } from 'node:path';
import picomatch from 'picomatch';
import { lessonEnding } from '../config/output-path.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { namedFiles } from '../languages/named-files.ts';
import type { Span } from '../text/span.ts';
import type { CourseFiles } from './compile-lesson.ts';

/** Bytes of files that one notebook takes along unless `files:` names them. */
const largest = 100_000_000;

/** Files that one folder may have for all of them to be taken along. */
const most = 2000;

/** A piece of code or text of a notebook that may name files. */
export interface Reader {
  readonly text: string;
  /** The kernel language of code; of prose, undefined: its paths must be whole. */
  readonly language: string | undefined;
  /** The folder of the lesson that it is from, relative to the course's. */
  readonly folder: string;
  /** Where `[start, end)` of `text` stands in the lesson. */
  readonly spanOf: (start: number, end: number) => Span;
}

/** What a front matter's `files:` names. */
export interface DeclaredFile {
  readonly name: string;
  readonly folder: string;
  readonly span: Span;
}

/** A file that a notebook's code finds in its working directory. */
export interface FoundFile {
  /** Relative to the working directory. */
  readonly path: string;
  /** Relative to the course's folder. */
  readonly from: string;
}

/**
 * The files that the code of a notebook reads: those that `files:` declares, and those that code or text names: a path
 * of a file or folder, a glob, a helper module, and what helper modules name in turn. They are looked up in the lesson's
 * folder and, where a path has a slash or an ending, in a folder of data in it, in the course's folder and its folders.
 *
 * @param within `folder` looks nowhere but in the folder itself, as a kernel does that is started there.
 */
export function filesRead(
  source: string,
  readers: readonly Reader[],
  declared: readonly DeclaredFile[],
  files: CourseFiles,
  within: 'course' | 'folder' = 'course',
): { readonly found: readonly FoundFile[]; readonly diagnostics: readonly Diagnostic[] } {
  const found = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  let size = 0;
  for (const { name, folder, span } of declared) {
    const matches = matchesIn(folder, name, files);
    if (matches.length === 0) {
      const help = `paths are relative to ${folder}/`;
      diagnostics.push(diagnostic('file-missing', `there is no file \`${name}\``, source, span, { help }));
    }
    for (const match of matches) add(match, posix.join(folder, match), span, false);
  }
  for (const reader of readers) lookIn(reader);
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return { found: sorted.map(([path, from]) => ({ path, from })), diagnostics };

  function lookIn(reader: Reader): void {
    const { text, language, folder, spanOf } = reader;
    const names = language === undefined ? pathsInText(text) : namedFiles(text, language);
    const aboutFiles = language !== 'python' || speaksOfFiles.test(text);
    for (const { name, type, start, end } of names) {
      const span = spanOf(start, end);
      if (type === 'module') {
        takeModule(name, folder, span);
        continue;
      }
      const isWord = !/[./]/.test(name);
      if (isWord && !aboutFiles) continue;
      if (isWord && language === 'python' && imports.test(text)) takeModule(name, folder, span);
      const roots = isWord || language === undefined || within === 'folder' ? [folder] : rootsOf(folder, files);
      const root = roots.find((one) => matchesIn(one, name, files).length > 0);
      if (root === undefined) continue;
      const matches = matchesIn(root, name, files);
      if (matches.length > most) {
        const message = `${posix.join(root, name)} holds more than ${most} files; none of them is copied beside the notebooks`;
        const help = 'name those that the lesson reads, in its code or under `files:` in the front matter';
        diagnostics.push(diagnostic('file-too-large', message, source, span, { help }));
        continue;
      }
      for (const match of matches) {
        const from = posix.join(root, match);
        // `Path("data") / "x.csv"` has named it by another path already.
        if (root === folder || ![...found.values()].includes(from)) add(match, from, span, true);
      }
    }
  }

  function takeModule(name: string, folder: string, span: Span): void {
    const [first = ''] = name.split('.');
    const entries = files.entries(folder) ?? [];
    if (entries.includes(`${first}.py`)) add(`${first}.py`, posix.join(folder, `${first}.py`), span, true);
    if (!entries.includes(`${first}/`)) return;
    const all = below(folder, first, files);
    if (all.length > most || !all.some((path) => path.endsWith('.py'))) return;
    for (const path of all) add(path, posix.join(folder, path), span, true);
  }

  function add(path: string, from: string, span: Span, limited: boolean): void {
    const other = found.get(path);
    if (other !== undefined) {
      if (other !== from && files.digest(other) !== files.digest(from)) {
        const message = `${path} is ${other} for one part of this lesson and ${from} for another`;
        const help = 'give one of the two files another name: a notebook has one folder';
        diagnostics.push(diagnostic('file-conflict', message, source, span, { help }));
      }
      return;
    }
    const bytes = files.size(from);
    if (limited && size + bytes > largest) {
      const message = `${from} has ${megabytes(bytes)}; what one notebook reads may have ${megabytes(largest)} together`;
      const help = `name it under \`files:\` in the front matter, and it is copied beside the notebooks all the same`;
      diagnostics.push(diagnostic('file-too-large', message, source, span, { help }));
      return;
    }
    if (limited) size += bytes;
    found.set(path, from);
    // A helper reads and imports as if its code stood in the lesson.
    if (path.endsWith('.py')) {
      const text = Buffer.from(files.bytes(from) ?? []).toString('utf8');
      lookIn({ text, language: 'python', folder: folderOf(from, path), spanOf: () => span });
    }
  }
}

/** Code in which a bare word such as `"data"` may be a path. */
const speaksOfFiles =
  /\b(?:Path|PurePath|pathlib|os|glob|shutil|open|importlib|runpy|zipfile|tarfile|sqlite3)\b|^\s*[%!]/m;
const imports = /\b(?:importlib|runpy|__import__)\b/;

/** Paths in text for readers, written as code; what it links to goes along by its links. */
function pathsInText(text: string): ReturnType<typeof namedFiles> {
  const found: ReturnType<typeof namedFiles> = [];
  for (const match of text.matchAll(/`([^`\n]+)`/g)) {
    const name = match[1] ?? '';
    const isPath = /^[^\s:?#*]+(?: [^\s:?#*]+)*$/.test(name) && /[./]/.test(name) && !/^[./]*$/.test(name);
    if (!isPath || lessonEnding.test(name) || name.endsWith('.ipynb')) continue;
    found.push({ name, type: 'path', start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/** The working directory's folder in the course, of a file that stands at `path` in it. */
function folderOf(from: string, path: string): string {
  const end = from.length - path.length - 1;
  return end <= 0 ? '.' : from.slice(0, end);
}

/**
 * Where a lesson's paths may be relative to, the likeliest first: its own folder, a folder of data in it, the course,
 * a folder of the course. Real courses tell their readers to begin in any of these.
 */
function rootsOf(folder: string, files: CourseFiles): string[] {
  const folders = (parent: string) =>
    (files.entries(parent) ?? [])
      .filter((name) => name.endsWith('/') && !name.startsWith('_'))
      .map((name) => posix.join(parent, name.slice(0, -1)));
  const data = (parent: string) => folders(parent).filter((path) => /(?:^|\/)(?:data|datasets?|files)$/i.test(path));
  return [...new Set([folder, ...data(folder), '.', ...data('.'), ...folders('.')])];
}

/** The files, relative to `folder`, that a name means: itself, all below it, or those that it matches as a glob. */
function matchesIn(folder: string, name: string, files: CourseFiles): readonly string[] {
  const normal = posix.normalize(name).replace(/\/$/, '');
  if (normal === '.' || normal.startsWith('..') || posix.isAbsolute(normal) || normal.startsWith('~')) return [];
  if (/[*?[]/.test(normal)) return globbed(folder, normal, files);
  const base = posix.basename(normal);
  if (base.startsWith('.')) return files.bytes(posix.join(folder, normal)) === undefined ? [] : [normal];
  const entries = files.entries(posix.join(folder, posix.dirname(normal))) ?? [];
  if (entries.includes(base)) return [normal];
  return entries.includes(`${base}/`) ? below(folder, normal, files) : [];
}

function globbed(folder: string, pattern: string, files: CourseFiles): readonly string[] {
  // A bare star would take the lessons themselves along.
  if (!pattern.includes('/') && /^[*?]/.test(pattern) && !/\.\w+$/.test(pattern)) return [];
  const literal = pattern.slice(0, pattern.search(/[*?[]/));
  const start = literal.includes('/') ? literal.slice(0, literal.lastIndexOf('/')) : '.';
  let matches: (path: string) => boolean;
  try {
    matches = picomatch(pattern, { nobrace: true, noextglob: true });
  } catch {
    return [];
  }
  const all = pattern.includes('/') ? below(folder, start, files) : (files.entries(folder) ?? []);
  return all.filter(
    (path) => matches(path) && !path.endsWith('/') && !lessonEnding.test(path) && !path.endsWith('.ipynb'),
  );
}

/** All files below a folder, relative to `root`; of too many, only so many that this is seen. */
function below(root: string, folder: string, files: CourseFiles): readonly string[] {
  const found: string[] = [];
  const look = (path: string, depth: number): void => {
    for (const name of files.entries(posix.join(root, path)) ?? []) {
      if (found.length > most) return;
      if (!name.endsWith('/')) found.push(posix.join(path, name));
      // Links may lead in a circle.
      else if (depth < 20) look(posix.join(path, name.slice(0, -1)), depth + 1);
    }
  };
  look(folder, 0);
  return found;
}

function megabytes(bytes: number): string {
  return `${Number((bytes / 1e6).toFixed(1))} MB`;
}
