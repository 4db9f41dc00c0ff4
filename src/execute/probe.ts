import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Environment } from '../model/result.ts';

/** What a Jupyter tells of itself (`jupyter/coursewright_worker/facts.py`). */
export interface JupyterFacts {
  /** Absolute path of the Python that runs it. */
  readonly executable: string;
  readonly prefix: string;
  /** `3.11.7` */
  readonly python: string;
  readonly implementation: string;
  /** Folders that packages are installed in. */
  readonly sites: readonly string[];
  /** Versions by distribution name: `nbconvert`, `ipykernel`, … */
  readonly packages: Readonly<Record<string, string>>;
  readonly kernels?: Readonly<Record<string, KernelFacts>>;
}

export interface KernelFacts {
  readonly language: string;
  readonly displayName: string;
  readonly argv: readonly string[];
  readonly folder: string;
}

export type Probed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

const probe = join(fileURLToPath(new URL('../../src/execute/jupyter/', import.meta.url)), 'probe_config.py');

/**
 * Runs `jupyter nbconvert` (as `command` has it) with a configuration that only tells what it is: this proves the very
 * way that notebooks are executed, and works for launchers of every kind (scripts, shims, wrappers).
 */
export async function probeJupyter(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Probed<JupyterFacts & Required<Pick<JupyterFacts, 'kernels'>>>> {
  const [program = '', ...rest] = command;
  // Without configuration, jupyter_core makes a temporary folder in its place, and leaves it there.
  const tmp = await mkdtemp(join(tmpdir(), 'cwprobe-'));
  const result = await execa(program, [...rest, `--config=${probe}`], {
    env: { ...env, JUPYTER_NO_CONFIG: '1', PYTHONDONTWRITEBYTECODE: '1', TMPDIR: tmp, TEMP: tmp, TMP: tmp },
    extendEnv: false,
    cwd: tmp,
    stdin: 'ignore',
    reject: false,
    timeout: 60_000,
  });
  await rm(tmp, { recursive: true, force: true });
  const line = result.stdout.split('\n').find((text) => text.startsWith('\u001e'));
  if (line === undefined) {
    const last = result.stderr.trim().split('\n').at(-1)?.trim();
    return { ok: false, reason: last || result.shortMessage || 'it told nothing' };
  }
  return { ok: true, value: JSON.parse(line.slice(1)) as JupyterFacts & Required<Pick<JupyterFacts, 'kernels'>> };
}

/** nbconvert 6.5 is the first whose preprocessors can be replaced as the engine does it. */
export function enoughNbconvert(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major > 6 || (major === 6 && minor >= 5);
}

/** What executes, as a result names it. */
export function environmentOf(facts: JupyterFacts | undefined): Environment {
  const node = process.versions.node;
  if (facts === undefined) return { node };
  const { nbconvert, ipykernel } = facts.packages;
  const kernels = Object.entries(facts.kernels ?? {}).map(([name, { displayName }]) => {
    return [name, name === 'python3' && ipykernel !== undefined ? `ipykernel ${ipykernel}` : displayName] as const;
  });
  return {
    node,
    python: facts.python,
    ...(nbconvert === undefined ? {} : { nbconvert }),
    ...(kernels.length === 0 ? {} : { kernels: Object.fromEntries(kernels) }),
  };
}
