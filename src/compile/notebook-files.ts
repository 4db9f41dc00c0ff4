import { posix } from 'node:path';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { listingFinder } from '../languages/listed-folder.ts';
import { namedFiles } from '../languages/named-files.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import type { Span } from '../text/span.ts';
import type { CourseFiles } from './course-files.ts';
import { below, matchesIn, most, rootsOf } from './path-matches.ts';
import { wholeFolder } from './whole-folder.ts';

/** Bytes of files that one notebook takes along unless `files:` names them. */
const largest = 100_000_000;

/** A piece of code or text of a notebook that may name files. */
export interface Reader {
  readonly text: string;
  /** The kernel language of code; of prose, undefined: its paths must be whole. */
  readonly language: string | undefined;
  /** The folder of the lesson that it is from, relative to the course's. */
  readonly folder: string;
  /** Where `[start, end)` of `text` stands in the lesson. */
  readonly spanOf: (start: number, end: number) => Span;
  /** What it names is not for those who get this notebook, unless something else names it too. */
  readonly isSecret?: boolean;
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
  /** Where it is named first. */
  readonly span: Span;
}

/** Where files are looked up, and which of them are there without being named. */
export interface Lookup {
  /** `folder` looks nowhere but in the folder itself, as a kernel does that is started there. */
  readonly within?: 'course' | 'folder';
  /** All of that folder is there, as for whoever opens the notebook. */
  readonly whole?: boolean;
}

/**
 * The files that the code of a notebook reads: those that `files:` declares, and those that code or text names: a path
 * of a file or folder, a glob, a helper module, and what helper modules name in turn. They are looked up in the lesson's
 * folder and, where a path has a slash or an ending, in a folder of data in it, in the course's folder and its folders.
 * Code that lists the folder that it runs in has the lesson's whole folder.
 */
export function filesRead(
  source: string,
  readers: readonly Reader[],
  declared: readonly DeclaredFile[],
  files: CourseFiles,
  { within = 'course', whole = false }: Lookup = {},
): { readonly found: readonly FoundFile[]; readonly diagnostics: readonly Diagnostic[] } {
  const found = new Map<string, { readonly from: string; readonly span: Span }>();
  const diagnostics: Diagnostic[] = [];
  const shown = readers.filter(({ isSecret }) => isSecret !== true);
  // A path may be put together in one cell and opened in another.
  const anyAboutFiles = shown.some(({ text, language }) => language === 'python' && speaksOfFiles.test(text));
  const moduleFolders = new Map<string, readonly string[]>();
  let size = 0;
  for (const { name, folder, span } of declared) {
    const matches = matchesIn(folder, name, files, within);
    if (matches.length === 0) {
      const help = `paths are relative to ${folder}/`;
      diagnostics.push(diagnostic('file-missing', `there is no file \`${name}\``, source, span, { help }));
    }
    for (const match of matches) add(match, posix.join(folder, match), span, false);
  }
  for (const reader of shown) lookIn(reader);
  listed();
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return { found: sorted.map(([path, one]) => ({ path, ...one })), diagnostics };

  function lookIn(reader: Reader): void {
    const { text, language, folder, spanOf } = reader;
    if (language === 'python') moduleFolders.set(folder, searched(text, moduleFolders.get(folder) ?? []));
    for (const { name, type, start, end } of namesIn(reader)) {
      const span = spanOf(start, end);
      if (type === 'module') {
        takeModule(name, folder, span);
        continue;
      }
      if (/^[\p{L}\w.]+$/u.test(name) && language === 'python' && imports.test(text)) takeModule(name, folder, span);
      const root = rootFor(name, reader);
      if (root === undefined) continue;
      const matches = matchesIn(root, name, files, within);
      if (matches.length > most) {
        const message = `${posix.join(root, name)} holds more than ${most} files; none of them is copied beside the notebooks`;
        const help = 'name those that the lesson reads, in its code or under `files:` in the front matter';
        diagnostics.push(diagnostic('file-too-large', message, source, span, { help }));
        continue;
      }
      for (const match of matches) {
        const from = posix.join(root, match);
        // `Path("data") / "x.csv"` has named it by another path already.
        if (root === folder || ![...found.values()].some((one) => one.from === from)) add(match, from, span, true);
      }
    }
  }

  function namesIn({ text, language }: Reader): ReturnType<typeof namedFiles> {
    if (language === undefined) return pathsInText(text);
    const aboutFiles = language !== 'python' || anyAboutFiles || speaksOfFiles.test(text);
    const names = namedFiles(text, language).filter(
      ({ name, type }) => aboutFiles || type === 'module' || !(isWord(name) || name.startsWith('*')),
    );
    const above = language === 'python' && aboutFiles ? foldersAbove(text) : [];
    const paths = names.filter(({ name, type }) => type === 'path' && !/^(?:\.\.|\*)/.test(name));
    return [...above.flatMap((folder) => paths.map((one) => ({ ...one, name: folder + one.name }))), ...names];
  }

  /** The folder in which there is what a name means. */
  function rootFor(name: string, { language, folder }: Reader): string | undefined {
    const isHere = isWord(name) || /^(?:\*|\.\.)/.test(name) || language === undefined || within === 'folder';
    return (isHere ? [folder] : rootsOf(folder, files)).find((one) => matchesIn(one, name, files, within).length > 0);
  }

  function takeModule(name: string, folder: string, span: Span): void {
    const [first = ''] = name.split('.');
    for (const path of ['', ...(moduleFolders.get(folder) ?? []).map((one) => `${one}/`)]) {
      const entries = files.entries(posix.join(folder, path)) ?? [];
      const module = posix.normalize(`${path}${first}`);
      if (entries.includes(`${first}.py`)) add(`${module}.py`, posix.join(folder, `${module}.py`), span, true);
      if (!entries.includes(`${first}/`)) continue;
      const all = below(folder, module, files);
      if (all.length > most || !all.some((one) => one.endsWith('.py'))) continue;
      for (const one of all) add(one, posix.join(folder, one), span, true);
    }
  }

  /** What stands in the folder of code that lists it, but for what only secret code names. */
  function listed(): void {
    const folders = new Map<string, Span>();
    const python = shown.flatMap(({ text, language }) => (language === 'python' ? [text] : []));
    const listings = listingFinder(python.join('\n'));
    for (const { text, language, folder, spanOf } of shown) {
      if (language === undefined) continue;
      const [listing] = whole && anyAboutFiles ? [{ start: 0, end: 0 }] : listings(text, language);
      if (listing !== undefined && !folders.has(folder)) folders.set(folder, spanOf(listing.start, listing.end));
    }
    if (folders.size === 0) return;
    const secret = new Set(
      readers
        .filter(({ isSecret }) => isSecret === true)
        .flatMap((reader) =>
          namesIn(reader).flatMap(({ name }) => {
            const root = rootFor(name, reader);
            return root === undefined
              ? []
              : matchesIn(root, name, files, within).map((match) => posix.join(root, match));
          }),
        ),
    );
    for (const [folder, span] of folders) {
      const all = wholeFolder(folder, files, whole ? 'notebook' : 'lesson').filter(
        (path) => !found.has(path) && !secret.has(posix.join(folder, path)),
      );
      const bytes = all.reduce((sum, path) => sum + files.size(posix.join(folder, path)), size);
      if (all.length > most || bytes > largest) {
        const much =
          all.length > most ? `more than ${most} files` : `${megabytes(bytes)}, more than ${megabytes(largest)}`;
        const message = `${folder === '.' ? "the course's folder" : `${folder}/`} holds ${much}; only what the code names of it is there when it runs`;
        const help = whole
          ? 'put the notebook into a folder of its own with the files that it reads'
          : 'name those files that the lesson reads under `files:` in the front matter';
        diagnostics.push(diagnostic('file-too-large', message, source, span, { help, severity: 'warning' }));
        continue;
      }
      for (const path of all) add(path, posix.join(folder, path), span, true);
    }
  }

  function add(path: string, from: string, span: Span, limited: boolean): void {
    const other = found.get(path)?.from;
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
    found.set(path, { from, span });
    // A helper reads and imports as if its code stood in the lesson.
    if (path.endsWith('.py')) {
      const text = Buffer.from(files.bytes(from) ?? []).toString('utf8');
      lookIn({ text, language: 'python', folder: folderOf(from, path), spanOf: () => span });
    }
  }
}

function isWord(name: string): boolean {
  return !/[./*]/.test(name);
}

/** What leads from the folder of code to where its names may stand, too: `HERE.parent / "data"`, `join("..", "data")`. */
function foldersAbove(text: string): readonly string[] {
  const goesUp =
    /(?<!__file__\)(?:\.resolve\(\)|\.absolute\(\))?)\.parents?\b|\bpardir\b|["']\.\.\/?["']|^\s*[%!]?(?:cd|pushd)\s+(?:-q\s+)?\.\.\/?\s*$/m;
  if (!goesUp.test(text)) return [];
  const isTwice = /\.parent\.parent\b|\.parents\[1\]|(["'])\.\.\1\s*[,/]\s*(["'])\.\.\2/.test(text);
  return isTwice ? ['../', '../../'] : ['../'];
}

/** The folders, relative to that of the code, that it has Python look for modules in: `sys.path.append("../lib")`. */
function searched(text: string, before: readonly string[]): readonly string[] {
  const named = text
    .split('\n')
    .filter((line) => /\bsys\.path\b/.test(line))
    .flatMap((line) => [...line.matchAll(/["']([^"'\n]+)["']/g)].map((match) => posix.normalize(match[1] ?? '')))
    .map((path) => path.replace(/\/$/, ''))
    .filter((path) => path !== '.' && !posix.isAbsolute(path));
  return [...new Set([...before, ...named])];
}

/** Code in which a bare word such as `"data"` may be a path. */
const speaksOfFiles =
  /\b(?:Path|PurePath|pathlib|os|glob|shutil|open|importlib|runpy|zipfile|tarfile|sqlite3|fileinput|subprocess|sys\.path|read\w*|scan_\w+|load\w*|genfromtxt|fromfile|from_file|im(?:read|open))\b|^\s*[%!]/m;
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
  if (path.startsWith('../')) return posix.dirname(from);
  const end = from.length - path.length - 1;
  return end <= 0 ? '.' : from.slice(0, end);
}

function megabytes(bytes: number): string {
  return `${Number((bytes / 1e6).toFixed(1))} MB`;
}
