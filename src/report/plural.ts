/** A count with its noun: `1 cell`, `2 cells`, `2 mismatches` (given as `mismatch/mismatches`). */
export function plural(count: number, noun: string): string {
  const [one = noun, many = `${one}s`] = noun.split('/');
  return `${count} ${count === 1 ? one : many}`;
}
