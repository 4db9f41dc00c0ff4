import { describe, expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

function cellsOf(text: string, dialect: 'auto' | 'native' = 'auto'): { cells: string[]; rules: string[] } {
  const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', { ...defaultConfig, dialect }, noFiles);
  const cells = notebooks[0]?.notebook.cells ?? [];
  return {
    cells: cells.map(({ cell_type, source }) => `${cell_type}: ${source}`),
    rules: diagnostics.map(({ rule }) => rule),
  };
}

const plain = '```python\nshown = 1\n```\n';

describe('where cells have braces, a plain fence only shows code', () => {
  test.each([
    ['MyST', '```{code-cell} ipython3\nrun = 1\n```\n'],
    ['Quarto', '::: {.callout-note}\nx\n:::\n\n```{python}\nrun = 1\n```\n'],
    ['R Markdown', '{: .note}\n\n```{python, echo=FALSE}\nrun = 1\n```\n'],
  ])('in %s', (_, chunk) => {
    const { cells } = cellsOf(`# A\n\n${chunk}\n${plain}\n- item\n\n  ${plain.replaceAll('\n', '\n  ').trimEnd()}\n`);
    expect(cells.filter((cell) => cell.startsWith('code'))).toEqual(['code: run = 1']);
    expect(cells.at(-1)).toContain('```python\nshown = 1\n```');
  });

  test('in a file of Quarto or R Markdown that has none, too', () => {
    const text = `# A\n\n::: {.callout-note}\nx\n:::\n\n${plain}`;
    const config = { ...defaultConfig, dialect: 'auto' as const };
    for (const [file, types] of [
      ['quizzes/a.Rmd', ['markdown']],
      ['a.qmd', ['markdown']],
      ['a.md', ['markdown', 'code']],
    ] as const) {
      const cells = compileLesson(text, file, config, noFiles).notebooks[0]?.notebook.cells ?? [];
      expect([...new Set(cells.map(({ cell_type }) => cell_type))]).toEqual(types);
    }
  });

  // As Jupytext and MyST read these files, which hold no `{code-cell}`; with a kernel alone they do not agree: then it runs.
  test.each([
    ['jupytext:\n  text_representation:\n    format_name: myst\nkernelspec:\n  name: python3', 'markdown'],
    ['file_format: mystnb\nkernelspec:\n  name: python3', 'markdown'],
    ['kernelspec:\n  name: python3\n  display_name: Python 3', 'code'],
    ['jupytext:\n  text_representation:\n    format_name: markdown\nkernelspec:\n  name: python3', 'code'],
    [
      'jupyter:\n  jupytext:\n    text_representation:\n      format_name: markdown\n  kernelspec:\n    name: python3',
      'code',
    ],
  ])('by the header alone: %j', (header, type) => {
    const { cells } = cellsOf(`---\n${header}\n---\n\n# A\n\n${plain}`);
    expect(cells.at(-1)).toMatch(new RegExp(`^${type}: .*shown = 1`, 's'));
  });

  test('but not one with words of ours', () => {
    const { cells } = cellsOf(
      `# A\n\n\`\`\`{code-cell}\nrun = 1\n\`\`\`\n\n${plain.replace('python', 'python timeout=5')}`,
    );
    expect(cells).toEqual(['markdown: # A', 'code: run = 1', 'code: shown = 1']);
  });

  test('nor where the lesson is ours, or has no such cell', () => {
    expect(cellsOf(`# A\n\n\`\`\`{code-cell}\nrun = 1\n\`\`\`\n\n${plain}`, 'native').cells.at(-1)).toBe(
      'code: shown = 1',
    );
    expect(cellsOf(`(label)=\n# A\n\n${plain}`).cells.at(-1)).toBe('code: shown = 1');
  });
});

describe('a cell between colons', () => {
  test('is a cell, with its options', () => {
    const text = '# A\n\n:::{code-cell} python\n:tags: [hide-input]\n\na = "::"\n# no heading\n:::\n\nText.\n';
    expect(cellsOf(text)).toEqual({
      cells: ['markdown: # A', 'code: a = "::"\n# no heading', 'markdown: Text.'],
      rules: [],
    });
  });

  test('also with more colons, in a container, and beside other fences', () => {
    const text =
      '# A\n\n::::{note}\n:::{code-cell}\n1\n:::\n::::\n\n:::::{code-cell}\n2\n:::\n:::::\n\n```text\n:::{code-cell}\n3\n:::\n```\n';
    const { cells, rules } = cellsOf(text);
    expect(cells.filter((cell) => cell.startsWith('code'))).toEqual(['code: 1', 'code: 2\n:::']);
    expect(cells.at(-1)).toBe('markdown: ```text\n:::{code-cell}\n3\n:::\n```');
    expect(rules).toEqual([]);
  });

  test('that nothing closes is said', () => {
    expect(cellsOf('# A\n\n:::{code-cell}\n1\n').rules).not.toEqual([]);
  });
});

test('a chunk of R that nobody sees makes no lesson in R of one in Python', () => {
  const kernel = (header: string) =>
    compileLesson(
      `# A\n\n\`\`\`{${header}}\nlibrary(reticulate)\n\`\`\`\n\n\`\`\`{python}\nrun = 1\n\`\`\`\n`,
      'a.Rmd',
      { ...defaultConfig, dialect: 'auto' },
      noFiles,
    ).kernel;
  const headers = ['r setup, include=FALSE', 'r, include = F', 'r echo = F, fig.cap="A, b"', 'r setup', 'r echo=TRUE'];
  expect(headers.map(kernel)).toEqual(['python3', 'python3', 'python3', 'ir', 'ir']);
});

test('a chunk ends at a fence of just as many backticks, as Quarto and knitr have it', () => {
  const codes = (text: string, file: string, part = '') =>
    compileLesson(text, file, defaultConfig, {
      ...noFiles,
      bytes: (path) => (path === '_part.qmd' ? new TextEncoder().encode(part) : undefined),
    }).lesson.blocks.map((block) => (block.type === 'code' ? block.source.text : block.type));
  const code = 'fence = """\n````\ntext\n````\n"""';
  expect(codes(`# A\n\n\`\`\`{python}\n${code}\n\`\`\`\n\nText.\n`, 'a.qmd')).toEqual(['prose', code, 'prose']);
  const part = `\`\`\`{python}\n${code}\n\`\`\`\n`;
  expect(codes('# A\n\n{{< include _part.qmd >}}\n\nText.\n', 'a.qmd', part)).toEqual(['prose', code, 'prose']);
  const short = 'fence = """\n```\ntext\n```\n"""';
  expect(codes(`# A\n\n\`\`\`\`{python}\n${short}\n\`\`\`\`\n\nText.\n`, 'a.Rmd')).toEqual(['prose', short, 'prose']);
  // In what is only shown, and where nothing closes it so, Markdown decides.
  const shown = '````markdown\n```{python}\n1\n```\n````\n\n```{python}\n2\n```\n';
  expect(codes(`# A\n\n${shown}`, 'a.qmd')).toEqual(['prose', '2']);
  expect(codes('# A\n\n```{python}\n1\n````\n\nText.\n', 'a.qmd')).toEqual(['prose', '1', 'prose']);
});

test('a file of R Markdown is in the language of the course where most of its chunks are, else in R', () => {
  const language = (text: string) => compileLesson(`# A\n\n${text}`, 'a.Rmd', defaultConfig, noFiles).lesson.language;
  const python = '```{python}\n1\n```\n\n';
  const r = '```{r}\nsystem("ls")\n```\n\n';
  expect(language(python + python + r)).toBe('python');
  expect(language(python + r)).toBe('r');
  expect(language(r)).toBe('r');
});
