import { withoutCodeSpans } from '../../text/backticks.ts';
import type { Edit } from '../../text/mapped-text.ts';
import { chunkHeader } from '../chunk-header.ts';
import { constructOf } from '../vocabulary.ts';
import { type Line, linesIn } from './lines.ts';

/** A chunk that is a box of text: `{block, type='rmdnote'}`, `{theorem, name="Line"}`. */
const box =
  /^([ \t>]*)(?:`{3,}|~{3,})[ \t]*\{(block2?|theorem|lemma|corollary|proposition|conjecture|definition|example|exercise|proof|remark|solution)\b([^}\n]*)\}[ \t]*$/;
const reference = /^\(ref:([\w-]+)\)[ \t]+(\S.*?)[ \t]*$/;

/**
 * Boxes of text, texts with a name and numbers of equations as bookdown has them in R Markdown.
 * https://bookdown.org/yihui/bookdown/markdown-extensions-by-bookdown.html
 */
export function bookdown(text: string): Edit[] {
  if (
    !/\{(?:block2?|theorem|lemma|corollary|proposition|conjecture|definition|example|exercise|proof|remark|solution)\b|\(ref:|\(\\#eq:|\\index/.test(
      text,
    )
  )
    return [];
  const lines = linesIn(text);
  return [...boxes(lines), ...namedTexts(lines), ...equations(text), ...indexEntries(lines)].sort(
    (a, b) => a.start - b.start,
  );
}

function boxes(lines: readonly Line[]): Edit[] {
  const edits: Edit[] = [];
  for (const line of lines) {
    const opener = line.closes === undefined ? undefined : lines[line.closes];
    const [, indent = '', name = '', header = ''] = opener === undefined ? [] : (box.exec(opener.text) ?? []);
    if (opener === undefined || name === '') continue;
    const values = chunkHeader(header)?.values;
    const type = values?.get('type')?.text ?? '';
    const kind = name.startsWith('block')
      ? constructOf(type) === undefined
        ? '{.div}'
        : type
      : (kinds.get(name) ?? `{prf:${name}}`);
    const title = values?.get('name')?.text ?? '';
    edits.push(
      { start: opener.start, end: opener.start + opener.text.length, text: `${indent}:::${kind} ${title}`.trimEnd() },
      { start: line.start, end: line.start + line.text.length, text: `${indent}:::` },
    );
  }
  return edits;
}

const kinds: ReadonlyMap<string, string> = new Map([
  ['exercise', 'exercise'],
  ['solution', 'solution'],
]);

/** `(ref:label) text` stands for its text wherever else the label stands. */
function namedTexts(lines: readonly Line[]): Edit[] {
  const texts = new Map<string, string>();
  const edits: Edit[] = [];
  for (const { isCode, start, text } of lines) {
    const [, label, shown] = isCode ? [] : (reference.exec(text) ?? []);
    if (label === undefined || shown === undefined) continue;
    texts.set(label, shown);
    edits.push({ start, end: start + text.length, text: '' });
  }
  for (const { start, text } of texts.size === 0 ? [] : lines) {
    if (reference.test(text)) continue;
    for (const match of text.matchAll(/\(ref:([\w-]+)\)/g)) {
      const shown = texts.get(match[1] ?? '');
      const at = start + match.index;
      // In a chunk's header it stands in quotes.
      if (shown !== undefined) edits.push({ start: at, end: at + match[0].length, text: shown.replace(/["']/g, '’') });
    }
  }
  return edits;
}

/** An entry of the printed book's index, of which no page shows anything: `\index{words}`. */
function indexEntries(lines: readonly Line[]): Edit[] {
  const entry = /[ \t]*\\index[a-z]*\{(?:[^{}\n]|\{[^{}\n]*\})*\}/g;
  return lines.flatMap(({ start, text, isCode }): Edit[] => {
    if (isCode || !text.includes('\\index')) return [];
    // Without its line end, a line of entries alone would end a paragraph.
    if (text.replace(entry, '').trim() === '') return [{ start, end: start + text.length + 1, text: '' }];
    const masked = withoutCodeSpans(text);
    return [...masked.matchAll(entry)].map(({ index, 0: { length } }) => ({
      start: start + index,
      end: start + index + length,
      text: '',
    }));
  });
}

/** `(\#eq:label)` in a formula is its number, and `\@ref(eq:label)` names it. */
function equations(text: string): Edit[] {
  const numbers = new Map<string, number>();
  const edits: Edit[] = [];
  for (const { 0: whole, 1: label = '', index } of text.matchAll(/\(\\#eq:([\w-]+)\)/g)) {
    if (!numbers.has(label)) numbers.set(label, numbers.size + 1);
    // LaTeX numbers the lines of some environments, and takes one tag a line.
    edits.push({ start: index, end: index + whole.length, text: `\\tag{${numbers.get(label)}}` });
  }
  for (const { 0: whole, 1: label = '', index } of text.matchAll(/\\@ref\(eq:([\w-]+)\)/g)) {
    const number = numbers.get(label);
    if (number !== undefined) edits.push({ start: index, end: index + whole.length, text: `(${number})` });
  }
  return edits;
}
