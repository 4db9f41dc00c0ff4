import { lineOf } from './explain-around.ts';

/** What stands at an offset, in quotes, as a finding names it. What cannot be seen has a name. */
export function describeToken(bytes: Buffer, at: number): string {
  if (at >= bytes.length) return 'the end of the file';
  const text = bytes.toString('utf8', at, Math.min(at + 40, bytes.length));
  const token = /^(?:"[^"\n]{0,30}"|[\w$.+-]{1,20}|.)/su.exec(text)?.[0] ?? '';
  if (unseen.test(token)) return `the character ${codePoint(token)}, which cannot be seen`;
  if (typographic.test(token)) return `the typographic quote ${token}`;
  return token.startsWith('"') && token.length > 2 ? token : JSON.stringify(token);
}

/** How to fix what stands at an offset where JSON has something else. */
export function helpFor(bytes: Buffer, at: number): string {
  const text = bytes.toString('utf8', at, at + 20);
  if (typographic.test(text)) {
    return 'JSON has straight quotes only: replace “ and ” by ", in the whole file. Word processors and chats change them: write notebooks with an editor for code';
  }
  if (unseen.test(text)) return 'remove it; a blank in JSON is U+0020';
  if (isQuoteWithin(bytes, at)) return 'if the quote before it belongs to the text, write it as \\"';
  if (/^'/.test(text)) return 'JSON has double quotes only: write "…" for \'…\'. Python writes them with json.dump';
  if (/^(?:None|True|False)\b/.test(text)) {
    return 'that is Python; JSON writes null, true and false. Write the notebook with nbformat.write, not with str()';
  }
  if (/^(?:\/\/|\/\*|#)/.test(text)) return 'JSON has no comments: remove it';
  if (/^undefined\b|^nan\b|^NAN\b/.test(text)) return 'write null';
  if (/^[,}\]]/.test(text)) return 'remove it, or add what is missing before it';
  if (/^[A-Za-z_]/.test(text)) return 'put it in double quotes';
  return 'remove it, or write what was meant';
}

/** How to fix what stands after a key in place of its colon. */
export function helpForColon(bytes: Buffer, at: number): string {
  const before = bytes.toString('utf8', Math.max(at - 60, 0), at);
  const unclosed = /"(\w+)[^\S\n]*:[^\S\n]*"$/.exec(before)?.[1];
  if (unclosed !== undefined) return `the key before it has no quote at its end: write "${unclosed}":`;
  if (isQuoteWithin(bytes, at)) return helpFor(bytes, at);
  const next = String.fromCharCode(bytes[at] ?? 0);
  if (next === '=') return 'write ":" in its place';
  return /[,}\]]/.test(next) ? 'add a colon and a value, or the "[" of the list that it belongs to' : 'add the colon';
}

/** How to fix what does not go with the bracket that is open; `opened` is where that stands. */
export function helpForOpen(bytes: Buffer, at: number, opened: number): string | undefined {
  const open = `the "${String.fromCharCode(bytes[opened] ?? 0)}" ${lineOf(bytes, opened)}`;
  const next = bytes[at];
  if (next === 0x3a && bytes[opened] === 0x5b) {
    return `a list has no keys: add "{" before the key, or close ${open} before it`;
  }
  return next === 0x7d || next === 0x5d ? `it does not close ${open}, which is open: close that first` : undefined;
}

/** Whether a quote stands directly before: one that ended a string too early, if what follows is no JSON. */
export function isQuoteWithin(bytes: Buffer, at: number): boolean {
  return bytes[at - 1] === 0x22 && /^[^\s,:}\]"]/.test(bytes.toString('latin1', at, at + 1));
}

const typographic = /^[“”„‟«»‘’‚‛]/;
const unseen = /^(?![ \t\r\n])[\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Cc}]/u;

function codePoint(token: string): string {
  return `U+${(token.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
