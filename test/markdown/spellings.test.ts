import { describe, expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

/** The cells of both notebooks as text, code between bars, and what is said of the lesson. */
function compiled(text: string, framework?: string) {
  const config = framework === undefined ? defaultConfig : { ...defaultConfig, framework };
  const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', config, noFiles);
  const cellsOf = (variant: string) =>
    (notebooks.find((one) => one.variant === variant)?.notebook.cells ?? [])
      .map(({ cell_type, source }) => (cell_type === 'code' ? `|${source}|` : String(source).replace(/^# A\s*/, '')))
      .filter((cell) => cell !== '');
  return {
    student: cellsOf('student'),
    instructor: cellsOf('instructor'),
    said: diagnostics.map(
      ({ rule, message, span }) => `${rule} ${text.slice(0, span.start).split('\n').length}: ${message}`,
    ),
  };
}

describe('The Carpentries, as their lessons were written before the Workbench', () => {
  const lesson = [
    '# A',
    '~~~\nprint(1)\n~~~\n{: .language-python}\n~~~\n1\n~~~\n{: .output}',
    '> ## Sums\n>\n> Add up.\n>\n> ~~~\n> sum([1])\n> ~~~\n> {: .python}\n>\n> > ## Solution\n> >\n> > It is `1`.\n> {: .solution}\n{: .challenge}',
    '> ## Mind the gap\n> Look down.\n{: .callout}',
    'See [scope]({{ page.root }}/15-scope/#local).\n{: .no_toc}',
  ].join('\n\n');

  test('fences have their languages, quotes are the containers that their classes name', () => {
    const { student, instructor, said } = compiled(lesson);
    expect(student).toEqual([
      '|print(1)|',
      '## Sums\n\nAdd up.',
      '|sum([1])|',
      '> ## Mind the gap\n> Look down.',
      'See [scope](../15-scope.md#local).',
    ]);
    expect(instructor).toEqual([
      ...student.slice(0, 3),
      '## Solution\n\nIt is `1`.',
      student[3],
      'See [scope](../../15-scope.md#local).',
    ]);
    expect(said).toEqual(['link-broken 31: there is no file 15-scope.md']);
  });

  test('the questions, objectives and key points of the header stand where a page shows them', () => {
    const header = [
      'title: "A"\nquestions:\n- "How \\"so\\"?"\n- \'It\'\'s\n  long?\'',
      'objectives:\n- Add `x`.\nteaching: 10\nkeypoints:\n- A sum is a sum.',
    ].join('\n');
    const { student, said } = compiled(`---\n${header}\n---\n# A\n\nText.\n\n~~~\n1\n~~~\n{: .language-python}\n`);
    expect(student).toEqual([
      '> **Questions**\n>\n> - How "so"?\n> - It\'s long?',
      '> **Objectives**\n>\n> - Add `x`.',
      'Text.',
      '|1|',
      '> **Key points**\n>\n> - A sum is a sum.',
    ]);
    expect(said).toEqual([]);
  });

  test('a class before a quote is that of the quote', () => {
    expect(compiled('# A\n\n{: .note }\n> Text.\n\nMore.\n').student).toEqual(['> **Note**\n>\n> Text.', 'More.']);
  });

  test('a name of attributes that nothing defines shows nothing', () => {
    const text = '# A\n\n```\nls\n```\n{: language-bash}\n\nText.\n{: remark }\n';
    expect(compiled(text).student).toEqual(['```\nls\n```\n\nText.']);
  });

  test('a line of attributes in code, and a condition, are none', () => {
    expect(compiled('# A\n\n```text\n{: .x}\n```\n').student).toEqual(['```text\n{: .x}\n```']);
    expect(compiled('# A\n\n- a\n\n{:else}\n').student).toEqual(['- a\n\n{:else}']);
  });
});

describe('MkDocs', () => {
  test('admonitions are callouts, folded ones are folded, tabs have their names above them', () => {
    const text =
      '# A\n\n!!! note "A title"\n\n    Text.\n\n    - item\n\n??? tip\n    Folded.\n\n=== "Linux"\n\n    ls\n\n=== "Windows"\n\n    dir\n\n!!! custom\n    Own.\n\nEnd.\n';
    expect(compiled(text)).toEqual({
      student: [
        '> **A title**\n>\n> Text.\n>\n> - item',
        '<details>\n<summary>Tip</summary>\n\nFolded.\n\n</details>',
        '**Linux**',
        'ls',
        '**Windows**',
        'dir',
        '> **Custom**\n>\n> Own.',
        'End.',
      ],
      instructor: expect.anything(),
      said: [],
    });
  });

  test('a solution in an exercise is for instructors, and its code a cell', () => {
    const text =
      '# A\n\n## Exercise 1\n\nAdd.\n\n??? success "Solution"\n\n    Like this:\n\n    ```python\n    print(1)\n    ```\n\n    ```output\n    1\n    ```\n';
    const { student, instructor, said } = compiled(text);
    expect(student).toEqual(['## Exercise 1\n\nAdd.']);
    expect(instructor).toEqual(['## Exercise 1\n\nAdd.', '**Solution**', 'Like this:', '|print(1)|']);
    expect(said).toEqual([]);
  });

  test.each(['5 === 5', '===\n', '!!! 5 "x"', 'Stop!!! now'])('%j is none', (line) => {
    expect(compiled(`# A\n\n${line}\n\n    code\n`).student.join()).toContain(line.trim());
  });
});

describe('Hugging Face', () => {
  const text =
    "# A\n\n{#if fw === 'pt'}\nTorch.\n{:else}\nTensorFlow.\n{/if}\n\n{#if fw === 'tf'}\nMore.\n{/if}\n\nEnd.\n";

  test('a lesson is for the framework that it names first, or for the one that the course names', () => {
    expect(compiled(text).student.join('').replace(/\s+/g, ' ')).toBe('Torch. End.');
    expect(compiled(text, 'tf').student.join('').replace(/\s+/g, ' ')).toBe('TensorFlow. More. End.');
    expect(compiled(text).said).toEqual(['framework-left-out 5: 2 parts left out: the notebooks are for `pt`']);
  });

  test('tips are callouts, videos links, and what steers the page goes', () => {
    const lesson =
      '# A\n\n<FrameworkSwitchCourse {fw} />\n\n<CourseFloatingBanner chapter={2}\n  notebooks={[\n    {label: "Colab", value: "https://x"},\n]} />\n\n<Youtube id="a-b"/>\n\n<Tip warning={true}>\n\n⚠️ Care.\n\n</Tip>\n\n<Tip>\nGood.\n</Tip>\n';
    expect(compiled(lesson)).toEqual({
      student: [
        '[Video on YouTube](https://www.youtube.com/watch?v=a-b)',
        '> **Warning**\n>\n> ⚠️ Care.',
        '> **Tip**\n>\n> Good.',
      ],
      instructor: expect.anything(),
      said: [],
    });
  });

  test('choices are a list, and which of them is right is for instructors', () => {
    const lesson =
      '# A\n\n### 1. Which?\n\n<Question\n\tchoices={[\n\t\t{\n\t\t\ttext: "A \\"b\\" <c>",\n\t\t\texplain: "No: see <a href=\\"https://x\\">this</a>."\n\t\t},\n\t\t{\n\t\t\ttext: "Zebra",\n\t\t\texplain: "Right!",\n\t\t\tcorrect: true\n\t\t}\n\t]}\n/>\n';
    const { student, instructor, said } = compiled(lesson);
    expect(student).toEqual(['### 1. Which?\n\n- A "b" <c>\n- Zebra']);
    expect(instructor.slice(1).join('\n\n')).toBe(
      '<details>\n<summary>Solution</summary>\n\nThe right answer:\n\n- Zebra\n\n- *A "b" <c>*: No: see <a href="https://x">this</a>.\n- *Zebra*: Right!\n\n</details>',
    );
    expect(said).toEqual([]);
  });
});

describe('MyST, Pandoc and Quarto', () => {
  test.each([
    ['% On Sums\n% Some One\n% 20 July\n\nText.\n', '# On Sums\n\nSome One\\\n20 July\n\nText.'],
    ['% On\n  Sums\n%\n% 20 July\n\nText.\n', '# On Sums\n\n20 July\n\nText.'],
    ['% On Sums\n\nText.\n', '# On Sums\n\nText.'],
    ['%timeit 1\n\nText.\n', '%timeit 1\n\nText.'],
    ['Text.\n\n% Text\n\nMore.\n', 'Text.\n\n% Text\n\nMore.'],
  ])("a title block of Pandoc's is a heading with a text below: %j", (text, shown) => {
    expect(compiled(text).student.join('\n\n')).toBe(shown);
  });

  test.each([
    ['formats: md', ['|%%bash --no-raise-error\nls|']],
    ['formats: md:myst', ['```bash\nls\n```']],
    ['text_representation: {format_name: pandoc}', ['```bash\nls\n```']],
  ])('a language beside Python has its magic in Markdown of Jupytext (%s)', (header, shown) => {
    const text = `---\njupyter:\n  jupytext:\n    ${header}\n  kernelspec: {display_name: P, language: python, name: python3}\n---\n\n# A\n\n\`\`\`bash magic_args="--no-raise-error"\nls\n\`\`\`\n`;
    expect(compiled(text).student).toEqual(shown);
  });

  test.each([
    [
      'text_representation: {extension: .Rmd, format_name: rmarkdown}',
      '%%file a.py\nx = 1\n# % of it',
      '%time\n# 5 %a',
    ],
    ['formats: md', '# %%file a.py\nx = 1\n# % of it', '# %time\n# 5 %a'],
  ])('magics stand in comments in R Markdown of Jupytext (%s)', (header, first, second) => {
    const cells = '```{python}\n# %%file a.py\nx = 1\n# % of it\n```\n\n```{python}\n# %time\n# 5 %a\n```\n';
    const text = `---\njupyter:\n  jupytext:\n    ${header}\n---\n\n${cells}`;
    expect(compiled(text).student).toEqual([`|${first}|`, `|${second}|`]);
  });

  test.each([
    ['- - []{colspan=2} Item\n', '- -  Item'],
    ['![]({{< meta shot >}}){.border alt="A shot"}\n', '![]({{< meta shot >}})'],
    ['{style=lower-alpha}\n1. a\n', '1. a'],
    ['1. a\n\n   {style=lower-roman}\n   1. b\n', '1. a\n\n   1. b'],
    ['$$\na\n  + b\n$$ {#eq-sum}\n', '<a id="eq-sum"></a>\n\n$$\na\n  + b\n\\tag{1}$$'],
  ])('attributes are taken away: %j', (text, shown) => {
    expect(compiled(`# A\n\n${text}`).student.join('\n\n')).toBe(shown);
  });

  test('where MyST has comments, there is no title block', () => {
    const text = '% A comment\n\n# A\n\n```{note}\nText.\n```\n';
    expect(compiled(text).student.join('\n\n')).not.toContain('comment');
  });

  test.each([
    ['Term\n: What it *is*.\n: And more.', '- **Term**  \n  What it *is*.\n\n  And more.'],
    [
      '| a |\n|---|\n| 1 |\n\n: Numbers {#tbl-a .striped}',
      '| a |\n|---|\n| 1 |\n\n<a id="tbl-a"></a>**Table 1**\n\nNumbers',
    ],
    ['It is [small]{.smallcaps} and [new]{.mark}, `[x]{.y}`.', 'It is small and <mark>new</mark>, `[x]{.y}`.'],
    ['{{< video https://host/v title="A talk" >}}', '[A talk](<https://host/v>)'],
    ['```{image} https://host/a.png\n:alt: A cat\n:width: 50%\n```', '![A cat](<https://host/a.png>)'],
    [
      '```{list-table} Sizes\n:header-rows: 1\n\n* - Name\n  - Size\n* - a | b\n  - 1\n    cm\n```',
      'Sizes\n\n| Name | Size |\n| --- | --- |\n| a \\| b | 1 cm |',
    ],
    ['```{raw} html\n<b>x</b>\n```', '<b>x</b>'],
    ['```{glossary}\nKernel\n  Runs code.\n```', '- **Kernel**  \n  Runs code.'],
    ['Text.\n\n(one)=\n- a\n(two)=\n- b', 'Text.\n\n- <a id="one"></a>a\n- <a id="two"></a>b'],
  ])('%j becomes %j', (text, shown) => {
    const { student, said } = compiled(`# A\n\n${text}\n`);
    expect([student.join('\n\n'), said]).toEqual([shown, []]);
  });

  test('what is marked as a solution in a text is an error', () => {
    expect(compiled('# A\n\n:::exercise{#a}\nIt is [7]{.solution}.\n:::\n').said.join()).toContain('secret-stays-text');
  });
});

test("a region of Jupytext's is one text, whose code is only shown", () => {
  const text = '# A\n\n<!-- #region key="x" -->\nOne.\n\n```python\n1\n```\n<!-- #endregion -->\n\n```python\n2\n```\n';
  expect(compiled(text).student).toEqual(['One.\n\n```python\n1\n```', '|2|']);
});

test('code in a list item becomes a cell, and the item and the list go on behind it', () => {
  const text =
    '# A\n\n1. One:\n\n   ```python\n   1\n   ```\n\n   gives one.\n\n2. Two:\n\n   - deep\n\n     ```python\n     2\n     ```\n\n     more\n\n3. Three.\n';
  const { student, said } = compiled(text);
  expect(student).toEqual(['1. One:', '|1|', 'gives one.', '2. Two:', '- deep', '|2|', 'more', '3. Three.']);
  expect(said).toEqual([]);
});

test('files are included, with what they include; a missing one is an error at its line', () => {
  const course: Readonly<Record<string, string>> = {
    'source-md/part/_a.md': '---\nx: 1\n---\nOne.\n\n```python\n1\n```\n\n{{< include _b.md >}}\n',
    'source-md/part/_b.md': ':::solution\nDeep.\n:::\n',
    'source-md/x.py': 'a = 1\nb = 2\nc = 3\n',
  };
  const bytes = (path: string) => (course[path] === undefined ? undefined : new TextEncoder().encode(course[path]));
  const read = (text: string) => compileLesson(text, 'source-md/a.md', defaultConfig, { ...noFiles, bytes });
  const text =
    '# A\n\n```{include} part/_a.md\n```\n\n- Code:\n\n  ::: {literalinclude} x.py\n  :lines: 2-\n  :::\n\n```{include} none.md\n```\n\n```text\n{{< include none.md >}}\n```\n';
  const { notebooks, diagnostics } = read(text);
  const student = notebooks.find(({ variant }) => variant === 'student')?.notebook.cells.map(({ source }) => source);
  expect(student).toEqual([
    '# A\n\nOne.',
    '1',
    '- Code:\n\n  ```python\n  b = 2\n  c = 3\n  ```\n\n```{include} none.md\n```\n\n```text\n{{< include none.md >}}\n```',
  ]);
  expect(notebooks.find(({ variant }) => variant === 'instructor')?.text).toContain('Deep.');
  const found = diagnostics.map(({ rule, span }) => `${rule} ${text.slice(0, span.start).split('\n').length}`);
  expect(found).toEqual(['include-missing 12']);
});

test('parts of a Jekyll site are included; links that only its settings know go', () => {
  const course: Readonly<Record<string, string>> = {
    '_includes/links.md': '[numpy]: https://numpy.org\n[here]: {{ site.here }}\n',
    '_episodes/part.md': 'Part.\n',
  };
  const bytes = (path: string) => (course[path] === undefined ? undefined : new TextEncoder().encode(course[path]));
  const read = (text: string) => {
    const { notebooks, diagnostics } = compileLesson(text, '_episodes/a.md', defaultConfig, { ...noFiles, bytes });
    return [notebooks[0]?.notebook.cells.map(({ source }) => source), diagnostics.map(({ rule }) => rule)];
  };
  expect(read('# A\n\nSee [numpy].\n\n{% include links.md %}\n')).toEqual([
    ['# A\n\nSee [numpy].\n\n[numpy]: https://numpy.org'],
    [],
  ]);
  expect(read('# A\n\n{% include_relative part.md %}\n')).toEqual([['# A\n\nPart.'], []]);
  const named = ['construct-shown-as-text'];
  expect(read('# A\n\n{% include none.md %}\n')).toEqual([['# A\n\n{% include none.md %}'], named]);
  expect(read('```text\n{% include links.md %}\n```\n')).toEqual([['```text\n{% include links.md %}\n```'], []]);
});

test('mathematics in a raw block of TeX is mathematics, as Pandoc shows it on pages; the rest is code', () => {
  const block = (format: string, code: string) =>
    compiled(`# A\n\nSo:\n\n\`\`\`{=${format}}\n${code}\n\`\`\`\n\nEnd.\n`)
      .student.join('\n\n')
      .replace(/\n{3,}/g, '\n\n');
  const formula = '\\begin{equation*} \ny = 2x\n\\end{equation*}';
  expect(block('tex', formula)).toBe(`So:\n\n${formula}\n\nEnd.`);
  expect(block('latex', '\\newpage')).toBe('So:\n\n```latex\n\\newpage\n```\n\nEnd.');
  expect(block('typst', formula)).toContain('```typst');
});

test('a directive between colons may have blank lines before it ends', () => {
  const bytes = (path: string) => (path === 'source-md/t.txt' ? new TextEncoder().encode('10.2\n') : undefined);
  const { notebooks } = compileLesson(
    '# A\n\n::: {literalinclude} t.txt\n\n:::\n\nb\n',
    'source-md/a.md',
    defaultConfig,
    {
      ...noFiles,
      bytes,
    },
  );
  expect(notebooks[0]?.notebook.cells.map(({ source }) => source)).toEqual(['# A\n\n```text\n10.2\n```\n\nb']);
});

test('a cell whose code stands in a file has that code', () => {
  const bytes = (path: string) =>
    path === 'source-md/x.py' ? new TextEncoder().encode('a = 1\n\nb = 2\n') : undefined;
  const read = (text: string) => compileLesson(text, 'source-md/a.md', defaultConfig, { ...noFiles, bytes });
  const cells = (text: string) =>
    read(text).notebooks[0]?.notebook.cells.map(({ source, metadata }) => [source, metadata.tags ?? []]);
  expect(cells('```{code-cell} python3\n:load: x.py\n```\n')).toEqual([['a = 1\n\nb = 2', []]]);
  expect(cells('```{code-cell}\n:load: x.py\n:tags: [hide-input]\n```\n')).toEqual([
    ['a = 1\n\nb = 2', ['hide-input']],
  ]);
  expect(cells('```{code-cell}\n---\nload: x.py\ntags: [hide-input]\n---\n```\n')).toEqual([
    ['a = 1\n\nb = 2', ['hide-input']],
  ]);
  expect(read('# A\n\n```{code-cell}\n:load: y.py\n```\n').diagnostics.map(({ message }) => message)).toContain(
    'there is no file source-md/y.py to include',
  );
});

test('cells of quarto-live are cells; what checks an answer is for instructors', () => {
  const text =
    '# A\n\n```{pyodide}\n#| exercise: ex\n____\n```\n\n::: {.solution exercise="ex"}\n```python\n42\n```\n:::\n\n```{pyodide}\n#| exercise: ex\n#| check: true\nresult == 42\n```\n';
  const { student, instructor } = compiled(text);
  expect(student).toEqual(['**Exercise**', '|____|']);
  expect(instructor.join()).toContain('result == 42');
});

test('cells of quarto-pyodide and quarto-webr name their language', () => {
  expect(compiled('# A\n\n```{pyodide-python}\n1\n```\n').student).toEqual(['|1|']);
});

test.each([
  ['````{.markdown linenos="true"}\ntext\n````', '````markdown\ntext\n````'],
  ['````{.markdown filename="a.md"}\ntext\n````', '**a.md**\n\n````markdown\ntext\n````'],
  ['```{bash}\n#| eval: false\nls\n```', '```bash\nls\n```'],
])('a fence that is no cell has its language alone: %j', (fence, shown) => {
  expect(compiled(`# A\n\n${fence}\n`)).toEqual({ student: [shown], instructor: [shown], said: [] });
});

test.each([
  '(ref:a) text (\\#eq:b)\n\n```{theorem, name="(ref:a)"}\nText.\n```',
  '<Question choices={[{ text: "\n<Tabs>\n" }]}/>',
])('constructs in each other do no harm: %j', (text) => {
  expect(() => compiled(`# A\n\n${text}\n`)).not.toThrow();
});

test('a snippet in a directive that includes a file does no harm', () => {
  const text = '# A\n\n```{literalinclude} a.py\n{! a.py !}\n```\n';
  const files = {
    ...noFiles,
    bytes: (path: string) => (path === 'source-md/a.py' ? Buffer.from('x = 1\n') : undefined),
  };
  expect(() => compileLesson(text, 'source-md/a.md', defaultConfig, files)).not.toThrow();
});

test('files between lines of scissors stand there, in text and in code, where all of them are there', () => {
  const files = {
    ...noFiles,
    bytes: (path: string) => {
      const there: Record<string, string> = { 'source-md/src/a.py': 'x = 1\n', 'source-md/b.md': 'About B.\n' };
      const text = there[path];
      return text === undefined ? undefined : Buffer.from(text);
    },
  };
  const scissors = (...paths: readonly string[]) => ['--8<--', ...paths, '--8<--'].join('\n');
  const textOf = (text: string) => {
    const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, files);
    return [notebooks[0]?.notebook.cells.map(({ source }) => source), diagnostics.map(({ rule }) => rule)];
  };
  const code = `# A\n\n\`\`\`python\n${scissors('src/a.py', '; src/none.py')}\n\`\`\`\n\n${scissors('b.md')}\n`;
  expect(textOf(code)).toEqual([['# A', 'x = 1', 'About B.'], []]);
  expect(textOf(`# A\n\n${scissors('b.md', 'none.md')}\n`)).toEqual([
    ['# A\n\n--8<--\nb.md\nnone.md\n--8<--'],
    ['construct-shown-as-text'],
  ]);
});

describe('what other tools read where CommonMark does not', () => {
  test('a block of MkDocs ends behind HTML, and its fences come before HTML', () => {
    const html =
      '# A\n\n??? tip "T"\n    Here:\n\n    <style>\n    a {}\n    </style>\n    <table>\n    </table>\n\n??? note "N"\n    More.\n';
    expect(compiled(html).said).toEqual([]);
    const fence =
      '# A\n\n!!! note "N"\n    <center>\n    one\n    </center>\n    ```python\n    x = 1\n\n    x\n    ```\n    More.\n';
    const { said, student } = compiled(fence);
    expect(said).toEqual([]);
    expect(student).toContain('|x = 1\n\nx|');
  });

  test('a fence that includes a file is shown, and named', () => {
    const text = (code: string) => `# A\n\n\`\`\`python\n${code}\n\`\`\`\n\n\`\`\`python\nx = 1\n\`\`\`\n`;
    for (const code of ['--8<-- "a.py"', '--8<--\nsrc/a.py\n--8<--', '{{#include ../a.py}}']) {
      const { said, student } = compiled(text(code));
      expect(student.filter((cell) => cell.startsWith('|'))).toEqual(['|x = 1|']);
      expect(said).toEqual([expect.stringMatching(/^construct-shown-as-text 4: shown as text: 1 snippet/)]);
    }
  });

  test('a block of snippets is one, and what a comment holds is not shown', () => {
    expect(compiled('# A\n\n--8<--\na.md\n--8<--\n\nText\n\n--8<--\nb.md\n--8<--\n').said).toEqual([
      'construct-shown-as-text 3: shown as text: 2 snippets (`--8<-- a.md --8<--`, `--8<-- b.md --8<--`)',
    ]);
    expect(compiled('# A\n\n<!-- see --8<-- and {{ page.url }}\n{% if x %} -->\n\nText\n').said).toEqual([]);
  });

  test('a place for an answer of the student is no answer', () => {
    const form = (label: string) =>
      `# A\n\n## Exercise\n\n<form>\n<label>${label}</label> <input type="text"><br>\n</form>\n`;
    for (const label of ['Votre réponse :', 'Answer:']) expect(compiled(form(label)).said.join()).not.toMatch('secret');
    expect(compiled('# A\n\n## Exercise\n\n<label>Answer:</label> 42\n').said.join()).toMatch('secret-stays-text');
  });
});

test('of parts for several profiles of Quarto the notebooks have those for one, which is no secret', () => {
  const part = (name: string, text: string) => `::: {.content-visible when-profile="${name}"}\n${text}\n:::\n`;
  const text = `# A\n\n${part('fr', 'Bonjour')}\n${part('en', 'Hello')}`;
  expect(compiled(text).student).toEqual(['Bonjour']);
  expect(compiled(text, 'en').student).toEqual(['Hello']);
  expect(compiled(text).said).toEqual(['framework-left-out 7: 1 part left out: the notebooks are for `fr`']);
  // One alone is no choice, and answers are none either.
  expect(compiled(`# A\n\n${part('fr', 'Bonjour')}`).student).toEqual([]);
  expect(compiled(`# A\n\n${part('solution', 'It is 2')}\n${part('student', 'Think')}`).student).toEqual([]);
});

test('keys of a header that only makers of sites read are named once', () => {
  expect(compiled('---\ntitle: A\nupdated: 2022\nsocialImage: x.png\n---\n\n# A\n').said).toEqual([
    'unknown-key 3: the keys `updated`, `socialImage` have no effect',
  ]);
});

describe('what a notebook would show as it is written', () => {
  const shown = (text: string) => compiled(`# A\n\n${text}\n`).student;

  test('objects of mkdocstrings are lines of text that are named, without their options', () => {
    const { student, said } = compiled('# A\n\n::: kedro.config\n    options:\n      members: true\n\nText.\n');
    expect(student).toEqual(['<a id="kedro.config"></a>\n\\::: kedro.config\n\n\nText.']);
    expect(said).toEqual(['construct-shown-as-text 3: shown as text: 1 object of mkdocstrings (`::: kedro.config`)']);
    const dense = compiled('# A\n\n:::kedro.config\n    options:\n      members: true\n\n:::note\nText.\n:::\n');
    expect(dense.student).toEqual(['<a id="kedro.config"></a>\n\\:::kedro.config', '> **Note**\n>\n> Text.']);
    expect(dense.said).toEqual([
      'construct-shown-as-text 3: shown as text: 1 object of mkdocstrings (`:::kedro.config`)',
    ]);
  });

  test('links find an object, its members, and an id on a line of its own', () => {
    const text =
      '# A\n\nSee [it](#kedro.config.Config), [that](#that) and [this](#this).\n\n::: kedro_config\n\n::: kedro.config\n\n- An item.\n{#that}\n\n{ #this }\n## Head\n';
    const { student, said } = compiled(text);
    expect(student[0]).toBe(
      'See [it](#kedro.config), [that](#that) and [this](#this).\n\n<a id="kedro_config"></a>\n\\::: kedro_config\n\n<a id="kedro.config"></a>\n\\::: kedro.config\n\n- An item.\n<a id="that"></a>\n\n<a id="this"></a>',
    );
    expect(said).toHaveLength(1);
  });

  test('an anchor behind nothing is one that links find', () => {
    const { student, said } = compiled('# A\n\nSee [that](#that).\n\n[](){#that}\n\nText.\n');
    expect(student).toEqual(['See [that](#that).\n\n<a id="that"></a>\n\nText.']);
    expect(said).toEqual([]);
  });

  test('a label of MyST may have any characters', () => {
    const { student, said } = compiled(
      '# A\n\n(syntax/a b)=\n## Head\n\nSee [](#syntax/x) and {ref}`syntax/a b`.\n\n(syntax/x)=\nText.\n',
    );
    expect(student.join('\n\n')).toBe(
      '## Head\n\nSee [syntax/x](#syntax-x) and [Head](#Head).\n\n<a id="syntax-x"></a>\n\nText.',
    );
    expect(said).toEqual([]);
  });

  test("another tool's `test` is no role, and a solution is one whatever it is called", () => {
    const text = '# A\n\n```python {test="skip" lint="skip"}\n1\n```\n';
    expect(compiled(text).student).toEqual(['|1|']);
    expect(compiled(text).said.filter((one) => one.startsWith('role'))).toEqual([]);
    expect(compiled('# A\n\n```python solution=ex1\n1\n```\n').student.join()).not.toContain('|1|');
  });

  test("places of Quarto's pages are no unknown containers", () => {
    expect(compiled('# A\n\n::: {.column-page-right}\nText.\n:::\n\n::: light-content\nLight.\n:::\n')).toEqual({
      student: ['Text.', 'Light.'],
      instructor: ['Text.', 'Light.'],
      said: [],
    });
  });

  test('attributes on a line of their own go, above a block and below it, and behind emphasis', () => {
    expect(shown('Text.\n{ .annotate }\n\n{emphasize-lines="8"}\n```toml\nx = 1\n```')).toEqual([
      'Text.\n\n```toml\nx = 1\n```',
    ]);
    expect(shown('__Update__{ title="a" }: Text.')).toEqual(['__Update__: Text.']);
  });

  test('a definition may stand below a blank line, and go on below another', () => {
    expect(shown('term\n\n:   Meaning.\n\n    More.\n\nother\n: One\n\n    - a\n\n: Two')).toEqual([
      '- **term**  \n\n    Meaning.\n\n    More.\n\n- **other**  \n  One\n\n    - a\n\n\n  Two',
    ]);
  });

  test('attributes of a definition may go on over lines', () => {
    expect(shown("![A plot][p]\n\n[p]: https://x.y/p.png {alt='Two\nlines'}")).toEqual([
      '![Two lines][p]\n\nA plot\n\n[p]: https://x.y/p.png',
    ]);
  });

  test('a chunk with options is code, whatever engine it names', () => {
    expect(shown('```{css, echo=FALSE}\na {}\n```\n\n- ```{cat, echo=FALSE}\n  b\n  ```')).toEqual([
      '```css\na {}\n```\n\n- ```cat\n  b\n  ```',
    ]);
  });

  test('attributes behind brackets that are no link go', () => {
    expect(shown('[=85% "85%"]{: .thin .candy} and [a][_b]{: .source }')).toEqual(['[=85% "85%"] and [a][_b]']);
  });

  test('entries of an index go', () => {
    expect(shown('A\\index{b@\\texttt{b}} c.\n\\index{d}\nE.')).toEqual(['A c.\nE.']);
  });

  test('cells and containers directly behind a tag are read as Pandoc reads them', () => {
    expect(shown('<details>\n<summary>Source</summary>\n```{python}\n1\n```\n</details>')).toContain('|1|');
    expect(shown('<p>1</p>\n::: {.wide}\nText.\n:::')).toEqual(['<p>1</p>', 'Text.']);
  });

  test('a comment of MyST needs no blank, and a formula in one is none', () => {
    expect(shown(':::{note}\na\n:::\n\n%We start\n\n%$$\n%b_0\n%$$\n\nText.')).toEqual(['> **Note**\n>\n> a', 'Text.']);
  });

  test('roles that nobody can read are named', () => {
    const { said } = compiled('# A\n\n:math:`x` and {eq}`abc} d.\n');
    expect(said).toEqual([
      "construct-shown-as-text 3: shown as text: 1 role of reStructuredText (`:math:`), 1 role without an end (`{eq}'abc} d.`)",
    ]);
  });

  test('a definition of a footnote with a formula goes where its note is shown', () => {
    expect(shown('Text [^a].\n\n## B\n\n[^a]: With $x$ and $y$.\n\nEnd.')).toEqual([
      'Text <sup>[1](#a-note-1)</sup>.\n\n---\n\n<sup id="a-note-1">1</sup> With $x$ and $y$.',
      '## B\n\nEnd.',
    ]);
  });

  test('a container that is nothing by itself may go on to the end', () => {
    const { diagnostics } = compileLesson('# A\n\n::: {.column-body}\nText.\n', 'a.qmd', defaultConfig, noFiles);
    expect(diagnostics).toMatchObject([{ rule: 'container-unclosed', severity: 'warning' }]);
  });
});

describe('blocks of MkDocs as authors write them', () => {
  const cells = (text: string) => {
    const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
    const student = notebooks.find(({ variant }) => variant === 'student')?.notebook.cells ?? [];
    return [student.map(({ source }) => source).join('\n\n'), ...diagnostics.map(({ rule }) => rule)];
  };

  test('without a blank before their kind, or without a kind', () => {
    expect(cells('# A\n\n!!!note"Title"\n    Text.\n')).toEqual(['# A\n\n> **Title**\n>\n> Text.']);
    expect(
      cells('# A\n\n!!!example "**Q**"\n    === "Ask"\n        One.\n    === "Solution" \n        zebra\n')[0],
    ).not.toContain('zebra');
    expect(cells('# A\n\n??? "Answer"\n    zebra\n\nMore.\n')).toEqual(['# A\n\nMore.']);
    expect(cells('# A\n\n!!!Wow\n\nText.\n')).toEqual(['# A\n\n!!!Wow\n\nText.']);
  });

  test('a macro that gives the kind is an admonition, and a kind of the page may be a solution', () => {
    expect(cells('# A\n\n!!! {{ exercice() }}\n    Add.\n\n    ```python\n    x = 1\n    ```\n')).toEqual([
      '# A\n\n> **Exercice**\n>\n> Add.\n\nx = 1',
      'exercise-in-text',
    ]);
    expect(cells('# A\n\n??? corrige\n    zebra\n\nMore.\n')).toEqual(['# A\n\nMore.']);
  });

  test('a fence ends where its marks are not indented as the block is', () => {
    const text = '# A\n\n!!! tip "T"\n    ```python\n    x = 1\n```\n\nMore.\n\n```python\ny = 2\n```\n';
    expect(cells(text)).toEqual(['# A\n\n> **T**\n\nx = 1\n\nMore.\n\ny = 2']);
  });

  test('marks that are indented by four more than the fence are code', () => {
    const [, ...rules] = cells(
      '# A\n\n!!! tip "T"\n    ```python\n        x = 1\n        ```\n\n!!! tip "U"\n    Text.\n',
    );
    expect(rules).toEqual(['fence-unclosed']);
  });
});
