/** What Python 2 had under another name: the name, and what Python 3 has in its place. */
const names: Readonly<Record<string, string>> = {
  basestring: 'str',
  cmp: '(a > b) - (a < b)',
  execfile: 'exec(open(…).read())',
  file: 'open',
  long: 'int',
  raw_input: 'input',
  reduce: 'from functools import reduce',
  reload: 'from importlib import reload',
  unichr: 'chr',
  unicode: 'str',
  xrange: 'range',
};

const attributes: Readonly<Record<string, string>> = {
  func_name: '__name__',
  has_key: 'in',
  iteritems: 'items()',
  iterkeys: 'keys()',
  itervalues: 'values()',
};

/** Modules that have another name in Python 3. */
const modules: Readonly<Record<string, string>> = {
  ConfigParser: 'configparser',
  Queue: 'queue',
  SocketServer: 'socketserver',
  StringIO: 'io',
  Tkinter: 'tkinter',
  cPickle: 'pickle',
  cStringIO: 'io',
  httplib: 'http.client',
  tkMessageBox: 'tkinter.messagebox',
  urllib2: 'urllib.request',
  urlparse: 'urllib.parse',
  __builtin__: 'builtins',
};

/** Words of Python 2 that Python 3 cannot read, and what to write in their place. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^[ \t]*(?:[^#'"\n]*:[ \t]*)?print[ \t]+(?![ \t=(.[,+-]|(?:in|is|and|or|if)\b)/, 'print(…)'],
  [/^[ \t]*(?:[^#'"\n]*:[ \t]*)?print[ \t]*>>/, 'print(…, file=…)'],
  [/^[ \t]*exec[ \t]+["'\w]/, 'exec(…)'],
  [/^[ \t]*except[ \t]+[\w.]+[ \t]*,[ \t]*\w+[ \t]*:/, 'except … as …:'],
  [/^[ \t]*except[ \t]*\([^()]*\)[ \t]*,[ \t]*\w+[ \t]*:/, 'except … as …:'],
  [/^[ \t]*raise[ \t]+[\w.]+[ \t]*,[ \t]*\S/, 'raise …(…)'],
  [/(?<![\w.'"])0[0-7]+(?![\w.])/, '0o…'],
  [/(?<![\w.'"])(?:\d+|0x[\da-fA-F]+)[lL](?!\w)/, 'the number without its `L`'],
  [/(?<![\w.'"])[uU][rR]["']/, 'r"…"'],
  [/[\w)\]][ \t]*<>[ \t]*[\w([]/, '!='],
];

/**
 * What Python 3 has in place of what code has of Python 2, where that is why it raised; undefined where it is not.
 * @param real The exception as `Name: message`.
 * @param line The line of code that raised.
 */
export function ofPython2(real: string, line: string): string | undefined {
  const name = /^NameError: name '(\w+)' is not defined/.exec(real)?.[1];
  // A loop over lines is often over a `file` that the lesson has opened elsewhere.
  if (name === 'file' && !/(?<![\w.])file\s*\(/.test(line)) return undefined;
  if (name !== undefined) return entryOf(names, name);
  const attribute = /^AttributeError: .* has no attribute '(\w+)'/.exec(real)?.[1];
  if (attribute !== undefined) return entryOf(attributes, attribute);
  const module = /^ModuleNotFoundError: No module named '(\w+)'/.exec(real)?.[1];
  if (module !== undefined) return entryOf(modules, module);
  if (!/^(?:Syntax|Indentation)Error\b/.test(real)) return undefined;
  return words.find(([form]) => form.test(line))?.[1];
}

/** Whether the headings that a place of a lesson stands below say that it is about Python 2. */
export function isAboutPython2(above: string): boolean {
  const headings: { readonly depth: number; readonly text: string }[] = [];
  let inCode = false;
  for (const line of above.split('\n')) {
    if (/^[ \t>]*(?:`{3}|~{3})/.test(line)) inCode = !inCode;
    const [, marks = '', text = ''] = inCode ? [] : (/^(#{1,6})[ \t]+(.*)/.exec(line) ?? []);
    if (marks === '') continue;
    while ((headings.at(-1)?.depth ?? 0) >= marks.length) headings.pop();
    headings.push({ depth: marks.length, text });
  }
  return headings.some(
    ({ text }) => /\bPython[ -]?2(?:\.\d+)*(?:\.x)?\b/i.test(text) && !/(?<![.\d])3(?!\d)/.test(text),
  );
}

function entryOf(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
