import { isMapping } from '../yaml/mapping.ts';
import { dialects, wordsOf } from './dialects/dialects.ts';
import { linesIn } from './spellings/lines.ts';

/** What only lessons of other tools hold: directives and chunks, Pandoc's attributes, tags and headers of their own. */
const constructs = new RegExp(
  `^[ \\t>]*(?:${dialects.flatMap(({ lines }) => lines.map(({ source }) => source)).join('|')})`,
  'm',
);

/** What only our own lessons hold: our exercises, and plain words with a meaning after a fence's language. */
const ownConstructs =
  /^[ \t>]*(?:::{1,}exercise\b|(?:`{3,}|~{3,})[A-Za-z]\w*[ \t]+(?:[^\n{}]*[ \t])?(?:setup|starter|solution|test|display|skip|network|no-await|ellipsis|regex|contains|unordered|normalize|raises(?:=\w*)?|(?:timeout|points|tolerance)=\S+)(?:[ \t]|$))/m;

/** Keys of a header by which other tools know their own files. */
const headerKeys = new RegExp(`^(?:${wordsOf((dialect) => dialect.headerKeys).join('|')})[ \\t]*:`, 'm');

/** Whose words a lesson has. */
export interface Dialect {
  /** Words after a fence's language that only another tool reads are at home in it. */
  readonly words: 'own' | 'foreign';
  /** So are keys of its header. */
  readonly keys: 'own' | 'foreign';
}

/**
 * By what a lesson holds. Where it has our own words, all words are held to be ours, whatever else it has: a misspelt
 * one would have no effect, in silence. What stands in its code says nothing.
 * @param hasToml Its header is in TOML, which only sites of Hugo and Zola have.
 */
export function dialectOf(text: string, hasToml = false): Dialect {
  const lines = withoutCode(text);
  const header = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*$/m.exec(text);
  const isForeign = hasToml || constructs.test(lines) || (header?.index === 0 && headerKeys.test(header[1] ?? ''));
  if (!isForeign) return { words: 'own', keys: 'own' };
  return { words: ownConstructs.test(lines) ? 'own' : 'foreign', keys: 'foreign' };
}

/** The lines outside of fences, and those that open them. */
function withoutCode(text: string): string {
  return linesIn(text)
    .filter(({ isCode, opens }) => !isCode || opens === true)
    .map((line) => line.text)
    .join('\n');
}

/** Lines that are marks for another tool's own machinery, in lessons of that tool: a notebook shows nothing of them. */
export function foreignMarks(text: string): RegExp | undefined {
  const header = /^---[ \t]*\r?\n[\s\S]*?^---[ \t]*$/m.exec(text);
  const lines = `${header?.index === 0 ? header[0] : ''}\n${withoutCode(text)}`;
  const found = marks.flatMap(({ within, mark }) => (within.test(lines) ? [mark] : []));
  return found.length === 0 ? undefined : new RegExp(`^ {0,3}(?:${found.join('|')})[ \\t]*(?:\\n|$)`, 'gm');
}

const marks = dialects.flatMap(({ marks: one }) =>
  one === undefined ? [] : [{ within: new RegExp(`^[ \\t]*(?:${one.within.source})`, 'm'), mark: one.mark.source }],
);

/**
 * Whether a header says that its notebook is MyST's, whose only cells are `{code-cell}`. A kernel alone does not say it: MyST
 * and Jupytext's own Markdown, in which plain fences are cells, may both have it at the top.
 * https://jupytext.readthedocs.io/en/latest/formats-markdown.html, https://myst-nb.readthedocs.io/en/latest/authoring/text-notebooks.html
 */
export function isMystNotebook({ jupytext, file_format }: Readonly<Record<string, unknown>>): boolean {
  const text = isMapping(jupytext) ? jupytext.text_representation : undefined;
  return file_format === 'mystnb' || (isMapping(text) && text.format_name === 'myst');
}
