import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { notCompared } from '../../src/confirm/not-compared.ts';
import type { ExecutedCell } from '../../src/model/run.ts';
import { codesIn } from '../../src/model/walk.ts';
import { ran } from './lesson-of.ts';

const cell = '```python\nf()\n```\n\n';

/** The code of a lesson, by what the course makes outputs. */
function codes(text: string, outputFences: readonly string[] = []) {
  const config = { ...defaultConfig, confirm: { ...defaultConfig.confirm, outputFences } };
  return codesIn(compileLesson(text, 'source-md/a.md', config, noFiles).lesson.blocks);
}

function found(text: string, ...executed: (ExecutedCell | undefined)[]) {
  const cells = codes(text).map((code, index) => ({ code, executed: executed[index] }));
  return notCompared(cells, 'source-md/a.md', text).map(({ message, help, span }) => ({
    message,
    help,
    at: text.slice(span.start, span.end),
  }));
}

test('fences that show what cells print, and are no outputs, are counted once, with the setting that makes them so', () => {
  const text = `${cell}\`\`\`sh\n5\n\`\`\`\n\n${cell}\`\`\`\nrow 1\nrow 2\n\`\`\`\n\n${cell}\`\`\`text\n7\n\`\`\`\n`;
  expect(found(text, ran('5\n'), ran('row 1\nrow 3\n'), ran('8\n'))).toEqual([
    {
      message:
        '3 fences directly after cells are not compared with what they print: 1 is just that, the others look like it',
      help: 'write `confirm: { outputFences: [sh, text, unlabelled] }` in coursewright.yaml, or call the fences `output`',
      at: '```sh',
    },
  ]);
});

test.each([
  ['another text', '```text\nWhat does it print?\n```', ran('5\n')],
  ['a cell that prints nothing', '```sh\n5\n```', ran()],
  ['a cell that did not run', '```sh\n5\n```', undefined],
  ['a command', '```sh\n$ 5\n```', ran('$ 5\n')],
  ['code', '```json\n5\n```', ran('5\n')],
  ['a text between', 'One is the first number:\n\n```sh\n5\n```', ran('5\n')],
  ['an output before it', '```output\n5\n```\n\n```sh\n5\n```', ran('5\n')],
])('%s is no output', (_, after, executed) => {
  expect(found(`${cell}${after}\n`, executed)).toEqual([]);
});

test('what the course calls outputs is compared, directly after a cell, and in no notebook as text', () => {
  const text = `\`\`\`sh\nls\n\`\`\`\n\n${cell}\`\`\`sh\n5\n\`\`\`\n\n${cell}\`\`\`\n6\n\`\`\`\n\n${cell}\`\`\`sh\n$ ls\n\`\`\`\n`;
  const expected = codes(text, ['sh', 'unlabelled']).map((code) => code.expected.map((one) => one.text.text));
  expect(expected).toEqual([['5'], ['6'], []]);
  expect(codes(text).flatMap((code) => code.expected)).toEqual([]);
});

test("Hugging Face's `out` is an output", () => {
  expect(codes(`${cell}\`\`\`out\n5\n\`\`\`\n`)[0]?.expected).toHaveLength(1);
});

test.each([
  ...['**Output:**', 'Output:', '__Expected output__', '*Sortie :*', '**Ausgabe**', '输出：'],
  ...[
    'This prints:',
    'which gets us:',
    'The result is:',
    'It will print out the following:',
    'Running this code gives:',
  ],
])('a line that says that an output follows stands between the two, and in no notebook: %s', (label) => {
  const text = `${cell}${label}\n\n\`\`\`output\n5\n\`\`\`\n\nMore.\n`;
  const { lesson, notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  expect(codesIn(lesson.blocks)[0]?.expected.map((one) => one.text.text)).toEqual(['5']);
  expect(diagnostics).toEqual([]);
  expect(notebooks[0]?.text).not.toContain(label);
  const like = `${cell}${label}\n\n\`\`\`\n5\n\`\`\`\n`;
  expect(found(like, ran('5\n'))[0]?.message).toMatch(/^1 fence directly after a cell is not compared/);
  expect(compileLesson(like, 'source-md/a.md', defaultConfig, noFiles).notebooks[0]?.text).toContain(label);
  expect(codes(like, ['unlabelled'])[0]?.expected).toHaveLength(1);
});

test('images between outputs are figures that the cell shows, and stay in the notebook', () => {
  const text = `${cell}\`\`\`output\n5\n\`\`\`\n\n![One line](a.png)\n\n\`\`\`output\n6\n\`\`\`\n`;
  const { lesson, notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, {
    ...noFiles,
    bytes: () => new Uint8Array(),
  });
  expect(codesIn(lesson.blocks)[0]?.expected.map((one) => one.text.text)).toEqual(['5', '6']);
  expect(diagnostics).toEqual([]);
  expect(notebooks[0]?.text).toContain('One line');
});

test.each([
  ...['The output of this is big:', 'Output', '## Output', '- Output:'],
  ...['This prints the same for a list:', 'Print:\n\nNow:', 'The result is:\n- one', 'If it is empty, it gives:'],
])('another text is none: %s', (text) => {
  expect(codes(`${cell}${text}\n\n\`\`\`output\n5\n\`\`\`\n`)[0]?.expected).toEqual([]);
});

const tab = (name: string, text: string) => `<TabItem value="${name}">\n\n${text}\n\n</TabItem>\n`;
const inTabs = (...tabs: string[]) => `# A\n\n<Tabs>\n${tabs.join('\n')}</Tabs>\n`;

test.each([
  ['of Docusaurus', inTabs(tab('input', '```python\nf()\n```'), tab('output', '```python\n5\n```'))],
  ['of MkDocs', '=== "Code"\n\n    ```python\n    f()\n    ```\n\n=== "Output"\n\n    ```\n    5\n    ```\n'],
  ['of MyST', `:::{tab-item} Code\n${cell}:::\n:::{tab-item} Result\n\`\`\`text\n5\n\`\`\`\n:::\n`],
])('a tab %s that is called after the output of the code before it shows what that must print', (_, text) => {
  expect(codes(text).map((code) => [code.source.text, code.expected.map((one) => one.text.text)])).toEqual([
    ['f()', ['5']],
  ]);
});

test.each([
  inTabs(tab('input', '```python\nf()\n```'), tab('other', '```python\n5\n```')),
  inTabs(tab('input', 'Text.'), tab('output', '```python\n5\n```')),
  inTabs(tab('input', '```python\nf()\n```'), tab('output', 'It prints:\n\n```python\n5\n```')),
])('another tab does not: %#', (text) => {
  expect(codes(text).flatMap((code) => code.expected)).toEqual([]);
  expect(codes(text).at(-1)?.source.text).toBe('5');
});
