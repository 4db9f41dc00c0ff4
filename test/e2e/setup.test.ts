import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { findEnvironment, managedFolder } from '../../src/execute/environment.ts';
import { probeJupyter } from '../../src/execute/probe.ts';
import { setupEnvironment } from '../../src/execute/setup.ts';
import type { SetupEvent } from '../../src/execute/setup-event.ts';
import { runOf, testEnvironment, withEngine } from './engine.ts';

const courseDir = mkdtempSync(join(tmpdir(), 'cwsetup-'));
afterAll(() => rmSync(courseDir, { recursive: true, force: true }));

const python = { environment: 'managed', version: '>=3.10', requirements: [] as string[] };
const pip = { ...process.env };

test('an environment is made once by two at a time, found in order, fixed when broken, and works', async () => {
  const events: SetupEvent[] = [];
  const set = (signal?: AbortSignal) =>
    setupEnvironment({
      python,
      courseDir,
      env: pip,
      onProgress: (event) => events.push(event),
      ...(signal === undefined ? {} : { signal }),
    });
  const both = await Promise.all([set(), set()]);
  expect(both.map((result) => result.change).sort()).toEqual(['created', 'none']);
  expect(events.filter((event) => event.type === 'creating')).toHaveLength(1);
  expect(both[0]?.facts.packages).toMatchObject({ nbconvert: expect.any(String), ipykernel: expect.any(String) });

  const site = join(managedFolder(courseDir), 'lib');
  const packages = join(site, readdirSync(site)[0] ?? '', 'site-packages');
  rmSync(join(packages, 'nbclient'), { recursive: true });
  events.length = 0;
  expect((await set()).change).toBe('repaired');
  expect(events[1]).toMatchObject({ type: 'removing', why: expect.stringContaining('broken') });

  const environment = await findEnvironment(python, courseDir, process.env);
  const executed = await withEngine((engine) => engine.execute(runOf('a', ['6 * 7'])), { environment });
  expect(executed.cells.get('c0')?.outputs).toMatchObject([{ data: { 'text/plain': '42' } }]);
}, 300_000);

test('asking a Jupyter what it is leaves nothing in the temporary folder', async () => {
  const tmp = mkdtempSync(join(tmpdir(), 'cwsetup-'));
  vi.stubEnv('TMPDIR', tmp);
  const told = await probeJupyter(testEnvironment().nbconvert, process.env);
  vi.unstubAllEnvs();
  expect(told).toMatchObject({ ok: true });
  expect(readdirSync(tmp)).toEqual([]);
  rmSync(tmp, { recursive: true });
});

test('stopping setup leaves nothing half-made', async () => {
  const stop = new AbortController();
  const elsewhere = mkdtempSync(join(tmpdir(), 'cwsetup-'));
  const setting = setupEnvironment({
    python,
    courseDir: elsewhere,
    env: pip,
    onProgress: (event) => event.type === 'installing' && setTimeout(() => stop.abort(), 500),
    signal: stop.signal,
  });
  await expect(setting).rejects.toThrow();
  expect(existsSync(managedFolder(elsewhere))).toBe(false);
  expect(readdirSync(join(elsewhere, '.coursewright'))).toEqual(['.gitignore']);
  rmSync(elsewhere, { recursive: true });
}, 120_000);

test('no package index, a package that is not there: one sentence each, and nothing half-made', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'cwsetup-'));
  const set = (requirements: readonly string[], env: NodeJS.ProcessEnv) =>
    setupEnvironment({ python: { ...python, requirements }, courseDir: elsewhere, env });
  // Port 9 of this machine: nobody listens there.
  const offline = {
    ...process.env,
    PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
    PIP_NO_CACHE_DIR: '1',
    PIP_TIMEOUT: '1',
  };
  await expect(set([], offline)).rejects.toMatchObject({ message: expect.stringContaining('cannot be reached') });
  await expect(set(['coursewright-no-such-package==0'], pip)).rejects.toMatchObject({
    name: 'OperatorError',
    message: 'there is no package coursewright-no-such-package==0 for this Python',
  });
  expect(existsSync(managedFolder(elsewhere))).toBe(false);
  rmSync(elsewhere, { recursive: true });
}, 300_000);
