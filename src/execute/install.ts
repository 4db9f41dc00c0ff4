import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Config } from '../model/config.ts';
import { jupyterFolder } from './environment.ts';
import { executablesOnPath } from './executables-on-path.ts';
import { registerKernels } from './kernel-registration.ts';
import type { JupyterFacts, Probed } from './probe.ts';
import { type FoundPython, findPythons } from './python-search.ts';
import type { SetupEvent } from './setup-event.ts';
import { systemHelp } from './system-help.ts';
import { inVersionRange } from './version-range.ts';

/** Makes environments and installs into them, with uv where that is on PATH, else with venv and pip. */
export interface Installer {
  /** Makes an empty environment in a folder that is not there; returns the folder. */
  create(folder: string): Promise<string>;
  install(python: string, pins: string, requirements: readonly string[]): Promise<void>;
  /** Whether a Python can execute notebooks. */
  check(python: string): Promise<Probed<JupyterFacts>>;
}

interface InstallerOptions {
  readonly python: Config['python'];
  readonly courseDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: (event: SetupEvent) => void;
  readonly signal?: AbortSignal;
}

/** The pins resolve from this version on. */
const oldest = '>=3.10';

export async function installer(options: InstallerOptions): Promise<Installer> {
  const env = ownEnvironment(options.env);
  const uv = executablesOnPath(['uv'], env)[0];
  const range = [...new Set([oldest, options.python.version.trim()])].filter((part) => part !== '').join(',');

  async function create(folder: string): Promise<string> {
    const fitting = (await findPythons(env)).filter((python) => inVersionRange(python.version, range) === true);
    const python = uv === undefined ? fitting.find((found) => found.canMakeEnvironments) : fitting[0];
    if (python === undefined && (uv === undefined || fitting.length > 0)) throw await noPython(env, range, fitting);
    const tool = uv === undefined ? 'venv' : 'uv';
    const { path = range, version = range } = python ?? {};
    options.onProgress?.({ type: 'creating', folder, tool, python: path, version });
    const command =
      uv === undefined
        ? [path, '-m', 'venv', folder]
        : [uv, 'venv', '--quiet', '--no-project', '--python', path, folder];
    const { code, lines } = await run(command);
    if (code !== 0) {
      throw new OperatorError(`cannot make a Python environment with ${path}: ${lastOf(lines)}`, {
        help: systemHelp('venv'),
      });
    }
    return folder;
  }

  async function install(python: string, pins: string, requirements: readonly string[]): Promise<void> {
    const tool = uv === undefined ? 'pip' : 'uv';
    options.onProgress?.({ type: 'installing', tool, requirements });
    const command =
      uv === undefined
        ? [python, '-m', 'pip', 'install', '--no-input', '--progress-bar=off', '--retries=2']
        : [uv, 'pip', 'install', '--python', python];
    const { code, lines } = await run([...command, '-r', pins, ...requirements]);
    if (code !== 0) throw installFailed(tool, lines, requirements);
    await registerKernels(python, requirements, run);
  }

  async function check(python: string): Promise<Probed<JupyterFacts>> {
    const { code, lines } = await run([python, '-I', join(jupyterFolder, 'check.py')], false);
    const line = lines.find((text) => text.startsWith('\u001e'));
    if (code !== 0 || line === undefined) return { ok: false, reason: lastOf(lines) };
    return { ok: true, value: JSON.parse(line.slice(1)) as JupyterFacts };
  }

  async function run(command: readonly string[], show = true): Promise<{ code: number; lines: string[] }> {
    const [program = '', ...args] = command;
    const lines: string[] = [];
    const child = execa(program, args, {
      env,
      extendEnv: false,
      cwd: options.courseDir,
      stdin: 'ignore',
      all: true,
      buffer: false,
      reject: false,
      ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    });
    for await (const line of createInterface({ input: child.all })) {
      lines.push(line);
      if (show && line.trim() !== '') options.onProgress?.({ type: 'output', line });
    }
    const result = await child;
    options.signal?.throwIfAborted();
    if (result.exitCode === undefined && lines.length === 0) lines.push(result.shortMessage ?? 'it did not start');
    return { code: result.exitCode ?? 1, lines };
  }

  return { create, install, check };
}

/** Settings of the caller's shell that would install somewhere else than into the environment. */
function ownEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = { ...env, PIP_USER: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1', PYTHONUTF8: '1' };
  const misleading = ['PYTHONHOME', 'PYTHONPATH', 'PIP_TARGET', 'PIP_PREFIX', 'PIP_REQUIRE_VIRTUALENV', 'VIRTUAL_ENV'];
  return Object.fromEntries(Object.entries(own).filter(([name]) => !misleading.includes(name)));
}

async function noPython(
  env: NodeJS.ProcessEnv,
  range: string,
  fitting: readonly FoundPython[],
): Promise<OperatorError> {
  const [without] = fitting;
  if (without !== undefined) {
    return new OperatorError(
      `Python ${without.version} at ${without.path} cannot make environments: it comes without venv or ensurepip`,
      { help: systemHelp('venv') },
    );
  }
  const others = await findPythons(env);
  const found = others.map((python) => `${python.path} is ${python.version}`).join(', ');
  return new OperatorError(found === '' ? 'there is no Python on PATH' : `no Python on PATH is ${range} (${found})`, {
    help: systemHelp('python'),
  });
}

function installFailed(tool: string, lines: readonly string[], requirements: readonly string[]): OperatorError {
  const text = lines.join('\n');
  const conflict = /(?:The conflict is caused by|ResolutionImpossible|requirements are unsatisfiable)/.test(text);
  const offline =
    /NewConnectionError|NameResolutionError|Temporary failure in name resolution|Network is unreachable|ConnectTimeout|dns error|client error \(Connect\)|error sending request/i.test(
      text,
    );
  if (offline) {
    return new OperatorError('the package index cannot be reached, so nothing was installed', {
      help: 'connect to the network (or set pip’s proxy or index settings), then: coursewright setup',
    });
  }
  const absent = /No matching distribution found for ([^\n]+)|Because ([\w.-]+) was not found/.exec(text);
  if (absent !== null) {
    return new OperatorError(`there is no package ${(absent[1] ?? absent[2] ?? '').trim()} for this Python`, {
      help: 'correct python.requirements in coursewright.yaml, or requires in the lesson that names it',
    });
  }
  if (conflict) {
    return new OperatorError(`${requirements.join(', ')} cannot be installed together with Coursewright’s own pins`, {
      help: 'loosen the versions in python.requirements, or set python.environment to a folder of your own',
      cause: new Error(text),
    });
  }
  const last = lines.filter((line) => /error/i.test(line)).at(-1) ?? lastOf(lines);
  return new OperatorError(`${tool} could not install what the course needs: ${last.trim()}`, {
    help: 'coursewright setup --verbose shows all that it printed',
    cause: new Error(text),
  });
}

function lastOf(lines: readonly string[]): string {
  return (
    lines
      .filter((line) => line.trim() !== '')
      .at(-1)
      ?.trim() ?? 'it said nothing'
  );
}
