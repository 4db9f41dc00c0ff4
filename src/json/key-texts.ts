/**
 * Numbers for the keys of all documents: notebooks have few different ones, and a number is looked up and compared in no
 * time. Numbers are from 1. What does not get one (too long, not plain, too many) is told by its hash, below 0.
 */
const texts: string[] = [''];
const most = 5000;
const longest = 40;

/** Slots by hash (open addressing), each with the number of a text; 0 is free. */
const slots = new Uint16Array(1 << 14);
const mask = slots.length - 1;
const hashes = new Int32Array(most + 1);
/** The bytes of all texts, one after the other, and where each begins. */
const pool = new Uint8Array(most * longest);
const begins = new Int32Array(most + 2);

/** What the hash of a key is begun with, and how a byte is added to it. */
export const hashStart = 7;
export function hashed(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** The number of the key whose bytes, written without escapes, stand from `from` to `to`. */
export function numberOf(bytes: Uint8Array, from: number, to: number, hash: number): number {
  let slot = (hash ^ (hash >>> 15)) & mask;
  for (let number = slots[slot] ?? 0; number !== 0; number = slots[slot] ?? 0) {
    if (hashes[number] === hash && isSame(number, bytes, from, to)) return number;
    slot = (slot + 1) & mask;
  }
  return addKey(bytes, from, to, hash, slot) ?? unnumbered(hash);
}

/** The number of the key with this text. */
export function numberOfText(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  let hash = hashStart;
  for (const byte of bytes) hash = hashed(hash, byte);
  return numberOf(bytes, 0, bytes.length, hash);
}

/** The text of a number; undefined for what is none. */
export function textNumbered(number: number): string | undefined {
  return number > 0 ? texts[number] : undefined;
}

/** Equal for equal keys, and as good as never for others. */
function unnumbered(hash: number): number {
  return hash < 0 ? hash : -1 - hash;
}

function isSame(number: number, bytes: Uint8Array, from: number, to: number): boolean {
  const begin = begins[number] ?? 0;
  const length = to - from;
  if ((begins[number + 1] ?? 0) - begin !== length) return false;
  for (let at = 0; at < length; at++) if (pool[begin + at] !== bytes[from + at]) return false;
  return true;
}

function addKey(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number | undefined {
  if (to - from > longest || texts.length > most) return undefined;
  let text = '';
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7f) return undefined;
    text += String.fromCharCode(byte);
  }
  const number = texts.length;
  texts.push(text);
  hashes[number] = hash;
  const begin = begins[number] ?? 0;
  pool.set(bytes.subarray(from, to), begin);
  begins[number + 1] = begin + text.length;
  slots[slot] = number;
  return number;
}
