import { type PythonToken, scanPython } from './scan.ts';

/**
 * Whether code makes sets or hashes, whose order and value change with Python's hash seed (`PYTHONHASHSEED`): `set(`,
 * `frozenset(`, `hash(`, a set in braces, a comprehension of one. Dictionaries keep the order in which they were filled.
 */
export function dependsOnHashSeed(code: string): boolean {
  if (!/\{|\b(?:set|frozenset|hash)\b/.test(code)) return false;
  const tokens = scanPython(code).filter(({ type }) => type !== 'comment' && type !== 'break');
  const words = tokens.map(({ start, end }) => code.slice(start, end));
  return tokens.some(({ type }, index) => {
    if (type === 'name') return /^(?:set|frozenset|hash)$/.test(words[index] ?? '') && words[index + 1] === '(';
    return opensSet(tokens, words, index);
  });
}

/** Whether a set in braces begins here, and no dictionary: its first item has no colon. */
export function opensSet(tokens: readonly PythonToken[], words: readonly string[], at: number): boolean {
  if (tokens[at]?.type !== 'op' || words[at] !== '{') return false;
  const depth = tokens[at].depth + 1;
  for (let index = at + 1; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined || token.depth < depth) return index > at + 1;
    if (token.depth > depth) continue;
    const text = words[index];
    if (text === ':' || text === '**') return false;
    if (text === ',' || text === 'for') return true;
  }
  return false;
}
