import { gunzipSync, inflateSync } from 'node:zlib';

/** A reading of a text: the text itself, or what it hides, with the place in it of every character. */
export interface View {
  readonly how: 'plain' | 'escaped' | 'html' | 'url' | 'base64' | 'hex';
  readonly text: string;
  /** Offset in the original text of each character, and of the end; undefined where they are the same. */
  readonly places: Int32Array | undefined;
}

/** Encodings inside of encodings are followed this far. */
const DEPTH = 3;
/** Texts hidden in longer runs than this are pictures or data. */
const LONGEST = 2_000_000;

/** Every reading of a text that could show code: unescapedd, without HTML, and what its encoded runs hold. */
export function viewsOf(text: string): readonly View[] {
  const plain: View = { how: 'plain', text, places: undefined };
  const views = [plain];
  const seen = new Set([text]);
  const add = (view: View | undefined, depth: number) => {
    if (view === undefined || seen.has(view.text) || view.text.trim() === '') return;
    seen.add(view.text);
    views.push(view);
    expand(view, depth);
  };
  const expand = (view: View, depth: number) => {
    if (depth === 0) return;
    add(replaced(view, 'escaped', ESCAPE, unescaped), depth - 1);
    add(replaced(view, 'html', HTML, withoutHtml), depth - 1);
    add(replaced(view, 'url', /(?:%[\dA-Fa-f]{2})+|\+/g, fromUrl, /%[\dA-Fa-f]{2}/), depth - 1);
    for (const match of view.text.matchAll(
      /[A-Za-z0-9+/_-]{16,}(?:\r?\n[A-Za-z0-9+/_-]{16,})*(?:[A-Za-z0-9+/_\r\n-]*={0,2})/g,
    )) {
      const run = match[0];
      if (run.length > LONGEST) continue;
      if (/^[\dA-Fa-f\s]+$/.test(run))
        add(viewOfBytes(view, 'hex', match.index, run.length, Buffer.from(run, 'hex')), depth - 1);
      add(
        viewOfBytes(view, 'base64', match.index, run.length, Buffer.from(run.replace(/\s/g, ''), 'base64')),
        depth - 1,
      );
    }
  };
  expand(plain, DEPTH);
  return views;
}

/** The view of the text that bytes are, if they are text, plain or compressed. */
function viewOfBytes(view: View, how: View['how'], start: number, length: number, bytes: Buffer): View | undefined {
  const text = textOf(bytes);
  if (text === undefined) return undefined;
  // Every character stands for the whole run: a match in it is the run.
  const places = new Int32Array(text.length + 1).fill(placeOf(view, start));
  places[text.length] = placeOf(view, start + length);
  return { how, text, places };
}

function textOf(bytes: Buffer): string | undefined {
  if (bytes.length < 8) return undefined;
  const packed =
    (bytes[0] === 0x1f && bytes[1] === 0x8b) || (bytes[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(bytes[1] ?? 0));
  let plain = bytes;
  if (packed) {
    try {
      plain =
        bytes[0] === 0x1f
          ? gunzipSync(bytes, { maxOutputLength: LONGEST })
          : inflateSync(bytes, { maxOutputLength: LONGEST });
    } catch {
      return undefined;
    }
  }
  const text = plain.toString('utf8');
  const odd = text.match(/[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]/g)?.length ?? 0;
  return odd * 50 > text.length ? undefined : text;
}

const ESCAPE = /\\(?:u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|[nrtbf"'\\/])/g;
const HTML = /<!--|-->|<\/?[A-Za-z][^<>\n]*>|&(?:#\d+|#x[\dA-Fa-f]+|[A-Za-z]+);/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: '\t', b: '', f: ' ' };

function unescaped(match: string): string {
  const code = match[1] ?? '';
  if (code === 'u' || code === 'x') return String.fromCharCode(Number.parseInt(match.slice(2), 16));
  return ESCAPES[code] ?? code;
}

function withoutHtml(match: string): string {
  if (!match.startsWith('&')) return /^<(?:br|\/?p|\/?div|\/?li|\/?tr)\b/i.test(match) ? '\n' : '';
  const name = match.slice(1, -1);
  if (name.startsWith('#')) return String.fromCodePoint(codePoint(name.slice(1)));
  return ENTITIES[name] ?? match;
}

function codePoint(digits: string): number {
  const value = digits.toLowerCase().startsWith('x') ? Number.parseInt(digits.slice(1), 16) : Number(digits);
  return value <= 0x10ffff ? value : 0xfffd;
}

function fromUrl(match: string): string {
  if (match === '+') return ' ';
  try {
    return decodeURIComponent(match);
  } catch {
    return match;
  }
}

/** The view with each match of a pattern decoded; undefined where nothing matches (`needed`: what must). */
function replaced(
  view: View,
  how: View['how'],
  pattern: RegExp,
  decode: (match: string) => string,
  needed = pattern,
): View | undefined {
  if (view.text.search(needed) === -1) return undefined;
  const parts: string[] = [];
  const places: number[] = [];
  let at = 0;
  const copy = (end: number) => {
    parts.push(view.text.slice(at, end));
    for (; at < end; at += 1) places.push(placeOf(view, at));
  };
  for (const match of view.text.matchAll(pattern)) {
    copy(match.index);
    const decoded = decode(match[0]);
    parts.push(decoded);
    for (let index = 0; index < decoded.length; index += 1) places.push(placeOf(view, match.index));
    at = match.index + match[0].length;
  }
  copy(view.text.length);
  places.push(placeOf(view, view.text.length));
  return { how: view.how === 'plain' ? how : view.how, text: parts.join(''), places: Int32Array.from(places) };
}

/** Where the character at `at` stands in the original text. */
export function placeOf(view: View, at: number): number {
  return view.places === undefined ? at : (view.places[at] ?? 0);
}
