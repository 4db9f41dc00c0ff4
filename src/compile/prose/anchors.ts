import GithubSlugger from 'github-slugger';
import { decodeString } from 'micromark-util-decode-string';
import type { Block, Lesson, Part, Prose } from '../../model/lesson.ts';
import { originOf } from '../../text/mapped-text.ts';
import type { Anchors } from './context.ts';
import { footnoteLabel } from './footnotes.ts';
import { headingAttributes } from './heading-attributes.ts';
import { type Labels, labelsIn, labelsOf } from './labels.ts';
import { type MarkdownToken, tokens } from './tokens.ts';

/**
 * The anchors of a lesson's headings: on the page (github-slugger) and in the notebook. JupyterLab and nbconvert make
 * an id of the heading's text with blanks turned to `-`. That cannot be linked to when another heading has the same
 * text, or when a browser would percent-encode it (JupyterLab compares the encoded fragment with the plain id); such a
 * heading gets an anchor of its own, when a link in the lesson needs it.
 */
export function lessonAnchors(
  lesson: Pick<Lesson, 'text' | 'blocks' | 'definitions' | 'targets' | 'meta'>,
  footnotes: ReadonlyMap<string, number> = new Map(),
): Anchors {
  const fragments = new Map<string, string>();
  const marks = new Map<number, string>();
  const slugger = new GithubSlugger();
  const seen = new Set<string>();
  const linked = linkedFragments(lesson.text);
  const labels = labelsOf(lesson.definitions);
  const targets = new Map<number, string[]>();
  for (const [label, { at }] of lesson.targets) targets.set(at, [...(targets.get(at) ?? []), label]);
  let title = lesson.meta.title;
  for (const prose of proseIn(lesson.blocks)) {
    for (const node of prose.nodes) {
      if (node.type !== 'heading') continue;
      const whole = prose.text.text.slice(node.start, node.end);
      const [line = ''] = whole.split('\n');
      const own = headingAttributes(line);
      const text = headingText(own === undefined ? whole : line.slice(0, own.start), labels, footnotes);
      if (own?.id !== undefined && !fragments.has(own.id)) {
        fragments.set(own.id, own.id);
        marks.set(originOf(prose.text, node.start).start, own.id);
      }
      if (node.depth === 1) title ??= text;
      const slug = slugger.slug(text);
      // Pandoc leaves out what stands before the first letter: `#copies` is "8. Copies".
      const bare = slug.replace(/^[^\p{L}]+/u, '');
      const id = text.replaceAll(' ', '-');
      const plain = id !== '' && !seen.has(id) && /^[\w\-.!~*'();/?:@&=+,$#%]+$/.test(id);
      seen.add(id);
      if (plain) fragments.set(slug, id);
      else if ([slug, foldedSlug(slug), bare].some((one) => linked.has(one))) {
        const mark = /^[\w-]+$/.test(slug) ? slug : encodeURIComponent(slug).replace(/%/g, '').toLowerCase();
        const at = originOf(prose.text, node.start).start;
        fragments.set(slug, marks.get(at) ?? mark);
        if (!marks.has(at)) marks.set(at, mark);
      } else fragments.set(slug, encodeURI(id));
      if (bare !== '' && !fragments.has(bare)) fragments.set(bare, fragments.get(slug) ?? bare);
      const at = originOf(prose.text, node.start).start;
      for (const label of targets.get(at) ?? []) {
        const mark = marks.get(at) ?? (plain ? id : slugOf(label));
        if (!plain && !marks.has(at)) marks.set(at, mark);
        if (!fragments.has(label)) fragments.set(label, mark);
      }
      targets.delete(at);
    }
    for (const match of prose.text.text.matchAll(/<[a-z][^<>]*?\s(?:id|name)\s*=\s*["']?([^\s"'<>]+)/gi)) {
      if (match[1] !== undefined && !fragments.has(match[1])) fragments.set(match[1], match[1]);
    }
  }
  for (const [at, names] of targets) {
    const [first = ''] = names;
    const mark = slugOf(first);
    if (!marks.has(at)) marks.set(at, mark);
    for (const label of names) if (!fragments.has(label)) fragments.set(label, marks.get(at) ?? mark);
  }
  return { fragments, marks, targets: lesson.targets, ...(title === undefined ? {} : { title }) };
}

/** An anchor as other tools make it of the same heading: without accents, and with one hyphen for several. */
export function foldedSlug(slug: string): string {
  return slug
    .normalize('NFKD')
    .replace(/[\p{M}/]/gu, '')
    .replace(/-{2,}/g, '-')
    .toLowerCase();
}

/** A label as an id that every link can name. */
function slugOf(label: string): string {
  return label.replace(/[^\w-]+/g, '-');
}

/** A heading as its element's text content reads, which is what the ids are made of. */
function headingText(markdown: string, labels: Labels, footnotes: ReadonlyMap<string, number>): string {
  const plain = plainHeading.exec(markdown)?.[1];
  if (plain !== undefined) return plain.trimEnd();
  const parts: string[] = [];
  const walk = (list: readonly MarkdownToken[]) => {
    for (const token of list) {
      const raw = markdown.slice(token.start, token.end);
      if (hidden.has(token.type)) continue;
      if (token.type === 'gfmFootnoteCall') parts.push(String(footnotes.get(footnoteLabel(markdown, token)) ?? raw));
      else if (token.type === 'lineEnding') parts.push('\n');
      else if (token.type === 'characterEscape') parts.push(raw.slice(1));
      else if (token.type === 'characterReference') parts.push(decodeString(raw));
      else if (token.children.length > 0) walk(token.children);
      else if (shown.has(token.type)) parts.push(raw);
    }
  };
  walk(
    tokens(markdown, {
      links: labelsIn(markdown, labels.links),
      footnotes: labelsIn(markdown, labels.footnotes),
      inline: () => true,
    }),
  );
  // Half of a surrogate pair cannot be percent-encoded.
  return parts
    .join('')
    .trim()
    .replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** A heading in which nothing can be Markdown. */
const plainHeading = /^#{1,6}[ \t]+([\p{L}\p{N} ,.;:?()'-]+)$/u;
const hidden = new Set(['htmlText', 'image', 'resource', 'reference', 'definition', 'setextHeadingLine']);
const shown = new Set([
  'data',
  'codeTextData',
  'autolinkProtocol',
  'autolinkEmail',
  'literalAutolinkHttp',
  'literalAutolinkWww',
  'literalAutolinkEmail',
]);

/** Every fragment that some link of the lesson may name, decoded. Too many do no harm. */
function linkedFragments(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, fragment = ''] of text.matchAll(/[(<\s"'=]#([^\s)>"'<]+)/g)) {
    try {
      found.add(decodeURIComponent(fragment));
    } catch {
      found.add(fragment);
    }
  }
  return found;
}

function* proseIn(blocks: readonly (Block | Part)[]): Generator<Prose> {
  for (const block of blocks) {
    if (block.type === 'prose') yield block;
    else if (block.type === 'exercise') yield* proseIn(block.parts);
    else if (block.type !== 'code') yield* proseIn(block.blocks);
  }
}
