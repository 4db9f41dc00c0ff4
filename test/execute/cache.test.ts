import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCache } from '../../src/execute/cache.ts';
import type { Installed } from '../../src/execute/installed-packages.ts';
import type { Executed, Run } from '../../src/notebook/run.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cwkept-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const run: Run = {
  ...{ id: 'a', source: 'a.md', kernel: 'python3', language: 'python', files: [], network: false },
  ...{ timeout: 60, lessonTimeout: 600, cells: [{ id: 'one', source: 'import numpy', tags: [] }] },
};
const executed: Executed = {
  ...{ id: 'a', status: 'completed', cached: false, durationMs: 5 },
  cells: new Map([['one', { status: 'ok', outputs: [], durationMs: 1 }]]),
};

const installed = (versions: Readonly<Record<string, string>>): Installed =>
  new Map(Object.entries(versions).map(([name, version]) => [name, { version, folder: join(dir, name) }]));

function cacheWith(versions: Readonly<Record<string, string>>, python = '3.11.7') {
  return openCache(join(dir, 'cache'), {
    python,
    installed: installed(versions),
    maxOutput: 1000,
    memory: 'auto',
    env: {},
  });
}

const now = { ipykernel: '7.4.0', numpy: '2.4.6', pandas: '3.1.1' };

beforeEach(async () => {
  const cache = cacheWith(now);
  await cache.keep(run, await cache.find(run), executed, { modules: ['numpy', 'IPython'], helpers: [] });
});

test.each([
  ['the same', now, run, undefined],
  ['a package that the lesson did not import', { ...now, pandas: '4.0' }, run, undefined],
  ['another numpy', { ...now, numpy: '2.5.0' }, run, 'numpy 2.4.6 → 2.5.0'],
  ['no numpy', { ipykernel: '7.4.0' }, run, 'numpy 2.4.6 → absent'],
  ['another ipykernel', { ...now, ipykernel: '8.0' }, run, 'ipykernel 7.4.0 → 8.0'],
  ['another kernel', now, { ...run, kernel: 'xpython' }, 'kernel name python3 → xpython'],
  [
    'a cell more',
    now,
    { ...run, cells: [...run.cells, { id: 'b', source: '1', tags: [] }] },
    'it has 2 cells, and had 1',
  ],
  ['another time limit', now, { ...run, timeout: 5 }, 'setting timeout 60 → 5'],
] as const)('%s', async (_what, versions, asked, because) => {
  const found = await cacheWith(versions).find(asked);
  expect(found.because).toBe(because);
  expect(found.executed === undefined).toBe(because !== undefined);
});

test('another Python', async () => {
  expect((await cacheWith(now, '3.12.1').find(run)).because).toBe('python 3.11.7 → 3.12.1');
});

test('what it took last time is remembered, also of a failure', async () => {
  const cache = cacheWith(now);
  await cache.keep(run, await cache.find(run), { ...executed, status: 'timeout', durationMs: 7000 }, undefined);
  expect(await cache.lastSeconds(run)).toBe(7);
  expect(await cache.lastSeconds({ ...run, id: 'b' })).toBeUndefined();
});
