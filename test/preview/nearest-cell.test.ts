import { expect, test } from 'vitest';
import { nearestCell } from '../../src/preview/page/nearest-cell.ts';

const instructor = ['text', 'task', 'solution', 'more'];
const student = ['text', 'task', 'more'];

test.each([
  ['task', student, 'task'],
  ['solution', student, 'task'],
  ['solution', instructor, 'solution'],
  ['solution', ['more'], undefined],
  ['gone', student, undefined],
  [undefined, student, undefined],
])('a mark at %s stands in %j beside %s', (cell, shown, beside) => {
  expect(nearestCell(cell, shown, [student, instructor])).toBe(beside);
});
