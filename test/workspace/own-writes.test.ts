import { expect, test } from 'vitest';
import type { LessonResult } from '../../src/model/result.ts';
import { watchOwnWrites } from '../../src/workspace/own-writes.ts';

test('a file that touches a lesson a third time in a row may be its own work, and after a while it is somebody’s again', () => {
  let time = 0;
  const writes = watchOwnWrites(() => time);
  const touch = (file = 'data.csv') => writes.isRepeated('a.md', file);
  expect([touch(), touch(), touch('other.csv'), touch(), touch()]).toEqual([false, false, false, true, true]);
  time += 6000;
  expect(touch()).toBe(false);
});

test('whether it is, the check of the lesson says', () => {
  const writes = watchOwnWrites();
  const findings = [{ rule: 'course-changed', message: 'data.csv in the course’s folder was changed' }];
  writes.ended({ source: 'a.md', findings } as unknown as LessonResult);
  expect([writes.isOwn('a.md', 'data.csv'), writes.isOwn('a.md', 'x.csv'), writes.isOwn('b.md', 'data.csv')]).toEqual([
    true,
    false,
    false,
  ]);
  writes.ended({ source: 'a.md', findings: [] } as unknown as LessonResult);
  expect(writes.isOwn('a.md', 'data.csv')).toBe(false);
});
