/** Both texts as one version would write them: a spelling that both have says in both what it says. */
export function ofOneVersion(expected: string, actual: string): [string, string] {
  let [old, now] = [expected, actual];
  if (stringArray.test(now) && !stringArray.test(old)) [old, now] = [old, now].map(asItems) as [string, string];
  if (columns.test(now) && !columns.test(old)) [old, now] = [old, now].map(asColumns) as [string, string];
  for (const [spelling, plain] of spellings) {
    if (old.search(spelling) !== -1 && now.search(spelling) !== -1) continue;
    [old, now] = [old.replace(spelling, plain), now.replace(spelling, plain)];
  }
  for (const [one, plain] of classes) [old, now] = [old.replace(one, plain), now.replace(one, plain)];
  // In a listing of a table's columns the type stands last.
  const isListing = /dtype|Dtype/.test(old) && /dtype|Dtype/.test(now);
  const asObject = (text: string) => text.replace(/(?<=\s)(?:object|str|string)(?=\(\d+\)|\s*$)/gm, 'object');
  return isListing ? [asObject(old), asObject(now)] : [old, now];
}

/** An array of strings of pandas, which was one of NumPy. */
const stringArray = /^<\w*StringArray>\n/m;

function asItems(text: string): string {
  return text
    .replace(/^<\w*StringArray>\n/m, '')
    .replace(/^Length: \d+, dtype: .*$/m, '')
    .replace(/(?<=['"]),?\s+(?=['"])/g, ' ')
    .replace(/, dtype=object/g, '')
    .replace(/(?<=\[)\s+|\s+(?=\])/g, '');
}

/** The listing of a table's columns with a head and numbers, as pandas writes it since 1.0. */
const columns = /^ # {3}Column .*\n/m;

function asColumns(text: string): string {
  return text
    .replace(/^ # {3}Column .*\n---+ .*\n/m, '')
    .replace(/^ *\d+ {2,}(?=\S+ .*non-null)/gm, '')
    .replace(/(?<= non-null) +/g, ' ')
    .replace(/^(\S+) +(?=\d+ non-null)/gm, '$1 ');
}

/** What versions of Python, NumPy and pandas write differently, and what all of it becomes here. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/\bnp\.(?:float|int|uint|complex|bool|str)\w*\(([^()]*)\)/g, '$1'],
  [/\bnp\.(True|False)_/g, '$1'],
  [/, shape=\([\d, ]*\)/g, ''],
  [/\.\.\.,/g, '...'],
  // Of Python 2
  [/\bset\(\[([^[\]]*)\]\)/g, '{$1}'],
  [/(?<![\w'"])u(?=['"])/g, ''],
];

/** The same where both texts have a spelling: one of a class that may have another in the other. */
const classes: readonly (readonly [RegExp, string])[] = [
  [/\bdtype[:=] ?'?(?:object|str|string(?:\[\w+\])?)'?/g, 'dtype=object'],
  [/\bdtype\('O'\)|<StringDtype\([^()]*\)>/g, 'dtype=object'],
  [/\bdtype\('<M8\[\w+\]'\)/g, 'dtype=datetime64'],
  [/\bnumpy\.bool_(?!\w)/g, 'numpy.bool'],
  [/\bdtype[:=] ?'?datetime64\[\w+\]'?/g, 'dtype=datetime64'],
  [/<(?:class|type) '(\w+)\.(?:\w+\.)+(\w+)'>/g, "<class '$1.$2'>"],
  [/<type '(?=\w+'>)/g, "<class '"],
  [/\bmemory usage: .*/g, 'memory usage'],
  [/https?:\/\/docs\.python\.org\/3(?:\.\d+)?\/([\w/]+)(?:\.html)?/g, '$1'],
];
