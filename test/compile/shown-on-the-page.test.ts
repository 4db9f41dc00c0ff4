import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

/** The cells of a lesson in the notebook of a variant; code is marked. */
function cells(text: string, variant: 'student' | 'instructor' = 'instructor'): string[] {
  const { notebooks } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  const found = notebooks.find((one) => one.variant === variant)?.notebook.cells ?? [];
  return found.map(
    ({ cell_type, source }) =>
      `${cell_type === 'code' ? '[code] ' : ''}${String(source).replaceAll('../../source-md/', '')}`,
  );
}

const code = '```python\nx = 1\n```';

test('a title that only the header says is the first heading', () => {
  expect(cells('---\ntitle: "Data: `a`"\n---\nText.\n\n## Part\n')).toEqual(['# Data: `a`', 'Text.', '## Part']);
  expect(cells('---\ntitle: Data\n---\n# Own\n')).toEqual(['# Own']);
  expect(cells('---\ntitle: Data\n---\n<h1>Own</h1>\n')).toEqual(['<h1>Own</h1>']);
});

test.each([
  [`:::note[Mind]\n${code}\n:::`, '> **Mind**'],
  [`:::note{title="Mind"}\n${code}\n:::`, '> **Mind**'],
  [`:::tip\n${code}\n:::`, '> **Tip**'],
  [`> [!WARNING]\n${code}`, '> **Warning**'],
  [`> [!TIP]\n> \`\`\`python\n> x = 1\n> \`\`\``, '> **Tip**'],
])('a callout of code alone has its title: %j', (text, title) => {
  expect(cells(`# A\n\n${text}\n`).slice(-2)).toEqual([expect.stringContaining(title), '[code] x = 1']);
});

test('exercises and solutions without a title of their own are told apart', () => {
  const text = '::: challenge\nWhat?\n\n::: solution\nThis.\n:::\n:::\n';
  expect(cells(text)).toEqual(['**Exercise**', 'What?', '**Solution**', 'This.']);
  expect(cells(text, 'student')).toEqual(['**Exercise**', 'What?']);
  const titled = '::: challenge\n## Why?\n\n::: solution\n### Since\n\nThis.\n:::\n:::\n';
  expect(cells(titled)).toEqual(['## Why?', '### Since\n\nThis.']);
});

test.each([
  [`![Cap](a.png){alt='A "b"' width=50%}`, '![A "b"](a.png)\n\nCap'],
  ['![](a.png){alt="the $f(x)$\nof $x$"}', '![the $f(x)$ of $x$](a.png)'],
  ['> ![Cap](a.png){alt="b"}', '> ![b](a.png)\n>\n> Cap'],
  ['Text ![Cap](a.png){alt="[b]" .c} text', 'Text ![\\[b\\]](a.png) text'],
  ['![Cap](a.png){width=20px}', '![Cap](a.png)'],
  ['![Cap](a.png){: width="20px"}', '![Cap](a.png)'],
  ['[a](https://a.b){.external} and `x`{.python}', '[a](https://a.b) and `x`'],
  ['![](a.png){.x fig-alt="He said \\"no\\"."} and', '![He said "no".](a.png) and'],
  ['<https://a.b>{.external title="a"}', '<https://a.b>'],
  ['![Cap](a.png){not attributes} `a`{b} \\`a`{.b}', '![Cap](a.png){not attributes} `a`{b} \\`a`{.b}'],
])('attributes of links, images and code are no text: %j', (text, shown) => {
  expect(cells(`${text}\n`)).toEqual([shown]);
});

test.each([
  '```{python}\n#| fig-cap: "The plot"\nx = 1\n```',
  '```{python, fig.cap="The plot"}\nx = 1\n```',
  '```{code-cell} python\n---\nmystnb:\n  figure:\n    caption: |\n      The plot\n---\nx = 1\n```',
])('the caption of what a cell makes stands below it: %j', (text) => {
  expect(cells(text)).toEqual(['[code] x = 1', 'The plot']);
});

test('a figure has its text and its caption', () => {
  expect(cells('```{figure} a.png\n:alt: A dog\n\nThe caption.\n```\n').join('\n')).toBe(
    '![A dog](a.png)\nThe caption.',
  );
});

test('code that is only shown stays where it stands, and highlighters see its language alone', () => {
  const shown = '```python display\nx = 1\n```';
  expect(cells(`# A\n\n${shown}\n`)).toEqual(['# A\n\n```python\nx = 1\n```']);
  const listed = '1. first\n\n   ```py display\n   x = 1\n   ```\n\n2. second';
  expect(cells(`${listed}\n`)).toEqual([listed.replace(' display', '')]);
  expect(cells('```text\n```python display\n```\n')).toEqual(['```text\n```python display\n```']);
});

test('a kernel that no table lists speaks the language that it is called after', () => {
  expect(cells('---\nkernel: clojure\n---\n\n```clojure\n(+ 1 2)\n```\n\n```python\nx = 1\n```\n')).toEqual([
    '[code] (+ 1 2)',
    '```python\nx = 1\n```',
  ]);
});
