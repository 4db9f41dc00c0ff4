import { type PythonToken, scanPython } from './python/scan.ts';

/** What code may read, by a name in it. A name that begins with `*` is what a text with holes or an ending stands for. */
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
  const tokens = scanPython(code);
  const hasCommands = /\b(?:subprocess|Popen|system|getoutput)\b/.test(code);
  for (const token of tokens) {
    if (token.type === 'magic') for (const one of magicPaths(code, token)) found.push(one);
    if (token.type !== 'string') continue;
    for (const one of stringPaths(code, token)) found.push(one);
    if (!hasCommands || !/\s/.test(code.slice(token.start, token.end))) continue;
    // A command in a string: its words are where the string is.
    for (const one of shellWords(textOf(code, token), 0)) found.push({ ...one, start: token.start, end: token.end });
  }
  return [...found, ...joinedPaths(code, tokens), ...modules(code)];
}

function isShell(language: string): boolean {
  return /^(?:bash|sh|shell|zsh|script)$/.test(language);
}

/** Longer texts are no paths. */
const longest = 300;

function stringPaths(code: string, token: PythonToken): NamedFile[] {
  return path(textOf(code, token), token.start, token.end);
}

/** The text of a string as Python would have it, as far as paths need that. */
function textOf(code: string, { start, end }: PythonToken): string {
  const [, prefix = '', body = ''] =
    /^([a-z]{0,2})(?:"""|'''|"|')(.*?)(?:"""|'''|"|')?$/is.exec(code.slice(start, end)) ?? [];
  const text = /r/i.test(prefix) ? body : unescaped(body);
  return /f/i.test(prefix) ? text.replaceAll('{{', '{') : text;
}

/** `"da" "ta"`, `"data" + "/" + "x.csv"`: what strings that stand together are as one. */
function joinedPaths(code: string, tokens: readonly PythonToken[]): NamedFile[] {
  const found: NamedFile[] = [];
  let group: PythonToken[] = [];
  let last: PythonToken | undefined;
  const end = () => {
    const [first] = group;
    const until = group.at(-1);
    if (first !== undefined && until !== undefined && group.length > 1) {
      const text = group.map((token) => textOf(code, token)).join('');
      for (const one of path(text, first.start, until.end)) found.push(one);
    }
    group = [];
  };
  for (const token of tokens) {
    if (token.type === 'break' || token.type === 'comment') continue;
    const isPlus = token.type === 'op' && code.slice(token.start, token.end) === '+';
    if (token.type === 'string') {
      // A name before the plus may be anything: `name + "/x"` is no path that begins with a slash.
      if (group.length === 0 && last?.type === 'op' && code.slice(last.start, last.end) === '+') {
        last = token;
        continue;
      }
      group.push(token);
    } else if (!isPlus || group.length === 0) end();
    last = token;
  }
  end();
  return found;
}

/** Escapes that paths have. */
function unescaped(text: string): string {
  return text.replace(/\\(['"\\])/g, '$1');
}

/** The name of a module or file of it may be given as a string, too: `importlib.import_module("helper")`. */
function path(text: string, start: number, end: number): NamedFile[] {
  if (text === '' || text.length > longest || /[\n\r\0]/.test(text) || text.trim() !== text) return [];
  const hole = text.search(/\{|%[sdi]|%0?\d*[di]/);
  const folder = hole === -1 ? text : text.slice(0, text.lastIndexOf('/', hole) + 1);
  const name = /^[./]*$/.test(folder) || isEnding.test(text) ? likenesses(text) : folder;
  return name === undefined ? [] : [{ name, type: 'path', start, end }];
}

/** `.csv`, as in `name + ".csv"` and `name.endswith(".csv")`. */
const isEnding = /^\.[a-z]\w{1,4}$/i;

/** The files that a text without a folder may mean once its holes are filled: `{city}.csv` is `*.csv`. */
function likenesses(text: string): string | undefined {
  if (isEnding.test(text)) return `*${text}`;
  const filled = text.replace(/\{[^{}]*\}|%0?\d*[sdi]/g, '*');
  return filled !== text && /^[\p{L}\d_.*-]+\.[a-z]\w{1,4}$/iu.test(filled)
    ? `*${filled}`.replace(/^\*+/, '*')
    : undefined;
}

/** `%run helper.py`, `!cat data/x.csv`, `files = !ls data`. */
function magicPaths(code: string, { start, end }: PythonToken): NamedFile[] {
  const text = code.slice(start, end);
  const words = shellWords(text, start);
  const run = /^%run\s+(?:-\S+\s+)*([\w./-]+)/.exec(text)?.[1];
  return run === undefined || /\.\w+$/.test(run) ? words : [...words, { name: `${run}.py`, type: 'path', start, end }];
}

function shellWords(text: string, offset: number): NamedFile[] {
  const found: NamedFile[] = [];
  for (const match of text.matchAll(/"([^"\n]+)"|'([^'\n]+)'|((?:\\.|[^\s"'`;|&<>()=$!%\\])+)/g)) {
    const start = offset + match.index;
    const word = match[1] ?? match[2] ?? (match[3] ?? '').replace(/\\(.)/g, '$1');
    for (const one of path(word, start, start + match[0].length)) found.push(one);
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
