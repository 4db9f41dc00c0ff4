import { HtmlRenderer, Parser } from 'commonmark';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { differencesOf } from '../../src/import/compare.ts';
import { readNotebook } from '../../src/import/read-notebook.ts';

interface Cell {
  readonly cell_type: 'code' | 'markdown';
  readonly source: string;
  readonly outputs?: readonly { output_type: 'stream'; name: 'stdout' | 'stderr'; text: string }[];
}

/** Markdown as authors of notebooks write it; some of it means something else in a lesson. */
const markdown = fc.constantFrom(
  '# Title',
  '## Part\n\nText with *emphasis* and `code`.',
  'A [link](https://example.org/a) and an ![image](https://example.org/a.png).',
  '- one\n- two\n  - deeper',
  '1. first\n\n   ```python\n   inside()\n   ```\n\n2. second',
  '```python\nshown()\n```',
  '```output\nshown\n```',
  '```bash\nls\n```\n\nafter',
  '> a quote\n> of two lines',
  '| a | b |\n| - | - |\n| 1 | 2 |',
  '---\n\ntext under a rule',
  'Setext\n======',
  '<div class="x">html</div>',
  'line one  \nline two',
  '***\n',
  '    indented code',
  'Let $x$ be $x^2$.',
  '```\nnever closed',
  'Ends with\n\n~~~~ python\nnever_closed()',
);

const line = fc.constantFrom(
  'x = 1',
  'print(x)',
  'def f(a):\n    return a',
  '# a comment',
  "text = '''\n```python\n'''",
  '%matplotlib inline',
  '!ls',
  'await main()',
  'class A:\n\n    b = 1',
  's = "~~~"',
);
const printed = fc.constantFrom(
  '1',
  'two\nlines',
  '  indented',
  '```\nfence\n```',
  '- list',
  '',
  '\n\nafter blanks',
  '<b>x</b>',
  '…',
);

const code = fc.tuple(fc.array(line, { minLength: 1, maxLength: 4 }), fc.option(printed), fc.option(printed)).map(
  ([lines, out, err]): Cell => ({
    cell_type: 'code',
    source: lines.join('\n'),
    outputs: [
      ...(out === null || out === ''
        ? []
        : [{ output_type: 'stream' as const, name: 'stdout' as const, text: `${out}\n` }]),
      ...(err === null || err === ''
        ? []
        : [{ output_type: 'stream' as const, name: 'stderr' as const, text: `${err}\n` }]),
    ],
  }),
);
const text = markdown.map((source): Cell => ({ cell_type: 'markdown', source }));
const notebooks = fc.array(fc.oneof(code, text), { minLength: 1, maxLength: 8 });

const parser = new Parser();
const renderer = new HtmlRenderer();
/** What CommonMark makes of it. Code that is called output would be one in a lesson: there it is called text; a comment may stand between lists. */
const rendered = (source: string) =>
  renderer.render(parser.parse(source)).replaceAll('language-output', 'language-text').replaceAll('<!-- -->\n', '');

function imported(cells: readonly Cell[]) {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells: cells.map((cell, index) => ({ id: `c${index}`, metadata: {}, execution_count: null, ...cell })),
  };
  const lesson = readNotebook(Buffer.from(JSON.stringify(notebook)), 'x', 'x.ipynb');
  if ('unreadable' in lesson) throw new Error(lesson.unreadable);
  return lesson;
}

function built(lesson: string) {
  const compiled = compileLesson(lesson, 'x.md', { ...defaultConfig, source: '.', math: 'dollars' }, noFiles);
  const cells = compiled.notebooks.find(({ variant }) => variant === 'instructor')?.notebook.cells ?? [];
  return { compiled, cells };
}

test('a notebook that was imported is built again: code, outputs and text as they were', () => {
  fc.assert(
    fc.property(notebooks, (cells) => {
      const lesson = imported(cells);
      const { compiled, cells: again } = built(lesson.text);
      const outputs = (cell: object) =>
        (('outputs' in cell ? cell.outputs : []) as Cell['outputs'] & object).map(
          ({ name, text: own }) => `${name} ${own.trimEnd()}`,
        );
      const isCode = ({ cell_type: type }: { cell_type: unknown }) => type === 'code';
      expect(again.filter(isCode).map(({ source }) => source)).toEqual(
        cells.filter(isCode).map(({ source }) => source),
      );
      expect(again.filter(isCode).map(outputs)).toEqual(cells.filter(isCode).map(outputs));
      const texts = (list: readonly { cell_type: unknown; source: unknown }[]) =>
        list.map((cell) => (isCode(cell) ? '\u0000' : rendered(String(cell.source)))).join('');
      expect(texts(again)).toBe(texts(cells));
      expect(differencesOf(lesson.cells ?? [], compiled)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('what the notebook of an imported lesson has otherwise is found', () => {
  const lesson = imported([
    { cell_type: 'markdown', source: 'One line.\n\nAnother line.' },
    { cell_type: 'code', source: 'x = 1' },
    { cell_type: 'code', source: 'print(x)' },
  ]);
  const found = (text: string) =>
    differencesOf(lesson.cells ?? [], built(text).compiled).map(({ type, cell, expected }) => [type, cell, expected]);
  expect(found(lesson.text)).toEqual([]);
  expect(found(lesson.text.replace('x = 1', 'x = 2'))).toEqual([['code', 2, 'x = 1']]);
  expect(found(lesson.text.replace('Another line.', ''))).toEqual([['text', 1, 'Another line.']]);
  expect(found(lesson.text.replace('```python\nprint(x)\n```', ''))).toEqual([['code', 3, 'print(x)']]);
});
