/** A set of texts that stands for itself, as `repr` writes it. */
const TEXTS = /^\{(['"])(?:(?!\1)[^\\\n])*\1(?:, \1(?:(?!\1)[^\\\n])*\1)*\}$/;
const ITEM = /(?:'[^'\\\n]*'|"[^"\\\n]*"|-?\d[\w.+-]*|True|False|None)/;
/** The same of texts, numbers and constants. */
const SET = new RegExp(`^\\{${ITEM.source}(?:, ${ITEM.source})*\\}$`);

/** Whether two texts are sets of the same items, in whatever order: `repr` gives another one in each run. */
export function isSameSet(expected: string, produced: string): boolean {
  const [wanted, given] = [expected.trim(), produced.trim()];
  return SET.test(wanted) && SET.test(given) && inOrder(wanted) === inOrder(given);
}

/** Whether a set is one that IPython sorts, which a notebook then shows the same each time: numbers and texts have no order. */
export function isSortable(set: string): boolean {
  return TEXTS.test(set.trim());
}

/** Whether a set is in order, as a notebook shows it each time. */
export function isInOrder(set: string): boolean {
  return isSortable(set) && inOrder(set.trim()) === set.trim();
}

/** The text with the items of each set and dictionary in order: in all else the order is a part of the value. */
export function withSortedSets(text: string): string {
  return text.replace(/\{([^{}[\]()]*)\}/g, (_, items: string) => `{${items.split(/,\s+/).sort().join(', ')}}`);
}

/**
 * What to write of an output that differs in the order of sets alone from that of other runs: a set in order, or nothing.
 * The output as it is where the runs differ in something else, or in nothing.
 */
export function inOneOrder(output: string, others: readonly string[]): string | undefined {
  if (others.every((other) => other === output)) return output;
  if (others.every((other) => isSameSet(output, other))) return inOrder(output.trim());
  return others.every((other) => withSortedSets(other) === withSortedSets(output)) ? undefined : output;
}

function inOrder(set: string): string {
  return `{${set.slice(1, -1).split(', ').sort().join(', ')}}`;
}
