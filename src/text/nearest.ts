import leven from 'leven';

/** The candidate that a misspelt word most likely means: at most a third of its letters (and at least one) differ. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let distance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const between = leven(word, candidate);
    if (between < distance) {
      best = candidate;
      distance = between;
    }
  }
  return best;
}
