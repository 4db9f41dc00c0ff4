import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { isSolutionTitle } from '../../src/markdown/vocabulary.ts';

function read(text: string) {
  const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  const [student, instructor] = notebooks.map((notebook) => notebook.text);
  const errors = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, span }) => `${rule} ${text.slice(0, span.start).split('\n').length}`);
  return { student: student ?? '', instructor: instructor ?? '', errors };
}

const secret = 'zebra is a quagga';
const exercise = (part: string) => `# A\n\n:::exercise{#a}\nText.\n\n${part}\n\n:::\n`;
const lesson = (part: string) => `# A\n\nText.\n\n${part}\n`;

test.each([
  '```{admonition} Solution\n:class: dropdown\n\nX\n```',
  ':::{admonition} Solution\n:class: dropdown\n\nX\n:::',
  ':::{dropdown} Solution\nX\n:::',
  ':::{dropdown} Show the answer\nX\n:::',
  '```{toggle} Lösung\nX\n```',
  '::: {.callout-tip collapse="true" title="Solution"}\nX\n:::',
  '::: {.callout-tip collapse="true"}\n## Solution\n\nX\n:::',
  '::: spoiler\n\n## Solution 2\n\nX\n\n:::',
  ':::note{title="Answer key"}\nX\n:::',
  '::: .solution\nX\n:::',
  '::: .{solution}\nX\n:::',
  ':::note\n**Solution**\n\nX\n:::',
  ':::spoiler\n__Solution__:\n\nX\n:::',
  ':::{grid-item-card} Solution\nX\n:::',
  '```{code-block} python\n:caption: Solution\nX\n```',
  '```sql title="Solution"\nX\n```',
  ':::{tab-item} Solution to exercise 3\nX\n:::',
  '!!! tip "Correction du sujet 38"\n    X',
])('what is titled a solution is one: %j', (part) => {
  for (const text of [exercise(part.replace('X', secret)), lesson(part.replace('X', secret))]) {
    const { student, instructor, errors } = read(text);
    expect(errors).toEqual([]);
    expect(student).not.toContain('quagga');
    expect(instructor).toContain('quagga');
  }
});

test.each([
  ['::: .solution', '::: {.solution}'],
  ['::: .{solution collapse="true"}', '::: {.solution collapse="true"}'],
])('an opener that no tool reads is taken for what it must mean, and that is said: %s', (opener, right) => {
  const text = `# A\n\n${opener}\nX\n:::\n\n::: {.solution}\nX\n:::\n`;
  const { diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  expect(diagnostics.map(({ rule, severity, message, help }) => [rule, severity, message, help])).toEqual([
    ['container-unknown', 'info', `the container \`${opener.slice(4)}\` is taken for \`solution\``, `write ${right}`],
  ]);
});

test('a cell that is folded and begins as a solution is the solution of its exercise', () => {
  const cell = '```{code-cell}\n:tags: [hide-cell]\n# Solution\nzebra = "quagga"\n```';
  expect(read(exercise(cell)).student).not.toContain('quagga');
  expect(read(exercise(cell)).instructor).toContain('quagga');
});

test.each([
  '```{python}\n#| code-fold: true\n#| code-summary: "Show the solution"\nzebra = "quagga"\n```',
  '```python title="Solution 2"\nzebra = "quagga"\n```',
])('a cell whose title or fold says so is one: %j', (part) => {
  expect(read(exercise(part)).errors).toEqual([]);
  expect(read(exercise(part)).instructor).toContain('quagga');
  for (const text of [exercise(part), lesson(part)]) expect(read(text).student).not.toContain('quagga');
});

test.each(['## Possible solutions\n\n:::{solution} One way\nX\n:::', '### Solution\n\n::: solution\nX\n:::'])(
  'a heading says what the container below it keeps: %j',
  (part) => {
    const { student, instructor, errors } = read(exercise(part.replace('X', secret)));
    expect(errors).toEqual([]);
    expect(student).not.toContain('quagga');
    expect(instructor).toContain('quagga');
    expect(read(lesson(part.replace('X', secret))).errors).toEqual([]);
  },
);

test.each([
  ['## Solution 1\n\nX', 5],
  ['- a\n\n  ```{admonition} Solution\n  X\n  ```\n\n  more', 7],
])('where it cannot be told what belongs to it, it is an error: %j', (part, line) => {
  expect(read(lesson(part.replace('X', secret))).errors).toEqual([`secret-stays-text ${line}`]);
});

test.each([
  ['Solution', true],
  ['Solution 2', true],
  ['Solution: with a loop', true],
  ['Solution to Exercise 3', true],
  ['Answer key', true],
  ['Sample solution', true],
  ['Lösung zu Aufgabe 3', true],
  ['Solución', true],
  ['Answers to common questions we get', false],
  ['Solution Code', false],
  ['Another solution for scripts', false],
  ['Solutions architecture', false],
  ['Method Resolution Order', false],
  ['Why this is no solution', false],
  ['Notes', false],
])('the title %j says that it is a solution: %j', (title, is) => {
  expect(isSolutionTitle(title)).toBe(is);
});

const title = fc.constantFrom(
  'Solution',
  'Solution 3',
  'Show the answer',
  'Answer key',
  'Lösung',
  'Réponse',
  'Soluzione',
);
const block = fc.tuple(title, fc.nat(8)).map(([name, kind]) => {
  const blocks = [
    `:::{dropdown} ${name}\n${secret}\n:::`,
    `:::{admonition} ${name}\n:class: dropdown\n\n${secret}\n:::`,
    `~~~{admonition} ${name}\n:class: dropdown\n\n${secret}\n~~~`,
    `::: {.callout-tip title="${name}"}\n${secret}\n:::`,
    `::: spoiler\n\n### ${name}\n\n${secret}\n\n:::`,
    `<details><summary>${name}</summary>\n\n${secret}\n\n</details>\n`,
    `<details>\n<summary><b>${name}</b></summary>\n${secret}\n</details>\n`,
    `> ${secret}\n{: .solution}`,
    `## ${name}\n\n${secret}`,
  ];
  return blocks[kind] ?? '';
});
const nestings: readonly ((text: string) => string)[] = [
  (text) => `- a\n\n${text.replace(/^(?=.)/gm, '  ')}`,
  (text) => `1. a\n\n${text.replace(/^(?=.)/gm, '   ')}\n\n   more`,
  (text) => text.replace(/^/gm, '> '),
  (text) => `:::::note\nText.\n\n${text}\n\n:::::`,
  (text) => `:::::spoiler\n\n${text}\n\n:::::`,
  (text) => `<div>\n\n${text}\n\n</div>\n`,
];

test('what is titled a solution, nested in whatever, is in no byte of the student notebook, or an error says so', () => {
  fc.assert(
    fc.property(
      block,
      fc.array(fc.constantFrom(...nestings), { maxLength: 3 }),
      fc.constantFrom(exercise, lesson),
      (part, around, place) => {
        const text = place(around.reduce((inner, nest) => nest(inner), part));
        const { student, errors } = read(text);
        if (errors.length === 0) expect(student, text).not.toContain('quagga');
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 300) },
  );
});

test.each([
  '??? tip "Correction exercice 2"\n\n    X\n',
  '<details>\n<summary>Correction</summary>\n\nX\n\n</details>\n',
])('a correction that is folded is a solution, one that a heading names may be a topic: %j', (part) => {
  const { student, instructor, errors } = read(lesson(part.replace('X', secret)));
  expect(errors).toEqual([]);
  expect(student).not.toContain('quagga');
  expect(instructor).toContain('quagga');
  expect(read(lesson(`## Correction\n\n${secret}\n`)).errors).toEqual([]);
});

test.each([
  ['## The solution: descriptors', false],
  ['#### Une solution', false],
  ['## 2. Une solution : la librairie p5', false],
  ['## Solution', true],
  ['### solution v1', true],
  ['## Example solution, zipped', true],
  ['## Solution: descriptors', true],
])(
  'a heading with an article is a topic where nobody was asked, and a solution where somebody was: %s',
  (heading, isAlways) => {
    const part = `${heading}\n\n${secret}`;
    expect(read(lesson(part)).errors).toHaveLength(isAlways ? 1 : 0);
    const asked = ['## Exercise 1\n\nDouble it.', '**Problem:** Double it.'].map((one) => lesson(`${one}\n\n${part}`));
    for (const text of [...asked, exercise(part)]) {
      const { student, errors } = read(text);
      expect(errors.length > 0 || !student.includes('quagga')).toBe(true);
    }
  },
);

test.each([
  '> ## Sum\n>\n> Add.\n>\n> > ## Solution\n> >\n> > X\n> {: .solution}\n{: .challenge}',
  '> ## Solution\n>\n> X\n{: .solution}',
  '> X\n{: .solution}',
  ':::solution\nX\n:::',
  '::: {.callout-tip title="Solution"}\nX\n:::',
  '??? success "Solution"\n    X',
  '<details><summary>Solution</summary>\nX\n</details>',
])('the block of a solution in a fence of plain text is an error: %j', (block) => {
  for (const info of ['', 'text', 'plaintext']) {
    const fence = `\`\`\`\`${info}\n${block.replace('X', secret)}\n\`\`\`\``;
    expect(read(lesson(fence)).errors).toMatchObject([expect.stringMatching(/^secret-stays-text /)]);
    expect(read(exercise(fence)).errors).toMatchObject([expect.stringMatching(/^secret-stays-text /)]);
    expect(read(exercise(`:::solution\n${fence}\n:::`)).errors).toEqual([]);
    // Where it is shown how such a block is written.
    expect(read(`# A\n\n## Callouts in Markdown\n\nWrite:\n\n${fence}\n`).errors).toEqual([]);
    expect(read(`# Write Markdown\n\n\`\`\`python\n# one\n\`\`\`\n\n${fence}\n`).errors).toEqual([]);
    expect(read(`# A\n\n## Hidden\n\nOur directive hides it:\n\n${fence}\n`).errors).toEqual([]);
  }
  expect(read(lesson(`\`\`\`\`md\n${block}\n\`\`\`\``)).errors).toEqual([]);
});

test.each([
  'Solution: 42',
  '## Solution\n\n42',
  '# Answer\nx = 1',
  'Enter your answer:\n> yes',
  '[solution]\nname = 1',
])('what a program shows in such a fence is none: %j', (block) =>
  expect(read(lesson(`\`\`\`\n${block}\n\`\`\``)).errors).toEqual([]),
);

test('a block that is kept from students by its title alone is said, once a lesson', () => {
  const said = (text: string) =>
    compileLesson(text, 'source-md/a.md', defaultConfig, noFiles).diagnostics.flatMap(({ rule, message }) =>
      rule === 'solution-kept' ? [message] : [],
    );
  const open = '```{admonition} la solution\nX\n```';
  expect(said(lesson(open))).toEqual(['students do not get this block, by its title: `la solution`']);
  expect(said(lesson(`${open}\n\n=== "Answer"\n    X\n\n!!! tip "Solution"\n    X`))).toEqual([
    'students do not get 3 blocks, by their titles: `la solution`, `Answer`, `Solution`',
  ]);
  expect(said(exercise(open))).toEqual([]);
  for (const block of [
    ':::solution\nX\n:::',
    '??? tip "Solution"\n    X',
    ':::{admonition} Solution\n:class: dropdown\n\nX\n:::',
  ])
    expect(said(lesson(block))).toEqual([]);
});

test.each([
  '??? tip "Correction avec une file"\n    X',
  '??? note "Solution avec une pile"\n    X',
  ':::{dropdown} Réponse, en bref\nX\n:::',
])('a folded block is a solution whatever its title says behind that word, and it is said: %j', (block) => {
  const text = lesson(block.replace('X', secret));
  expect(read(text).student).not.toContain('quagga');
  expect(read(text).instructor).toContain('quagga');
  const { diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  expect(diagnostics.map(({ rule }) => rule)).toEqual(['solution-kept']);
});

test.each(['??? tip "Pour la preuve de correction"\n    X', '!!! tip "Correction sujet 38 avec une preuve"\n    X'])(
  'others are none: %j',
  (block) => expect(read(lesson(block.replace('X', secret))).student).toContain('quagga'),
);
