import type { ProseNode } from '../lesson/lesson.ts';
import { concat, type MappedText, sliceMapped, synthetic } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';

const titles: Readonly<Record<string, string>> = {
  objectives: 'Objectives',
  questions: 'Questions',
  keypoints: 'Key points',
  prereq: 'Prerequisites',
  solution: 'Solution',
  instructor: 'Instructor note',
  seealso: 'See also',
  callout: '',
  admonition: '',
  details: '',
};

/**
 * A callout as a block quote, which every notebook front end shows alike: the title in bold, unless the text begins
 * with a heading of its own, then each line with `> ` before it.
 */
export function calloutMarkdown(
  header: { readonly kind: string; readonly title?: string | undefined } | undefined,
  body: MappedText,
  nodes: readonly ProseNode[] | undefined,
): MappedText {
  const parts: MappedText[] = [];
  const start: Span = { start: body.segments[0]?.source.start ?? 0, end: body.segments[0]?.source.start ?? 0 };
  const ownHeading = nodes?.[0]?.type === 'heading';
  const title = header === undefined ? '' : (header.title ?? (ownHeading ? '' : titleOfKind(header.kind)));
  if (title !== '') parts.push(synthetic(`> **${title}**${body.text === '' ? '' : '\n>\n'}`, start));
  if (body.text !== '') parts.push(quoted(body, start));
  return concat(parts);
}

/** A fold-out: `<details>` with the blank lines that Markdown inside of it needs. */
export function foldedMarkdown(title: string, body: MappedText, span: Span): MappedText {
  const before = { start: span.start, end: span.start };
  const after = { start: span.end, end: span.end };
  return concat([
    synthetic(`<details>\n<summary>${escapeHtml(title)}</summary>\n\n`, before),
    body,
    synthetic('\n\n</details>', after),
  ]);
}

function titleOfKind(kind: string): string {
  const known = titles[kind];
  if (known !== undefined) return known;
  const plain = kind.replace(/^callout-/, '').replace(/-/g, ' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function quoted(body: MappedText, at: Span): MappedText {
  const parts: MappedText[] = [];
  let offset = 0;
  for (const line of body.text.split('\n')) {
    const last = offset + line.length >= body.text.length;
    parts.push(synthetic(line.trim() === '' ? '>' : '> ', at));
    parts.push(sliceMapped(body, offset, offset + line.length + (last ? 0 : 1)));
    offset += line.length + 1;
  }
  return concat(parts);
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
