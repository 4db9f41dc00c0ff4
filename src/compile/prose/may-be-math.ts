/** A dollar in Markdown, in any of its spellings. */
export const anyDollar = /\$|&(?:#36|#x24|dollar);/i;

/**
 * Says whether a dollar at `[start, end)` could be read as math: there is another one between the blank lines around
 * it (JupyterLab's search knows no other limit), or a backslash stands before it on the page, which MathJax would take
 * away. A code span before it keeps its dollars to itself, one after it does not: nbconvert looks for math from left
 * to right. `inCode` has the offsets of the dollars in code spans.
 */
export function mayBeMathIn(text: string, inCode: ReadonlySet<number>): (start: number, end: number) => boolean {
  const breaks = [...text.matchAll(/\n[ \t]*\n/g)].map((match) => match.index);
  const dollars = [...text.matchAll(new RegExp(anyDollar, 'gi'))].map((match) => match.index);
  const bare = dollars.filter((at) => !inCode.has(at));
  return (start, end) => {
    if (text[start - 1] === '\\' || text.slice(start - 1, end + 1).includes('$$')) return true;
    const before = breaks[firstFrom(breaks, start) - 1] ?? -1;
    const after = breaks[firstFrom(breaks, end)] ?? text.length;
    const last = bare[firstFrom(bare, start) - 1] ?? -1;
    const next = dollars[firstFrom(dollars, end)] ?? text.length;
    return last > before || next < after;
  };
}

/** Index of the first number, in order, that is not below `from`. */
function firstFrom(numbers: readonly number[], from: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
