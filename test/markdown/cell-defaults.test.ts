import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { codesIn } from '../../src/model/walk.ts';

/** How each cell of a lesson is run, and what is said of those that are not. */
function cellsOf(text: string, source: string, project: Readonly<Record<string, string>> = {}) {
  const files = {
    ...noFiles,
    bytes: (path: string) => (project[path] === undefined ? undefined : new TextEncoder().encode(project[path])),
  };
  const { lesson, diagnostics } = compileLesson(text, source, defaultConfig, files);
  return {
    runs: codesIn(lesson.blocks).map(({ run, tags }) => [run.mode, ...tags].join(' ')),
    said: diagnostics.map(
      ({ rule, message, span }) => `${rule} ${text.slice(0, span.start).split('\n').length}: ${message}`,
    ),
  };
}

const chunks =
  '```{python}\n1 / 0\n```\n\n```{python}\n#| eval: true\n1\n```\n\n```{python}\n#| error: true\n1 / 0\n```\n';

test('cells are not run where the header says so for all of them, unless they say otherwise, and that is said once', () => {
  expect(cellsOf(`---\ntitle: A\nexecute:\n  eval: false\n---\n\n${chunks}`, 'source-md/a.qmd')).toEqual({
    runs: ['skip', 'execute', 'skip raises-exception'],
    said: ['cells-not-run 3: 2 cells are not run: `execute:` in the header says so'],
  });
  expect(cellsOf(`---\nexecute:\n  enabled: false\n  echo: false\n---\n\n${chunks}`, 'source-md/a.qmd').runs).toEqual([
    'skip hide-input',
    'execute hide-input',
    'skip raises-exception hide-input',
  ]);
  expect(cellsOf(`---\nexecute:\n  warning: false\n  freeze: auto\n---\n\n${chunks}`, 'source-md/a.qmd').said).toEqual(
    [],
  );
});

test('the project and its folders say it too, and the header has the last word', () => {
  const project = { '_quarto.yaml': 'execute:\n  eval: false\n' };
  expect(cellsOf(`# A\n\n${chunks}`, 'source-md/a.qmd', project).said).toEqual([
    'cells-not-run 3: 2 cells are not run: _quarto.yaml says so',
  ]);
  const runs = (text: string, more = {}) => cellsOf(text, 'source-md/a.qmd', { ...project, ...more }).runs;
  expect(runs(`---\nexecute:\n  eval: true\n---\n\n${chunks}`)[0]).toBe('execute');
  expect(runs(`# A\n\n${chunks}`, { 'source-md/_metadata.yml': 'execute: { eval: true }\n' })[0]).toBe('execute');
  // A plain lesson is none of Quarto's, and a project that is no YAML says nothing.
  expect(cellsOf('# A\n\n```python\n1\n```\n', 'source-md/a.md', project).runs).toEqual(['execute']);
  expect(cellsOf(`# A\n\n${chunks}`, 'source-md/a.qmd', { '_quarto.yml': '{ - [' }).runs[0]).toBe('execute');
});

test('what a format sets for its pages is said of all cells, too', () => {
  const settings =
    'format:\n  pdf:\n    execute:\n      eval: false\n  html:\n    theme: cosmo\n    execute:\n      error: true\n';
  const raising = ['execute raises-exception', 'execute raises-exception', 'execute raises-exception'];
  expect(cellsOf(`# A\n\n${chunks}`, 'source-md/a.qmd', { '_quarto.yml': settings }).runs).toEqual(raising);
  expect(cellsOf(`---\n${settings}---\n\n${chunks}`, 'source-md/a.qmd').runs).toEqual(raising);
});

test('a chunk of R Markdown sets it for those after it; a comment and a text about it do not', () => {
  const set =
    '```{r setup, include=FALSE}\nlibrary(knitr)\nknitr::opts_chunk$set(\n  echo = TRUE,\n  eval = FALSE)\n```\n';
  const header = '---\noutput: html_document\n---\n\n';
  const said = (text: string) =>
    cellsOf(header + text, 'source-md/a.Rmd').said.filter((one) => one.startsWith('cells-not-run'));
  const python = '```{python}\n1\n```\n\n';
  const chunksOfR = '```{r}\n1\n```\n\n';
  expect(said(chunksOfR + set + chunksOfR)).toEqual(['cells-not-run 11: 1 cell is not run: `opts_chunk$set` says so']);
  expect(said(`Write \`opts_chunk$set(eval = FALSE)\`.\n\n${python}`)).toEqual([]);
  expect(said(`${set.replace('knitr::opts', '# knitr::opts')}\n${chunksOfR}`)).toEqual([]);
});

test('so does a script that a chunk sources, and in a book its first page or the script before each chapter', () => {
  const set = '# knitr::opts_chunk$set(echo = FALSE)\nknitr::opts_chunk$set(error = TRUE, eval = FALSE)\n';
  const chunk = '```{python}\n1\n```\n';
  const sourcing = (code: string) => `# A\n\n${chunk}\n\`\`\`{r}\n#| include: false\n${code}\n\`\`\`\n\n${chunk}`;
  const python = ['execute', 'skip raises-exception'];
  const read = (text: string, project: Readonly<Record<string, string>>) => cellsOf(text, 'source-md/a.qmd', project);
  expect(read(sourcing('source("_common.R")'), { 'source-md/_common.R': set })).toEqual({
    runs: python,
    said: ['cells-not-run 9: 1 cell is not run: _common.R says so'],
  });
  expect(read(sourcing('source(here::here("R/set.R"))'), { 'R/set.R': set }).runs).toEqual(python);
  expect(read(sourcing('# source("_common.R")'), { 'source-md/_common.R': set }).said).toEqual([]);
  const chapter = (book: string, more: Readonly<Record<string, string>>) =>
    cellsOf(chunk, 'book/a.Rmd', { 'book/_bookdown.yml': book, ...more });
  const first = { 'book/index.Rmd': `# A\n\n\`\`\`{r}\n${set}\`\`\`\n` };
  expect(chapter('output_dir: docs\n', first)).toEqual({
    runs: ['skip raises-exception'],
    said: ['cells-not-run 1: 1 cell is not run: book/index.Rmd says so'],
  });
  expect(chapter('new_session: yes\n', first).runs).toEqual(['execute']);
  const before = 'new_session: yes\nbefore_chapter_script: _before.R\n';
  expect(chapter(before, { 'book/_before.R': set }).runs).toEqual(['skip raises-exception']);
});
