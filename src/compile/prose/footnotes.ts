import { posix } from 'node:path';
import { normalizeIdentifier } from 'micromark-util-normalize-identifier';
import type { Definition } from '../../model/lesson.ts';
import { concat, type MappedText, sliceMapped, synthetic } from '../../text/mapped-text.ts';
import { inside, type MarkdownToken, tokens } from './tokens.ts';

/**
 * Numbers a lesson's footnotes as GitHub does (cmark-gfm): in the order of their first calls in the file. The keys are
 * normalised labels; a definition that nothing calls has no number.
 */
export function numberFootnotes(text: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  if (!/\[\^[^\]\n]+\]:/.test(text)) return numbers;
  const walk = (list: readonly MarkdownToken[]) => {
    for (const token of list) {
      if (token.type === 'gfmFootnoteCall') {
        const label = footnoteLabel(text, token);
        if (!numbers.has(label)) numbers.set(label, numbers.size + 1);
      } else walk(token.children);
    }
  };
  walk(tokens(text, { links: [], footnotes: [], inline: (leaf) => leaf.includes('[^') }));
  return numbers;
}

/** The normalised label of a footnote call or definition. */
export function footnoteLabel(text: string, token: MarkdownToken): string {
  const label =
    inside(token, token.type === 'gfmFootnoteCall' ? 'gfmFootnoteCallString' : 'gfmFootnoteDefinitionLabelString') ??
    token;
  return normalizeIdentifier(text.slice(label.start, label.end));
}

/** The id of a note: the notebook's name is part of it, since JupyterLab looks for ids in all open notebooks. */
export function noteId(notebook: string, number: number): string {
  const name = posix.basename(notebook, '.ipynb').replace(/[^A-Za-z0-9]+/g, '-');
  return `${name}-note-${number}`;
}

/**
 * A call of a footnote in a form that JupyterLab, Colab and nbconvert all render: none of them knows footnotes. In a
 * link the number stands alone, since links do not nest.
 */
export function footnoteCall(id: string, number: number, inLink: boolean): string {
  return inLink ? `<sup>${number}</sup>` : `<sup>[${number}](#${id})</sup>`;
}

/** What stands under a cell for one of its footnotes: number and text. `body` is the definition's edited content. */
export function footnoteText(id: string, number: number, body: MappedText): MappedText {
  const span = body.segments[0]?.source ?? { start: 0, end: 0 };
  const starts = /^(?!(?:[-+*>#|~`<:]|\d+[.)]|={3}|\s{4}))/.test(body.text);
  return concat([synthetic(`<sup id="${id}">${number}</sup>${starts ? ' ' : '\n\n'}`, span), body]);
}

/** The content of a footnote definition, without its label and the indentation of its further lines. */
export function footnoteBody(definition: Definition): MappedText {
  const { text } = definition;
  const label = /^\s*\[\^(?:[^\]\\]|\\.)+\]:[ \t]*/.exec(text.text)?.[0].length ?? 0;
  const parts: MappedText[] = [];
  let at = label;
  for (const match of text.text.matchAll(/\n(?: {1,4}|\t| {1,3}\t)/g)) {
    if (match.index < at) continue;
    parts.push(sliceMapped(text, at, match.index + 1));
    at = match.index + match[0].length;
  }
  parts.push(sliceMapped(text, at, Math.max(at, text.text.trimEnd().length)));
  return concat(parts);
}
