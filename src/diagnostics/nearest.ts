import leven from 'leven';

/**
 * The candidate that somebody most likely meant who wrote `word`: for "did you mean". Case, `-`, `_` and blanks do not
 * count; undefined when nothing is near. Of equally near candidates the first one wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = foldLetters(word);
  if (wanted.length > longestWord) return undefined;
  let best: string | undefined;
  let bestDistance = allowedDistance(wanted) + 1;
  for (const candidate of candidates) {
    const distance = leven(wanted, foldLetters(candidate), { maxDistance: bestDistance });
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The three candidates that are most like a word, the nearest first, for help where none is near enough to be meant. */
export function threeNearest(word: string, candidates: Iterable<string>): readonly string[] {
  const wanted = foldLetters(word.slice(0, longestWord));
  return [...candidates]
    .map((candidate) => ({ candidate, distance: leven(wanted, foldLetters(candidate)) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Nothing that long is a slip of the fingers, and the distance of long texts is slow to find. */
const longestWord = 100;

function foldLetters(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '');
}

function allowedDistance(word: string): number {
  if (word.length <= 4) return 1;
  return word.length < 9 ? 2 : 3;
}
