/** What stands at an offset, in quotes, as a finding names it. What cannot be seen has a name. */
export function found(bytes: Buffer, at: number): string {
  if (at >= bytes.length) return 'the end of the file';
  const text = bytes.toString('utf8', at, Math.min(at + 40, bytes.length));
  const token = /^(?:"[^"\n]{0,30}"|[\w$.+-]{1,20}|.)/su.exec(text)?.[0] ?? '';
  if (unseen.test(token)) return `the character ${codePoint(token)}, which cannot be seen`;
  if (typographic.test(token)) return `the typographic quote ${token}`;
  return token.startsWith('"') && token.length > 2 ? token : JSON.stringify(token);
}

/** How to mend what stands at an offset where JSON has something else. */
export function helpFor(bytes: Buffer, at: number): string {
  const text = bytes.toString('utf8', at, at + 20);
  if (typographic.test(text)) {
    return 'JSON has straight quotes only: replace “ and ” by ", in the whole file. Word processors and chats change them: write notebooks with an editor for code.';
  }
  if (unseen.test(text)) return 'Remove it; a blank in JSON is U+0020.';
  if (isQuoteWithin(bytes, at)) return 'If the quote before it belongs to the text, write it as \\".';
  if (/^'/.test(text)) return 'JSON has double quotes only: write "…" for \'…\'. Python writes them with json.dump.';
  if (/^(?:None|True|False)\b/.test(text)) {
    return 'That is Python; JSON writes null, true and false. Write the notebook with nbformat.write, not with str().';
  }
  if (/^(?:\/\/|\/\*|#)/.test(text)) return 'JSON has no comments: remove it.';
  if (/^undefined\b|^nan\b|^NAN\b/.test(text)) return 'Write null.';
  if (/^[,}\]]/.test(text)) return 'Remove it, or add what is missing before it.';
  if (/^[A-Za-z_]/.test(text)) return 'Put it in double quotes.';
  return 'Remove it, or write what was meant.';
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
