import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { Config } from '../model/config.ts';
import {
  environmentIn,
  findEnvironment,
  jupyterFolder,
  managedFolder,
  readStamp,
  type Stamp,
  stampFile,
} from './environment.ts';
import { type Installer, installer } from './install.ts';
import { withLock } from './lock.ts';
import { missingRequirements } from './missing-requirements.ts';
import type { JupyterFacts } from './probe.ts';
import { probeJupyter } from './probe.ts';
import type { PythonEnvironment } from './python-environment.ts';
import type { SetupEvent } from './setup-event.ts';
import { unwritable, workFolder } from './work-folder.ts';

export interface SetupOptions {
  readonly python: Config['python'];
  readonly courseDir: string;
  /** The course's own requirements and its lessons'; without it, the configuration's. */
  readonly requirements?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: (event: SetupEvent) => void;
  readonly signal?: AbortSignal;
}

export interface SetupResult {
  readonly environment: PythonEnvironment;
  readonly facts: JupyterFacts;
  /** `none`: all was there already. */
  readonly change: 'none' | 'created' | 'updated' | 'repaired';
}

/**
 * Makes the course's Python environment, or fixes it, or finds that nothing is to be done. An environment counts only
 * once its stamp is written, as the last step: one that was interrupted is made again from nothing. For an
 * environment that is not managed it only looks.
 *
 * @throws OperatorError with the command that fixes it: no Python, no venv, no network, a requirement that is not there
 */
export async function setupEnvironment(options: SetupOptions): Promise<SetupResult> {
  const { python, courseDir, env } = options;
  if (python.environment !== 'managed') return lookOnly(options);
  const folder = managedFolder(courseDir);
  try {
    await workFolder(courseDir);
    return await withLock(join(dirname(folder), 'setup.lock'), () => setUp(folder, options), {
      onWait: (holder) => options.onProgress?.({ type: 'waiting', holder }),
      signal: options.signal,
    });
  } catch (error) {
    throw unwritable(dirname(folder), error) ?? error;
  }
  async function lookOnly({ requirements = python.requirements }: SetupOptions): Promise<SetupResult> {
    const environment = await findEnvironment(python, courseDir, env, requirements);
    const missing = await missingRequirements(environment, requirements);
    if (missing !== undefined) throw new OperatorError(missing.what, { help: missing.fix });
    const { facts } = environment;
    if (facts !== undefined) return { environment, facts, change: 'none' };
    const probed = await probeJupyter(environment.nbconvert, env);
    if (probed.ok) return { environment, facts: probed.value, change: 'none' };
    throw new OperatorError(`${environment.python} does not start Jupyter: ${probed.reason}`, {
      help: `${environment.python} -m pip install --force-reinstall nbconvert ipykernel`,
    });
  }
}

async function setUp(folder: string, options: SetupOptions): Promise<SetupResult> {
  const { onProgress } = options;
  const requirements = [...new Set(options.requirements ?? options.python.requirements)].sort();
  const pins = await pinsDigest();
  const stamp = await readStamp(folder);
  const environment = environmentIn(folder, 'managed');
  const tool = await installer(options);
  const existed = existsSync(folder);
  if (stamp !== undefined && stamp.pins === pins) {
    onProgress?.({ type: 'checking' });
    const checked = await tool.check(environment.python);
    if (checked.ok) {
      const missing = requirements.filter((requirement) => !stamp.requirements.includes(requirement));
      if (missing.length === 0) return { environment, facts: checked.value, change: 'none' };
      await rm(join(folder, stampFile), { force: true });
      const kept = stillInstalled(stamp.requirements, requirements);
      return {
        ...(await fill(environment, folder, pins, [...requirements, ...kept], tool, options)),
        change: 'updated',
      };
    }
    onProgress?.({ type: 'removing', folder, why: `it is broken (${checked.reason})` });
  } else if (existed) {
    const why = stamp === undefined ? 'it was never finished' : 'it was made with other pinned versions';
    onProgress?.({ type: 'removing', folder, why });
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const made = await tool.create(folder);
    const filled = await fill(environmentIn(made, 'managed'), folder, pins, requirements, tool, options);
    return { ...filled, change: existed ? 'repaired' : 'created' };
  } catch (error) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

async function fill(
  environment: PythonEnvironment,
  folder: string,
  pins: string,
  requirements: readonly string[],
  tool: Installer,
  { onProgress }: SetupOptions,
): Promise<Omit<SetupResult, 'change'>> {
  await tool.install(environment.python, join(jupyterFolder, 'requirements.txt'), requirements);
  onProgress?.({ type: 'checking' });
  const checked = await tool.check(environment.python);
  if (!checked.ok) {
    throw new OperatorError(`the new Python environment does not work: ${checked.reason}`, {
      help: 'coursewright clean && coursewright setup',
    });
  }
  const stamp: Stamp = { pins, requirements, python: checked.value.python };
  replaceFile(join(folder, stampFile), `${JSON.stringify(stamp, null, 2)}\n`);
  return { environment: environmentIn(folder, 'managed'), facts: checked.value };
}

/** Of the requirements installed before, those of packages that the new ones do not name. */
function stillInstalled(before: readonly string[], now: readonly string[]): readonly string[] {
  const nameOf = (requirement: string) =>
    /^[\w.-]*/
      .exec(requirement)?.[0]
      .toLowerCase()
      .replaceAll(/[-_.]+/g, '-');
  const names = new Set(now.map(nameOf));
  return before.filter((requirement) => !names.has(nameOf(requirement)));
}

async function pinsDigest(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(join(jupyterFolder, 'requirements.txt')))
    .digest('hex');
}
