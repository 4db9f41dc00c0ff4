import type { Edit } from '../../text/mapped-text.ts';
import { isSolutionWord, secretWord } from '../secret-words.ts';
import { constructOf } from '../vocabulary.ts';
import { endOf, type Line, linesIn } from './lines.ts';

/**
 * `!!! note "Title"`, `??? note`, `???+ note`, `??? "Title"`, also without the blank, and one whose kind a macro gives:
 * `!!! {{ exercise() }}`.
 */
const admonition =
  /^([ \t]*)(!!!|\?{3}\+?)[ \t]*(?:([\p{L}\w-]+)(?:[ \t]+[\p{L}\w -]+?)?|\{\{-?[ \t]*([\p{L}\w]+)[ \t]*\([^\n{}]*\)[ \t]*-?\}\}|(?<=\?[+]?[ \t]*)(?=[ \t]*"))(?:[ \t]*"([^\n]*)")?[ \t]*$/u;

/** `=== "Tab"`, `===! "Tab"`, `===+ "Tab"`. */
const tab = /^([ \t]*)===[!+]?[ \t]+"([^\n]*)"[ \t]*$/;

/** A line that may be the last one of HTML. */
const ENDS_IN_TAG = /^[ \t]*<.*>[ \t]*$/;

/**
 * Blocks of MkDocs, which hold what is indented by four below them, as containers: admonitions, folded ones, and tabs,
 * whose names stand above their parts. What is in one of them is left for the next turn.
 * https://squidfunk.github.io/mkdocs-material/reference/admonitions/
 */
export function indentedBlocks(text: string): Edit[] {
  if (!/^[ \t]*(?:(?:!!!|\?{3}\+?)[ \t]*["{\p{L}]|===[!+]?[ \t]+")/mu.test(text)) return [];
  const lines = linesIn(text);
  const edits: Edit[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as Line;
    const opener = line.isCode ? undefined : openerOf(line.text);
    if (opener === undefined) continue;
    const last = lastIndented(lines, index, opener.indent.length);
    // Without a text, a line of `===` is no tab, and marks that touch a word are a cry.
    if (last === index && !opener.isAlone) continue;
    edits.push({ start: line.start, end: line.start + line.text.length, text: `${opener.indent}${opener.line}` });
    for (const [at, { start, text: below }] of lines.slice(index + 1, last + 1).entries()) {
      // MkDocs takes fences out before it looks for HTML, which would go on to the next blank line.
      const above = lines[index + at];
      if (above !== undefined && ENDS_IN_TAG.test(above.text) && /^[ \t]*(?:`{3,}|~{3,})/.test(below)) {
        edits.push({ start, end: start, text: '\n' });
      }
      const blanks = indentation(below, opener.indent.length + 4);
      const kept = indentation(below, opener.indent.length);
      if (blanks > kept) edits.push({ start: start + kept, end: start + blanks, text: '' });
    }
    const end = endOf(lines[last] as Line);
    // HTML goes on to the next blank line.
    const closer = `${ENDS_IN_TAG.test(lines[last]?.text ?? '') ? '\n' : ''}${opener.indent}:::`;
    if (end > text.length) edits.push({ start: text.length, end: text.length, text: `\n${closer}` });
    else edits.push({ start: end, end, text: `${closer}\n` });
    index = last;
  }
  return edits;
}

function openerOf(text: string): { indent: string; line: string; isAlone: boolean } | undefined {
  const [, tabbed, name] = tab.exec(text) ?? [];
  if (tabbed !== undefined && name !== undefined)
    return { indent: tabbed, line: `:::{tab-item} ${name}`, isAlone: false };
  const [, indent, marks = '', named = '', macro = '', title] = admonition.exec(text) ?? [];
  if (indent === undefined) return undefined;
  const kind = named || macro;
  // A word that the page's own styles may know, and which says what it is.
  const word = isSolutionWord(kind) && constructOf(kind) === undefined ? 'solution' : kind.toLowerCase();
  const isKnown = constructOf(word) !== undefined || secretWord(word) !== undefined;
  const shown = title ?? (isKnown ? undefined : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`);
  const folded = marks.startsWith('?') ? '{.dropdown}' : '';
  const titled = shown === undefined || shown.trim() === '' ? '' : ` ${shown}`;
  const isAlone = /^[ \t]*[!?]+\+?[ \t]/.test(text);
  return { indent, line: `:::${isKnown ? word : 'admonition'}${folded}${titled}`, isAlone };
}

/** The last line with a text that is indented by four more than an opener, and belongs to it. */
function lastIndented(lines: readonly Line[], opener: number, indent: number): number {
  let last = opener;
  for (let index = opener + 1; index < lines.length; index++) {
    const { text } = lines[index] as Line;
    if (text.trim() === '') continue;
    const blanks = /^[ \t]*/.exec(text)?.[0] ?? '';
    if (blanks.replaceAll('\t', '    ').length < indent + 4) break;
    last = index;
  }
  return closerBelow(lines, opener, last) ?? last;
}

/** The line that closes a fence of a block without being indented as the block is, where nothing else stands between. */
function closerBelow(lines: readonly Line[], opener: number, last: number): number | undefined {
  const next = lines.findIndex(({ text }, index) => index > last && text.trim() !== '');
  const closes = lines[next]?.closes;
  return closes !== undefined && closes > opener && closes <= last ? next : undefined;
}

/** How many characters make up an indentation, at most; a tab is four columns. */
function indentation(text: string, columns: number): number {
  let at = 0;
  for (let column = 0; column < columns && (text[at] === ' ' || text[at] === '\t'); at++) {
    column += text[at] === '\t' ? 4 : 1;
  }
  return at;
}
