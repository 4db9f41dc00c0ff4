import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { findEnvironment, managedFolder } from '../../src/execute/environment.ts';
import { probeJupyter } from '../../src/execute/probe.ts';
import { type SetupOptions, setupEnvironment } from '../../src/execute/setup.ts';
import type { SetupEvent } from '../../src/execute/setup-event.ts';
import { runOf, testEnvironment, withEngine } from './engine.ts';

const courseDir = mkdtempSync(join(tmpdir(), 'cwsetup-'));
afterAll(() => rmSync(courseDir, { recursive: true, force: true }));

const python = { environment: 'managed', version: '>=3.10', requirements: [] as string[] };

const setUp = (dir: string, rest: Partial<SetupOptions> = {}) =>
  setupEnvironment({ python, courseDir: dir, env: process.env, ...rest });

// Port 9 of this machine: nobody listens there.
const offline = { ...process.env, PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_NO_CACHE_DIR: '1', PIP_TIMEOUT: '1' };

test('an environment is made once by two at a time, found in order, works, and is made anew when broken', async () => {
  const events: SetupEvent[] = [];
  const onProgress = (event: SetupEvent) => event.type !== 'output' && events.push(event);
  const both = await Promise.all([setUp(courseDir, { onProgress }), setUp(courseDir, { onProgress })]);
  expect(both.map((result) => result.change).sort()).toEqual(['created', 'none']);
  expect(events.filter((event) => event.type === 'creating')).toHaveLength(1);
  expect(both[0]?.facts.packages).toMatchObject({ nbconvert: expect.any(String), ipykernel: expect.any(String) });
  const environment = await findEnvironment(python, courseDir, process.env);
  const executed = await withEngine((engine) => engine.execute(runOf('a', ['6 * 7'])), { environment });
  expect(executed.cells.get('c0')?.outputs).toMatchObject([{ data: { 'text/plain': '42' } }]);

  const site = join(managedFolder(courseDir), 'lib');
  const packages = join(site, readdirSync(site)[0] ?? '', 'site-packages');
  rmSync(join(packages, 'nbclient'), { recursive: true });
  events.length = 0;
  // It is made from nothing, as the first time, which no index allows here: nothing half-made is left.
  await expect(setUp(courseDir, { onProgress, env: offline })).rejects.toMatchObject({
    message: expect.stringContaining('cannot be reached'),
  });
  expect(events.map(({ type }) => type)).toEqual(['checking', 'removing', 'creating', 'installing']);
  expect(events[1]).toMatchObject({ type: 'removing', why: expect.stringContaining('broken') });
  expect(existsSync(managedFolder(courseDir))).toBe(false);
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
  const setting = setUp(elsewhere, {
    onProgress: (event) => event.type === 'installing' && setTimeout(() => stop.abort(), 500),
    signal: stop.signal,
  });
  await expect(setting).rejects.toThrow();
  expect(existsSync(managedFolder(elsewhere))).toBe(false);
  expect(readdirSync(join(elsewhere, '.coursewright'))).toEqual(['.gitignore']);
  rmSync(elsewhere, { recursive: true });
}, 120_000);

test('of a package that is not there one sentence tells, and nothing is half-made', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'cwsetup-'));
  const requirements = ['coursewright-no-such-package==0'];
  await expect(setUp(elsewhere, { python: { ...python, requirements } })).rejects.toMatchObject({
    name: 'OperatorError',
    message: 'there is no package coursewright-no-such-package==0 for this Python',
  });
  expect(existsSync(managedFolder(elsewhere))).toBe(false);
  rmSync(elsewhere, { recursive: true });
}, 300_000);
