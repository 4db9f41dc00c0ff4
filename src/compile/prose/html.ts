import type { Edit } from '../../text/mapped-text.ts';

/** A stretch of raw HTML: a tag or comment, or the text between. Offsets are offsets in the text around. */
export interface Markup {
  readonly type: 'tag' | 'comment' | 'text';
  readonly start: number;
  readonly end: number;
  /** Of a tag: its name in lower case, with `/` before it when it closes. */
  readonly name?: string;
}

const markup =
  /<!--[\s\S]*?(?:-->|$)|<(\/?[a-z][\w:-]*)(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?>/gi;

/** Cuts raw HTML into tags, comments and text. */
export function cutHtml(text: string, start: number, end: number): Markup[] {
  const parts: Markup[] = [];
  let at = start;
  for (const match of text.slice(start, end).matchAll(markup)) {
    const from = start + match.index;
    if (from > at) parts.push({ type: 'text', start: at, end: from });
    at = from + match[0].length;
    const name = match[1]?.toLowerCase();
    parts.push(
      name === undefined ? { type: 'comment', start: from, end: at } : { type: 'tag', start: from, end: at, name },
    );
  }
  if (at < end) parts.push({ type: 'text', start: at, end });
  return parts;
}

const urlAttributes: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  area: ['href'],
  audio: ['src'],
  embed: ['src'],
  iframe: ['src'],
  img: ['src', 'srcset'],
  object: ['data'],
  source: ['src', 'srcset'],
  track: ['src'],
  video: ['src', 'poster'],
};

/** Rewrites the URLs in the attributes of one tag. `rewrite` gives undefined for a URL that stays. */
export function editTag(
  text: string,
  tag: Markup,
  rewrite: (url: string, use: 'link' | 'image', start: number, end: number) => string | undefined,
): Edit[] {
  const names = urlAttributes[tag.name ?? ''] ?? ['src'];
  if (tag.name === 'script') return [];
  const edits: Edit[] = [];
  const attribute = /\s([^\s"'<>/=]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+)/g;
  for (const match of text.slice(tag.start, tag.end).matchAll(attribute)) {
    const [whole, key = '', value = ''] = match;
    if (!names.includes(key.toLowerCase())) continue;
    const quote = /^["']/.test(value) ? 1 : 0;
    const start = tag.start + match.index + whole.length - value.length + quote;
    const raw = value.slice(quote, value.length - quote);
    const use = key.toLowerCase() === 'href' || tag.name === 'iframe' ? 'link' : 'image';
    const each = (url: string) => rewrite(unescapeHtml(url), use, start, start + raw.length);
    const next = key.toLowerCase() === 'srcset' ? rewriteSet(raw, each) : each(raw.trim());
    if (next === undefined) continue;
    const written = escapeAttribute(next);
    edits.push({ start, end: start + raw.length, text: quote === 1 ? written : written.replace(/\s/g, '%20') });
  }
  return edits;
}

function rewriteSet(set: string, each: (url: string) => string | undefined): string | undefined {
  let changed = false;
  const next = set.replace(/(^|,\s*)([^\s,]+)/g, (whole, comma: string, url: string) => {
    const other = each(url);
    if (other === undefined) return whole;
    changed = true;
    return comma + other;
  });
  return changed ? next : undefined;
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&quot;|&#34;/g, '"')
    .replace(/&#39;|&apos;/g, "'")
    .replace(/&#36;|&dollar;/g, '$')
    .replaceAll('&amp;', '&');
}

function escapeAttribute(url: string): string {
  return url
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('$', '&#36;')
    .replaceAll('<', '%3C')
    .replaceAll('>', '%3E');
}
