import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

const lesson = `# A

:::exercise{#one}
Write one.

\`\`\`python starter
one = ...
\`\`\`

:::solution
Because one is one.

\`\`\`python
one = 1
\`\`\`
:::

\`\`\`python test hidden
assert one == 1
\`\`\`
:::
`;

const notebooks = (solutions: 'separate' | 'collapsed' | 'none') =>
  compileLesson(lesson, 'source-md/a.md', { ...defaultConfig, solutions }, noFiles).notebooks;

test('collapsed: students get the solution folded for JupyterLab, Colab and MyST; hidden tests stay hidden', () => {
  const [student, instructor] = notebooks('collapsed');
  const cell = student?.notebook.cells.find(({ id }) => id === 'one-solution');
  expect(cell?.metadata).toEqual({
    cellView: 'form',
    jupyter: { source_hidden: true },
    tags: ['hide-input'],
  });
  expect(cell?.source).toBe('#@title Solution\none = 1');
  expect(student?.text).toContain('<summary>Solution</summary>');
  expect(student?.text).toContain('Because one is one.');
  expect(student?.text).not.toContain('assert one == 1');
  expect(instructor?.text).not.toContain('#@title');
  expect(instructor?.text).toContain('assert one == 1');
});

test('separate: the student notebook has nothing of it', () => {
  const [student, instructor] = notebooks('separate');
  expect(student?.text).not.toContain('one = 1');
  expect(instructor?.text).toContain('one = 1');
});

test('none: there is no instructor notebook, and no solution anywhere', () => {
  const made = notebooks('none');
  expect(made.map(({ variant }) => variant)).toEqual(['student']);
  expect(made[0]?.text).not.toContain('one = 1');
});

test('points stand in the metadata of both notebooks, by exercise; no points, no key', () => {
  const pointed = lesson.replace('{#one}', '{#one points=3}');
  const summed = lesson
    .replace('#one', '#two')
    .replace('test hidden', 'test points=1\nassert True\n```\n\n```python test hidden points=1.5');
  const pointsIn = (text: string) =>
    compileLesson(text, 'source-md/a.md', defaultConfig, noFiles).notebooks.map(
      ({ notebook }) => (notebook.metadata.coursewright as { points?: unknown }).points,
    );
  expect(pointsIn(`${pointed}\n${summed}`)).toEqual([
    { one: 3, two: 2.5 },
    { one: 3, two: 2.5 },
  ]);
  expect(pointsIn(lesson)).toEqual([undefined, undefined]);
});
