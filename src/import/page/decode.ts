/** The text of a page: by its byte order mark, by what it says of its encoding, else as UTF-8. */
export function decodePage(content: Uint8Array): string {
  const head = Buffer.from(content.subarray(0, 4096)).toString('latin1');
  const bom = head.startsWith('\xff\xfe') ? 'utf-16le' : head.startsWith('\xfe\xff') ? 'utf-16be' : undefined;
  const said = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1];
  try {
    return new TextDecoder(bom ?? said ?? 'utf-8').decode(content);
  } catch {
    return new TextDecoder('utf-8').decode(content);
  }
}

/** Bytes of Windows-1252 that have another code point: 0x80 to 0x9f. */
const special = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

const later = `[\u0080-\u00bf${special}]`;

/** Three and four bytes, and two that begin with the signs of Western letters: nobody writes these by intention. */
const certain = new RegExp(`[\u00e1-\u00ef]${later}{2}|[\u00f0-\u00f4]${later}{3}|[\u00c2\u00c3]${later}`, 'gu');
const possible = new RegExp(`${certain.source}|[\u00c4-\u00df]${later}`, 'gu');

const strict = new TextDecoder('utf-8', { fatal: true });

/** Whether a text has UTF-8 in it that was read as Windows-1252 or Latin-1: `â€™` for `’`, `ðŸŽ‰` for an emoji. */
export function isMisread(text: string): boolean {
  return repaired(text, certain) !== text;
}

/** Undoes that, where the characters are bytes of valid UTF-8. What was lost on the way stays as it is. */
export function repairEncoding(text: string): string {
  return repaired(text, possible);
}

function repaired(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => {
    try {
      return strict.decode(Uint8Array.from(found, byteOf));
    } catch {
      return found;
    }
  });
}

function byteOf(character: string): number {
  const index = special.indexOf(character);
  return index === -1 ? (character.codePointAt(0) ?? 0) : index + 0x80;
}
