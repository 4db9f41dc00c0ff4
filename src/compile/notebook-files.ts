import { posix } from 'node:path';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { listingFinder } from '../languages/listed-folder.ts';
import type { Span } from '../text/span.ts';
import type { CourseFiles } from './course-files.ts';
import { foldersOfModules, isWord, mayBeModule, namesIn, speaksOfFiles } from './names-of-files.ts';
import { below, matchesIn, most, rootsOf } from './path-matches.ts';
import { toldOnce } from './told-once.ts';
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
  /** A file that was found by its name in another folder of the course: nobody says that it is the one that is meant. */
  readonly isGuess?: boolean;
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
  /** The front matter names it. */
  readonly isDeclared: boolean;
}

/** Where files are looked up, and which of them are there without being named. */
export interface Lookup {
  /** `folder` looks nowhere but in the folder itself, as a kernel does that is started there. */
  readonly within?: 'course' | 'folder';
  /** All of that folder is there, as for whoever opens the notebook. */
  readonly whole?: boolean;
}

/** What was found so far, and where to look. */
interface FileSearch {
  readonly source: string;
  readonly files: CourseFiles;
  readonly within: 'course' | 'folder';
  readonly whole: boolean;
  /** A path may be put together in one cell and opened in another. */
  readonly anyAboutFiles: boolean;
  /** The folders in which Python looks for modules, too, for the folder of each lesson. */
  readonly moduleFolders: Map<string, readonly string[]>;
  readonly found: Map<string, Omit<FoundFile, 'path'>>;
  readonly diagnostics: Diagnostic[];
  /** Bytes of the files that no `files:` names. */
  size: number;
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
  const shown = readers.filter(({ isSecret }) => isSecret !== true);
  const search: FileSearch = {
    ...{ source, files, within, whole, size: 0, found: new Map(), diagnostics: [], moduleFolders: new Map() },
    anyAboutFiles: shown.some(({ text, language }) => language === 'python' && speaksOfFiles(text)),
  };
  for (const one of declared) addDeclared(search, one);
  for (const reader of shown) addNamed(search, reader);
  const listed = listedFolders(search, shown);
  const secret = listed.size === 0 ? new Set<string>() : secretFiles(search, readers);
  for (const [folder, span] of listed) addFolder(search, folder, span, secret);
  const sorted = [...search.found].sort(([a], [b]) => (a < b ? -1 : 1));
  return { found: sorted.map(([path, one]) => ({ path, ...one })), diagnostics: toldOnce(search.diagnostics) };
}

function addDeclared(search: FileSearch, { name, folder, span }: DeclaredFile): void {
  const matches = matchesIn(folder, name, search.files, search.within);
  if (matches.length === 0) {
    report(search, 'file-missing', span, `there is no file \`${name}\``, `paths are relative to ${folder}/`);
  }
  for (const match of matches) add(search, match, posix.join(folder, match), span, { limited: false });
}

function addNamed(search: FileSearch, reader: Reader): void {
  const { text, language, folder, spanOf } = reader;
  const { moduleFolders } = search;
  if (language === 'python') moduleFolders.set(folder, foldersOfModules(text, moduleFolders.get(folder) ?? []));
  for (const { name, type, start, end } of namesIn(reader, search.anyAboutFiles)) {
    const span = spanOf(start, end);
    if (type === 'module') addModule(search, name, reader, span);
    else {
      if (language === 'python' && mayBeModule(name, text)) addModule(search, name, reader, span);
      addPath(search, name, reader, span);
    }
  }
}

function addPath(search: FileSearch, name: string, reader: Reader, span: Span): void {
  const root = rootFor(search, name, reader);
  if (root === undefined) return;
  const matches = matchesIn(root, name, search.files, search.within);
  if (matches.length > most) {
    const message = `${posix.join(root, name)} holds more than ${most} files; none of them is copied beside the notebooks`;
    const help = 'name those that the lesson reads, in its code or under `files:` in the front matter';
    report(search, 'file-too-large', span, message, help);
    return;
  }
  for (const match of matches) {
    const from = posix.join(root, match);
    // `Path("data") / "x.csv"` has named it by another path already.
    const isKnown = root !== reader.folder && [...search.found.values()].some((one) => one.from === from);
    const isGuess = reader.isGuess === true || root !== reader.folder;
    if (!isKnown) add(search, match, from, span, { isGuess, isPart: match !== posix.normalize(name) });
  }
}

/** The folder in which there is what a name means. */
function rootFor({ files, within }: FileSearch, name: string, { language, folder }: Reader): string | undefined {
  const isHere = isWord(name) || /^(?:\*|\.\.)/.test(name) || language === undefined || within === 'folder';
  return (isHere ? [folder] : rootsOf(folder, files)).find((one) => matchesIn(one, name, files, within).length > 0);
}

function addModule(search: FileSearch, name: string, { folder, isGuess = false }: Reader, span: Span): void {
  const { files, moduleFolders } = search;
  const [first = ''] = name.split('.');
  for (const path of ['', ...(moduleFolders.get(folder) ?? []).map((one) => `${one}/`)]) {
    const entries = files.entries(posix.join(folder, path)) ?? [];
    const module = posix.normalize(`${path}${first}`);
    if (entries.includes(`${first}.py`))
      add(search, `${module}.py`, posix.join(folder, `${module}.py`), span, { isGuess });
    if (!entries.includes(`${first}/`)) continue;
    const all = below(folder, module, files);
    if (all.length > most || !all.some((one) => one.endsWith('.py'))) continue;
    for (const one of all) add(search, one, posix.join(folder, one), span, { isGuess });
  }
}

/** The folders that code lists, and where it does first. */
function listedFolders({ whole, anyAboutFiles }: FileSearch, shown: readonly Reader[]): ReadonlyMap<string, Span> {
  const folders = new Map<string, Span>();
  const python = shown.flatMap(({ text, language }) => (language === 'python' ? [text] : []));
  const listings = listingFinder(python.join('\n'));
  for (const { text, language, folder, spanOf } of shown) {
    if (language === undefined) continue;
    const [listing] = whole && anyAboutFiles ? [{ start: 0, end: 0 }] : listings(text, language);
    if (listing !== undefined && !folders.has(folder)) folders.set(folder, spanOf(listing.start, listing.end));
  }
  return folders;
}

/** The files that secret code names. */
function secretFiles(search: FileSearch, readers: readonly Reader[]): ReadonlySet<string> {
  const { files, within, anyAboutFiles } = search;
  const secret = new Set<string>();
  for (const reader of readers.filter(({ isSecret }) => isSecret === true)) {
    for (const { name } of namesIn(reader, anyAboutFiles)) {
      const root = rootFor(search, name, reader);
      if (root === undefined) continue;
      for (const match of matchesIn(root, name, files, within)) secret.add(posix.join(root, match));
    }
  }
  return secret;
}

/** Takes along what stands in a folder, but for what only secret code names. */
function addFolder(search: FileSearch, folder: string, span: Span, secret: ReadonlySet<string>): void {
  const { files, whole, found, size } = search;
  const all = wholeFolder(folder, files, whole ? 'notebook' : 'lesson').filter(
    (path) => !found.has(path) && !secret.has(posix.join(folder, path)),
  );
  const bytes = all.reduce((sum, path) => sum + files.size(posix.join(folder, path)), size);
  if (all.length <= most && bytes <= largest) {
    for (const path of all) add(search, path, posix.join(folder, path), span);
    return;
  }
  const name = folder === '.' ? "the course's folder" : `${folder}/`;
  const much = all.length > most ? `more than ${most} files` : `${megabytes(bytes)}, more than ${megabytes(largest)}`;
  const message = `${name} holds ${much}; only what the code names of it is there when it runs`;
  const help = whole
    ? 'put the notebook into a folder of its own with the files that it reads'
    : 'name those files that the lesson reads under `files:` in the front matter';
  report(search, 'file-too-large', span, message, help, 'warning');
}

interface Taken {
  readonly limited?: boolean;
  /** As of a reader. */
  readonly isGuess?: boolean;
  /** Not it is named, but a folder that it is in, or a glob: code in it is not known to run with the lesson. */
  readonly isPart?: boolean;
}

/** Takes a file along. Where another one has its path already, that is an error, unless this one was only guessed. */
function add(
  search: FileSearch,
  path: string,
  from: string,
  span: Span,
  { limited = true, isGuess = false, isPart = false }: Taken = {},
): void {
  const { files, found } = search;
  const other = found.get(path)?.from;
  if (other !== undefined) {
    if (isGuess || other === from || files.digest(other) === files.digest(from)) return;
    const message = `${path} is ${other} for one part of this lesson and ${from} for another`;
    const help = 'give one of the two files another name: a notebook has one folder';
    report(search, 'file-conflict', span, message, help);
    return;
  }
  const bytes = files.size(from);
  if (limited && search.size + bytes > largest) {
    const message = `${from} has ${megabytes(bytes)}; what one notebook reads may have ${megabytes(largest)} together`;
    const help = 'name it under `files:` in the front matter, and it is copied beside the notebooks all the same';
    report(search, 'file-too-large', span, message, help);
    return;
  }
  if (limited) search.size += bytes;
  found.set(path, { from, span, isDeclared: !limited });
  // A helper reads and imports as if its code stood in the lesson.
  if (path.endsWith('.py')) {
    const text = Buffer.from(files.bytes(from) ?? []).toString('utf8');
    addNamed(search, {
      text,
      language: 'python',
      folder: folderOf(from, path),
      spanOf: () => span,
      isGuess: isGuess || isPart,
    });
  }
}

function report(
  { source, diagnostics }: FileSearch,
  rule: 'file-missing' | 'file-conflict' | 'file-too-large',
  span: Span,
  message: string,
  help: string,
  severity?: 'warning',
): void {
  diagnostics.push(diagnostic(rule, message, source, span, { help, ...(severity === undefined ? {} : { severity }) }));
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
