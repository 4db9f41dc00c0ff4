import { describe, expect, test } from 'vitest';
import { compileLesson } from '../../../src/compile/compile-lesson.ts';
import { noFiles } from '../../../src/compile/course-files.ts';
import { defaultConfig } from '../../../src/config/load-config.ts';

const files = {
  ...noFiles,
  lessonText: (path: string) => (/^source-md\/(?:other|part\/b)\.md$/.test(path) ? '# Other\n' : undefined),
  bytes: (path: string) => (path === 'source-md/t.csv' ? Buffer.from('1') : undefined),
};

/** The Markdown of the student's notebook, and what is said to be shown as text. */
function compiled(text: string): { markdown: string; said: string[] } {
  const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, files);
  const student = notebooks.find(({ variant }) => variant === 'student');
  const markdown = (student?.notebook.cells ?? []).map(({ source }) => String(source)).join('\n\n');
  const shown = diagnostics.filter(({ rule }) => rule === 'construct-shown-as-text');
  return { markdown, said: shown.map(({ message, span }) => `${span.start} ${message}`) };
}

const shownOf = (line: string) => compiled(`# A\n\n${line}\n`).markdown.replace(/^# A\n\n/, '');

describe('the language that colours a code span on a page of MkDocs', () => {
  test.each([
    ['Write `#!python x = 1`, `:::py f(x)` or ``#!sh echo `a` ``.', 'Write `x = 1`, `f(x)` or ``echo `a` ``.'],
    ['| `#!python True` |\n| --- |\n| `#!js a` |', '| `True` |\n| --- |\n| `a` |'],
    ['`#!python`{ .a }', '`#!python`'],
  ])('%j becomes %j', (text, shown) => expect(shownOf(text)).toBe(shown));

  test.each([
    '`#!python`',
    '`#!python3 -u`',
    '`#!/usr/bin/env python3`',
    '`:::note it`',
    '`` `#!python x` ``',
    '```text\n`#!python x`\n```',
  ])('is none: %j', (text) => expect(shownOf(text)).toBe(text));
});

describe('roles that a notebook can show', () => {
  test.each([
    ['{math}`a_1 < b`', '$a_1 < b$'],
    ['H{sub}`2`O', 'H<sub>2</sub>O'],
    ['x{sup}`*n*`', 'x<sup>\\*n\\*</sup>'],
    ['{kbd}`Ctrl+C`', '<kbd>Ctrl+C</kbd>'],
    ['{abbr}`NB (note "book")`', '<abbr title="note &quot;book&quot;">NB</abbr>'],
    ['{term}`a_b` and {term}`kernels <kernel>`', 'a\\_b and kernels'],
    ['{code}`x * y`', '`x * y`'],
    ['{py:func}`~numpy.sum` {func}`print <builtins.print>`', '`sum` `print`'],
    ['{code}`` a`b ``', '``a`b``'],
    ['{doc}`other`', '[Other](<other.ipynb>)'],
    ['{doc}`the other <other>` {doc}`/part/b`', '[the other](<other.ipynb>) [Other](<part/b.ipynb>)'],
    ['{ref}`see this <elsewhere>`', 'see this'],
    ['{ref}`see A <a>`', '[see A](#A)'],
  ])('%s becomes %s', (line, shown) => {
    expect(shownOf(line)).toBe(shown);
    expect(compiled(`# A\n\n${line}\n`).said).toEqual([]);
  });

  test.each([
    ['`{math}`', 'a code span that holds one'],
    ['\\{sub}`2`', 'a brace that is escaped'],
    ['f{a}`2`', 'a brace behind a letter that names no role'],
    ['```text\n{sub}`2`\n```', 'code'],
    ['$\\frac{a}{b}`$', 'a formula'],
  ])('%s is none: %s', (line) => {
    expect(shownOf(line)).toBe(line);
  });
});

describe('fences of directives where no cell is made of them', () => {
  test.each([
    [
      '- a\n\n  ```{code-block} python\n  :caption: c\n\n  x = 1\n  ```\n\n  b',
      '- a\n\n  **c**\n\n  ```python\n  x = 1\n  ```\n\n  b',
    ],
    ['- ```{math}\n  :label: e\n  x = 1\n  ```', '- $$\n  x = 1\n  $$'],
    ['> ```{math} x = 1\n> ```', '> $$ x = 1 $$'],
    ['```{math}\n:nowrap:\n\nx\n\n= 1\n\n```', '$$\nx\n= 1\n$$'],
    ['One.\n\n```{index} Entry\n```\n\nTwo.', 'One.\n\nTwo.'],
    ['One.\n\n```{tableofcontents}\n```\n', 'One.'],
  ])('%j becomes %j', (text, shown) => {
    expect(shownOf(text).trim()).toBe(shown);
    expect(compiled(`# A\n\n${text}\n`).said).toEqual([]);
  });
});

test('theorems and their kin are callouts, whose cells have ids that nbformat allows', () => {
  const text = '# A\n\n```{prf:theorem} Big\n:nonumber:\nAll is *well*.\n```\n\n```{prf:proof}\nClear.\n```\n';
  const { notebooks } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  const cells = notebooks[0]?.notebook.cells.map(({ id, source }) => [id, source]);
  expect(cells?.slice(1)).toEqual([
    ['a-prf-theorem', '> **Theorem: Big**\n>\n> All is *well*.'],
    ['a-prf-proof', '> **Proof**\n>\n> Clear.'],
  ]);
});

test('anchors that pages have behind headings go', () => {
  expect(compiled('# Head[[head]]\n\n## More [[more-1]]\n\nA list [[1, 2], [3]].\n').markdown).toBe(
    '# Head\n\n## More\n\nA list [[1, 2], [3]].',
  );
});

describe('what nobody here reads is counted, once a lesson, at the first of it', () => {
  test('what a footnote holds counts once, too', () => {
    const { said } = compiled('# A\n\nAs[^1] in {cite}`a`.\n\n## B\n\nSo[^1].\n\n[^1]: See {cite}`b`.\n');
    expect(said).toEqual([expect.stringMatching(/shown as text: 2 citations \(`\{cite\}`\)$/)]);
  });

  test.each([
    ['{ref}`x`', '1 role (`{ref}`)'],
    ['{numref}`Figure %s <f>` {any}`l`', '2 roles (`{numref}`, `{any}`)'],
    ['```{csv-table}\n:file: a.csv\n```', '1 directive (`{csv-table}`)'],
    ['> ``` {csv-table}\n> :file: a.csv\n> ```', '1 directive (`{csv-table}`)'],
    ['as in [@knuth84] and [see @a, p. 3; @b]', '2 citations (`[@knuth84]`, `[see @a, p. 3; @b]`)'],
    ['as in @fig-plot', '1 cross-reference (`@fig-plot`)'],
    ['{{< tweet u 1 >}}', '1 shortcode (`{{< tweet u 1 >}}`)'],
    ["{#if fw === 'pt'}\nTorch", "1 condition (`{#if fw === 'pt'}`)"],
    ['<Video id="x"/>', '1 component (`<Video`)'],
    ['{% include x.html %}', '1 Liquid tag (`{% include x.html %}`)'],
    ['{{ site.title }}', '1 Liquid value (`{{ site.title }}`)'],
    ['{# not\nshown #}', '1 comment of Jinja (`{# not`)'],
    ['{{ version }}', '1 substitution (`{{ version }}`)'],
    ['{{ "a" | upper }}', '1 substitution (`{{ "a" | upper }}`)'],
    ['- a\n  :::{card} b\n\n:::', '1 container (`:::{card} b`)'],
    ['[[autodoc]] pipeline', '1 reference to documentation (`[[autodoc]] pipeline`)'],
    ['--8<-- "none.md"', '1 snippet (`--8<-- "none.md"`)'],
    ['=== "Linux"\n\nls', '1 block of MkDocs (`=== "Linux"`)'],
    [
      '+-----+-----+\n| a   | b   |\n+=====+=====+\n| 1   | 2   |\n+-----+-----+',
      '1 grid table (`+-----+-----+ | a   | b   | +…`)',
    ],
    [
      '+-----+-----+\n| A   | B   |\n+=====+=====+\n| ``` | b   |\n| *   | -   |\n| ``` |     |\n+-----+-----+\n| ``` | b   |\n| 1.  | 1.  |\n| ``` |     |\n+-----+-----+',
      '1 grid table (`+-----+-----+ | A   | B   | +…`)',
    ],
    ['a    b\n---  ---\n1    2\n3    4', '1 simple table (`---  --- 1    2 3    4`)'],
    ['see \\@ref(fig:x)', '1 cross-reference (`\\@ref(fig:x)`)'],
  ])('%j', (text, counted) => {
    const { markdown, said } = compiled(`# A\n\n${text}\n`);
    expect(said.map((one) => one.replace(/^\d+ /, ''))).toEqual([`shown as text: ${counted}`]);
    expect(markdown).toContain(text.split('\n')[0]);
  });

  test('the text of a picture or of a link is no citation', () => {
    expect(
      compiled('![*Art by @x*][art] [by @x][art] [by @x](https://e.com)\n\n[art]: https://e.com/a\n').said,
    ).toEqual([]);
    expect(compiled('[see @a][@b]\n').said).toHaveLength(1);
  });

  test('all of a lesson in one finding, the most frequent first', () => {
    const { said } = compiled('# A\n\nSee @fig-a.\n\n```python\n1\n```\n\n{ref}`x`, {ref}`y`\n');
    expect(said).toEqual(['9 shown as text: 2 roles (`{ref}`), 1 cross-reference (`@fig-a`)']);
  });

  test.each([
    'a `{ref}` in code, `@fig-x`, `{{< x >}}`',
    '```text\n{{< video >}}\n[@key]\n{% x %}\n```',
    'write to me@fig-host.org or to [@somebody](https://host/@somebody)',
    'a set {a, b}, a matrix [[1, 2]], <B>bold</B>, <img src="https://host/x.png">, 5 === 5, Stop!!! now',
    'prices $5 and $6, $\\{x\\}$, $$\\frac{a}{b}$$',
    '<!-- #region -->\ntext\n<!-- #endregion -->',
  ])('nothing is said of %j', (text) => {
    expect(compiled(`# A\n\n${text}\n`).said).toEqual([]);
  });
});

test('attributes of headings go, and links to their ids lead there', () => {
  const text =
    '# A {#top}\n\nTo [the top](#top), [sorting](#sec-sort), [the rest](#rest).\n\n## Sort {#sec-sort .unnumbered}\n\n## Rest {-}\n\n## Set {1, 2}\n';
  expect(compiled(text).markdown).toBe(
    '# <a id="top"></a>A\n\nTo [the top](#top), [sorting](#sec-sort), [the rest](#Rest).\n\n## <a id="sec-sort"></a>Sort\n\n## Rest\n\n## Set {1, 2}',
  );
  const { diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  expect(diagnostics).toEqual([]);
  expect(shownOf('## Arrow {#sec-arrow}')).toBe('## <a id="sec-arrow"></a>Arrow');
  expect(shownOf('## Rest {.unnumbered}')).toBe('## Rest');
  expect(shownOf('## Rest{.light}')).toBe('## Rest');
  expect(shownOf('### {.sidebar}').trim()).toBe('###');
});

test('code is none of what is shown as it is written, also where nothing else in its paragraph is edited', () => {
  expect(compiled('# A\n\n1. Select `A -> B`.\n2. It is set to `<No interpreter>`,\n  or not.\n').said).toEqual([]);
});

test('a list of fields has no emoji', () => {
  expect(compiled('# A\n\n```{x}\n```\n\n:name: loops\n\n:tada: Done.\n').said.join()).toContain(
    '1 emoji shortcode (`:tada:`), 1 field (`:name: loops`)',
  );
});
