import { posix } from 'node:path';
import { partOfFile, sectionOfFile } from './part-of-file.ts';

/** `--8<-- "part.md"`, `{! part.md !}`, `{* ../src/first.py hl[2] *}`. */
const snippet =
  /^([ \t>]*)(?:-{1,}8<-{1,}[ \t]+["']([^"'\n]+)["']|\{!>?[ \t]*([^\s!]+)[ \t]*!\}|\{\*[ \t]*(\S+)((?:[ \t]+\w+\[[^\]\n]*\])*)[ \t]*\*\})[ \t]*$/;

const scissors = String.raw`-+8<-+[^\n]*`;
const between = String.raw`-+8<-+[ \t]*\n(?:(?![ \t]*-+8<-+)[^\n]*\n)*[ \t]*-+8<-+[ \t]*(?!\S)`;
const ofBook = String.raw`\{\{#(?:include|rustdoc_include|playground)\b[^\n]*\}\}`;
const marked = String.raw`\{[!*]>?[ \t]*[^\s{}]+[^{}\n]*[!*]\}`;

/**
 * Snippets that stay, since no file of the course is there: in text, in code (`{{#include a.py}}` is mdBook's), and as all
 * that a piece of code has.
 */
export const snippetPatterns = {
  inText: new RegExp(`^[ \\t]*(?:${between}|${scissors}|${marked})`, 'm'),
  inCode: new RegExp(`^[ \\t]*(?:${scissors}|${ofBook})$`, 'm'),
  wholeCode: new RegExp(`^\\s*(?:${between}|${scissors}|${ofBook})(?:\\s+(?:${scissors}|${ofBook}))*\\s*$`),
};

/** A line in whose place MkDocs' extensions put a file. */
export interface Snippet {
  readonly indent: string;
  /** As it is written: from the folder of the lesson, or from one above it. */
  readonly path: string;
  /** The part of the file that is meant; undefined of one that is not there. */
  readonly part: (content: string) => string | undefined;
  /** The file is code, which nothing around it says. */
  readonly isCode: boolean;
}

/** What stands in a line for a file: https://facelessuser.github.io/pymdown-extensions/extensions/snippets/ */
export function snippetIn(line: string): Snippet | undefined {
  const [, indent = '', scissors, marked, starred, options = ''] = snippet.exec(line) ?? [];
  const written = scissors ?? marked ?? starred;
  if (written === undefined || /^\w+:\/\//.test(written)) return undefined;
  const [path = '', first, last] = scissors === undefined ? [written] : written.split(':');
  const lines =
    /\bln\[([\d:,\s-]+)\]/.exec(options)?.[1] ?? (/^\d*$/.test(first ?? 'x') ? `${first}-${last ?? ''}` : undefined);
  const part = (content: string) => {
    if (lines !== undefined) return partOfFile(content, new Map([['lines', lines]]));
    return first === undefined ? content : sectionOfFile(content, first);
  };
  return { indent, path, part, isCode: starred !== undefined };
}

const edge = /^([ \t>]*)-+8<-+[ \t]*$/;

/** Several files between two lines `--8<--`, each on a line of its own, of which those that begin with `;` do not count. */
export function snippetsFrom<T extends { readonly text: string; readonly isCode: boolean }>(
  lines: readonly T[],
  first: number,
): { readonly indent: string; readonly snippets: readonly Snippet[]; readonly last: T } | undefined {
  const opener = lines[first];
  const indent = edge.exec(opener?.text ?? '')?.[1];
  const end = indent === undefined ? -1 : lines.findIndex(({ text }, at) => at > first && edge.test(text));
  const last = lines[end];
  if (indent === undefined || last === undefined || last.isCode !== opener?.isCode) return undefined;
  const paths = lines
    .slice(first + 1, end)
    .map(({ text }) => text.replace(/^[ \t>]+/, '').trimEnd())
    .filter((path) => path !== '' && !/^;(?: |$)/.test(path));
  const snippets = paths.flatMap((path) => snippetIn(`--8<-- "${path}"`) ?? []);
  return snippets.length === 0 || snippets.length < paths.length ? undefined : { indent, snippets, last };
}

/** Where a snippet may stand: from the lesson's folder, or one above it. */
export function placesOf(path: string, source: string): string[] {
  const folders: string[] = [];
  for (let folder = posix.dirname(source); ; folder = posix.dirname(folder)) {
    folders.push(folder);
    if (folder === '.' || folder === '/') break;
  }
  return folders.map((folder) => posix.join(folder, path)).filter((place) => !place.startsWith('..'));
}
