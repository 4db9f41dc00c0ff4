import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/load-config.ts';
import { lineIndex } from '../../src/text/span.ts';

/** Findings as `line:column "text at the span" rule: message (help)`. */
function findings(text: string): string[] {
  const lines = lineIndex(text);
  return readConfig(text, 'coursewright.yaml').diagnostics.map(({ span, rule, message, help }) => {
    const { line, column } = lines.point(span.start);
    const there = JSON.stringify(text.slice(span.start, span.end));
    return `${line}:${column} ${there} ${rule}: ${message}${help === undefined ? '' : ` (${help})`}`;
  });
}

const keys =
  'the keys are $schema, source, output, variants, instructors, order, dialect, framework, outputs, solutions, kernel, python, execute, confirm, math, images, colab, rules';

test.each<[string, string, string[]]>([
  ['nothing', '', []],
  ['comments only', '# yaml-language-server: $schema=x\n\n', []],
  ['an empty document', '---\n...\n', []],
  ['JSON', '{"source": "lessons"}', []],

  ['a misspelt key', 'sorce: x\n', ['1:1 "sorce" unknown-key: unexpected key `sorce`, did you mean `source`?']],
  ['a key in JSON', '{"sorce": 1}', ['1:2 "\\"sorce\\"" unknown-key: unexpected key `sorce`, did you mean `source`?']],
  ['a key like no other', 'colour: red\n', [`1:1 "colour" unknown-key: unexpected key \`colour\` (${keys})`]],
  [
    'a misspelt nested key',
    'execute:\n  timout: 3\n',
    ['2:3 "timout" unknown-key: unexpected key `timout` in `execute`, did you mean `timeout`?'],
  ],
  [
    'a nested key at the top',
    'lesson-timeout: 4\n',
    ['1:1 "lesson-timeout" unknown-key: unexpected key `lesson-timeout`, did you mean `execute.lessonTimeout`?'],
  ],
  ['__proto__', '__proto__: {x: 1}\n', [`1:1 "__proto__" unknown-key: unexpected key \`__proto__\` (${keys})`]],
  [
    'constructor',
    'constructor: 1\n',
    ['1:1 "constructor" unknown-key: unexpected key `constructor`, did you mean `instructors`?'],
  ],
  ['a merge key', '<<: {source: a}\n', [`1:1 "<<" unknown-key: unexpected key \`<<\` (${keys})`]],
  ['a list as a key', '? [a]\n: 1\n', [`1:3 "[a]" unknown-key: unexpected key \`[a]\` (${keys})`]],
  ['no key', ': a\n', ['1:1 ":" unknown-key: unexpected colon without a key before it']],

  [
    'a word of none of an enumeration',
    'images: relativ\n',
    [
      '1:9 "relativ" invalid-value: unexpected `relativ` for `images`, expected `relative`, `absolute` or `data` (did you mean `relative`?)',
    ],
  ],
  [
    'a list for a text',
    'source: [a]\n',
    ['1:9 "[a]" invalid-value: unexpected list for `source`, expected a text that is not empty'],
  ],
  [
    'a text for a list',
    'variants: student\n',
    [
      '1:11 "student" invalid-value: unexpected `student` for `variants`, expected a list (write `variants: [student]`)',
    ],
  ],
  [
    'a number for a mapping',
    'execute: 5\n',
    ['1:10 "5" invalid-value: unexpected `5` for `execute`, expected keys such as `timeout`, `lessonTimeout`, `jobs`'],
  ],
  [
    'neither a number nor a word',
    'execute: {jobs: fast}\n',
    ['1:17 "fast" invalid-value: unexpected `fast` for `execute.jobs`, expected a whole number from 1 or `auto`'],
  ],
  [
    'a number too small',
    'execute: {jobs: 0}\n',
    ['1:17 "0" invalid-value: unexpected `0` for `execute.jobs`, expected a whole number from 1 or `auto`'],
  ],
  [
    'infinity',
    'execute: {timeout: .inf}\n',
    ['1:20 ".inf" invalid-value: unexpected `.inf` for `execute.timeout`, expected a number above 0'],
  ],
  [
    'a number in quotes',
    'execute: {timeout: "5"}\n',
    [
      '1:20 "\\"5\\"" invalid-value: unexpected `"5"` for `execute.timeout`, expected a number above 0 (write it without quotes)',
    ],
  ],
  [
    'yes',
    'colab: {badge: yes}\n',
    ['1:16 "yes" invalid-value: unexpected `yes` for `colab.badge`, expected `true` or `false` (write `true`)'],
  ],
  [
    'a folder of notebooks outside of the course',
    'output: /srv/notebooks',
    [
      '1:9 "/srv/notebooks" invalid-value: unexpected `/srv/notebooks` for `output`, expected a folder relative to this file',
    ],
  ],
  [
    'no value',
    'source:\noutput: a\n',
    ['1:1 "source" invalid-value: unexpected empty value for `source`, expected a text that is not empty'],
  ],
  [
    'two requirements in one',
    'python: {requirements: ["numpy, pandas", "a[x]>=1,<2; python_version<\'3.11\'", "b @ https://c/d.whl"]}\n',
    [
      '1:25 "\\"numpy, pandas\\"" invalid-value: unexpected `"numpy, pandas"` for `python.requirements`, expected one pip requirement such as `numpy>=2`',
    ],
  ],
  [
    'an option for pip',
    'python: {requirements: [--pre]}\n',
    [
      '1:25 "--pre" invalid-value: unexpected `--pre` for `python.requirements`, expected one pip requirement such as `numpy>=2`',
    ],
  ],
  [
    'a size of fruit',
    'execute: {maxOutput: 10 apples}\n',
    ['1:22 "10 apples" invalid-value: unexpected `10 apples` for `execute.maxOutput`, expected a size such as `10MB`'],
  ],
  [
    'an address with a token in it',
    'execute: {gateway: http://host/?token=x}\n',
    [
      '1:20 "http://host/?token=x" invalid-value: unexpected `http://host/?token=x` for `execute.gateway`, expected the address of a Jupyter server such as `https://host:8888`, without a token',
    ],
  ],
  [
    'a doubled item',
    'order: [a, b, a]\n',
    ['1:15 "a" invalid-value: unexpected second `a` in `order`, expected each item once'],
  ],
  [
    'an empty list',
    'variants: []\n',
    ['1:11 "[]" invalid-value: unexpected empty list for `variants`, expected at least one item'],
  ],
  [
    'several problems, in order',
    'images: 1\nsorce: x\n',
    [
      '1:9 "1" invalid-value: unexpected `1` for `images`, expected `relative`, `absolute` or `data`',
      '2:1 "sorce" unknown-key: unexpected key `sorce`, did you mean `source`?',
    ],
  ],
  [
    'rules that do not exist, or do not so count',
    'rules:\n  yaml-tabs: off\n  yaml-tab: warn\n',
    [
      '3:13 "warn" invalid-value: unexpected `warn` for `rules.yaml-tab`, expected `error`, `warning`, `info` or `off`',
      '2:3 "yaml-tabs" unknown-rule: unexpected rule `yaml-tabs`, did you mean `yaml-tab`?',
    ],
  ],

  [
    'a key twice',
    'kernel: a\nkernel: b\n',
    ['2:1 "kernel" duplicate-key: unexpected second `kernel`, expected each key once'],
  ],
  [
    'a key twice, the second with a value that cannot be',
    'kernel: a\nkernel: [b]\n',
    ['2:1 "kernel" duplicate-key: unexpected second `kernel`, expected each key once'],
  ],
  [
    'a key twice and an earlier problem',
    'images: 1\nkernel: a\nkernel: b\nsorce: c\n',
    [
      '1:9 "1" invalid-value: unexpected `1` for `images`, expected `relative`, `absolute` or `data`',
      '3:1 "kernel" duplicate-key: unexpected second `kernel`, expected each key once',
      '4:1 "sorce" unknown-key: unexpected key `sorce`, did you mean `source`?',
    ],
  ],
  ['a tab', 'execute:\n\tjobs: 1\n', ['2:1 "\\t" yaml-tab: unexpected tab, expected spaces as indentation']],
  [
    'too little indentation',
    'execute:\n    jobs: 1\n  timeout: 2\n',
    ['3:1 "  " yaml-syntax: unexpected indentation, expected that of the lines above'],
  ],
  [
    'too much indentation',
    'source: a\n  output: b\n',
    ['2:1 "  " yaml-syntax: unexpected indentation, expected that of the lines above'],
  ],
  [
    'a colon in a value',
    'source: a: "b"\n',
    [
      '1:10 ":" yaml-syntax: unexpected second colon, expected a value that has it in quotes (write `source: \'a: "b"\'`)',
    ],
  ],
  ['an open quote', 'source: "x\noutput: 1\n', ['1:9 "\\"" yaml-syntax: unexpected end, expected a closing "']],
  ['an open bracket', 'order: [1, 2\nkernel: b\n', ['1:8 "[" yaml-syntax: unexpected end, expected a closing `]`']],
  ['an open brace', 'execute: {jobs: 1\r\n', ['1:10 "{" yaml-syntax: unexpected end, expected a closing `}`']],
  [
    'no blank after a colon, alone',
    'source:lessons\n',
    [
      '1:1 "source:lessons" yaml-not-mapping: unexpected text, expected keys with values (a blank must follow the colon)',
    ],
  ],
  [
    'no blank after a colon',
    'kernel: a\nsource:lessons\n',
    ['2:1 "source:lessons" yaml-syntax: unexpected text after a colon, expected a blank (write `source: lessons`)'],
  ],
  ['no colon', 'kernel: a\nsource b\n', ['2:1 "source b" yaml-syntax: unexpected line, expected `key: value`']],
  [
    'a list',
    '- a\n- b\n',
    ['1:1 "- a" yaml-not-mapping: unexpected list, expected keys with values (write one `key: value` a line)'],
  ],
  ['a list after a value', 'source: a\n- b\n', ['2:1 "- b" yaml-syntax: unexpected list item, expected a key']],
  [
    'a list on the line of its key',
    'order: - a\n',
    ['1:8 "-" yaml-syntax: unexpected `-` after a key (begin the list on the next line, or write `key: [item, item]`)'],
  ],
  [
    'a backtick',
    'source: `x`\n',
    ['1:9 "`" yaml-syntax: unexpected "`" at the start of a value (put the value in quotes)'],
  ],
  [
    'an apostrophe in quotes',
    "source: 'it's'\n",
    ['1:13 "s\'" yaml-syntax: unexpected text after a value (put the whole value in quotes)'],
  ],
  ['two documents', 'source: a\n---\nsource: b\n', ['2:1 "---" yaml-syntax: unexpected second document, expected one']],
  ['a tag', 'source: !include x\n', ['1:9 "!include" yaml-syntax: unexpected tag `!include`, expected plain data']],
  [
    'an alias of nothing',
    'source: *.md\n',
    [
      '1:9 "*.md" yaml-alias: unexpected alias `*.md`, expected an anchor `&.md` before it (a text that starts with `*` wants quotes)',
    ],
  ],
  ['an alias of itself', 'order: &x [*x]\n', ['1:12 "*x" yaml-alias: unexpected alias `*x` inside what it refers to']],
  ['an alias in its place', 'source: &a x\noutput: *a\n', []],
])('%s', (_, text, expected) => {
  expect(findings(text)).toEqual(expected);
});

test('aliases that multiply beyond reason are one finding', () => {
  const line = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join(', ')}]\n`;
  const text = `${line('a', 'x')}${line('b', '*a')}${line('c', '*b')}${line('d', '*c')}${line('e', '*d')}`;
  const bombs = readConfig(text, 'c').diagnostics.filter((finding) => finding.rule === 'yaml-alias');
  expect(bombs.map(({ message }) => message)).toEqual([
    'unexpected number of aliases, expected data that stays small when they are filled in',
  ]);
});

test('more aliases than can be looked up in time are one finding, at the first too many', () => {
  const text = `kernel: &k x\n${'output: *k\n'.repeat(101)}`;
  expect(findings(text)).toEqual(['102:9 "*k" yaml-alias: unexpected number of aliases, 101, expected at most 100']);
  expect(findings(`a: &k x\n${'output: *k\n'.repeat(100)}`).filter((one) => one.includes('at most'))).toEqual([]);
});

test('the second of two keys names the first', () => {
  const [finding] = readConfig('kernel: a\nkernel: b\n', 'c.yaml').diagnostics;
  expect(finding?.related).toEqual([{ message: 'first given here', file: 'c.yaml', span: { start: 0, end: 6 } }]);
});
