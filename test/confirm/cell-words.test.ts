import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { raiseHelp } from '../../src/confirm/raise-help.ts';
import { wordAt } from '../../src/model/cell-words.ts';
import type { Code } from '../../src/model/lesson.ts';
import { codesIn } from '../../src/model/walk.ts';

const tools = [
  { file: 'a.md', cell: (code: string) => `\`\`\`{code-cell} ipython3\n${code}\n\`\`\`` },
  { file: 'a.qmd', cell: (code: string) => `\`\`\`{python}\n${code}\n\`\`\`` },
  { file: 'a.Rmd', cell: (code: string) => `\`\`\`{python}\n${code}\n\`\`\`` },
];

const read = (text: string, file: string) => {
  const { lesson, diagnostics } = compileLesson(`# A\n\n${text}\n`, file, defaultConfig, noFiles);
  return { codes: codesIn(lesson.blocks), rules: diagnostics.map(({ rule }) => rule), lesson };
};

/** The cell with what a help told to write at it. */
const written = (file: string, said: string) => {
  const [, words = '', place = ''] =
    /write `([^`]+)` (at the head of the cell|in the header of the chunk)/.exec(said) ?? [];
  const cell = tools.find((one) => one.file === file)?.cell;
  return place === 'at the head of the cell'
    ? (cell?.(`${words}\nx = 1`) ?? '')
    : (cell?.('x = 1') ?? '').replace('{python}', `{python, ${words}}`);
};

test.each(tools)(
  'a cell of $file is spoken of in the words of its tool, which mean what they are to',
  ({ file, cell }) => {
    const { codes, lesson } = read(cell('x = 1'), file);
    const [code] = codes as [Code];
    const help = (real: string, at = code) => raiseHelp(at, real, { file, text: lesson.text, cell: 'c' }).help;

    const raises = help('ValueError: no');
    expect(raises).toMatch(/^fix the cell, or write `[^`]+` (?:at|in) the .* if it is meant to raise$/);
    const [raising] = read(written(file, raises), file).codes;
    expect(raising?.tags).toEqual(['raises-exception']);

    const network = help('URLError: no');
    expect(read(written(file, network), file).codes[0]?.run.mode).toBe('network');

    const shown = help('SyntaxError: invalid syntax');
    expect(read(written(file, shown), file).codes[0]?.run.mode).toBe('skip');
    for (const said of [raises, network, shown]) expect(read(written(file, said), file).rules).toEqual([]);
  },
);

test.each(tools)(
  'an exercise of $file that is only text is put into what its tool opens one with',
  ({ file, cell }) => {
    const { lesson } = compileLesson(
      `# A\n\n${cell('x = 1')}\n\n## Exercise\n\nDouble it.\n`,
      file,
      defaultConfig,
      noFiles,
    );
    const said = compileLesson(lesson.text, file, defaultConfig, noFiles).diagnostics.map(({ help = '' }) => help);
    const [, opener = ''] = /^put each between `([^`]+)` and `:::`/.exec(said[0] ?? '') ?? [];
    expect(opener).not.toBe(':::exercise');
    const put = `# A\n\n${opener.replace('NAME', 'double')}\nDouble it.\n\n${cell('x = 2')}\n:::\n`;
    expect(compileLesson(put, file, defaultConfig, noFiles).lesson.blocks.map(({ type }) => type)).toContain(
      'exercise',
    );
  },
);

test.each(tools)('what keeps a cell of $file from being run, and makes a test of it, are read so', ({ file, cell }) => {
  const [code] = read(cell('x = 1'), file).codes as [Code];
  const place = file === 'a.Rmd' ? 'in the header of the chunk' : 'at the head of the cell';
  const withWord = (word: 'skip' | 'test') => written(file, `write \`${wordAt(code, word)}\` ${place}`);
  expect(read(withWord('skip'), file).codes[0]?.run.mode).toBe('skip');
  expect(read(`::: {.exercise}\nDo it.\n\n${withWord('test')}\n:::`, file).codes[0]?.role).toBe('test');
});
