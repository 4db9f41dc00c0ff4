import { createHash } from 'node:crypto';

/** Longer slugs are cut at a word, so that ids made of them stay within 64 characters. */
const longest = 40;

/**
 * A readable identifier for a heading or title, of `a-z`, `0-9`, `-` and `_` only: Markdown markup and accents are
 * dropped. Where no letter or digit is left (or much of a text in another script would be lost), a hash of the text
 * stands for it. `undefined` for a text without any character that counts.
 */
export function slugOf(text: string): string | undefined {
  const plain = plainHeading(text);
  if (plain === '') return undefined;
  const letters = plain.match(/[\p{L}\p{N}]/gu) ?? [];
  const ascii = plain
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (letters.length === 0) return undefined;
  const kept = ascii.match(/[a-z0-9]/g) ?? [];
  if (kept.length * 2 < letters.length)
    return [ascii.slice(0, 20).replace(/-+$/, ''), `x${hash(plain)}`].filter(Boolean).join('-');
  if (ascii.length <= longest) return ascii;
  const cut = ascii.slice(0, longest + 1);
  return (cut.includes('-') ? cut.slice(0, cut.lastIndexOf('-')) : cut.slice(0, longest)).replace(/-+$/, '');
}

/** A heading's text without Markdown markup, closing `#`s and a trailing `{#id .class}`. */
export function plainHeading(text: string): string {
  return text
    .replace(/^\s{0,3}#{1,6}(?=\s|$)/, '')
    .replace(/\s+#+\s*$/, '')
    .replace(/\n\s*(=+|-+)\s*$/, '')
    .replace(/\{[#.:][^}]*\}\s*$/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/!?\[([^\]]*)\]\[[^\]]*\]/g, '$1')
    .replace(/<[^>]+>/g, '')
    .replace(/[`*~]/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}
