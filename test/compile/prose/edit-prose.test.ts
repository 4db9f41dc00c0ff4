import { describe, expect, test } from 'vitest';
import type { LessonTarget, ProseContext } from '../../../src/compile/prose/context.ts';
import { cellsOf } from './cells.ts';

/** The only cell of a lesson (or its first), after the edits. */
function edited(text: string, given: Partial<ProseContext> = {}): string | undefined {
  return cellsOf(text, given).cells[0];
}

const other: LessonTarget = {
  notebook: 'notebooks/a/c.ipynb',
  isKept: false,
  anchors: { fragments: new Map([['the-part', 'The-part']]), marks: new Map(), targets: new Map() },
};
const withOther = { lesson: (path: string) => (path === 'source-md/a/c.md' ? other : undefined) };

describe('what needs no edit stays, byte for byte', () => {
  test.each([
    'Plain *text*,\twith\ttabs and `code`.  \nA second line\\',
    'One amount after `$HOME:$PATH` is no math, $5 or\n\n    echo $A $B',
    'Math: $x^2$ and $$y$$.',
    '[absolute](https://e.com/a.md#b) and <https://e.com> and [mail](mailto:a@b.c)',
    '- [ ] a task\n- [x] done',
    '> quoted\n> > deeper',
    '> [!NOTE] more on the line is no alert',
    'An [unknown] reference, a [^missing] note.',
    '<details>\n<summary>More</summary>\n\nText\n\n</details>',
    '    [a]: not-a-definition',
    'Term\n\n: no definition list',
  ])('%j', (text) => expect(edited(text)).toBe(text));
});

describe('references', () => {
  test.each([
    ['full', '[text][one]\n\n# Next\n\n[one]: https://e.com "T"', '[text][one]\n\n[one]: https://e.com "T"'],
    ['collapsed', '[One][]\n\n# Next\n\n[one]: https://e.com', '[One][]\n\n[one]: https://e.com'],
    ['shortcut', '[one]\n\n# Next\n\n[ONE]: https://e.com', '[one]\n\n[ONE]: https://e.com'],
    ['folded like CommonMark', '[ẞ]\n\n# Next\n\n[SS]: https://e.com', '[ẞ]\n\n[SS]: https://e.com'],
    ['image', '![alt][pic]\n\n# Next\n\n[pic]: https://e.com/p.png', '![alt][pic]\n\n[pic]: https://e.com/p.png'],
    [
      'image in a link',
      '[![a][i]][l]\n\n# N\n\n[i]: https://e/i\n[l]: https://e/l',
      '[![a][i]][l]\n\n[l]: https://e/l\n[i]: https://e/i',
    ],
    [
      'on several lines',
      '[a]\n\n# N\n\n[a]:\n  https://e.com\n  "two\n  lines"',
      '[a]\n\n[a]:\n  https://e.com\n  "two\n  lines"',
    ],
    ['in its own cell already', '[a]\n\n[a]: https://e.com\n\n# N\n\n[a]', '[a]\n\n[a]: https://e.com'],
    ['in a quote', '> [a]\n\n# N\n\n[a]: https://e.com', '> [a]\n\n[a]: https://e.com'],
    ['not in code', '`[a]`\n\n# N\n\n[a]: https://e.com', '`[a]`'],
    ['after an open fence', '[a]\n\n~~~\ncode\n\n[a]: https://e.com', '[a]\n\n~~~\ncode\n\n[a]: https://e.com'],
  ])('%s', (_, before, after) => expect(edited(before)).toBe(after));

  test('the first definition of a label wins in every cell', () => {
    const { cells } = cellsOf('[a]: https://first.e\n\nx\n\n# Two\n\n[a]\n\n[a]: https://second.e');
    expect(cells[1]).toBe('# Two\n\n[a]\n\n[a]: https://first.e');
  });

  test('a definition is put before raw HTML that would swallow it', () => {
    const { cells } = cellsOf('# A\n\n[a]\n\n<pre>\nopen\n\n# B\n</pre>\n\n[a]: https://e.com');
    expect(cells[0]?.startsWith('# A\n\n[a]\n\n<pre>')).toBe(true);
    expect(edited('[a]: https://e.com\n\n# A\n\n[a]\n\n<!-- open')).toBe(
      '[a]: https://e.com\n\n# A\n\n[a]\n\n<!-- open',
    );
  });
});

describe('footnotes', () => {
  test('stand under the cell that calls them, numbered by their first calls', () => {
    const { cells } = cellsOf('One[^b], two[^a].\n\n# Next\n\nTwo again[^a].\n\n[^a]: The *a*.\n[^b]: The b.');
    expect(cells).toEqual([
      'One<sup>[1](#b-note-1)</sup>, two<sup>[2](#b-note-2)</sup>.\n\n---\n\n<sup id="b-note-1">1</sup> The b.\n\n<sup id="b-note-2">2</sup> The *a*.',
      '# Next\n\nTwo again<sup>[2](#b-note-2)</sup>.\n\n---\n\n<sup id="b-note-2">2</sup> The *a*.',
    ]);
  });

  test('keep their blocks, and bring their own references along', () => {
    const { cells } = cellsOf('A[^n].\n\n[^n]: See [x].\n\n    - item\n\n        code\n\n# End\n\n[x]: https://e.com');
    expect(cells[0]).toBe(
      'A<sup>[1](#b-note-1)</sup>.\n\n---\n\n<sup id="b-note-1">1</sup> See [x].\n\n- item\n\n    code\n\n[x]: https://e.com',
    );
  });

  test('leave no cell behind when links are defined beside them', () => {
    expect(cellsOf('[^a] [b]\n\n# N\n\n```python\n1\n```\n\n[^a]: Note\n\n[b]: https://e.com').cells).toHaveLength(3);
  });

  test('leave no cell behind when only definitions stood in it', () => {
    expect(cellsOf('A[^n].\n\n```python\n1\n```\n\n[^n]: Note.').cells).toHaveLength(2);
  });

  test('do not join the lists around them', () => {
    expect(edited('- a[^n]\n\n[^n]: Note.\n\n- b')).toContain('\n\n<!-- -->\n\n- b');
  });

  test('in a link are a bare number', () => {
    expect(edited('[a[^n]](https://e.com)\n\n[^n]: N')).toContain('[a<sup>1</sup>](https://e.com)');
  });
});

describe('links and images', () => {
  test.each([
    ['to a lesson', '[c](c.md)', '[c](c.ipynb)'],
    ['to a part of a lesson', '[c](c.md#the-part)', '[c](c.ipynb#The-part)'],
    ['to a lesson as its site names it', '[c](c.html)', '[c](c.ipynb)'],
    ['to a lesson, in angle brackets with a title', "[c](<c.md> 't')", "[c](c.ipynb 't')"],
    ['in HTML', "<a href='c.md#the-part'>c</a>", "<a href='c.ipynb#The-part'>c</a>"],
    ['in a definition', '[c]\n\n[c]: c.md "T"', '[c]\n\n[c]: c.ipynb "T"'],
    ['to a file', '[d](../data/a%20b.csv?raw=1#L2)', '[d](../../source-md/data/a%20b.csv?raw=1#L2)'],
    ['from the root', '[r](/README.md)', '[r](../../README.md)'],
    ['out of the course', '[r](../../../x.txt)', '[r](../../../x.txt)'],
    ['to a folder', '[f](../figs/)', '[f](../../source-md/figs/)'],
    ['with blanks', '[d](<my data.csv>)', '[d](<../../source-md/a/my data.csv>)'],
    ['with brackets', '[d](a\\).csv)', '[d](<../../source-md/a/a).csv>)'],
    ['of an image', '![i](fig/i.png "T")', '![i](../../source-md/a/fig/i.png "T")'],
    [
      'of an image in HTML',
      '<img alt="x" src=fig/i.png width=3>',
      '<img alt="x" src=../../source-md/a/fig/i.png width=3>',
    ],
    [
      'of several sizes',
      '<img srcset="a.png 1x, b.png 2x">',
      '<img srcset="../../source-md/a/a.png 1x, ../../source-md/a/b.png 2x">',
    ],
    ['in a comment: none', '<!-- <img src="a.png"> -->', '<!-- <img src="a.png"> -->'],
    ['in code: none', '`[a](b.md)` and\n\n    ![a](b.png)', '`[a](b.md)` and\n\n    ![a](b.png)'],
  ])('%s', (_, before, after) => expect(edited(before, withOther)).toBe(after));

  test('as absolute addresses', () => {
    const absolute = {
      images: 'absolute' as const,
      colab: { github: 'org/repo', branch: 'main', badge: true },
      ...withOther,
    };
    expect(edited('![i](i.png) [d](d.csv) [c](c.md)\n\n![i][r]\n\n[r]: i.png', absolute)).toBe(
      '![i](https://raw.githubusercontent.com/org/repo/main/source-md/a/i.png) ' +
        '[d](https://github.com/org/repo/blob/main/source-md/a/d.csv) [c](c.ipynb)\n\n' +
        '![i][r]\n\n[r]: https://raw.githubusercontent.com/org/repo/main/source-md/a/i.png',
    );
  });

  test('as data', () => {
    const data = {
      images: 'data' as const,
      readImage: (path: string) => (path === 'source-md/a/i j.png' ? new Uint8Array([1, 2, 3]) : undefined),
      isWritten: () => false,
    };
    const { cells, diagnostics } = cellsOf('![i](i%20j.png) ![gone](gone.png) [d](d.csv)', data);
    expect(cells[0]).toBe(
      '![i](data:image/png;base64,AQID) ![gone](../../source-md/a/gone.png) [d](../../source-md/a/d.csv)',
    );
    expect(diagnostics.map(({ rule, span }) => ({ rule, span }))).toEqual([
      { rule: 'image-missing', span: { start: 24, end: 32 } },
      { rule: 'link-broken', span: { start: 38, end: 43 } },
    ]);
  });

  test('that name a line of a lesson’s file, as code hosts number them, lead to its notebook', () => {
    const { cells, diagnostics } = cellsOf('[a](c.md?plain=1#L57) [b](c.md#L3-L9)', withOther);
    expect(cells).toEqual(['[a](c.ipynb?plain=1) [b](c.ipynb)']);
    expect(diagnostics).toEqual([]);
  });

  test('that lead nowhere are reported where they stand', () => {
    const text = '# Here\n\n[a](c.md#nope) [b](gone.md) [c](#here) [d](#there)\n\n[e]\n\n# Next\n\n[e]: gone.md';
    const { diagnostics } = cellsOf(text, withOther);
    expect(diagnostics.map(({ message, span }) => [message, text.slice(span.start, span.end)])).toEqual([
      ['source-md/a/c.md has no heading with the anchor `#nope`', 'c.md#nope'],
      ['there is no lesson source-md/a/gone.md', 'gone.md'],
      ['the lesson has no heading with the anchor `#there`', '#there'],
      ['there is no lesson source-md/a/gone.md', 'gone.md'],
    ]);
  });
});

describe('anchors in the lesson', () => {
  test.each([
    ['of a heading', '[x](#my-part)', '# My `part`', '[x](#My-part)', '# My `part`'],
    ['with a sign', '[x](#whats-new)', "# What's new?", "[x](#What's-new?)", "# What's new?"],
    ['that a browser would encode', '[x](#größe)', '# Größe', '[x](#grc3b6c39fe)', '# <a id="grc3b6c39fe"></a>Größe'],
    ['with a dollar', '[x](#the-5-question)', '# The $5 question', '[x](#The-&#36;5-question)', '# The $5 question'],
    ['of a span', '[x](#term)', '# A\n\n[B]{#term .x} *is*', '[x](#term)', '# A\n\n<a id="term"></a>B *is*'],
    ['as HTML', '[x](#there)', '# A\n\n<a id="there"></a>', '[x](#there)', '# A\n\n<a id="there"></a>'],
  ])('%s', (_, link, heading, linked, headed) => {
    expect(cellsOf(`${link}\n\n${heading}`)).toEqual({ cells: [linked, headed], diagnostics: [] });
  });

  test('of a heading with a reference in it', () => {
    expect(cellsOf('[x](#see-docs)\n\n# See [docs][d]\n\n[d]: https://e.com').cells[0]).toBe('[x](#See-docs)');
  });

  test('of the second heading of one text', () => {
    const { cells } = cellsOf('[x](#part-1)\n\n# Part\n\n# Part\n\n# Part');
    expect(cells).toEqual(['[x](#part-1)', '# Part', '# <a id="part-1"></a>Part', '# Part']);
  });
});

describe('alerts', () => {
  test.each([
    ['> [!NOTE]\n> Text', '> **Note**\n>\n> Text'],
    ['>[!warning]  \n>\n> Text', '>**Warning**\n>\n> Text'],
    ['> [!TIP]\nlazy\nmore', '> **Tip**\n>\n> lazy\nmore'],
    ['> [!NOTE]\n> - list', '> **Note**\n>\n> - list'],
    ['> [!NOTE]', '> **Note**'],
    ['> [!NOTE]\n>', '> **Note**'],
    ['> [!OTHER]\n> Text', '> [!OTHER]\n> Text'],
    ['- > [!NOTE]\n  > nested', '- > [!NOTE]\n  > nested'],
    ['```\n> [!NOTE]\n> Text\n```', '```\n> [!NOTE]\n> Text\n```'],
  ])('%j', (before, after) => expect(edited(before)).toBe(after));
});

describe('dollars and math', () => {
  const S = '<span>&#36;</span>';
  test.each([
    ['amounts', 'It costs $5 and $10.', `It costs ${S}5 and ${S}10.`],
    ['escaped amounts', 'It costs \\$5 and \\$10.', `It costs ${S}5 and ${S}10.`],
    ['references', 'It costs &#36;5 and &dollar;10.', `It costs ${S}5 and ${S}10.`],
    ['an amount beside math', 'For $5 you get $x^2$.', `For ${S}5 you get $x^2$.`],
    ['amounts in one list', '- $5\n- $10', `- ${S}5\n- ${S}10`],
    ['apart, in two paragraphs', '$5\n\n$10', '$5\n\n$10'],
    ['in a table', '| a | b |\n|---|---|\n| $5 | $10 |', `| a | b |\n|---|---|\n| ${S}5 | ${S}10 |`],
    ['in a heading', '## From $5 to $10', `## From ${S}5 to ${S}10`],
    ['before code', 'It costs $5 in `$HOME`.', `It costs ${S}5 in \`$HOME\`.`],
    ['doubled in code', '`kill $$`\n\n`echo $$`', '<code>kill &#36;&#36;</code>\n\n<code>echo &#36;&#36;</code>'],
    ['doubled in code, once', '`kill $$`', '`kill $$`'],
    ['beside code', 'In `$HOME` it costs $5.', 'In `$HOME` it costs $5.'],
    ['shell words', 'Set $HOME and $PATH or $A/$B.', `Set ${S}HOME and ${S}PATH or ${S}A/${S}B.`],
    ['in raw code', '<code>$A</code> and <code>$B</code>', '<code>&#36;A</code> and <code>&#36;B</code>'],
    ['in raw blocks', '<pre>\necho $A $B\n</pre>', '<pre>\necho &#36;A &#36;B\n</pre>'],
    ['in raw text', '<div>$5 and $10</div>', `<div>${S}5 and ${S}10</div>`],
    ['in an attribute', '<b title="$5">$6</b>', `<b title="&#36;5">${S}6</b>`],
    ['in a URL', '[$5](https://e.com/$a)', `[${S}5](https://e.com/&#36;a)`],
    ['in an image', '![$5](https://e.com/i.png) and $6', `![&#36;5](https://e.com/i.png) and ${S}6`],
    [
      'in a shortcut',
      '[for $5] or $6\n\n[for $5]: https://e.com "T"',
      `[for ${S}5](https://e.com "T") or ${S}6\n\n[for $5]: https://e.com "T"`,
    ],
    ['math with blanks is none', 'Pay $ 5 and 6 $ now.', `Pay ${S} 5 and 6 ${S} now.`],
    ['math over lines', '$x\n= y$', '$x\n= y$'],
    ['math with markup in it', '$a_b *c* [1]$ [c](c.md)', '$a_b *c* [1]$ [c](../../source-md/a/c.md)'],
    ['a block of math', '$$\n\\frac{a}{b}\n$$', '$$\n\\frac{a}{b}\n$$'],
    ['a block with blank lines', '$$\na\n\n- b\n\n= c\n$$\n\nText', '$$\na\n- b\n= c\n$$\n\nText'],
    ['a math fence', '```math\na\n\nb\n```', '$$\na\nb\n$$'],
    ['math in backticks', 'So $`x_1`$ is.', 'So $x_1$ is.'],
    ['code over lines', 'In `a\n$b` and `$c`', 'In `a $b` and `$c`'],
    ['the shell’s own id', 'It is $$ there.', `It is ${S}${S} there.`],
  ])('%s', (_, before, after) => expect(edited(before)).toBe(after));
});

test('a line that begins with # but is no heading stays none', () => {
  expect(edited('Issue\n#12 is\n> #tag\n')).toBe('Issue\n\\#12 is\n> \\#tag');
});

test('what stands behind hundreds of marks is edited, and only the marks are not looked at', () => {
  const dollars = (text: string) => text.replaceAll('$', '<span>&#36;</span>');
  for (const marks of ['> '.repeat(800), '- '.repeat(800), '1. '.repeat(800)]) {
    const text = `${marks}a $5 $6\n\nb $7 $8`;
    expect(edited(text)).toBe(dollars(text));
  }
  // A row of them is a line across the page, below which math may begin.
  const row = `${'- '.repeat(100)}-`;
  expect(edited(`${row}\n$$\na\n\nb\n$$`)).toBe(`${row}\n$$\na\nb\n$$`);
});

test('a paragraph with more marks than can be parsed in time stays as it is, and its neighbours do not', () => {
  const dense = `[a] $5 $6${' *a*'.repeat(1001)}`;
  const { cells, diagnostics } = cellsOf(`[a]\n\n${dense}\n\n> $5 and $6\n\n# N\n\n[a]: https://e.com`);
  expect(cells[0]).toBe(`[a]\n\n${dense}\n\n> <span>&#36;</span>5 and <span>&#36;</span>6\n\n[a]: https://e.com`);
  expect(diagnostics.map(({ rule, span }) => [rule, span])).toEqual([
    ['prose-dense', { start: 5, end: 5 + dense.length }],
  ]);
  expect(cellsOf(`$5 $6 ${'*a* '.repeat(999)}`).diagnostics).toEqual([]);
});
