import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../src/execute/lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cwlock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('one at a time, all in the end, and nothing stays', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(20);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(join(dir, 'a', 'lock'), work)));
  expect(most).toBe(1);
  expect(readdirSync(join(dir, 'a'))).toEqual([]);
});

test('a lock whose holder is dead is taken over, one without a holder too', async () => {
  const lock = join(dir, 'lock');
  writeFileSync(lock, '4194399');
  expect(await withLock(lock, async () => 'done')).toBe('done');
  writeFileSync(lock, '');
  expect(await withLock(lock, async () => 'done')).toBe('done');
  expect(existsSync(lock)).toBe(false);
});

test('a failure gives the lock back', async () => {
  const lock = join(dir, 'lock');
  await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});
