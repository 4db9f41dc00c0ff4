import { endOfDisplayMath } from '../../text/display-math.ts';
import type { Edit } from '../../text/mapped-text.ts';
import type { MarkdownToken } from './tokens.ts';

/** A line that begins a formula in quotes and lists: their marks, and the formula's first characters. */
const opening = /^((?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*)(?:\$\$|\\begin\{([a-z]+\*?)\})/gm;

/**
 * Formulas of several lines in a quote or list: none of their lines begins a list or heading. In a quote they get one
 * line, since JupyterLab would show the `>` of each other one in the formula.
 */
export function containedFormulas(
  text: string,
  token: MarkdownToken,
  edits: Edit[],
): Pick<MarkdownToken, 'start' | 'end'>[] {
  const found: Pick<MarkdownToken, 'start' | 'end'>[] = [];
  const hidden = codeIn(token.children);
  const from = text.lastIndexOf('\n', token.start - 1) + 1;
  const own = text.slice(from, token.end);
  opening.lastIndex = 0;
  for (let match = opening.exec(own); match !== null; match = opening.exec(own)) {
    const [all, marks = '', environment] = match;
    const start = from + match.index + marks.length;
    const quotes = marks.split('>').length - 1;
    const end =
      environment === undefined
        ? endOfDisplayMath(text, start, { quotes, indent: indentOf(marks) })
        : endOfEnvironment(text, start, environment, quotes);
    if (end === undefined || hidden.some((range) => range.start <= start && start < range.end)) {
      opening.lastIndex = match.index + all.length;
      continue;
    }
    found.push({ start, end });
    if (quotes > 0) oneLine(text, start, end, quotes, edits);
    opening.lastIndex = end - from;
  }
  return found;
}

/** How far the lines of a list item are indented behind the marks of the quotes around it. */
function indentOf(marks: string): number {
  const own = marks.slice(marks.lastIndexOf('>') + 1);
  return /[-*+\d]/.test(own) ? own.length - (marks.includes('>') ? 1 : 0) : 0;
}

function endOfEnvironment(text: string, start: number, name: string, quotes: number): number | undefined {
  if (quotes === 0) return undefined;
  const at = text.indexOf(`\\end{${name}}`, start);
  if (at === -1) return undefined;
  const end = at + `\\end{${name}}`.length;
  const lines = text.slice(start, end).split('\n').slice(1);
  return lines.every((line) => /^[ \t]*>[ \t>]*\S/.test(line)) ? end : undefined;
}

/** How many quotes the second line of a text stands in. */
export function quotesOf(text: string): number {
  return (/\n((?:[ \t]*>)*)/.exec(text)?.[1] ?? '').replace(/[^>]/g, '').length;
}

/** Puts a formula on one line, without its comments, where the lines of a quote divide it. */
export function oneLine(text: string, start: number, end: number, quotes: number, edits: Edit[]): void {
  const divider = new RegExp(`(?:(?<!\\\\)%[^\\n]*)?\\n(?:[ \\t]*>){${quotes}}[ \\t]*`, 'g');
  const formula = text.slice(start, end);
  for (const match of formula.matchAll(divider)) {
    edits.push({ start: start + match.index, end: start + match.index + match[0].length, text: ' ' });
  }
}

/** Code and HTML among tokens, in which no formula begins. */
export function codeIn(tokens: readonly MarkdownToken[]): MarkdownToken[] {
  return tokens.flatMap((token) =>
    token.type.startsWith('code') || token.type === 'htmlFlow' ? [token] : codeIn(token.children),
  );
}
