import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { firstOf } from '../../src/confirm/confirm-raise.ts';
import { nearestBindings, shownBindings } from '../../src/confirm/nearest-bindings.ts';
import { raiseHelp } from '../../src/confirm/raise-help.ts';
import { raisedLine } from '../../src/confirm/traceback.ts';
import type { Code } from '../../src/model/lesson.ts';
import { codesIn } from '../../src/model/walk.ts';
import { slice } from '../../src/text/mapped-text.ts';
import type { Span } from '../../src/text/span.ts';

const help = (
  source: string,
  real: string,
  there: readonly string[] = [],
  missing?: () => string | undefined,
  more: { readonly bindingOf?: (name: string) => Span; readonly at?: Span } = {},
) =>
  raiseHelp(
    {
      type: 'code',
      span: { start: 0, end: source.length },
      language: 'python',
      source: slice(source, { start: 0, end: source.length }),
      role: 'demo',
      hidden: false,
      tags: [],
      run: { mode: 'execute' },
      expected: [],
    } satisfies Code,
    real,
    {
      file: 'source-md/a/b.md',
      text: source,
      cell: 'c',
      ...(missing === undefined ? {} : { missing }),
      ...(more.bindingOf === undefined ? {} : { bindingOf: more.bindingOf }),
      image: (path: string) => (there.includes(path) ? new Uint8Array() : undefined),
    },
    more.at,
  ).help;

test('a file that is not there is named with the place where it was sought', () => {
  const real = "FileNotFoundError: [Errno 2] No such file or directory: 'data/t.csv'";
  expect(help('open(p)', real)).toMatch(/^there is no file `source-md\/a\/data\/t.csv`: put it there/);
  expect(help('open(p)', real, ['source-md/a/data/t.csv'])).toMatch(/^name `data\/t.csv` under `files:`/);
});

test('so is a database that is not there, in whose place SQLite makes an empty one', () => {
  const real = 'OperationalError: no such table: surveys';
  const code = 'con = sqlite3.connect("data/a.sqlite")\ncon.execute("SELECT * FROM surveys")';
  expect(help(code, real)).toMatch(/^there is no file `source-md\/a\/data\/a.sqlite`, in whose place/);
  expect(help(code, real, ['source-md/a/data/a.sqlite'])).toMatch(/^fix the cell/);
  expect(help(`${code}\ncon.execute("CREATE TABLE Surveys (a)")`, real)).toMatch(/^fix the cell/);
  expect(help(`${code}\nt.to_sql("surveys", con)`, real)).toMatch(/^fix the cell/);
  expect(help(`${code}\nt.to_sql("others", con) # no CREATE TABLE statement`, real)).toMatch(/^there is no file/);
});

test.each(['SyntaxError: invalid syntax', 'IndentationError: unexpected indent', 'TabError: x'])(
  'nobody is told to expect %s',
  (real) => {
    expect(help('x = (', real)).toBe(
      'correct the code at this line; if the code is only to be shown, write `display` on the fence',
    );
    expect(help('print(1)\n\n```output\n1', real)).toMatch(/^the fence is not closed before `{4}output`/);
  },
);

test.each([
  ['unindent does not match any outer indentation level (<string>, line 3)', '  File <string>:3\n    x\n    ^'],
  ['unindent does not match any outer indentation level', 'File <tokenize>:3\n    x\n    ^'],
])('the line of an IndentationError is its own: %s', (value, traceback) => {
  expect(raisedLine({ name: 'IndentationError', value, traceback })).toBe(3);
});

test.each([
  ["OSError: 'https://x.org/a.mplstyle' is not a valid package style", "plt.style.use('https://x.org/a.mplstyle')"],
  ['FileNotFoundError: https://x.org/d.txt not found.', "np.loadtxt('https://x.org/d.txt')"],
  ['SSLError: https://x.org/', 'get(url)'],
  ['URLError: <urlopen error [Errno -3]>', 'read_csv(url)'],
  ['DNSError: Failed to perform, curl: (6) Could not resolve host: x.org.', "yf.Ticker('A').info"],
  ['LookupError: \n****\n  Resource stopwords not found.\n  Please use the NLTK Downloader to obtain it.', 'words()'],
])('an address that nothing could be read from needs the network: %s', (real, source) => {
  expect(help(source, real)).toMatch(/^if the cell needs the network, write `network` on its fence/);
});

test.each([
  ['OSError: http://localhost:8080/ failed', "get('http://localhost:8080/')"],
  ['ValueError: see https://scikit-learn.org/stable', 'fit(x)'],
])('an address beside the matter does not: %s', (real, source) => {
  expect(help(source, real)).not.toContain('network');
});

test('a package that a library asks for is named', () => {
  const optional =
    "ImportError: Missing optional dependency 'pooch' required. Please use pip or conda to install 'pooch'.";
  expect(help('face()', optional)).toMatch(/^add `pooch` to `requires:`/);
  expect(help('read_excel(f)', 'ImportError: `Import openpyxl` failed. Use pip to install it.')).toContain(
    '`openpyxl`',
  );
  // As pandas 3 has it, of `plot` and `read_html`.
  const plotting =
    'ImportError: matplotlib is required for plotting when the default backend "matplotlib" is selected.';
  expect(help('df.plot()', plotting)).toMatch(/^add `matplotlib` to `requires:`/);
  expect(help('read_html(f)', 'ImportError: lxml not found, please install it')).toMatch(/^add `lxml` to/);
  expect(help('f()', 'ImportError: a value is required for that')).not.toContain('requires:');
  expect(help('f()', 'ImportError: x needs y: run pip install -U y-z.')).toMatch(/^add `y-z` to/);
});

test('what `%run` does not find, and what stands in the folder of a run, are files beside the lesson', () => {
  expect(help('%run test.py', "Exception: File `'test.py'` not found.")).toMatch(
    /^there is no file `source-md\/a\/test.py`/,
  );
  const folder = ['', 'temporary', 'cw-1-abcdef', 'r1', 'work'].join('/');
  const inRun = `FileNotFoundError: [Errno 2] No such file or directory: '${folder}/stars.png'`;
  expect(help("imread('stars.png')", inRun)).toMatch(/^there is no file `source-md\/a\/stars.png`/);
});

test('a script that reads its arguments has those of the kernel', () => {
  expect(help('f = sys.argv[1]\nopen(f)', "FileNotFoundError: [Errno 2] No such file or directory: '-f'")).toMatch(
    /^in a notebook `sys.argv` holds the kernel's own arguments/,
  );
  expect(help('args = parser.parse_args()', 'SystemExit: 2')).toMatch(/^in a notebook `sys.argv`/);
  expect(help('args = parser.parse_args(["-f"])', 'ValueError: x')).toMatch(/^fix the cell/);
  // Another cell reads them.
  const context = { file: 'a.md', text: 'def main():\n    sys.argv[1:]\n\nmain()', cell: 'c' };
  const source = slice(context.text, { start: 31, end: 37 });
  const code = { type: 'code', span: { start: 31, end: 37 }, language: 'python', source, role: 'demo' } as const;
  const main = { ...code, hidden: false, tags: [], run: { mode: 'execute' }, expected: [] } as const;
  const kernels = 'FileNotFoundError: -f not found.';
  expect(raiseHelp(main, kernels, context).help).toMatch(/^in a notebook `sys.argv` holds/);
  expect(raiseHelp(main, 'ValueError: x', context).help).toMatch(/^fix the cell/);
});

test('a traceback that stands in the cell is an error fence', () => {
  const source = 'name, shares = s\nTraceback (most recent call last):\n...\nValueError: too many values to unpack';
  expect(help(source, 'SyntaxError: invalid syntax')).toMatch(/^end the fence above `Traceback`/);
  // Nothing above it is code.
  const alone = /^call the fence `error` where it shows what the cell before it raises, or `text`$/;
  expect(help(source.slice(source.indexOf('Trace')), 'SyntaxError: invalid syntax')).toMatch(alone);
  const asked = `Enter a number: lol\n${source.slice(source.indexOf('Trace'))}`;
  const at = { start: 0, end: 19 };
  expect(help(asked, 'SyntaxError: invalid syntax', [], undefined, { at })).toMatch(alone);
});

test('a name that a function lacks is not the one that its value is given', () => {
  const source = 'def login():\n    return username\n\nusername = login()';
  const at = { start: 34, end: 52 };
  const more = { at, bindingOf: () => ({ start: 34, end: 42 }) };
  const real = "NameError: name 'username' is not defined";
  expect(help(source, real, [], undefined, more)).toMatch(
    /^nothing in the lesson defines `username` before: define it/,
  );
});

test('what is no code of Python is named for what it is', () => {
  const said = (source: string) => help(source, 'SyntaxError: invalid syntax');
  expect(said('pip install ipykernel    # install it\npython -m ipykernel install   # and add it')).toMatch(
    /^these are commands for a shell/,
  );
  expect(said('>> class A:\n...     x = 1\n')).toBe("`>>` is no prompt of Python's: write `>>>`");
  expect(said('x = 1 >> (')).toMatch(/^correct the code at this line; if the code/);
  expect(said('x = (y\n >> 2) z')).toMatch(/^correct the code at this line; if the code/);
  const text = "# A\n\n```python\n>>> type(True)\n>>> <class 'bool'>\n```\n";
  const { lesson } = compileLesson(text, 'a.md', defaultConfig, noFiles);
  const shown = [...codesIn(lesson.blocks)].at(-1);
  const context = { file: 'a.md', text, cell: 'c' };
  const at = { start: text.indexOf('<class'), end: text.indexOf('\n```\n', 20) };
  expect(raiseHelp(shown as Code, 'SyntaxError: invalid syntax', context, at).help).toMatch(
    /; where it shows what a statement prints, take its `>>>` away; if the code/,
  );
});

test('a relative import is for modules of a package', () => {
  const real = 'ImportError: attempted relative import with no known parent package';
  expect(help('from .a import b', real)).toMatch(/^a cell is in no package: begin it with `%%writefile/);
});

test('a table that is called code is an output, or text', () => {
  const table = 'record_id  month  day   year\n33320      33321   12   2002\n33321      33322   12   2002';
  expect(help(table, 'SyntaxError: invalid syntax')).toMatch(/^call the fence `output` where it shows/);
  const types = 'record_id            int64\nmonth                int64\ndtype: object';
  expect(help(types, 'SyntaxError: invalid syntax')).toMatch(/^call the fence `output` where it shows/);
  expect(help('total  =  f(1\nx    =  2\n', 'SyntaxError: invalid syntax')).toMatch(/^correct the code/);
});

test('a cell that raises for want of files that it looks for names them', () => {
  const source = 'pd.concat([pd.read_csv(one) for one in glob("out/*.csv")])';
  const real = 'ValueError: No objects to concatenate';
  expect(help(source, real, [], () => 'out/*.csv')).toMatch(/^there is no file `out\/\*.csv`: put it there/);
  expect(help(source, real, [], () => undefined)).toMatch(/^fix the cell/);
});

test('a file above the lesson is sought there', () => {
  const real = "FileNotFoundError: [Errno 2] No such file or directory: '../_data/x.gz'";
  expect(help('open(p)', real)).toMatch(/^there is no file `source-md\/_data\/x.gz`: put it there/);
});

test.each([
  ["ValueError: Saving charts in 'png' format requires the vl-convert-python package: see x", 'vl-convert-python'],
  ['RuntimeError: No visualization engine detected, please install graphviz or ipycytoscape', 'graphviz'],
  ["RuntimeError: 'widget' is not a recognised GUI loop or backend name", 'ipympl'],
])('a package that a library asks for is named: %s', (real, name) => {
  expect(help('chart.save("a.png")', real)).toMatch(new RegExp(`^add \`${name}\` to \`requires:\``));
});

test('of several places that bind a missing name, the one above the cell is named', () => {
  const text =
    '# A\n\n```python\nx = 1\n```\n\n```python skip\nx = 2\n```\n\n```python\nx\n```\n\n```python\nx = 3\n```\n';
  const { lesson } = compileLesson(text, 'a.md', defaultConfig, noFiles);
  const lineOf = (offset: number) => text.slice(0, nearestBindings(lesson)('x', offset)?.start).split('\n').length;
  expect([text.indexOf('\nx\n'), text.indexOf('x = 1') - 10].map(lineOf)).toEqual([8, 4]);
});

test.each(['import pandas as pd', 'from x import y, pd', 'pd = load()', 'def pd(x):'])(
  'a name that code binds which is only shown is said to be: %s',
  (line) => {
    const before = `# A\n\n~~~{code-block} python\n${line}\n~~~\n\n`;
    const text = `${before}~~~python\npd.read()\n~~~\n\n~~~python\nimport pandas as pd\n~~~\n`;
    const { lesson } = compileLesson(text, 'a.md', defaultConfig, noFiles);
    const [code] = codesIn(lesson.blocks);
    const bindings = { bindingOf: nearestBindings(lesson), shownBindingOf: shownBindings(lesson) };
    const context = { file: 'a.md', text, cell: 'c', ...bindings };
    expect(code && raiseHelp(code, "NameError: name 'pd' is not defined", context).help).toMatch(
      /^`pd` is assigned at line 4, in code that is only shown: bind it in a cell/,
    );
  },
);

test('what a function of a cell binds is no code that is only shown', () => {
  const text = '# A\n\n```python\ndef f():\n    total = 1\n```\n\n```python\ntotal\n```\n';
  const { lesson } = compileLesson(text, 'a.md', defaultConfig, noFiles);
  const code = [...codesIn(lesson.blocks)].at(-1);
  const bindings = { bindingOf: nearestBindings(lesson), shownBindingOf: shownBindings(lesson) };
  const context = { file: 'a.md', text, cell: 'c', ...bindings };
  expect(code && raiseHelp(code, "NameError: name 'total' is not defined", context).help).toMatch(
    /^nothing in the lesson defines `total`: define it/,
  );
});

test.each([
  ['x = raw_input("?")', "NameError: name 'raw_input' is not defined", 'input'],
  ['for i in xrange(3): pass', "NameError: name 'xrange' is not defined", 'range'],
  ['reduce(f, x)', "NameError: name 'reduce' is not defined", 'from functools import reduce'],
  ['d.has_key(1)', "AttributeError: 'dict' object has no attribute 'has_key'", 'in'],
  ['import urllib2', "ModuleNotFoundError: No module named 'urllib2'", 'urllib.request'],
  ['print "a"', "SyntaxError: Missing parentheses in call to 'print'", 'print(…)'],
  ['if x: print x, y', 'SyntaxError: invalid syntax', 'print(…)'],
  ['except ValueError, e:', 'SyntaxError: multiple exception types must be parenthesized', 'except … as …:'],
  ['raise ValueError, "a"', 'SyntaxError: invalid syntax', 'raise …(…)'],
  ['x <> y', 'SyntaxError: invalid syntax', '!='],
])('what %j has of Python 2 is named', (source, real, now) => {
  expect(help(source, real)).toBe(
    `this is of Python 2, for which Python 3 has \`${now}\`: write that; if the code is only to be shown, write \`display\` on the fence`,
  );
});

test.each([
  ['print = 3 4', 'SyntaxError: invalid syntax'],
  ['x = "print a', 'SyntaxError: unterminated string literal'],
  ['raw_input', "NameError: name 'xinput' is not defined"],
  ['d.items2()', "AttributeError: 'dict' object has no attribute 'items2'"],
])('%j is not of Python 2', (source, real) => expect(help(source, real)).not.toContain('Python 2'));

test('a name that the lesson binds is its own', () => {
  const bindingOf = () => ({ start: 0, end: 4 });
  expect(help('long', "NameError: name 'long' is not defined", [], undefined, { bindingOf })).not.toContain('Python 2');
});

test('what a section on Python 2 holds is only to be shown', () => {
  const text = (heading: string) => `# A\n\n${heading}\n\n`;
  const of = (heading: string) => {
    const lesson = `${text(heading)}print 1`;
    const source = slice(lesson, { start: lesson.length - 7, end: lesson.length });
    const code = {
      type: 'code',
      span: { start: lesson.length - 7, end: lesson.length },
      language: 'python',
      source,
    } as const;
    const more = { role: 'demo', hidden: false, tags: [], run: { mode: 'execute' }, expected: [] } as const;
    return raiseHelp({ ...code, ...more }, 'SyntaxError: x', { file: 'a.md', text: lesson, cell: 'c' }).help;
  };
  const said = 'the section is about Python 2, which does not run here: write `display` on the fence';
  expect(of('## In Python 2.7')).toBe(said);
  expect(of('## Python 2\n\n### Print')).toBe(said);
  expect(of('## Python 2 and 3')).not.toBe(said);
  expect(of('## Python 2\n\n## Python 3')).not.toBe(said);
});

test('a program that is called as a magic, or in place of code, is named', () => {
  expect(help('%git status', 'UsageError: Line magic function `%git` not found.')).toBe(
    '`git` is a program and no magic: write `!git` in place of `%git`',
  );
  expect(help('%%sql x', 'UsageError: Cell magic `%%sql` not found.')).toMatch(/^IPython has no magic `%%sql`: load/);
  expect(help('%sql x', 'UsageError: Line magic function `%sql` not found.')).toMatch(
    /^IPython has no magic `%sql`: load/,
  );
  const shell =
    'these are commands for a shell: call the fence `bash`, or write `!` before each where the notebook is to run them';
  expect(help('git clone a\n# then\ncd a', 'SyntaxError: invalid syntax')).toBe(shell);
  expect(help('$ ./run', 'SyntaxError: invalid syntax')).toBe(shell);
  expect(help('git = 1 2', 'SyntaxError: invalid syntax')).not.toBe(shell);
  expect(help('git clone a\nx = 1', 'SyntaxError: invalid syntax')).not.toBe(shell);
});

test('what is said first is the first line that has words', () => {
  expect(firstOf('LookupError: \n*****\n  Resource \u001b[93mstopwords\u001b[0m not found.\n  Please.')).toBe(
    'LookupError: Resource stopwords not found.',
  );
  expect(firstOf('KeyError: 1\nmore')).toBe('KeyError: 1');
  expect(firstOf('StopIteration')).toBe('StopIteration');
});

test.each([
  ['TclError: no display name and no $DISPLAY environment variable', /^the cell opens a window, .*`skip`/],
  ['error: No available video device', /^the cell opens a window/],
  ['Error: could not locate runnable browser', /^the cell opens a web browser, .*`skip`/],
  ['RuntimeError: Requested MovieWriter (ffmpeg) not available', /^the cell calls the program `ffmpeg`/],
  [
    "ExecutableNotFound: failed to execute PosixPath('dot'), make sure the Graphviz executables are on your systems' PATH",
    /^the cell calls the program `dot`/,
  ],
  [
    'OpenAIError: Missing credentials. Please pass an `api_key`, or set the `OPENAI_API_KEY` environment variable.',
    /^the cell needs `OPENAI_API_KEY`/,
  ],
  ["OSError: Cannot save file into a non-existent directory: 'out'", /^there is no folder `out` to write into/],
  ['error: unbalanced parenthesis at position 3', /^fix the cell/],
  ['ValueError: SOME_TOKEN_COUNT is 3', /^fix the cell/],
])('what the machine lacks is said: %s', (real, said) => {
  expect(help('f()', real)).toMatch(said);
});

test('of what Java raised, the line that says why is shown', () => {
  const real =
    'Py4JJavaError: An error occurred while calling o27.sql.\n: java.lang.IllegalStateException: stopped.\n\tat a.b';
  expect(firstOf(real)).toBe(
    'Py4JJavaError: An error occurred while calling o27.sql: java.lang.IllegalStateException: stopped.',
  );
});

test.each(['inspect', 'pprint', 'timeit', 'traceback'])('%s is a module that the lesson forgot', (name) => {
  const real = `NameError: name '${name}' is not defined`;
  expect(help(`${name}.run(f)`, real, [], undefined, { bindingOf: () => undefined as never })).toMatch(
    new RegExp(`^nothing in the lesson imports it: write \`import ${name}\``),
  );
});

test.each([
  'NoCredentialsError: Unable to locate credentials',
  'DefaultCredentialsError: Your default credentials were not found.',
  'ValueError: You need to set a valid API key. You can set it in 3 ways:',
])('a key without a name is none of this machine either: %s', (real) =>
  expect(help('f()', real)).toMatch(/^the cell needs a key, .*: write `skip` on its fence, or /),
);

test.each(["KeyError: 'token'", 'ValueError: the key is not in the table'])(
  'another key is one of the code: %s',
  (real) => expect(help('f()', real)).toMatch(/^fix the cell/),
);

test('what a cell prints, in a fence of code, is an output', () => {
  const bindingOf = () => undefined as unknown as Span;
  const said = (source: string, name: string) =>
    help(source, `NameError: name '${name}' is not defined`, [], undefined, { bindingOf });
  const output = 'call the fence `output` where it shows what a cell prints, or `text`; otherwise define ';
  expect(said('array([  7.,  12.,\n  3.])', 'array')).toBe(`${output}\`array\``);
  expect(said('furn\neniroulf', 'furn')).toBe(`${output}\`furn\``);
  expect(said('array([1, 2]).sum()', 'array')).toMatch(/^nothing in the lesson/);
  expect(said('total', 'total')).toMatch(/^nothing in the lesson/);
});

test('`file` is of Python 2 where it is called', () => {
  const real = "NameError: name 'file' is not defined";
  expect(help("f = file('a.txt')", real)).toContain('of Python 2');
  expect(help('for line in file:\n    print(line)', real)).not.toContain('Python 2');
});

test('a name that a star import does not bring is none that is assigned later', () => {
  const source = 'from shapes import *\narea = 1\nCircle(2)';
  const bindingOf = () => ({ start: 500, end: 506 });
  expect(help(source, "NameError: name 'Circle' is not defined", [], undefined, { bindingOf })).toBe(
    '`from shapes import *` brings no `Circle`: import it by its name from where it is, or write `raises=NameError` on its fence if it is meant to raise',
  );
});

test('a notebook has no `__file__`', () => {
  expect(help('Path(__file__).parent', "NameError: name '__file__' is not defined")).toMatch(
    /^a notebook has no `__file__`: write `Path\.cwd\(\)` for the folder of the lesson; if .* write `display` on the fence$/,
  );
});

test('a script that hands its arguments to a library has those of the kernel', () => {
  const real = 'SystemExit: usage: ipykernel_launcher.py [global_opts] cmd1\n\nerror: option -f not recognized';
  expect(help('setuptools.setup(name="a")', real)).toMatch(/^in a notebook `sys.argv` holds the kernel's own/);
});

test('lines that say what a value is are an output', () => {
  const said = (source: string) => help(source, 'SyntaxError: illegal target for annotation');
  const output = /^call the fence `output` where it shows what the cell before it prints, or `text`/;
  expect(said('primes is initially: [2, 3, 5]\nprimes has become: [2, 3, 5, 7]')).toMatch(output);
  expect(said('if x is y: print(x')).not.toMatch(output);
  expect(said('x: int = 3 4')).not.toMatch(output);
});

test('a file that is there in other capitals is named', () => {
  const folders: Readonly<Record<string, readonly string[]>> = {
    '.': ['source-md/'],
    'source-md': ['a/'],
    'source-md/a': ['Data/', 'b.md'],
    'source-md/a/Data': ['gap.csv'],
  };
  const real = "FileNotFoundError: [Errno 2] No such file or directory: 'data/Gap.csv'";
  const text = 'open("data/Gap.csv")';
  const { lesson } = compileLesson(
    `# A\n\n\`\`\`python\n${text}\n\`\`\`\n`,
    'source-md/a/b.md',
    defaultConfig,
    noFiles,
  );
  const [code] = codesIn(lesson.blocks);
  const context = { file: 'source-md/a/b.md', text: lesson.text, cell: 'c', image: () => undefined };
  const said = (entries: (path: string) => readonly string[] | undefined) =>
    code && raiseHelp(code, real, { ...context, entries }).help;
  expect(said((path) => folders[path])).toMatch(
    /^there is no file `source-md\/a\/data\/Gap\.csv`, but `source-md\/a\/Data\/gap\.csv` is there: write the path in the same capitals, or /,
  );
  expect(said(() => undefined)).toMatch(/^there is no file `source-md\/a\/data\/Gap\.csv`: put it there/);
});
