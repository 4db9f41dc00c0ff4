import { describe, expect, test } from 'vitest';
import { compileLesson } from '../../../src/compile/compile-lesson.ts';
import { noFiles } from '../../../src/compile/course-files.ts';
import { defaultConfig } from '../../../src/config/load-config.ts';

const other = '# The *other* one\n\n(far)=\n## Far away\n\n$$\nx\n$$ (there)\n\n## Data {#sec-data}\n';
const files = {
  ...noFiles,
  entries: (path: string) =>
    ({ 'source-md': ['a.md', 'part/'], 'source-md/part': ['b.md'] })[path] as string[] | undefined,
  lessonText: (path: string) => (path === 'source-md/part/b.md' ? other : undefined),
};

/** The Markdown of the students' notebook, and what is said. */
function compiled(text: string): { markdown: string; said: string[] } {
  const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, files);
  const cells = notebooks.find(({ variant }) => variant === 'student')?.notebook.cells ?? [];
  const markdown = cells.map(({ source }) => String(source)).join('\n\n');
  return { markdown, said: diagnostics.map(({ message }) => message) };
}

describe('MyST', () => {
  test.each([
    ['{ref}`loops`', '[For loops](#For-loops)'],
    ['{ref}`these <loops>`', '[these](#For-loops)'],
    ['[](#loops) and [](loops)', '[For loops](#For-loops) and [For loops](#For-loops)'],
    ['[here](#loops)', '[here](#For-loops)'],
    ['{ref}`far`', '[Far away](part/b.ipynb#Far-away)'],
    ['[](#far), [text](far)', '[Far away](part/b.ipynb#Far-away), [text](part/b.ipynb#Far-away)'],
    ['{eq}`there`', '[(1)](part/b.ipynb#there)'],
    ['[](part/b.md)', '[The other one](part/b.ipynb)'],
    ['{doc}`part/b`', '[The other one](<part/b.ipynb>)'],
    ['[](https://host/x)', '[https://host/x](https://host/x)'],
  ])('%s becomes %s', (reference, shown) => {
    const { markdown, said } = compiled(`# A\n\n${reference}\n\n(loops)=\n## For loops\n`);
    expect(markdown).toBe(`# A\n\n${shown}\n\n## For loops`);
    expect(said).toEqual([]);
  });

  test('formulas with labels have their numbers', () => {
    const text =
      '# A\n\n```{math}\n:label: first\nx\n```\n\n$$ y $$ (second)\n\n$$\n\\begin{align}\nz\n\\end{align}\n$$ (third)\n\n$$\na\n=\nb\n$$ (fourth)\n\n{eq}`first`, {eq}`second`, {eq}`third`, {eq}`fourth`\n';
    expect(compiled(text).markdown).toBe(
      [
        '# A',
        '<a id="first"></a>',
        '$$\nx\n\\tag{1}$$',
        '<a id="second"></a>',
        '$$ y \\tag{2}$$',
        '<a id="third"></a>(3)',
        '$$\n\\begin{align}\nz\n\\end{align}\n$$',
        '<a id="fourth"></a>',
        '$$\na\n=\nb\n\\tag{4}$$',
        '[(1)](#first), [(2)](#second), [(3)](#third), [(4)](#fourth)',
      ].join('\n\n'),
    );
  });

  test('figures, tables of cells and blocks are found by their labels', () => {
    const text = [
      '# A',
      '```{figure} a.png\n:name: fig:a\nA cat.\n```',
      '```{code-cell}\n---\nmystnb:\n  figure:\n    caption: A dog.\n    name: dog\n---\n1\n```',
      '```{prf:theorem} Big\n:label: big\nTrue.\n```',
      '(para)=\nText.',
      '{numref}`fig:a` {numref}`Fig. %s <dog>` {ref}`fig:a` {prf:ref}`big` {ref}`there <para>`',
    ].join('\n\n');
    expect(compiled(text).markdown.replace('\n\n1\n', '\n')).toBe(
      [
        '# A',
        '<a id="fig-a"></a>**Figure 1**',
        '![](../source-md/a.png)',
        'A cat.',
        '<a id="dog"></a>**Figure 2**',
        'A dog.',
        '<a id="big"></a>',
        '> **Theorem: Big**\n>\n> True.',
        '<a id="para"></a>',
        'Text.',
        '[Figure 1](#fig-a) [Figure 2](#dog) [Figure 1](#fig-a) [Big](#big) [there](#para)',
      ].join('\n\n'),
    );
  });

  test('keys of sources are shown, and counted; a label that nobody has stays as it is', () => {
    expect(compiled('# A\n\nAs {cite}`a_b,c` and {cite:t}`d` say, {ref}`nowhere`.\n')).toEqual({
      markdown: '# A\n\nAs \\[a\\_b, c\\] and d say, {ref}`nowhere`.',
      said: ['shown as text: 2 citations (`{cite}`, `{cite:t}`), 1 role (`{ref}`)'],
    });
  });
});

test('Quarto: sections by title, figures by number, in other lessons too', () => {
  const text =
    '# A\n\nSee @sec-b, @fig-c, [@sec-data; @fig-c], @fig-none and [@knuth].\n\n## B {#sec-b}\n\n![A cat](https://host/c.png){#fig-c}\n';
  const { markdown, said } = compiled(text);
  expect(markdown).toBe(
    [
      '# A',
      'See [B](#sec-b), [Figure 1](#fig-c), [Data](part/b.ipynb#sec-data), [Figure 1](#fig-c), @fig-none and [@knuth].',
      '## <a id="sec-b"></a>B',
      '<a id="fig-c"></a>**Figure 1**',
      '![A cat](https://host/c.png)',
    ].join('\n\n'),
  );
  expect(said).toEqual(['shown as text: 1 citation (`[@knuth]`), 1 cross-reference (`@fig-none`)']);
});
