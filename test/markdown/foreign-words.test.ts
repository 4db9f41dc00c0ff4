import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

const fence = (info: string) => `\`\`\`${info}\n1\n\`\`\`\n\n`;

/** What is found in a lesson. */
function found(text: string, dialect: 'auto' | 'native' | 'huggingface' = 'auto') {
  const { diagnostics } = compileLesson(text, 'source-md/a.md', { ...defaultConfig, dialect }, noFiles);
  return diagnostics.map(({ severity, message, help }) => ({ found: `${severity}: ${message}`, help }));
}

const twice = fence('python no-format') + fence('python no-format');

test.each([
  ['Hugging Face', '<Tip>\n\nx\n\n</Tip>\n\n'],
  ['MyST', '(label)=\n\n'],
  ['the Workbench', '::: callout\n\nx\n\n:::\n\n'],
  ['kramdown', 'x\n{: .note}\n\n'],
])('in a lesson of %s an unknown word is said once', (_, own) => {
  const words = found(`# A\n\n${own}${twice}`).filter((one) => !one.found.includes('shown as text'));
  expect(words.map((one) => one.found)).toEqual(['info: the word `no-format` has no effect']);
});

test('a container of another tool is said once, and an exercise’s is an error', () => {
  const twoOf = (name: string) => `::: ${name}\n\nx\n\n:::\n\n::: ${name}\n\ny\n\n:::\n\n`;
  const chunk = '```{python}\n1\n```\n\n';
  const isSaid = {
    found: 'info: the container `nb-only` has no effect: only what it holds is shown',
    help: 'the names that count are listed in docs/lesson-format.md',
  };
  expect(found(`# A\n\n::: {.callout-note}\nx\n:::\n\n${chunk}${twoOf('nb-only')}`)).toEqual([isSaid]);
  expect(found(`# A\n\n${twoOf('nb-only')}`).map((one) => one.found)).toEqual(
    Array(2).fill('warning: unknown container `nb-only`'),
  );
  const exercise = found(`(label)=\n\n:::: {exercise} A\n${twoOf('nb-only')}::::\n`);
  expect(exercise.map((one) => one.found).filter((one) => one.includes('nb-only'))).toEqual(
    Array(2).fill('error: unknown container `nb-only`'),
  );
});

test('the setting `dialect` says whose words a lesson has', () => {
  const named = ['info: the word `no-format` has no effect'];
  expect(found(`# A\n\n${twice}`, 'huggingface').map((one) => one.found)).toEqual(named);
  const error = 'error: unknown fence flag `no-format`';
  expect(found(`(label)=\n\n${twice}`, 'native').map((one) => one.found)).toEqual([error, error]);
});

test('in ours it is an error, whose help lists the three nearest', () => {
  expect(found(`# A\n\n${fence('python trace')}`)).toEqual([
    {
      found: 'error: unknown fence flag `trace`',
      help: 'remove it; the nearest roles and flags are test, run, raises',
    },
  ]);
  expect(found(`---\ncolour: red\n---\n# A\n`)).toEqual([
    { found: 'error: unexpected key `colour`', help: 'remove it; the nearest keys are timeout, setup, files' },
  ]);
});

test('what may be a solution is an error everywhere', () => {
  const words = ['soluton', 'Lösung', 'answr'].map((word) => fence(`python ${word}`));
  for (const one of words) expect(found(`(label)=\n\n${one}`)[0]?.found).toMatch(/^error: unknown fence flag/);
});

test.each(['marp: true\ntheme: rose', 'export_on_save:\n  html: true\nid: 3'])(
  'so are those of tools for slides: %j',
  (keys) => {
    const words = found(`---\n${keys}\n---\n# A\n\n${fence('python {cmd continue}')}`);
    expect(words.map((one) => one.found.replace(/:.*/, ''))).toEqual(words.map(() => 'info'));
  },
);

test('a class of a page’s own is not taken for a misspelt quotation of MyST', () => {
  expect(found('# A\n\n::: {.callout-note}\nx\n:::\n\n:::highlight\nx\n:::\n')[0]?.help).not.toContain('highlights');
});

test('a hint among the callouts of a Quarto extension is one', () => {
  expect(found('# A\n\n::: {.callout-note}\nx\n:::\n\n:::{.callout-hint}\nx\n:::\n')).toEqual([]);
});

test('keys of another tool are said in one note', () => {
  expect(found('---\nslug: page\nmood: 2\nrealm: 3\n---\n# A\n').map((one) => one.found)).toEqual([
    'info: the keys `mood`, `realm` have no effect',
  ]);
  // Those that each page of Jekyll or Hugo has, and the metadata of a notebook beside Jupytext's, say nothing new.
  expect(found('---\nlayout: page\npermalink: /x\nweight: 2\n---\n# A\n')).toEqual([]);
  const jupytext = 'jupytext:\n  text_representation:\n    format_name: myst\nrise:\n  scroll: true\n';
  expect(found(`---\n${jupytext}---\n# A\n`)).toEqual([]);
  expect(found(`---\n${jupytext}---\n# A\n\n\`\`\`{code-cell}\n:own-word: true\n1\n\`\`\`\n`)).toEqual([]);
  expect(found(`---\n${jupytext}requres: x\n---\n# A\n`).map((one) => one.found)).toEqual([
    'warning: the key `requres` has no effect',
  ]);
});

test.each([
  ['a key of another tool', `---\nslug: x\n---\n# A\n\n${fence('python test').replace('test', 'raises=ValueError')}`],
  ['a template', `# A\n\n:::exercise{#a}\nDo.\n:::\n\n{% include x %}\n\n`],
  ['kramdown', `# A\n\n${fence('python skip')}x\n{: .note}\n\n`],
])('a lesson with our own words and %s is ours: an unknown word is an error', (_, own) => {
  const errors = found(own + fence('python trace')).filter((one) => one.found.startsWith('error'));
  expect(errors.map((one) => one.found)).toEqual(['error: unknown fence flag `trace`']);
});

test('what stands in code says nothing of whose words a lesson has', () => {
  const jinja = '```jinja\n{% for a in b %}\n{: .x}\n```\n\n';
  expect(found(`# A\n\n${jinja}${fence('python trace')}`).map((one) => one.found)).toEqual([
    'error: unknown fence flag `trace`',
  ]);
});

test('a slip in a key that counts is said, also among those of another tool', () => {
  expect(found('---\nslug: page\nmood: calm\nrequres: numpy\n---\n# A\n')).toEqual([
    {
      found: 'info: the key `mood` has no effect',
      help: 'the keys that count are listed in docs/lesson-format.md',
    },
    { found: 'warning: the key `requres` has no effect', help: 'did you mean `requires`?' },
  ]);
});

test("Pandoc's names may stand twice", () => {
  const pieces = fence('{.python #a}') + fence('{.python #a}');
  expect(found(`# A\n\n${pieces}`).map((one) => one.found)).toEqual(['info: the cell id `a` is taken']);
  expect(found(`# A\n\n${fence('python id=a')}${fence('python id=a')}`)[0]?.found).toBe(
    'error: the cell id `a` is taken',
  );
});
