import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { isObject, isString } from '../files/sealed.ts';
import type { Config } from '../model/config.ts';
import { executablesOnPath } from './executables-on-path.ts';
import { installedPackages, pythonVersion } from './installed-packages.ts';
import { enoughNbconvert, probeJupyter } from './probe.ts';
import type { PythonEnvironment } from './python-environment.ts';

/** What setup writes into a managed environment when it is whole. */
export interface Stamp {
  /** Digest of the pinned requirements that it was made with. */
  readonly pins: string;
  readonly requirements: readonly string[];
  readonly python: string;
}

/** Folder of the Python files and pins that ship with the package. */
export const jupyterFolder = fileURLToPath(new URL('../../src/execute/jupyter/', import.meta.url));

export const stampFile = 'coursewright.json';

/** Where a course's managed environment is. */
export function managedFolder(courseDir: string): string {
  return join(courseDir, '.coursewright', 'venv');
}

/**
 * Finds the environment that a course's configuration names. A managed one is taken at its stamp's word (no process is
 * started); `requirements` are what it must have been set up with.
 *
 * @throws OperatorError where there is none that can execute notebooks, with the command that fixes it
 */
export async function findEnvironment(
  python: Config['python'],
  courseDir: string,
  env: NodeJS.ProcessEnv,
  requirements: readonly string[] = python.requirements,
): Promise<PythonEnvironment> {
  switch (python.environment) {
    case 'managed':
      return findManaged(courseDir, requirements);
    case 'path':
      return findOnPath(env);
    default:
      return findInFolder(resolve(courseDir, python.environment), env);
  }
}

async function findManaged(courseDir: string, requirements: readonly string[]): Promise<PythonEnvironment> {
  const folder = managedFolder(courseDir);
  const help = 'coursewright setup';
  const stamp = await readStamp(folder);
  if (stamp === undefined) {
    throw new OperatorError('the Python environment of this course is not set up yet', { help });
  }
  const environment = environmentIn(folder, 'managed');
  if (!existsSync(environment.python)) {
    throw new OperatorError(`the Python environment is broken: ${environment.python} is not there`, { help });
  }
  const missing = requirements.filter((requirement) => !stamp.requirements.includes(requirement));
  if (missing.length > 0) {
    throw new OperatorError(`the Python environment was set up without ${missing.join(', ')}`, { help });
  }
  return environment;
}

/** The stamp of a whole environment; undefined where there is none, or not a whole one. */
export async function readStamp(folder: string): Promise<Stamp | undefined> {
  try {
    const stamp: unknown = JSON.parse(await readFile(join(folder, stampFile), 'utf8'));
    if (!isObject(stamp)) return undefined;
    const { pins, requirements, python } = stamp;
    if (!isString(pins) || !Array.isArray(requirements) || !requirements.every(isString)) return undefined;
    return { pins, requirements, python: isString(python) ? python : '' };
  } catch {
    return undefined;
  }
}

/** Paths in the folder of a virtual (or conda) environment; says nothing of whether they exist. */
export function environmentIn(folder: string, kind: PythonEnvironment['kind']): PythonEnvironment {
  const windows = process.platform === 'win32';
  const scripts = join(folder, windows ? 'Scripts' : 'bin');
  const python =
    windows && !existsSync(join(scripts, 'python.exe'))
      ? join(folder, 'python.exe')
      : join(scripts, windows ? 'python.exe' : 'python');
  const suffix = windows ? '.exe' : '';
  // What `jupyter nbconvert` starts after it has looked for it.
  const nbconvert = join(scripts, `jupyter-nbconvert${suffix}`);
  return { kind, python, nbconvert: existsSync(nbconvert) ? [nbconvert] : [python, '-m', 'nbconvert'] };
}

async function findInFolder(folder: string, env: NodeJS.ProcessEnv): Promise<PythonEnvironment> {
  const environment = environmentIn(folder, 'folder');
  if (!existsSync(environment.python)) {
    throw new OperatorError(`${folder} is no Python environment: ${environment.python} is not there`, {
      help: 'set python.environment in coursewright.yaml to the folder of an environment, or to managed',
    });
  }
  if (await tellsByItsFolders(environment)) return environment;
  const facts = await probeJupyter(environment.nbconvert, env);
  if (!facts.ok || !enoughNbconvert(facts.value.packages.nbconvert)) {
    throw new OperatorError(`${folder} has no nbconvert 6.5 or later${facts.ok ? '' : ` (${facts.reason})`}`, {
      help: `${environment.python} -m pip install nbconvert ipykernel`,
    });
  }
  return { ...environment, facts: facts.value };
}

/** Whether its own folders show all that is asked of it, so that nothing has to be started to find out. */
async function tellsByItsFolders(environment: PythonEnvironment): Promise<boolean> {
  const installed = await installedPackages(environment);
  const nbconvert = installed?.get('nbconvert')?.version;
  return nbconvert !== undefined && enoughNbconvert(nbconvert) && (await pythonVersion(environment)) !== undefined;
}

/** `jupyter nbconvert` as the user's PATH has it; else a Python on PATH that has nbconvert. */
async function findOnPath(env: NodeJS.ProcessEnv): Promise<PythonEnvironment> {
  const pythons = executablesOnPath(['python3', 'python'], env);
  const commands = [
    ...executablesOnPath(['jupyter'], env).map((jupyter) => [jupyter, 'nbconvert']),
    ...pythons.map((python) => [python, '-m', 'nbconvert']),
  ];
  const rejected: string[] = [];
  for (const command of commands) {
    const facts = await probeJupyter(command, env);
    if (facts.ok && enoughNbconvert(facts.value.packages.nbconvert)) {
      return { kind: 'path', python: facts.value.executable, nbconvert: command, facts: facts.value };
    }
    if (facts.ok) {
      rejected.push(`${facts.value.executable} has nbconvert ${facts.value.packages.nbconvert ?? 'of no version'}`);
    }
  }
  const why = rejected.length > 0 ? ` (${rejected.join('; ')})` : '';
  throw new OperatorError(`no Jupyter with nbconvert 6.5 or later is on PATH${why}`, {
    help:
      pythons[0] === undefined
        ? 'set python.environment to managed in coursewright.yaml, then: coursewright setup'
        : `${pythons[0]} -m pip install nbconvert ipykernel`,
  });
}

/** The environment variables with an environment's own programs first on PATH. */
export function withEnvironmentOnPath(environment: PythonEnvironment, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (environment.kind === 'path') return env;
  return { ...env, PATH: [resolve(environment.python, '..'), env.PATH ?? ''].join(delimiter) };
}
