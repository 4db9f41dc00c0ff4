import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/load-config.ts';
import { OperatorError } from '../../src/diagnostics/operator-error.ts';
import { findEnvironment, managedFolder } from '../../src/execute/environment.ts';
import { inspectEnvironment } from '../../src/execute/inspect.ts';
import { setupEnvironment } from '../../src/execute/setup.ts';
import { systemName } from '../../src/execute/system-help.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cwenv-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const managed = { environment: 'managed', version: '>=3.10', requirements: [] as string[] };

/** A program on a PATH of its own that answers whatever it is asked with one line. */
function pathWith(programs: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const bin = join(dir, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, line] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho '${line}'\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { PATH: bin };
}

async function problemOf(promise: Promise<unknown>): Promise<OperatorError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OperatorError)) throw new Error(`no OperatorError: ${String(error)}`);
  return error;
}

describe('setup says what is missing and how to fix it', () => {
  test('no Python', async () => {
    const problem = await problemOf(setupEnvironment({ python: managed, courseDir: dir, env: pathWith({}) }));
    expect(problem.message).toBe('there is no Python on PATH');
    expect(problem.help).toMatch(/install/);
    expect(existsSync(managedFolder(dir))).toBe(false);
  });

  test('a Python that is too old', async () => {
    const env = pathWith({ python3: '{"version": "3.8.10", "real": "/old", "venv": true}' });
    const problem = await problemOf(setupEnvironment({ python: managed, courseDir: dir, env }));
    expect(problem.message).toBe(`no Python on PATH is >=3.10 (${join(dir, 'bin', 'python3')} is 3.8.10)`);
  });

  test('a Python without ensurepip, as Debian has it', async () => {
    const env = pathWith({ python3: '{"version": "3.11.2", "real": "/x", "venv": false}' });
    const problem = await problemOf(setupEnvironment({ python: managed, courseDir: dir, env }));
    expect(problem.message).toContain('cannot make environments: it comes without venv or ensurepip');
  });

  test('a newer Python beside the default one is taken', async () => {
    const env = pathWith({
      python3: '{"version": "3.8.10", "real": "/old", "venv": true}',
      'python3.12': '{"version": "3.12.1", "real": "/new", "venv": true}',
    });
    const events: unknown[] = [];
    await problemOf(
      setupEnvironment({ python: managed, courseDir: dir, env, onProgress: (event) => events.push(event) }),
    );
    expect(events).toContainEqual(expect.objectContaining({ type: 'creating', version: '3.12.1', tool: 'venv' }));
  });

  test('a folder that cannot be written to', async () => {
    writeFileSync(join(dir, 'file'), '');
    await expect(
      setupEnvironment({ python: managed, courseDir: join(dir, 'file'), env: pathWith({}) }),
    ).rejects.toMatchObject({ name: 'OperatorError', message: expect.stringContaining('cannot write to') });
  });
});

describe('findEnvironment', () => {
  test('a managed environment that was never set up, or not to its end', async () => {
    const never = await problemOf(findEnvironment(managed, dir, {}));
    expect([never.message, never.help]).toEqual([
      'the Python environment of this course is not set up yet',
      'coursewright setup',
    ]);
    mkdirSync(join(managedFolder(dir), 'bin'), { recursive: true });
    writeFileSync(join(managedFolder(dir), 'bin', 'python'), '');
    expect((await problemOf(findEnvironment(managed, dir, {}))).help).toBe('coursewright setup');
  });

  test('a managed environment without what the course needs now', async () => {
    mkdirSync(join(managedFolder(dir), 'bin'), { recursive: true });
    writeFileSync(join(managedFolder(dir), 'bin', 'python'), '');
    writeFileSync(
      join(managedFolder(dir), 'coursewright.json'),
      JSON.stringify({ pins: 'x', requirements: ['numpy'], python: '3.11.7' }),
    );
    const python = { ...managed, requirements: ['numpy', 'pandas'] };
    expect((await problemOf(findEnvironment(python, dir, {}))).message).toBe(
      'the Python environment was set up without pandas',
    );
    expect(await findEnvironment(managed, dir, {})).toMatchObject({ kind: 'managed' });
  });

  test('no Jupyter on PATH, or one that is too old', async () => {
    const path = { ...managed, environment: 'path' };
    expect((await problemOf(findEnvironment(path, dir, pathWith({})))).message).toBe(
      'no Jupyter with nbconvert 6.5 or later is on PATH',
    );
    const old = '\u001e{"executable": "/usr/bin/python3", "packages": {"nbconvert": "5.6.1"}}';
    const problem = await problemOf(findEnvironment(path, dir, pathWith({ jupyter: old })));
    expect(problem.message).toContain('/usr/bin/python3 has nbconvert 5.6.1');
  });

  test('a folder that is no environment', async () => {
    const problem = await problemOf(findEnvironment({ ...managed, environment: 'nowhere' }, dir, {}));
    expect(problem.message).toContain('is no Python environment');
  });
});

test('doctor’s look changes nothing and lists what is missing with its fix', async () => {
  const seen = await inspectEnvironment({ ...defaultConfig, python: managed }, dir, pathWith({}));
  expect(seen.missing).toEqual([
    { what: 'there is no Python on PATH', fix: expect.stringMatching(/install/) },
    { what: 'the Python environment of this course is not set up yet', fix: 'coursewright setup' },
  ]);
  expect(readdirSync(dir)).toEqual(['bin']);
});

test.each([
  ['linux', 'ID=debian\n', 'debian'],
  ['linux', 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian'],
  ['linux', 'ID="rhel"\nID_LIKE="fedora"\n', 'fedora'],
  ['linux', 'ID=opensuse-leap\nID_LIKE="suse opensuse"\n', 'suse'],
  ['linux', '', 'unknown'],
  ['darwin', '', 'macos'],
  ['win32', '', 'windows'],
] as const)('%s with %j is %s', (platform, release, expected) => {
  expect(systemName(platform, release)).toBe(expected);
});
