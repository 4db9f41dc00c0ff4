/**
 * What may be different in every run, by the name a configuration gives it. A whole number of seconds (`sleep 2 s`) is
 * not a measured duration.
 */
const sanitizers: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  addresses: [[/\b0x[0-9a-fA-F]{4,16}\b/g, '<address>']],
  'tmp-paths': [
    [/(?:\/private)?\/(?:var\/folders|var\/tmp|tmp)\/[^\s'"<>()[\],;]*/g, '<tmp>'],
    [/[A-Za-z]:\\[^\s'"<>]*\\Temp\\[^\s'"<>]*/g, '<tmp>'],
  ],
  durations: [
    // Windows has no times of the processor, and not all cells have one of the compiler.
    [/(?:\b(?:CPU times: .*|Compiler *: .*)\n)*\bWall time: .*$/gm, '<duration>'],
    [/\b(?:CPU times: user .*|Compiler *: .*)$/gm, '<duration>'],
    // As IPython says it today, and as it did, and `python -m timeit` does.
    [
      /(?:\bThe slowest run took .*\n)?(?<![\d.])(?:[\d.]+ ?(?:ns|[µμu]s|ms|s|min) ± [\d.]+ ?(?:ns|[µμu]s|ms|s|min) per loop(?: \(mean ± std\. dev\. of (\d+) runs?, [\d,]+ loops? each\))?|[\d,]+ loops?, best of \d+: [\d.]+ ?(?:ns|[µμu]s|ms|s|[num]?sec) per loop)/gm,
      '<duration>',
    ],
    [/\b\d+\.\d+(?:e-?\d+)? ?(?:ns|[µμu]s|ms|s|secs?|seconds?|min|minutes?)\b/g, '<duration>'],
    [/\b\d+:\d\d:\d\d\.\d+\b/g, '<duration>'],
  ],
  dates: [
    [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<date>'],
    [/datetime\.datetime\([\d, ]+/g, 'datetime.datetime(<date>'],
    [/datetime\.date\([\d, ]+/g, 'datetime.date(<date>'],
    [
      /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? (?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?: +\d{1,2})?[, ]+[\d: ]*(?:[A-Z]{3,4} )?\d{4}(?: \d\d:\d\d:\d\d)?/g,
      '<date>',
    ],
    [/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>'],
  ],
};

/** How dates and times are written. */
export const dateForms: readonly RegExp[] = (sanitizers.dates ?? []).map(([form]) => form);

/** The names that `confirm.sanitize` may hold. */
export const sanitizerNames: readonly string[] = Object.keys(sanitizers);

/** The address in an object's own repr: `<object at 0x7f…>`. No run repeats it, whatever else the text says. */
const reprAddress = /(?<=<[^<>\n]{0,500}\bat )0x[0-9a-fA-F]{4,16}(?=[>,;)\s])/g;

const reprFile = /(?<=<module '[\w.]+') (?:from '[^'\n]*'|\((?:built-?in|frozen|namespace|<[^<>\n]*>)[^()\n]*\))(?=>)/g;

/** Replaces addresses in the reprs of objects by a mark. */
export function withoutReprAddresses(text: string): string {
  return text.replace(reprAddress, '<address>');
}

/** The encoding in the repr of an open text file: in UTF-8 mode, which each kernel here is in, Python writes it in small letters. */
const reprEncoding = /(?<=<_io\.TextIOWrapper [^<>\n]*\bencoding=')UTF-8(?=')/g;

/** The reprs of modules and open files without what is each machine's own affair: where Python is, how it was built, its mode. */
export function withoutMachine(text: string): string {
  return text.replace(reprFile, '').replace(reprEncoding, 'utf-8');
}

/**
 * The expected text with the values of a run in the place of its own, where two runs of the cell had different ones of a
 * kind that the named sanitizers know: an author's own date or duration is right then. What both runs agree on stays, and
 * so does all where the three texts do not have as many such values. What a form has in brackets must be the same for that, where
 * both have it.
 */
export function withVaryingValues(expected: string, first: string, second: string, names: readonly string[]): string {
  let text = expected;
  for (const name of names) {
    for (const [form] of sanitizers[name] ?? []) {
      const [wanted, one, other] = [text, first, second].map((from) => [...from.matchAll(form)]);
      if (wanted === undefined || wanted.length !== one?.length || wanted.length !== other?.length) continue;
      let index = -1;
      text = text.replace(form, (found) => {
        index += 1;
        const [here, there] = [one[index], other[index]];
        const [counted, real] = [wanted[index]?.[1], here?.[1]];
        const isSame = here?.[0] === there?.[0] || (counted !== undefined && real !== undefined && counted !== real);
        return isSame ? found : (here?.[0] ?? found);
      });
    }
  }
  return text;
}

/** Replaces what the named sanitizers find; unknown names do nothing (the configuration's schema refuses them). */
export function sanitize(text: string, names: readonly string[]): string {
  let result = text;
  for (const name of names) {
    for (const [found, mark] of sanitizers[name] ?? []) result = result.replace(found, mark);
  }
  return result;
}

/** Names of cells in warnings and tracebacks, and the folders of installed packages: never the same twice. */
export function withoutPlaces(text: string): string {
  return withoutCellFiles(withoutFolders(text)).replace(/\b(?:Cell In|Input In ?) ?\[\d+\]/g, '<cell>');
}

/** The files in which kernels say that cells stand: they are called otherwise in each run and on each machine. */
export function withoutCellFiles(text: string): string {
  return text
    .replace(/(?<![^\s"'(<])(?:[A-Za-z]:)?[^\s:"'(<]*ipykernel_\d+[/\\]\d+\.py/g, '<cell>')
    .replace(/<ipython-input-\d+-[0-9a-f]+>/g, '<cell>');
}

/**
 * An expected text with marks in place of names of cells' files without their folder (`4227803888.py`), where the cell
 * that it belongs to put out such a name: the engine marks those that it knows.
 */
export function withoutFileNames(expected: string, produced: readonly string[]): string {
  if (!produced.some((text) => text.includes('<cell>'))) return expected;
  return expected.replace(/(?<![\w/\\.])\d{5,10}\.py\b/g, '<cell>');
}

/** Files of installed packages and of Python itself without the folder in which they are on this machine. */
export function withoutFolders(text: string): string {
  return text
    .replace(/(?<![^\s"'(])(?:[A-Za-z]:)?[^\s:"'(]*[/\\](?:site|dist)-packages[/\\]/g, '')
    .replace(/(?<![^\s"'(])(?:[A-Za-z]:)?[^\s:"'(]*[/\\]lib[/\\]python3\.\d+[/\\]/g, '');
}
