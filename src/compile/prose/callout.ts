import { calloutTitle } from '../../markdown/vocabulary.ts';
import { concat, type Edit, editMapped, type MappedText, originOf, synthetic } from '../../text/mapped-text.ts';
import type { Span } from '../../text/span.ts';
import { blockTokens, type MarkdownToken } from './tokens.ts';

/** The bold title that opens a callout, as a Markdown paragraph without the quote around it. */
function calloutHeading(title: string, span: Span): MappedText {
  return synthetic(`**${title.trim()}**`, span);
}

/**
 * Markdown as a block quote: every line gets its `>`, so that JupyterLab, Colab and nbconvert all show a callout
 * apart. Tabs that indent a block, or stand after its marker, are written as blanks, since the `>` would move their stops.
 */
export function quoteLines(body: MappedText): MappedText {
  const { text } = body;
  const edits: Edit[] = [];
  const code = text.includes('\t') ? fenced(blockTokens(text)) : [];
  let at = 0;
  for (const line of text.split('\n')) {
    const markers = /^(?:[ \t>*+-]|\d{1,9}[.)])*/.exec(line)?.[0] ?? '';
    const inCode = code.some((range) => range.start <= at && at < range.end);
    const start = at;
    const end = markers.includes('\t') && !inCode ? at + markers.length : at;
    edits.push({ start, end, text: (line === '' ? '>' : '> ') + (end > start ? expanded(markers) : '') });
    at += line.length + 1;
  }
  return editMapped(body, edits);
}

/**
 * A callout container (`note`, `tip`, `objectives`, …) as Markdown that every notebook renders: a block quote under a
 * bold title. A part of a callout that stands after a code cell goes without the title (`title: null`).
 */
export function calloutMarkdown(
  kind: string,
  title: string | null | undefined,
  body: MappedText,
  span: Span = originOf(body, 0),
): MappedText {
  const place = { start: span.start, end: span.start };
  const shown = title ?? (title === null ? '' : calloutTitle(kind));
  if (shown === '') return quoteLines(body);
  const heading = calloutHeading(shown, place);
  return quoteLines(body.text.trim() === '' ? heading : concat([heading, synthetic('\n\n', place), body]));
}

/**
 * Markdown folded away under a line that opens it: hints, folded callouts, further solutions. Markdown inside
 * `<details>` needs a blank line on both sides.
 */
export function foldedMarkdown(title: string, body: MappedText): MappedText {
  const { start } = originOf(body, 0);
  const { end } = originOf(body, body.text.length);
  const summary = escapeHtml(title.trim());
  return concat([
    synthetic(`<details>\n<summary>${summary}</summary>\n\n`, { start, end: start }),
    body,
    synthetic(`${body.text.endsWith('\n') ? '' : '\n'}\n</details>`, { start: end, end }),
  ]);
}

/** Titles are Markdown on the page; code and emphasis in them are kept as HTML, since a summary is HTML. */
function escapeHtml(title: string): string {
  const escaped = title
    .replace(/&(?!#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return escaped
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replaceAll('$', '&#36;');
}

function fenced(list: readonly MarkdownToken[]): { start: number; end: number }[] {
  return list.flatMap((token) =>
    token.type === 'codeFenced' ? [{ start: token.start + 1, end: token.end }] : fenced(token.children),
  );
}

function expanded(markers: string): string {
  let text = '';
  for (const char of markers) text += char === '\t' ? ' '.repeat(4 - (text.length % 4)) : char;
  return text;
}
