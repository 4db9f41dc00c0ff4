import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EngineOptions, type JupyterEngine, openEngine } from '../../src/execute/engine.ts';
import { environmentIn } from '../../src/execute/environment.ts';
import type { PythonEnvironment } from '../../src/execute/python-environment.ts';
import type { Config } from '../../src/model/config.ts';
import type { Run, RunCell } from '../../src/model/run.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The environment that tests execute in: `test/jupyter.environment.ts` makes it. */
export function testEnvironment(): PythonEnvironment {
  const python = process.env.COURSEWRIGHT_TEST_PYTHON;
  if (python !== undefined) return { kind: 'path', python, nbconvert: [python, '-m', 'nbconvert'] };
  return environmentIn(join(repository, '.coursewright', 'venv'), 'managed');
}

export const limits: Config['execute'] = {
  timeout: 20,
  lessonTimeout: 120,
  jobs: 2,
  network: false,
  env: {},
  maxOutput: 1_000_000,
  memory: 'auto',
  fork: true,
  gatewayWait: 5,
  gatewayEnv: {},
  clusterWait: 20,
};

/** Opens an engine in a temporary course folder, lets `use` have it, and closes it whatever happens. */
export async function withEngine<T>(
  use: (engine: JupyterEngine, courseDir: string) => Promise<T>,
  options: Partial<EngineOptions> = {},
): Promise<T> {
  const courseDir = mkdtempSync(join(tmpdir(), 'cwtest-'));
  const engine = await openEngine({
    ...{ environment: testEnvironment(), courseDir, execute: limits, env: process.env },
    ...options,
  });
  try {
    return await use(engine, courseDir);
  } finally {
    await engine.close();
    rmSync(courseDir, { recursive: true, force: true });
  }
}

/** A Python run of these sources; cells are named `c0`, `c1`, … */
export function runOf(id: string, sources: readonly (string | Partial<RunCell>)[], rest: Partial<Run> = {}): Run {
  const cells = sources.map((cell, at) => ({
    ...{ id: `c${at}`, source: '', tags: [] },
    ...(typeof cell === 'string' ? { source: cell } : cell),
  }));
  return {
    ...{ id, source: `${id}.md`, kernel: 'python3', language: 'python', cells, files: [], network: false },
    ...{ timeout: limits.timeout, lessonTimeout: limits.lessonTimeout },
    ...rest,
  };
}

/** What a cell printed on stdout. */
export function stdoutOf(outputs: readonly { readonly output_type: string }[]): string {
  return (outputs as readonly { output_type: string; name?: string; text?: string | string[] }[])
    .filter((output) => output.output_type === 'stream' && output.name === 'stdout')
    .map((output) => [output.text ?? ''].flat().join(''))
    .join('');
}

/** Seconds that processes of a test sleep: by their command line they are known without an environment, too. */
export const nap = `1000.${process.pid}`;

/** Processes of this machine that carry a session's marker or nap, and sessions' folders: there must be none afterwards. */
export function leftOf(pid: number = process.pid): readonly string[] {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(`cw-${pid}-`));
  const processes = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'latin1');
      return (
        environment.includes(`COURSEWRIGHT_SESSION=cw-${pid}-`) ||
        environment.includes(`COURSEWRIGHT_RUN=cw-${pid}-`) ||
        readFileSync(`/proc/${name}/cmdline`, 'latin1') === `sleep\0${nap}\0`
      );
    } catch {
      return false;
    }
  });
  return [...folders, ...processes];
}
