import { scanPython } from './scan.ts';

/**
 * Whether code makes sets or hashes, whose order and value change with Python's hash seed (`PYTHONHASHSEED`): `set(`,
 * `frozenset(`, `hash(`, a set in braces, a comprehension of one. Dictionaries keep the order in which they were filled.
 */
export function dependsOnHashSeed(code: string): boolean {
  if (!/\{|\b(?:set|frozenset|hash)\b/.test(code)) return false;
  const tokens = scanPython(code).filter(({ type }) => type !== 'comment' && type !== 'break');
  const textAt = (index: number) => code.slice(tokens[index]?.start, tokens[index]?.end);
  return tokens.some(({ type, depth }, index) => {
    if (type === 'name') return /^(?:set|frozenset|hash)$/.test(textAt(index)) && textAt(index + 1) === '(';
    return type === 'op' && textAt(index) === '{' && isSet(index + 1, depth + 1);
  });

  /** Whether what begins in braces is no dictionary: its first item has no colon. */
  function isSet(first: number, depth: number): boolean {
    for (let index = first; index < tokens.length; index++) {
      const token = tokens[index];
      if (token === undefined || token.depth < depth) return index > first;
      if (token.depth > depth) continue;
      const text = textAt(index);
      if (text === ':' || text === '**') return false;
      if (text === ',' || text === 'for') return true;
    }
    return false;
  }
}
