import { scanPython, type Token } from './python/scan.ts';

/** What code may read, by a name in it. */
export interface NamedFile {
  /** A path of a file or folder or a glob, with `/`; of a module, its name with dots. */
  readonly name: string;
  readonly type: 'path' | 'module';
  /** Where it stands in the code. */
  readonly start: number;
  readonly end: number;
}

/**
 * The names in code that could be files beside it: strings, words of shell lines, imported modules. Nobody knows yet
 * whether there are such files. Of a text with holes (`f"data/{name}.csv"`, `"data/%s.csv"`) it is the folder.
 *
 * @param language `python`, or another kernel language, of whose code all quoted texts count.
 */
export function namedFiles(code: string, language: string): NamedFile[] {
  const magic = /^\s*%%(\S+)/.exec(code)?.[1];
  if (isShell(language) || (magic !== undefined && isShell(magic))) return shellWords(code, 0);
  if (language !== 'python') return quotedTexts(code);
  const found: NamedFile[] = [];
  for (const token of scanPython(code)) {
    if (token.type === 'string') for (const one of stringPaths(code, token)) found.push(one);
    else if (token.type === 'magic') for (const one of magicPaths(code, token)) found.push(one);
  }
  return [...found, ...modules(code)];
}

function isShell(language: string): boolean {
  return /^(?:bash|sh|shell|zsh|script)$/.test(language);
}

/** Longer texts are no paths. */
const longest = 300;

function stringPaths(code: string, { start, end }: Token): NamedFile[] {
  const [, prefix = '', body = ''] =
    /^([a-z]{0,2})(?:"""|'''|"|')(.*?)(?:"""|'''|"|')?$/is.exec(code.slice(start, end)) ?? [];
  const text = /r/i.test(prefix) ? body : unescaped(body);
  return path(/f/i.test(prefix) ? text.replaceAll('{{', '{') : text, start, end);
}

/** Escapes that paths have. */
function unescaped(text: string): string {
  return text.replace(/\\(['"\\])/g, '$1');
}

/** The name of a module or file of it may be given as a string, too: `importlib.import_module("helper")`. */
function path(text: string, start: number, end: number): NamedFile[] {
  if (text === '' || text.length > longest || /[\n\r\0]/.test(text) || text.trim() !== text) return [];
  const hole = text.search(/\{|%[sdi]|%0?\d*[di]/);
  const name = hole === -1 ? text : text.slice(0, text.lastIndexOf('/', hole) + 1);
  return /^[./]*$/.test(name) ? [] : [{ name, type: 'path', start, end }];
}

/** `%run helper.py`, `!cat data/x.csv`, `files = !ls data`. */
function magicPaths(code: string, { start, end }: Token): NamedFile[] {
  const text = code.slice(start, end);
  const words = shellWords(text, start);
  const run = /^%run\s+(?:-\S+\s+)*([\w./-]+)/.exec(text)?.[1];
  return run === undefined || /\.\w+$/.test(run) ? words : [...words, { name: `${run}.py`, type: 'path', start, end }];
}

function shellWords(text: string, offset: number): NamedFile[] {
  const found: NamedFile[] = [];
  for (const match of text.matchAll(/"([^"\n]+)"|'([^'\n]+)'|([^\s"'`;|&<>()=$!%]+)/g)) {
    const start = offset + match.index;
    for (const one of path(match[1] ?? match[2] ?? match[3] ?? '', start, start + match[0].length)) found.push(one);
  }
  return found;
}

function quotedTexts(code: string): NamedFile[] {
  return [...code.matchAll(/"([^"\n]+)"|'([^'\n]+)'/g)].flatMap((match) =>
    path(match[1] ?? match[2] ?? '', match.index, match.index + match[0].length),
  );
}

const module = '[\\p{L}_][\\p{L}\\p{N}_.]*';
const importLine = new RegExp(`^[ \\t]*(?:from[ \\t]+(${module})[ \\t]+import\\b|import[ \\t]+(.+))`, 'gmu');

function modules(code: string): NamedFile[] {
  const found: NamedFile[] = [];
  for (const match of code.matchAll(importLine)) {
    const names =
      match[1] !== undefined
        ? [match[1]]
        : (match[2] ?? '').split(',').map((one) => one.trim().split(/[\s;#]/)[0] ?? '');
    for (const name of names) {
      if (name !== '') found.push({ name, type: 'module', start: match.index, end: match.index + match[0].length });
    }
  }
  return found;
}
