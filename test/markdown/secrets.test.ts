import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { leakDiagnostics } from '../../src/confirm/leaks.ts';

const secret = 'zebra = quagga * 77';
const fence = '```';

function compile(text: string) {
  return compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
}

/** What students get of a lesson, its errors with their lines and the text that they are about, and their help. */
function read(text: string) {
  const { notebooks, diagnostics } = compile(text);
  return {
    student: notebooks.find(({ variant }) => variant === 'student')?.text ?? '',
    instructor: notebooks.find(({ variant }) => variant === 'instructor')?.text ?? '',
    errors: diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, span, help }) => ({
        rule,
        line: text.slice(0, span.start).split('\n').length,
        at: text.slice(span.start, span.end).split('\n')[0],
        help,
      })),
  };
}

/** An exercise whose parts begin at line 8. */
const exercise = (parts: string) => `# A\n\n${fence}python\n1\n${fence}\n\n:::exercise{#a}\n${parts}\n\n:::\n`;
const fenced = (info: string) => `${fence}${info}\n${secret}\n${fence}`;

test.each([
  ['bash solution', 'solution', 'if it is python'],
  ['bash test hidden', 'test', 'python test hidden'],
  ['sql solution', 'solution', ':::solution'],
  ['python3.11 solution', 'solution', 'did you mean `python`'],
  ['pyhton solution', 'solution', 'did you mean `python`'],
  [' solution', 'solution', 'name the language: ```python solution'],
  ['solution', 'solution', 'name the language: ```python solution'],
  ['python-solution', 'solution', '```python solution'],
  ['{.sql .solution}', 'solution', ':::solution'],
  ['{code-block} python solution', 'solution', '```python solution'],
  ['rust soluton', 'soluton', ':::solution'],
  ['text lösung', 'lösung', ':::solution'],
  ['bash starter', 'starter', '```python starter'],
])('a role on a fence that is no cell is an error at its word: %s', (info, at, help) => {
  for (const text of [exercise(fenced(info)), `# A\n\n${fence}python\n1\n${fence}\n\n\n${fenced(info)}\n`]) {
    const { errors, student } = read(text);
    expect(errors).toEqual([{ rule: 'role-without-cell', line: 8, at, help: expect.stringContaining(help) }]);
    if (!info.includes('starter')) expect(student).not.toContain('quagga');
  }
});

test('the text of such a fence counts as a solution where leaks are searched', () => {
  const shown = `${fence}text\nquagga_herd --count 77 | stripes --of zebra\n${fence}\n\n`;
  const compiled = compile(exercise(`${shown}${shown.replace('text', 'bash solution')}`));
  const exercises = compiled.lesson.blocks.filter((block) => block.type === 'exercise');
  expect(leakDiagnostics(compiled, exercises).map((leak) => leak.diagnostic.rule)).toEqual(['solution-shown']);
});

test('code that the prompt shows is given: a solution may repeat it', () => {
  const rows = Array.from(
    { length: 8 },
    (_, row) => `    [0.22${row}, 0.21${row}, 0.18${row}, 0.09${row}, 0.04${row}],`,
  );
  const data = ['zebra = [', ...rows, ']', 'quaggas = np.array(zebra)'].join('\n');
  const rules = (info: string) => {
    const prompt = `${fence}${info}\n${data}\n${fence}\n\n`;
    const solution = `:::solution\n${fence}python\n${data}\nnp.linalg.matrix_power(quaggas, 10)\n${fence}\n:::\n`;
    const compiled = compile(exercise(prompt + solution));
    const exercises = compiled.lesson.blocks.filter((block) => block.type === 'exercise');
    return leakDiagnostics(compiled, exercises).map(({ diagnostic }) => diagnostic.rule);
  };
  expect(rules('python display')).toEqual([]);
  expect(rules('')).toEqual([]);
  expect(rules('text')).toEqual(['solution-shown']);
});

test('a visible test that has the solution in it shows it; one that calls it, or is like a hidden one, does not', () => {
  const body = (name: string) =>
    `def ${name}(numbers):\n    total = sum(numbers)\n    count = len(numbers)\n    return total / count`;
  const rules = (visible: string, hidden: string) => {
    const cells = [
      ['solution', body('mean')],
      ['test', visible],
      ['test hidden', hidden],
    ];
    const fences = cells.map(([info, code]) => `${fence}python ${info}\n${code}\n${fence}`).join('\n\n');
    const compiled = compile(exercise(fences));
    const exercises = compiled.lesson.blocks.filter((block) => block.type === 'exercise');
    return leakDiagnostics(compiled, exercises).map(({ diagnostic }) => diagnostic.rule);
  };
  const asks = 'numbers = [1, 2, 6]\nassert mean(numbers) == 3, "the mean of three"';
  expect(rules(`${body('expected')}\n\nassert mean([1, 2]) == expected([1, 2])`, 'assert mean([1]) == 1')).toEqual([
    'solution-shown',
  ]);
  expect(rules(asks, asks.replace('6]', '6, 3]'))).toEqual([]);
  expect(rules(asks, asks)).toEqual([]);
});

test('a cell of the lesson that a solution repeats before it goes on does not show it; all of its cells do, and so does one alternative', () => {
  const plot = 'figure, axes = plt.subplots(figsize=(8, 3))\naxes.plot(values, curve(values), label="welfare")';
  const answer = 'def welfare(quantity):\n    return model.d_0 * quantity - model.d_1 * quantity ** 1.6 / 1.6';
  const cell = (code: string) => `${fence}python\n${code}\n${fence}\n\n`;
  const solution = (...codes: string[]) => `:::solution\n${codes.map(cell).join('')}:::\n\n`;
  const rules = (demo: string, ...solutions: string[]) => {
    const compiled = compile(`# A\n\n${demo}${exercise(solutions.join(''))}`);
    const exercises = compiled.lesson.blocks.filter((block) => block.type === 'exercise');
    return leakDiagnostics(compiled, exercises).map(({ diagnostic }) => diagnostic.rule);
  };
  expect(rules(cell(plot), solution(answer, plot))).toEqual([]);
  expect(rules(cell(plot) + cell(answer), solution(answer, plot))).toEqual(['solution-shown', 'solution-shown']);
  expect(rules(cell(answer), solution(answer), solution(plot))).toEqual(['solution-shown']);
});

test.each([
  '{.python .solution}',
  '{.solution .python}',
  'python {.solution}',
  '{code-cell} python solution',
  '{code-cell} solution',
  '{python} solution',
  '{python, solution}',
  'python role=solution',
  'python class="solution"',
  'python solution=true',
  'python,solution',
  '{.python} solution',
])('a solution is one in other spellings too: %s', (info) => {
  const { errors, student, instructor } = read(exercise(fenced(info)));
  expect(errors).toEqual([]);
  expect(student).not.toContain('quagga');
  expect(instructor).toContain('quagga');
});

test.each(['python {.test .hidden}', '{python} test hidden', '{.python .test .hidden}', 'python test hidden=true'])(
  'a hidden test is one in other spellings too: %s',
  (info) => {
    const { errors, student, instructor } = read(
      exercise(`${fenced('python solution')}\n\n${fence}${info}\nassert okapi\n${fence}`),
    );
    expect(errors).toEqual([]);
    expect(student).not.toContain('okapi');
    expect(instructor).toContain('okapi');
  },
);

test.each([
  '{.python .solutoin}',
  '{code-cell} python soluton',
  'python role=answer',
  'python Lösung',
  'python SOLUTION',
])('a misspelt role in other spellings is an error that says the right one: %s', (info) => {
  const { errors } = read(exercise(fenced(info)));
  expect(errors).toMatchObject([{ rule: 'fence-flag-unknown', line: 8, help: 'did you mean `solution`?' }]);
});

test.each([
  'python linenums="1" title="the solution"',
  '{.python .numberLines startFrom="7"}',
  'python file=solution.py',
  '{.python #solution}',
  '{code-cell} ipython3',
  'python solution=false',
  'bash title="solution.sh"',
  '{r setup, include=FALSE}',
  'sol',
  'markdown',
  'text display',
])('other words are no roles: %s', (info) => {
  expect(read(`# A\n\n${fence}python\n1\n${fence}\n\n${fenced(info)}\n`).errors).toEqual([]);
});

test.each([
  [':::solutoin', 'Write :::solution'],
  [':::answr', 'Write :::answer'],
  [':::Lösung', 'Write :::solution'],
  ['::: {.Lösung}', 'Write :::solution'],
  [':::Ответ', 'Write :::answer'],
  [':::insturctor', 'Write :::instructor'],
  [':::foo', 'remove this line'],
])('a container that nobody knows is an error in an exercise: %s', (line, help) => {
  const { errors } = read(exercise(`${line}\n${secret}\n:::`));
  expect(errors).toEqual([{ rule: 'container-unknown', line: 8, at: line, help: expect.stringContaining(help) }]);
});

test.each([
  [':::foo', []],
  [':::solutoin', ['container-unknown']],
  [':::Lösungen', ['container-unknown']],
])('outside of exercises only one that may be a solution is: %s', (line, rules) => {
  expect(read(`# A\n\n${line}\n${secret}\n:::\n`).errors.map(({ rule }) => rule)).toEqual(rules);
});

test.each([
  ['    :::python\n    >>> 1', []],
  ['    :::solutoin\n    >>> 1', ['secret-stays-text']],
  ['    :::zork\n    >>> 1\n    :::', ['container-unknown']],
])('indented code may begin with its language: %j', (code, rules) => {
  const { diagnostics } = compileLesson(`# A\n\nSay:\n\n${code}\n`, 'source-md/a.md', defaultConfig, noFiles);
  expect(diagnostics.map(({ rule }) => rule)).toEqual(rules);
});

test.each(['Lösung', 'Musterlösung anzeigen', 'Voir le corrigé', 'Ver la solución', '查看答案', 'Показать', 'Ответ'])(
  'a summary says in other languages that it folds a solution away: %s',
  (summary) => {
    const { student } = read(exercise(`<details>\n<summary>${summary}</summary>\n\n${secret}\n\n</details>\n`));
    expect(student.includes('quagga')).toBe(summary === 'Показать');
  },
);

test.each([
  [':::note{.solution}\nX\n:::'],
  ['::: {.foo .solution}\nX\n:::'],
  [':::{solution\nX\n:::'],
  [':::spoiler\nText.\n\n:::solution\nX\n:::\n:::'],
  [':::hint\nText.\n\n:::instructor\nX\n:::\n:::'],
  [':::spoiler\n```python solution\nX\n```\n:::'],
  ['- a\n\n  :::solution\n  X\n  :::'],
  ['> :::solution\n> X\n> :::'],
])('is taken out: %j', (part) => {
  const { errors, student, instructor } = read(exercise(part.replace('X', secret)));
  expect(errors).toEqual([]);
  expect(student).not.toContain('quagga');
  expect(instructor).toContain('quagga');
});

test('a solution in a fold-out of an exercise is its solution', () => {
  const { lesson } = compile(exercise(`:::spoiler\nText.\n\n${fenced('python solution')}\n:::`));
  expect(lesson.blocks.find((block) => block.type === 'exercise')).toMatchObject({
    parts: [{ type: 'callout' }, { type: 'solution' }],
  });
});

test.each([
  '- a\n\n  :::solution\n  X\n  :::\n\n  more',
  '- a\n\n  :::instructor\n  X\n  :::\n\n  more',
  '- a\n  - b\n\n    :::solution\n    X\n    :::',
  '- a\n\n  ```python solution\n  X\n  ```\n\n  more',
  '- a\n\n  ```python test hidden\n  X\n  ```\n\n  more',
])('is taken out of a list item, which goes on behind it: %j', (part) => {
  const { errors, student, instructor } = read(exercise(part.replace('X', secret)));
  expect(errors).toEqual([]);
  expect(student).not.toContain('quagga');
  expect(instructor).toContain('quagga');
});

test.each([
  ['- a\n\n  > :::solution\n  > X\n  > :::', 10],
  ['> - a\n>\n>   :::solution\n>   X\n>   :::\n>\n>   more', 10],
  ['Note[^1].\n\n[^1]: a\n\n    :::solution\n    X\n    :::', 12],
  ['- a\n\n  ```bash solution\n  X\n  ```', 10],
  ['- a\n\n  ```{solution} b\n  X\n  ```\n\n  more', 10],
  ['- a\n\n  <details><summary>Lösung</summary>\n\n  X\n\n  </details>\n\n  more', 10],
  ['<details><summary>Solution</summary>\nX\n</details>\n', 8],
  ['::solution\nX\n::', 8],
])('is an error where it stays text: %j', (part, line) => {
  const { errors } = read(exercise(part.replace('X', secret)));
  expect(errors).toMatchObject([{ rule: 'secret-stays-text', line }]);
});

test.each([
  ['in code about Markdown', '- a\n\n  ````markdown\n  :::solution\n  x\n  :::\n  ````\n\n  more'],
  ['in code in a line', 'Write `<summary>Solution</summary>`.'],
  ['in a solution', ':::solution\n- a\n\n  ```python solution\n  1\n  ```\n\n  more\n:::'],
])('nothing is said of what stands %s', (_, part) => {
  expect(read(exercise(part)).errors).toEqual([]);
});

/** One slip of the fingers behind the first letter. */
function slip(word: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min: 1, max: word.length - 2 }), fc.constantFrom('swap', 'drop', 'double', 'other'))
    .map(([at, kind]) => {
      const [a = '', b = ''] = word.slice(at, at + 2);
      const middle = { swap: b + a, drop: b, double: a + a + b, other: `q${b}` }[kind];
      return word.slice(0, at) + middle + word.slice(at + 2);
    });
}

const languages = ['python', 'py', 'bash', 'sql', 'python3.11', 'pyhton', 'r', '', 'text', 'C++', 'rust', 'js'];
const solutionWord = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('solution', 'answer', 'Lösung', 'solución', 'Solution') },
  slip('solution'),
);
const role = fc.oneof(solutionWord, fc.constantFrom('test hidden', 'hidden test'));
const info = fc.tuple(fc.constantFrom(...languages), role).chain(([language, words]) => {
  const each = words.split(' ');
  return fc.constantFrom(
    `${language} ${words}`,
    `{${[language, ...each]
      .filter((one) => one !== '')
      .map((one) => `.${one}`)
      .join(' ')}}`,
    `${language} {${each.map((one) => `.${one}`).join(' ')}}`,
    `{code-cell} ${language} ${words}`,
    `{code-block} ${language} ${words}`,
    `${language} ${each.map((one) => `${one}=true`).join(' ')}`,
    `${language} role=${each[0]} class="${words}"`,
    `{${language === '' || /\W/.test(language) ? 'python' : language}} ${words}`,
  );
});
const marker = fc.constantFrom('```', '~~~', '````');
const asFence = fc.tuple(info, marker).map(([words, mark]) => `${mark}${words}\n${secret}\n${mark}`);
const asContainer = fc
  .tuple(
    fc.oneof(solutionWord, fc.constant('instructor'), slip('instructor')),
    fc.constantFrom(':::', '::::'),
    fc.constantFrom('X', ' X', '{X}', ' {.X}', ' X {#id}', 'note{.X}'),
    fc.boolean(),
  )
  .filter(([word, , form]) => form !== 'note{.X}' || word === 'solution')
  .map(([word, colons, form, code]) => {
    const inner = code ? `${fence}python\n${secret}\n${fence}` : secret;
    return `${colons}${form.replace('X', word)}\n${inner}\n${colons}`;
  });
const asHtml = fc
  .tuple(fc.constantFrom('Solution', 'Show the answer', 'Lösung', 'Réponse'), fc.constantFrom('\n\n', '\n'))
  .map(([summary, gap]) => `<details>\n<summary>${summary}</summary>${gap}${secret}${gap}</details>\n`);
const asComment = fc.constant(`<!-- solution -->\n\n${secret}\n\n<!-- /solution -->`);

const indented = (text: string, first: string) =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? first : ' '.repeat(first.length)) + line)
    .join('\n');
const quoted = (text: string) => text.replace(/^/gm, '> ');
const nestings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => indented(`item\n\n${text}`, '- '),
  (text) => indented(`item\n\n${text}\n\nmore`, '- '),
  (text) => indented(text, '1. '),
  (text) => indented(`item\n\n${text}\n\nmore`, '12) '),
  quoted,
  (text) => quoted(`before\n\n${text}\n\nafter`),
  (text) => `See[^n].\n\n${indented(`note\n\n${text}`, '[^n]: ').replace(/^ {6}/gm, '    ')}`,
  (text) => `:::::hint\nText.\n\n${text}\n\n:::::`,
  (text) => `:::::spoiler\n${text}\n\n:::::`,
  (text) => `:::::note\n${text}\n\nText.\n:::::`,
  (text) => `<details>\n<summary>More</summary>\n\n${text}\n\n</details>\n`,
];
const nested = fc.array(fc.constantFrom(...nestings), { maxLength: 3 });

test('what an author marked as a secret is in no byte of the student notebook, or an error says so', () => {
  fc.assert(
    fc.property(fc.oneof(asFence, asContainer, asHtml, asComment), nested, fc.boolean(), (part, around, inExercise) => {
      const inner = around.reduce((text, nest) => nest(text), part);
      const text = inExercise ? exercise(`Text.\n\n${inner}\n`) : `# A\n\n${fence}python\n1\n${fence}\n\n${inner}\n`;
      const { student, errors } = read(text);
      if (errors.length === 0) expect(student, text).not.toContain('quagga');
    }),
    { numRuns: Number(process.env.RUNS ?? 500) },
  );
});

test('a lesson that is named as answers are is to be named for instructors, whatever its text tells', () => {
  const found = compileLesson(
    '# Answers\n\nIt is 2.\n',
    'source-md/basics/answers.md',
    defaultConfig,
    noFiles,
  ).diagnostics;
  const told = found.find(({ rule }) => rule === 'secret-stays-text');
  expect(told?.help).toMatch(
    /^name it in coursewright.yaml, `instructors: \[basics\/answers\]`; where students may have it/,
  );
});

test.each([
  ['alone', (held: string) => `<!--\n${held}\n-->\n`],
  ['with words first', (held: string) => `<!-- For us:\n${held}\n-->\n`],
  ['that is titled', (held: string) => `<!-- Solution\n\n${held}\n-->\n`],
  ['in a list', (held: string) => `- An item.\n\n  <!--\n${held.replace(/^/gm, '  ')}\n  -->\n`],
  ['in a quote', (held: string) => `> A quote.\n>\n> <!--\n${held.replace(/^/gm, '> ')}\n> -->\n`],
  [
    'line by line',
    (held: string) =>
      `<!-- **Solution 1:** -->\n${held.replace(/\n+(?:!!! .*\n)?/g, '\n').replace(/^.+$/gm, '<!-- $& -->')}\n`,
  ],
  ['in HTML', (held: string) => `<div>\n<!--\n${held.replace(/\n+/g, '\n')}\n-->\n</div>\n`],
])('what stands in a comment is no finding, and no student gets it: %s', (_, comment) => {
  const held = `::: solution\n${secret}\n:::\n\n::: {.panel}\n\n## Solution\n\n{{< include gone.qmd >}}\n\n!!! solution\n    ${secret}`;
  const text = `# A\n\n${comment(held)}\nMore text.\n`;
  const { student, instructor, errors } = read(text);
  expect(errors).toEqual([]);
  expect(student).not.toContain('quagga');
  expect(student).toContain('More text.');
  expect(instructor).toContain('quagga');
});

test('a comment in a sentence is one, too', () => {
  const { student, instructor, errors } = read(`# A\n\nDo it. <!-- solution: ${secret} --> More text.\n`);
  expect(errors).toEqual([]);
  expect(student).not.toContain('quagga');
  expect(student).toContain('Do it. <!-- --> More text.');
  expect(instructor).toContain('quagga');
});

test('what only looks like a comment, or only names what follows, stays a finding', () => {
  expect(read(`# A\n\n<!-- solution -->\n\n${secret}\n`).errors).toHaveLength(1);
  expect(read(`# A\n\n<!-- Answer: no, it takes longer: ${secret} -->\n\nText.\n`).errors).toHaveLength(0);
  expect(read(`# A\n\n\`<!--\`\n\n## Solution\n\n${secret} \`-->\`\n`).errors).toHaveLength(1);
  expect(read(`# A\n\n- a <!--\n\n## Solution\n\n${secret}\n\n-->\n`).errors).toHaveLength(1);
});
