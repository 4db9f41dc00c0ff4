import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { codesIn } from '../../src/model/walk.ts';

/** A fence as a lesson: the tags of its cell (undefined where it is none), whether it is run, and what is found. */
function cell(info: string, ...head: readonly string[]) {
  const text = `# A\n\n\`\`\`${[info, ...head, 'x = 1'].join('\n')}\n\`\`\`\n`;
  const { lesson, notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  const found = notebooks[0]?.notebook.cells.find(({ cell_type }) => cell_type === 'code');
  return {
    tags: found === undefined ? undefined : (found.metadata.tags ?? []),
    source: found?.source,
    runs: [...codesIn(lesson.blocks)].map(({ run }) => run.mode).join(),
    found: diagnostics.map(({ severity, message }) => `${severity}: ${message}`),
  };
}

test.each([
  ['knitr, without a comma', ['{python tags=c("raises-exception")}'], ['raises-exception'], 'execute'],
  ['knitr, two tags', ['{python tags=c("a","b")}'], ['a', 'b'], 'execute'],
  ['knitr, eval without a comma', ['{python eval=FALSE}'], ['skip-execution'], 'skip'],
  ['knitr, results', ['{python x, results="hide"}'], ['hide-output'], 'execute'],
  ['MyST, skip', ['{code-cell}', ':tags: [skip-execution]'], ['skip-execution'], 'skip'],
  ['MyST, one', ['{code-cell} python', ':tags: x'], ['x'], 'execute'],
  ['MyST, by commas', ['{code-cell}', ':tags: a, "b"'], ['a', 'b'], 'execute'],
  ['MyST, a list', ['{code-cell}', '---', 'tags:', '  - a', "  - 'b'", '---'], ['a', 'b'], 'execute'],
  ['MyST, a list in brackets', ['{code-cell}', '---', 'tags: [a, b]', '---'], ['a', 'b'], 'execute'],
  [
    'MyST, compounds',
    ['{code-cell}', ':tags: [neural-network, unit-test]'],
    ['neural-network', 'unit-test'],
    'execute',
  ],
  ['Quarto, eval', ['{python}', '#| eval: false'], ['skip-execution'], 'skip'],
  [
    'Quarto, as formatters write it',
    ['{python}', '# | eval: false', '# | echo: false'],
    ['hide-input', 'skip-execution'],
    'skip',
  ],
  ['Quarto, error', ['{python}', '#| error: true'], ['raises-exception'], 'execute'],
  [
    'Quarto, echo and output',
    ['{python}', '#| echo: false', '#| output: false'],
    ['hide-input', 'hide-output'],
    'execute',
  ],
  ['Quarto, include', ['{python}', '#| include: false'], ['hide-input', 'hide-output'], 'execute'],
  ['Quarto, of a page', ['{python}', '#| label: fig-a', '#| fig-cap: "A: b"'], [], 'execute'],
  ['Quarto, what is so anyway', ['{python}', '#| eval: true', '#| echo: fenced'], [], 'execute'],
  ['Quarto, as knitr has it', ['{python}', '#| eval=FALSE'], ['skip-execution'], 'skip'],
  [
    'Jupytext, tags',
    ['python tags=["raises-exception"] slideshow={"slide_type": "slide"}'],
    ['raises-exception'],
    'execute',
  ],
  ['Jupytext, active in notebooks', ['python active="ipynb"'], [], 'execute'],
  ['Jupytext, active elsewhere', ['python active="py"'], undefined, ''],
  ['Jupytext, .noeval', ['python .noeval'], undefined, ''],
  ['Pandoc, .noeval', ['{.python .noeval}'], undefined, ''],
  ['our own tags', ['python tags=skip-execution'], ['skip-execution'], 'skip'],
])('%s', (_, [info = '', ...head], tags, runs) => {
  expect(cell(info, ...head)).toEqual({ tags, source: tags && 'x = 1', runs, found: [] });
});

test('an option that nothing reads is said, once in a lesson', () => {
  const text = '```{python}\n#| wibble: 3\nx = 1\n```\n\n'.repeat(2);
  const { diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  expect(
    diagnostics.map(({ severity, message, span }) => [severity, message, text.slice(span.start, span.end)]),
  ).toEqual([['info', 'the option `wibble` has no effect', 'wibble']]);
  expect(cell('{python, eval=c(1, 3)}').found).toEqual(['info: the option `eval` has no effect']);
});

const secret = 'quagga = zebra * 77';

test.each([
  ['{code-cell}', ':tags: [solution]'],
  ['{code-cell}', ':tags: x, my-solution'],
  ['{code-cell}', '---', 'tags:', '  - Lösung', '---'],
  ['{code-cell}', ':tags: [hidden-test]'],
  ['{python}', '#| solution: true'],
  ['{python}', '#| solution'],
  ['{python}', '#| tags: [hidden, test]'],
  ['{python}', '#| label: ex1-solution'],
  ['{python tags=c("x", "solution")}'],
  ['{python, tags=c("hidden", "test")}'],
  ['python tags=["solution"]'],
  ['python', '#| solution'],
])('an option that names a secret keeps it from students: %j', (...lines) => {
  const fence = `\`\`\`${[...lines, secret].join('\n')}\n\`\`\``;
  const exercise = (part: string) => `# A\n\n\`\`\`python\n1\n\`\`\`\n\n:::exercise{#a}\nDo.\n\n${part}\n:::\n`;
  const read = (text: string) => compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  const { notebooks } = read(exercise(fence));
  const has = (variant: string) => notebooks.find((one) => one.variant === variant)?.text.includes('quagga');
  expect([has('student'), has('instructor')]).toEqual([false, true]);
  const nested = read(exercise(`1. A\n\n${fence.replace(/^/gm, '   ')}\n\n   More.`));
  expect(nested.notebooks.find(({ variant }) => variant === 'student')?.text).not.toContain('quagga');
  const noted = read(exercise(`B[^1].\n\n[^1]: A\n\n${fence.replace(/^/gm, '    ')}`));
  expect(noted.diagnostics.map(({ rule }) => rule)).toContain('secret-stays-text');
});

test('a comment with a bar that names no option is code', () => {
  expect(cell('{python}', '# | a b |').source).toBe('# | a b |\nx = 1');
});
