/** A set of texts that stands for itself, as `repr` writes it. */
const SET = /^\{(['"])(?:(?!\1)[^\\\n])*\1(?:, \1(?:(?!\1)[^\\\n])*\1)*\}$/;

/** Whether two texts are sets of the same texts, in whatever order: `repr` gives another one in each run. */
export function isSameSet(expected: string, produced: string): boolean {
  const [wanted, given] = [expected.trim(), produced.trim()];
  return SET.test(wanted) && SET.test(given) && inOrder(wanted) === inOrder(given);
}

/** Whether a set is in order, as a notebook shows it each time: IPython sorts sets. */
export function isInOrder(set: string): boolean {
  return inOrder(set.trim()) === set.trim();
}

function inOrder(set: string): string {
  return `{${set.slice(1, -1).split(', ').sort().join(', ')}}`;
}
