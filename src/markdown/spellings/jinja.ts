import type { Edit } from '../../text/mapped-text.ts';
import { isSolutionWord } from '../secret-words.ts';
import { linesIn } from './lines.ts';

const part = /\{%[-+]?[ \t]*raw[ \t]*[-+]?%\}[\s\S]*?(?:\{%[-+]?[ \t]*endraw[ \t]*[-+]?%\}|$)|\{#[\s\S]*?#\}/g;

/**
 * Comments of Jinja, which go, wherever they stand: Jinja reads a page before Markdown does, and so also what is in
 * fences. https://jinja.palletsprojects.com/en/stable/templates/#comments
 */
export function jinjaComments(text: string): Edit[] {
  const header = /^---[ \t]*\n[\s\S]*?\n---[ \t]*(?:\n|$)/.exec(text)?.[0].length ?? 0;
  return [...text.matchAll(part)]
    .filter(({ index, 0: found }) => found.startsWith('{#') && index >= header)
    .map(({ index, 0: found }) => ({ start: index, end: index + found.length, text: '' }));
}

const literal = String.raw`(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')`;
/** Where it is all of its lines. */
const call = new RegExp(
  String.raw`^([ \t]*)\{\{-?\s*correction[ \t]*\(\s*\w+\s*,\s*((?:${literal}\s*)+)\)\s*-?\}\}[ \t]*$`,
  'gm',
);

/**
 * Answers that a macro of MkDocs is given as a text, `{{ correction(True, "…") }}`, as solutions. Whether the page shows
 * them today says nothing about students' notebooks.
 */
export function answerMacros(text: string): Edit[] {
  if (!/\{\{-?\s*correction[ \t]*\(/.test(text)) return [];
  const code = linesIn(text).filter(({ isCode, opens }) => isCode && opens !== true);
  return [...text.matchAll(call)].flatMap(({ index, 0: whole, 1: indent = '', 2: strings = '' }): Edit[] => {
    if (code.some(({ start }) => start === index)) return [];
    const first = index + whole.indexOf(strings, indent.length);
    const parts = [...strings.matchAll(new RegExp(literal, 'g'))].map((one) => ({
      start: first + one.index + 1,
      end: first + one.index + one[0].length - 1,
    }));
    const [start = first, end = first] = [parts[0]?.start, parts.at(-1)?.end];
    const between = parts.slice(1).map((one, at) => ({ start: parts[at]?.end ?? one.start, end: one.start, text: '' }));
    const escapes = parts.flatMap((one) =>
      [...text.slice(one.start, one.end).matchAll(/\\([\s\S])/g)].map(({ index: at, 1: letter = '' }) => ({
        start: one.start + at,
        end: one.start + at + 2,
        text: meanings[letter] ?? letter,
      })),
    );
    return [
      { start: index, end: start, text: `${indent}:::solution\n${indent}` },
      ...[...between, ...escapes].sort((a, b) => a.start - b.start),
      { start: end, end: index + whole.length, text: `\n${indent}:::` },
    ];
  });
}

/** `{% filter solution %}`, `{% call solution() %}`, `{% solution %}`, and what ends one of them, where it is all of its line. */
const tag =
  /^([ \t>]*)\{%[-+]?[ \t]*(?:(filter|call|block)[ \t]+)?([\p{L}\p{M}_]+)(?:[ \t]*\([ \t]*\))?[ \t]*[-+]?%\}[ \t]*$/u;

/** Blocks of a template that are called solutions, in Jinja, Nunjucks or Liquid, as solutions. */
export function answerBlocks(text: string): Edit[] {
  if (!text.includes('{%')) return [];
  const open: { readonly ends: string; readonly edit: Edit }[] = [];
  const edits: Edit[] = [];
  for (const { text: line, start, isCode } of linesIn(text)) {
    const [, lead = '', way, name = ''] = (isCode ? null : tag.exec(line)) ?? [];
    if (name === '') continue;
    const edit = (mark: string): Edit => ({ start, end: start + line.length, text: `${lead}${mark}` });
    if (isSolutionWord(name)) open.push({ ends: `end${way ?? name}`, edit: edit(':::solution') });
    else if (name === open.at(-1)?.ends) {
      const opener = open.pop();
      if (opener !== undefined) edits.push(opener.edit, edit(':::'));
    }
  }
  return edits.sort((a, b) => a.start - b.start);
}

/** Letters that mean another character behind a backslash. */
const meanings: Readonly<Record<string, string>> = { n: '\n', t: '\t' };
