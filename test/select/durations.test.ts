import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDurations, rememberDurations } from '../../src/select/durations.ts';
import { folder } from '../cli/run.ts';

const file = '.coursewright/cache/durations.json';

test('what was measured is remembered beside the rest, but for lessons that are gone', async () => {
  const dir = folder({ 'a.md': '', 'b.md': '' });
  await rememberDurations(
    dir,
    new Map([
      ['a.md', 1.23456],
      ['b.md', 2],
      ['gone.md', 3],
    ]),
  );
  await rememberDurations(dir, new Map([['b.md', 5]]));
  expect([...readDurations(dir)]).toEqual([
    ['a.md', 1.235],
    ['b.md', 5],
  ]);
});

test.each(['', '{', '[]', 'null', '{"seconds":null}', '{"seconds":[1]}', '\u0000'])('damaged: %j', async (text) => {
  const dir = folder({ 'a.md': '', [file]: text });
  expect(readDurations(dir).get('a.md')).toBe(undefined);
  await rememberDurations(dir, new Map([['a.md', 1]]));
  expect(JSON.parse(readFileSync(join(dir, file), 'utf8')).seconds).toMatchObject({ 'a.md': 1 });
});

test('a value that is no duration is left out', () => {
  const seconds = '{"seconds":{"a.md":"1","b.md":-1,"c.md":1e999,"d.md":4}}';
  expect([...readDurations(folder({ [file]: seconds }))]).toEqual([['d.md', 4]]);
});
