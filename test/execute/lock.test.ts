import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
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
  // Left by a crash, long ago.
  writeFileSync(lock, '');
  utimesSync(lock, new Date(0), new Date(0));
  expect(await withLock(lock, async () => 'done')).toBe('done');
  expect(readdirSync(dir)).toEqual([]);
});

test('a lock whose holder has not written its id yet is not taken away', async () => {
  const lock = join(dir, 'lock');
  // A slow disk: the file is there, and what stands in it comes later.
  writeFileSync(lock, '');
  const told: number[] = [];
  let done = false;
  const work = async () => {
    done = true;
  };
  const waiting = withLock(lock, work, { onWait: (holder) => told.push(holder) });
  await sleep(1000);
  expect(done).toBe(false);
  writeFileSync(lock, String(process.ppid));
  while (told.length === 0) await sleep(20);
  expect([done, told]).toEqual([false, [process.ppid]]);
  rmSync(lock);
  await waiting;
  expect(readdirSync(dir)).toEqual([]);
});

test('of many that find a lock abandoned, one at a time has it', async () => {
  const lock = join(dir, 'lock');
  for (let round = 0; round < 20; round += 1) {
    writeFileSync(lock, '4194399');
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await sleep(1);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 3 }, () => withLock(lock, work)));
  }
  expect(readdirSync(dir)).toEqual([]);
});

test('a failure gives the lock back', async () => {
  const lock = join(dir, 'lock');
  await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});
