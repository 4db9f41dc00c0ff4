import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCache } from '../../src/execute/cache.ts';
import type { Installed } from '../../src/execute/installed-packages.ts';
import { opened, sealed } from '../../src/files/sealed.ts';
import type { Executed, Run } from '../../src/model/run.ts';

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
  await cache.keep(run, await cache.find(run), executed, { modules: { numpy: '', IPython: '' }, helpers: [] });
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

test('other code of the same version, as pip records it, or changed in its place', async () => {
  const folder = join(dir, 'numpy');
  mkdirSync(folder);
  const record = (digest: string) => writeFileSync(join(folder, 'RECORD'), `numpy.py,sha256=${digest},3\n`);
  const find = async () => {
    const found = await cacheWith(now).find(run);
    await cacheWith(now).keep(run, found, executed, { modules: { numpy: '' }, helpers: [] });
    return found.because;
  };
  writeFileSync(join(dir, 'numpy.py'), '123');
  record('a');
  expect(await find()).toBe('numpy 2.4.6 was installed with other code');
  expect(await find()).toBeUndefined();
  record('b');
  expect(await find()).toBe('numpy 2.4.6 was installed with other code');
  writeFileSync(join(dir, 'numpy.py'), '1234');
  expect(await find()).toBe('numpy 2.4.6 was installed with other code');
  // What pip recorded is what is there, whenever it was put there: a cache that a CI system restored.
  writeFileSync(join(dir, 'numpy.py'), '123');
  record(createHash('sha256').update('123').digest('base64url'));
  expect(await find()).toBe('numpy 2.4.6 was installed with other code');
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(dir, 'numpy.py'), later, later);
  expect(await find()).toBeUndefined();
});

test('code of a package that was edited in its place, of the same size and under the time of before', async () => {
  const folder = join(dir, 'numpy');
  mkdirSync(folder);
  const path = join(dir, 'numpy.py');
  writeFileSync(path, '123');
  writeFileSync(
    join(folder, 'RECORD'),
    `numpy.py,sha256=${createHash('sha256').update('123').digest('base64url')},3\n`,
  );
  const found = await cacheWith(now).find(run);
  await cacheWith(now).keep(run, found, executed, { modules: { numpy: '' }, helpers: [] });
  expect((await cacheWith(now).find(run)).executed).toBeDefined();
  const { atime, mtime } = statSync(path);
  // pip writes the record last, some moments after the code.
  await new Promise((resolve) => setTimeout(resolve, 2100));
  writeFileSync(path, '124');
  utimesSync(path, atime, mtime);
  expect((await cacheWith(now).find(run)).because).toBe('numpy 2.4.6 was installed with other code');
});

/** Why a run is executed again after something has changed; undefined where its kept result is taken. */
async function reasonAfter(
  source: string,
  change: () => void,
  more: { seen?: Record<string, string>; absent?: string[]; files?: Run['files'] } = {},
): Promise<string | undefined> {
  const asked = { ...run, files: more.files ?? [], cells: [{ id: 'one', source, tags: [] }] };
  const seen = { ...more.seen };
  const context = {
    python: '3.11.7',
    installed: installed(now),
    maxOutput: 1000,
    memory: 'auto' as const,
    env: {},
    seen,
  };
  const cache = openCache(join(dir, 'other'), context);
  await cache.keep(asked, await cache.find(asked), executed, { modules: {}, helpers: [], absent: more.absent ?? [] });
  expect((await openCache(join(dir, 'other'), context).find(asked)).executed).toBeDefined();
  change();
  Object.assign(seen, Object.fromEntries(Object.keys(seen).map((name) => [name, 'changed'])));
  const found = await openCache(join(dir, 'other'), { ...context, installed: installed(now) }).find(asked);
  expect(found.executed === undefined).toBe(found.because !== undefined);
  return found.because;
}

const nothing = () => {};

test.each([
  ['import os\nprint(os.environ["LOGNAME"])', 'variable LOGNAME me → changed'],
  ['!echo $LOGNAME', 'variable LOGNAME me → changed'],
  ['import os\nprint(dict(os.environ))', 'variable LOGNAME me → changed'],
  ['import os\nprint(os.environ["LOGNAMES"])', undefined],
])('a variable of the caller counts where code reads it: %s', async (source, because) => {
  expect(await reasonAfter(source, nothing, { seen: { LOGNAME: 'me' } })).toBe(because);
});

test('programs count where code runs one', async () => {
  expect(await reasonAfter('!mytool', nothing, { seen: { PATH: '/a' } })).toBe('variable PATH /a → changed');
  expect(await reasonAfter('print(1)', nothing, { seen: { PATH: '/a' } })).toBeUndefined();
});

test('what stands at an absolute path that code names counts, and whether anything stands there', async () => {
  const file = join(dir, 'elsewhere', 'x.csv');
  mkdirSync(join(dir, 'elsewhere'));
  const source = `open("${file}")`;
  expect(await reasonAfter(source, () => writeFileSync(file, '1'))).toBe(`${file} changed`);
  expect(await reasonAfter(source, () => writeFileSync(file, '2'))).toBe(`${file} changed`);
  const folder = join(dir, 'elsewhere');
  const listing = `import os\nos.listdir("${folder}")`;
  expect(await reasonAfter(listing, () => writeFileSync(join(folder, 'y.csv'), ''))).toBe(`${folder} changed`);
});

test('what code asks of files in a folder that it names counts: nothing notes that', async () => {
  const place = join(dir, 'place');
  mkdirSync(join(place, 'deep'), { recursive: true });
  const grow = () => writeFileSync(join(place, 'deep', 'x.txt'), 'more');
  const asked = `print(os.path.getsize(place / name)) if (place := Path("${place}")) else 0`;
  expect(await reasonAfter(asked, grow)).toBe(`${place}/** changed`);
  rmSync(join(place, 'deep', 'x.txt'));
  expect(await reasonAfter(`print(list(Path("${place}").glob("*")))`, grow)).toBeUndefined();
});

test('whether a file can be executed counts', async () => {
  const from = join(dir, 'tool.sh');
  writeFileSync(from, '#!/bin/sh\n', { mode: 0o644 });
  const files = [{ path: 'tool.sh', from }];
  expect(await reasonAfter('!./tool.sh', () => chmodSync(from, 0o755), { files })).toBe('tool.sh changed');
});

test('a module that was looked for in vain, and is there now', async () => {
  const install = () => writeFileSync(join(dir, 'late.py'), '');
  expect(await reasonAfter('import late', install, { absent: ['late'] })).toBe('there is a module late now');
});

test('a run that fails displaces the pass that was kept of an equal one', async () => {
  const cache = cacheWith(now);
  expect((await cache.find(run)).executed).toBeDefined();
  const failed: Executed = { ...executed, cells: new Map([['one', { status: 'error', outputs: [], durationMs: 1 }]]) };
  await cache.keep(run, await cache.find(run), failed, { modules: {}, helpers: [] });
  expect((await cache.find(run)).executed).toBeUndefined();
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
