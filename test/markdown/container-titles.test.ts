import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

function first(text: string) {
  return compileLesson(`${text}\nDo.\n:::\n`, 'source-md/a.md', defaultConfig, noFiles).lesson.blocks[0];
}

test.each([
  ':::exercise[Sum up]{#sum points=3}',
  ':::exercise Sum up {#sum points=3}',
  '::: exercise {#sum points=3} Sum up',
  ':::exercise{#sum points=3 title="Sum up"}',
])('title, id and points of an exercise: %s', (line) =>
  expect(first(line)).toMatchObject({ type: 'exercise', title: 'Sum up', id: 'sum', points: 3 }),
);

test.each([
  [':::note{title="Sum up"}', 'Sum up'],
  [':::note[Sum up]', 'Sum up'],
  [':::note The set {1, 2}', 'The set {1, 2}'],
])('title of a callout: %s', (line, title) => expect(first(line)).toMatchObject({ type: 'callout', title }));
