import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCache } from '../../src/execute/cache.ts';
import type { Installed } from '../../src/execute/installed-packages.ts';
import { opened, sealed } from '../../src/files/sealed.ts';
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

/** The one file of results, and the one of what is known of runs. */
function files(): { result: string; last: string } {
  const [shelf = ''] = readdirSync(join(dir, 'cache/results'));
  const [result = ''] = readdirSync(join(dir, 'cache/results', shelf));
  const [last = ''] = readdirSync(join(dir, 'cache/runs'));
  return { result: join(dir, 'cache/results', shelf, result), last: join(dir, 'cache/runs', last) };
}

test('files of the cache that hold anything else are none', async () => {
  const { result, last } = files();
  const cache = cacheWith(now);
  for (const text of ['', 'null', '[]', '{}', '3', '{"cells":null,"packages":{},"helpers":{},"rest":{}}', '\u0000 x']) {
    for (const file of [result, last]) writeFileSync(file, text);
    expect((await cache.find(run)).executed).toBeUndefined();
    expect(await cache.lastSeconds(run)).toBeUndefined();
  }
});

test('what is sealed as ours and has another form is none', async () => {
  const { result, last } = files();
  const cache = cacheWith(now);
  const key = basename(result, '.json');
  const any = (value: unknown): value is object => value !== undefined;
  const entry = opened(`result ${key}`, readFileSync(result, 'utf8'), any);
  const known = opened('run a', readFileSync(last, 'utf8'), any);
  expect([entry, known]).not.toContain(undefined);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('', 'packages', 'helpers', 'cells', 'rest', 'seconds', 'parts'),
      fc.jsonValue(),
      async (part, value) => {
        const changed = (old: object | undefined) => (part === '' ? value : { ...old, [part]: value });
        writeFileSync(result, sealed(`result ${key}`, changed(entry)));
        writeFileSync(last, sealed('run a', changed(known)));
        const found = await cache.find(run);
        const seconds = await cache.lastSeconds(run);
        expect(seconds === undefined || typeof seconds === 'number').toBe(true);
        if (found.executed !== undefined) expect(found.executed.cells.get('one')?.status).toBe('ok');
      },
    ),
  );
});

test('a result that somebody edited, or that is another run’s, is none', async () => {
  const { result } = files();
  const cache = cacheWith(now);
  const good = readFileSync(result, 'utf8');
  expect((await cache.find(run)).executed?.cells.get('one')?.outputs).toEqual([]);
  writeFileSync(
    result,
    good.replace('"outputs":[]', '"outputs":[{"output_type":"stream","name":"stdout","text":"1"}]'),
  );
  expect((await cache.find(run)).executed).toBeUndefined();
  const other = { ...run, cells: [{ id: 'one', source: 'import numpy as np', tags: [] }] };
  const { key = '' } = await cache.find(other);
  mkdirSync(join(dir, 'cache/results', key.slice(0, 2)), { recursive: true });
  writeFileSync(join(dir, 'cache/results', key.slice(0, 2), `${key}.json`), good);
  expect((await cache.find(other)).executed).toBeUndefined();
});
