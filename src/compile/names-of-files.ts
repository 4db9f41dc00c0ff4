import { posix } from 'node:path';
import { namedFiles } from '../languages/named-files.ts';
import { lessonEnding } from '../model/lesson-names.ts';

type NamedFile = ReturnType<typeof namedFiles>[number];

/** What code, or text (`language` is undefined), names that may be a file. `anyAboutFiles`: some code of the lesson is about files. */
export function namesIn(
  { text, language }: { readonly text: string; readonly language: string | undefined },
  anyAboutFiles: boolean,
): readonly NamedFile[] {
  if (language === undefined) return pathsInText(text);
  const isAboutFiles = language !== 'python' || anyAboutFiles || speaksOfFiles(text);
  const names = namedFiles(text, language).filter(
    ({ name, type }) => isAboutFiles || type === 'module' || !(isWord(name) || name.startsWith('*')),
  );
  const above = language === 'python' && isAboutFiles ? foldersAbove(text) : [];
  const paths = names.filter(({ name, type }) => type === 'path' && !/^(?:\.\.|\*)/.test(name));
  return [...above.flatMap((folder) => paths.map((one) => ({ ...one, name: folder + one.name }))), ...names];
}

/** Whether a bare word such as `"data"` may be a path in this code. */
export function speaksOfFiles(text: string): boolean {
  return aboutFiles.test(text);
}

/** Whether a name in quotes may be that of a module that the code imports. */
export function mayBeModule(name: string, text: string): boolean {
  return /^[\p{L}\w.]+$/u.test(name) && importers.test(text);
}

export function isWord(name: string): boolean {
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
export function foldersOfModules(text: string, before: readonly string[]): readonly string[] {
  const named = text
    .split('\n')
    .filter((line) => /\bsys\.path\b/.test(line))
    .flatMap((line) => [...line.matchAll(/["']([^"'\n]+)["']/g)].map((match) => posix.normalize(match[1] ?? '')))
    .map((path) => path.replace(/\/$/, ''))
    .filter((path) => path !== '.' && !posix.isAbsolute(path));
  return [...new Set([...before, ...named])];
}

const aboutFiles =
  /\b(?:Path|PurePath|pathlib|os|glob|shutil|open|importlib|runpy|zipfile|tarfile|sqlite3|fileinput|subprocess|sys\.path|read\w*|scan_\w+|load\w*|genfromtxt|fromfile|from_file|im(?:read|open))\b|^\s*[%!]/m;
const importers = /\b(?:importlib|runpy|__import__)\b/;

/** Paths in text for readers, written as code; what it links to goes along by its links. */
function pathsInText(text: string): NamedFile[] {
  const found: NamedFile[] = [];
  for (const match of text.matchAll(/`([^`\n]+)`/g)) {
    const name = match[1] ?? '';
    const isPath = /^[^\s:?#*]+(?: [^\s:?#*]+)*$/.test(name) && /[./]/.test(name) && !/^[./]*$/.test(name);
    if (!isPath || lessonEnding.test(name) || name.endsWith('.ipynb')) continue;
    found.push({ name, type: 'path', start: match.index, end: match.index + match[0].length });
  }
  return found;
}
