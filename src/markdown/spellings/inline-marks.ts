import type { Edit } from '../../text/mapped-text.ts';
import { linesIn } from './lines.ts';

/** Marks in text, with the element of HTML that shows the same: https://squidfunk.github.io/mkdocs-material/reference/formatting/ */
const marks: readonly { readonly pattern: RegExp; readonly shown: (inner: string) => string }[] = [
  { pattern: /\{--(?!\s)([^\n{}]+?)--\}/g, shown: (inner) => `<del>${inner}</del>` },
  { pattern: /\{\+\+(?!\s)([^\n{}]+?)\+\+\}/g, shown: (inner) => `<ins>${inner}</ins>` },
  { pattern: /\{==(?!\s)([^\n{}]+?)==\}/g, shown: (inner) => `<mark>${inner}</mark>` },
  { pattern: /\{>>([^\n{}]+?)<<\}/g, shown: (inner) => `(${inner.trim()})` },
  { pattern: /(?<![\w=])==(?=[^\s=])([^\n=]*[^\s=])==(?![\w=])/g, shown: (inner) => `<mark>${inner}</mark>` },
  { pattern: /(?<![\w^])\^\^(?=[^\s^])([^\n^]*[^\s^])\^\^(?![\w^])/g, shown: (inner) => `<ins>${inner}</ins>` },
  {
    pattern: /(?<![\w+])\+\+([a-z][a-z\d-]*(?:\+(?:[a-z\d-]+|"[^"\n]+"))*)\+\+(?![\w+])/g,
    shown: (inner) =>
      inner
        .split('+')
        .map((key) => `<kbd>${key.replaceAll('"', '').replace(/^[a-z]/, (first) => first.toUpperCase())}</kbd>`)
        .join('+'),
  },
];

/** Marked, inserted and deleted text, and keys, as extensions of MkDocs write them. */
export function inlineMarks(text: string): Edit[] {
  if (!/==[^\s=]|\^\^[^\s^]|\+\+[a-z]|\{(?:--|\+\+|==|>>)/.test(text)) return [];
  const edits: Edit[] = [];
  for (const { start, text: line, isCode } of linesIn(text)) {
    if (isCode || /^(?: {4}|\t)[ \t]*(?![*+-][ \t]|\d+\.[ \t])/.test(line)) continue;
    const masked = line.replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)|\$[^$\n]+\$|<[^>\n]*>|\]\([^)\n]*\)/g, (one) =>
      '\0'.repeat(one.length),
    );
    let until = 0;
    const found = marks.flatMap(({ pattern, shown }) =>
      [...masked.matchAll(pattern)].map((match) => ({ match, shown })),
    );
    for (const { match, shown } of found.sort((a, b) => a.match.index - b.match.index)) {
      const [whole, inner = ''] = match;
      if (match.index < until) continue;
      until = match.index + whole.length;
      const at = match.index + whole.indexOf(inner);
      edits.push({ start: start + match.index, end: start + until, text: shown(line.slice(at, at + inner.length)) });
    }
  }
  return edits;
}
