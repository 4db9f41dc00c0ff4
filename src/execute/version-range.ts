/**
 * Whether a Python version is in a range such as `>=3.10,<3.14` (the comparisons of PEP 440 on release numbers; an
 * empty range holds every version). Returns undefined where the range cannot be read.
 */
export function inVersionRange(version: string, range: string): boolean | undefined {
  const release = numbersOf(version);
  if (release === undefined) return undefined;
  let inside = true;
  for (const clause of range.split(',').map((part) => part.trim())) {
    if (clause === '') continue;
    const match = /^(===?|!=|~=|<=|>=|<|>)?\s*(\d+(?:\.\d+)*)(\.\*)?$/.exec(clause);
    const bound = numbersOf(match?.[2] ?? '');
    if (match === null || bound === undefined) return undefined;
    inside &&= holds(release, match[1] ?? '==', bound, match[3] !== undefined);
  }
  return inside;
}

function holds(release: readonly number[], operator: string, bound: readonly number[], prefix: boolean): boolean {
  const order = compare(release, bound);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '<':
      return order < 0;
    case '!=':
      return prefix ? !startsWith(release, bound) : order !== 0;
    case '~=':
      return order >= 0 && startsWith(release, bound.slice(0, -1));
    default:
      // `==3.11` of an interpreter means the 3.11 series: nobody asks for 3.11.0 alone by it.
      return prefix || bound.length < 3 ? startsWith(release, bound) : order === 0;
  }
}

function numbersOf(version: string): readonly number[] | undefined {
  const match = /^\d+(\.\d+)*/.exec(version.trim());
  return match === null ? undefined : match[0].split('.').map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function startsWith(release: readonly number[], start: readonly number[]): boolean {
  return start.every((number, at) => release[at] === number);
}
