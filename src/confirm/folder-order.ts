import type { NearMiss } from './near-miss.ts';

/** A call that lists the files of a folder, which come in the order of the file system. */
const listing = /((?:[\w.]+\.)?\b(?:i?glob|rglob|listdir|scandir|iterdir|walk))\s*\(/;

/** Says where only the order differs in which a cell found the files of a folder: it is another on each machine. */
export function folderOrder(
  code: string,
  expected: string,
  actual: string,
  near: NearMiss | undefined,
): NearMiss | undefined {
  const [, call] = listing.exec(code) ?? [];
  if (call === undefined || (near?.kind !== 'order' && itemsOf(expected) !== itemsOf(actual))) return undefined;
  const mode = near?.modes?.includes('unordered') ? ', or `unordered` on the fence' : '';
  return {
    ...near,
    kind: 'order',
    message: "the same files are in another order, the file system's",
    fix: `write \`sorted(…)\` around \`${call}(…)\` in the code${mode}`,
  };
}

/** What to do first about a cell that lists files in no order: what it prints here is not what it prints elsewhere. */
export function sortFirst(code: string): string | undefined {
  const [, call] = /\bsort(?:ed)?\s*\(/.test(code) ? [] : (listing.exec(code) ?? []);
  return call === undefined ? undefined : `write \`sorted(…)\` around \`${call}(…)\` in the code`;
}

/** Whether runs of a cell that lists a folder found the same files, each in an order of its own. */
export function varyInOrder(code: string, runs: readonly string[]): boolean {
  return listing.test(code) && new Set(runs).size > 1 && new Set(runs.map(itemsOf)).size === 1;
}

/** The words and strings of a text, in whatever order and on whatever lines they stand. */
function itemsOf(text: string): string {
  return (text.match(/[^\s\\,()[\]{}]+/g) ?? []).sort().join('\n');
}
