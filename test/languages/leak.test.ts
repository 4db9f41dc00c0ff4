import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findLeaks, type PublicPart } from '../../src/languages/leak.ts';
import { givenBy } from '../../src/languages/leak-lines.ts';

const solution = `import math

def spread(values):
    """How far the values lie apart."""
    mean = sum(values) / len(values)
    squares = [(value - mean) ** 2 for value in values]
    # The mean of the squares
    return math.sqrt(sum(squares) / len(squares))`;

const body = solution.split('\n').slice(4);
const starter = 'import math\n\ndef spread(values):\n    """How far the values lie apart."""\n    ...';
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const html = body
  .join('\n')
  .replaceAll('/', '<span class="o">/</span>')
  .replaceAll('sum', '<span class="nb">sum</span>')
  .replaceAll("'", '&#39;')
  .replaceAll(' for ', ' <b>for</b> ');
const ansi = body
  .map((line, at) => `\x1b[1;32m${at === 1 ? '----> ' : '      '}${at + 5}\x1b[0m \x1b[0;34m${line}\x1b[0m`)
  .join('\n');

/** Ways in which a solution can get into what students have. */
const ways: { name: string; kind: PublicPart['kind']; text: string; how: string }[] = [
  {
    name: 'the output of a cell that prints its source',
    kind: 'made',
    text: `def f():\n${body.join('\n')}\n`,
    how: 'plain',
  },
  {
    name: 'one telling line of it',
    kind: 'made',
    text: `value\n  squares = [(value - mean)**2 for value in values]\n`,
    how: 'plain',
  },
  { name: 'a coloured traceback with line numbers', kind: 'made', text: ansi, how: 'plain' },
  { name: 'metadata, as JSON', kind: 'made', text: JSON.stringify({ solution: body.join('\n') }), how: 'plain' },
  {
    name: 'metadata, as lines of JSON inside of JSON',
    kind: 'made',
    text: JSON.stringify(JSON.stringify(body)),
    how: 'plain',
  },
  { name: 'an attachment in base64', kind: 'made', text: `data:text/plain;base64,${base64(solution)}`, how: 'base64' },
  {
    name: 'compressed widget state',
    kind: 'made',
    text: JSON.stringify({ state: base64(gzipSync(solution)) }),
    how: 'base64',
  },
  {
    name: 'compressed otherwise, in hex',
    kind: 'made',
    text: `x ${deflateSync(solution).toString('hex')} y`,
    how: 'hex',
  },
  { name: 'coloured HTML', kind: 'made', text: `<pre>${html}</pre>`, how: 'html' },
  {
    name: 'a link to a visualiser',
    kind: 'exercise',
    text: `[see](https://x.org/v#code=${encodeURIComponent(solution)}&p=3)`,
    how: 'url',
  },
  {
    name: 'a comment in the starter',
    kind: 'exercise',
    text: `${starter}\n${body.map((line) => `    # ${line.trim()}`).join('\n')}`,
    how: 'plain',
  },
  {
    name: 'an HTML comment in the prompt',
    kind: 'exercise',
    text: `Write it.\n\n<!-- ${body.join(' ; ')} -->\n`,
    how: 'plain',
  },
  {
    name: 'a hint with other blanks and marks',
    kind: 'exercise',
    text: `> ${body.map((line) => line.trim().replaceAll(/ ([-=/*]+) /g, '$1')).join('\n> ')}`,
    how: 'plain',
  },
  {
    name: 'a renamed copy in a demo cell',
    kind: 'lesson',
    text: solution
      .replaceAll('values', 'data')
      .replaceAll('squares', 'qs')
      .replaceAll('mean', 'm')
      .replaceAll('value', 'd')
      .replaceAll('spread', 'std'),
    how: 'renamed',
  },
  {
    name: 'a copy in a string of a demo cell',
    kind: 'lesson',
    text: `answer = """\n${body.join('\n')}\n"""`,
    how: 'plain',
  },
];

test.each(ways)('a solution is found in $name', ({ kind, text, how }) => {
  const parts: PublicPart[] = [
    { where: 'prompt', kind: 'exercise', text: 'Write `spread(values)`: the standard deviation of the values.' },
    { where: 'here', kind, text },
  ];
  const leaks = findLeaks(['x = 1', solution], parts, [starter]);
  expect(leaks).toHaveLength(1);
  const [leak] = leaks;
  expect(leak).toMatchObject({ secret: 1, part: 1 });
  expect(leak?.how).toBe(how);
  expect(text.slice(leak?.start, leak?.end)).toBe(leak?.text);
  expect(leak?.lines.length).toBeGreaterThan(0);
});

test('the range is the leak and nothing around it', () => {
  const at = (text: string, kind: PublicPart['kind']) =>
    findLeaks([solution], [{ where: '', kind, text }], [starter]).map((leak) => leak.text);
  expect(at(`before\n${body.join('\n')}\nafter`, 'exercise')).toEqual([body.join('\n').slice(11).replace(/\)$/, ')')]);
  const run = base64(solution);
  expect(at(`before ${run} after`, 'made')).toEqual([run]);
});

const innocent: { name: string; text: string; kind: PublicPart['kind'] }[] = [
  { name: 'the signature and the imports', text: 'import math\n\ndef spread(values):\n    pass', kind: 'made' },
  { name: 'the starter', text: starter, kind: 'made' },
  { name: 'the docstring', text: 'How far the values lie apart.', kind: 'made' },
  { name: 'plain lines', text: 'return mean\nmean = 0\nfor value in values:\n    pass\nprint(mean)', kind: 'made' },
  { name: 'one line in a demo cell', text: 'mean = sum(values) / len(values)\nprint(mean)', kind: 'lesson' },
  {
    name: 'words about it',
    text: 'Take the mean, then the sum of the squares, and divide it by len(values).',
    kind: 'exercise',
  },
  {
    name: 'other code of the same form',
    text: '    total = max(values) / len(values)\n    other = [(a + b) ** 2 for a in c]\n    return math.sqrt(max(other) / len(other))',
    kind: 'lesson',
  },
  {
    name: 'a picture',
    text: base64(Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919) % 256))),
    kind: 'made',
  },
];

test.each(innocent)('$name is no leak', ({ text, kind }) => {
  expect(findLeaks([solution], [{ where: '', kind, text }], [starter])).toEqual([]);
});

test('what the author shows on purpose is no leak in an output', () => {
  const line = 'squares = [(value - mean) ** 2 for value in values]';
  const output: PublicPart = { where: 'output', kind: 'made', text: `      2 ${line}` };
  expect(findLeaks([solution], [output], [starter])).toHaveLength(1);
  expect(findLeaks([solution], [{ where: 'demo', kind: 'lesson', text: line }, output], [starter])).toEqual([]);
});

test('a solution put together from a demo cell and the prompt is no leak', () => {
  const demo = 'fig = figure(figsize=(10, 3))\naxes.set_ylabel("min")\naxes.plot(numpy.min(data, axis=0))\nfig.show()';
  const given = 'axes.set_ylim(0, 6)';
  const made = `axes.set_ylabel("min")\naxes.plot(numpy.min(data, axis=0))\n${given}`;
  expect(findLeaks([made], [{ where: '', kind: 'lesson', text: demo }], [given])).toEqual([]);
  expect(findLeaks([made], [{ where: '', kind: 'lesson', text: made }], [given])).toHaveLength(1);
});

test('one ordinary line of a longer solution that is given but for it is no leak in a lesson, and is one in what we make', () => {
  const longer =
    'def mean(values):\n    total = 0\n    for value in values:\n        total += value * 2\n    return total';
  const known = ['def mean(values):\n    total = 0\n    for value in values:\n        ...'];
  const part = { where: 'a cell', text: 'for value in prices:\n    total += value * 2\nprint(total)' };
  for (const kind of ['lesson', 'exercise'] as const) {
    expect(findLeaks([longer], [{ ...part, kind }], known)).toEqual([]);
  }
  expect(findLeaks([longer], [{ ...part, kind: 'made' }], known)).toHaveLength(1);
});

test('a test of the lesson with other cases is no leak of the one that has them', () => {
  const test = (cases: string) =>
    `@pytest.mark.parametrize("values, mean", [\n    ${cases},\n])\ndef test_mean(values, mean):\n    result = mean_of(numpy.array(values))\n    assert_allclose(result, mean, rtol=0.01)`;
  const [secret, other] = [test('([3, 5, 7, 9], 6), ([float("nan")], 0)'), test('([4, 6], 5)')];
  const part = (text: string): PublicPart => ({ where: '', kind: 'lesson', text });
  expect(findLeaks([secret], [part(other)])).toEqual([]);
  expect(findLeaks([secret], [part(secret)])).toHaveLength(1);
  expect(findLeaks([secret], [{ ...part(other), kind: 'made' }])).toHaveLength(1);
});

test('a hidden test is found in a visible cell', () => {
  const hidden = 'assert spread([1, 1, 1]) == 0\nassert round(spread([2, 4, 4, 4, 5, 5, 7, 9]), 3) == 2.0';
  const visible = 'assert spread([3, 3]) == 0';
  const part = (text: string): PublicPart => ({ where: '', kind: 'exercise', text });
  expect(findLeaks([hidden], [part(visible)], [visible])).toEqual([]);
  expect(findLeaks([hidden], [part(`${visible}\n"""\n${hidden}\n"""`)], [visible])).toHaveLength(1);
});

test('other languages too', () => {
  const r = 'spread <- function(values) {\n  m <- mean(values)\n  sqrt(sum((values - m)^2) / length(values))\n}';
  const found = findLeaks(
    [r],
    [
      {
        where: '',
        kind: 'lesson',
        text: r.replaceAll('values', 'x1').replaceAll(' m ', ' centre ').replace('- m)', '- centre)'),
      },
    ],
  );
  expect(found.map(({ how }) => how)).toEqual(['renamed']);
});

test('a large part and a long secret take no long time', () => {
  const text = Array.from({ length: 4000 }, (_, at) => `for a${at % 7} in b: c = d[a${at % 7}] + f(a${at % 5})`).join(
    '\n',
  );
  const secret = Array.from({ length: 60 }, (_, at) => `e${at} = d[a${at}] + f(b${at})`).join('\n');
  expect(findLeaks([secret], [{ where: '', kind: 'lesson', text }])).toEqual([]);
});

test('a solution of one line that puts a result together is told from any other line', () => {
  const solution = 'async def greet(name):\n    return f"Hello, {name}!"';
  const copied = 'async def other(name):\n    return f"Hello, {name}!"\n';
  const parts = (text: string) => [{ where: 'a cell', text, kind: 'lesson' as const }];
  expect(findLeaks([solution], parts(copied))).toHaveLength(1);
  expect(findLeaks([solution], parts('async def other(name):\n    return name\n'))).toEqual([]);
  expect(findLeaks(['def f():\n    return x'], parts('def g():\n    return x\n'))).toEqual([]);
});

test.each([
  ['as a lambda', 'def mean(values): ...\n\nf = lambda values: sum(values) / len(values)'],
  ['as a text to execute', 'exec("def mean(values):\\n    return sum(values) / len(values)")'],
  ['as an expression to evaluate', "eval('sum(values) / len(values)')"],
  ['as a text', 'code = """def mean(values):\n    return sum(values) / len(values)"""'],
  ['escaped', 'exec("\\x72eturn \\x73um(values) / len(\\x76alues)")'],
])('a starter that has the solution %s shows it', (_, starter) => {
  const secrets = ['def mean(values):\n    return sum(values) / len(values)'];
  const parts: PublicPart[] = [{ where: 'the starter', text: starter, kind: 'exercise' }];
  expect(findLeaks(secrets, parts, [givenBy(starter, secrets)])).toMatchObject([{ secret: 0, part: 0 }]);
});

test('what a starter has as code is given, with its texts and its own lambdas', () => {
  const starter = 'key = lambda row: row[1] * row[2]\nprint("The mean of them is", 3 * 4)\nrows = ____';
  const secrets = [starter.replace('____', 'sorted(rows)')];
  const parts: PublicPart[] = [{ where: 'the starter', text: starter, kind: 'exercise' }];
  expect(findLeaks(secrets, parts, [givenBy(starter, secrets)])).toEqual([]);
});
