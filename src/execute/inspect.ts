import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Config } from '../model/config.ts';
import { findEnvironment } from './environment.ts';
import { executablesOnPath } from './executables-on-path.ts';
import { missingRequirements } from './missing-requirements.ts';
import { type JupyterFacts, type KernelFacts, probeJupyter } from './probe.ts';
import type { PythonEnvironment } from './python-environment.ts';
import { type FoundPython, findPythons } from './python-search.ts';
import { systemHelp } from './system-help.ts';

/** All that `doctor` shows of the side that executes. */
export interface Inspection {
  readonly node: string;
  /** Pythons on PATH, the default one first. */
  readonly pythons: readonly FoundPython[];
  readonly uv?: string;
  readonly environment?: PythonEnvironment;
  readonly facts?: JupyterFacts;
  /** Kernels that can be named in lessons, by kernelspec name. */
  readonly kernels: Readonly<Record<string, KernelFacts>>;
  /** What is missing, with the exact command or step that fixes it; empty when lessons can be executed. */
  readonly missing: readonly { readonly what: string; readonly fix: string }[];
}

/** Looks at what there is; changes nothing, and never throws for what is missing. */
export async function inspectEnvironment(
  config: Pick<Config, 'python' | 'kernel' | 'execute'>,
  courseDir: string,
  env: NodeJS.ProcessEnv,
  requirements: readonly string[] = config.python.requirements,
): Promise<Inspection> {
  const pythons = await findPythons(env);
  const uv = executablesOnPath(['uv'], env)[0];
  const missing: { what: string; fix: string }[] = [];
  if (pythons.length === 0 && uv === undefined) {
    missing.push({ what: 'there is no Python on PATH', fix: systemHelp('python') });
  }
  let environment: PythonEnvironment | undefined;
  let facts: JupyterFacts | undefined;
  try {
    environment = await findEnvironment(config.python, courseDir, env, requirements);
    const { facts: told } = environment;
    const probed =
      told?.kernels === undefined ? await probeJupyter(environment.nbconvert, env) : { ok: true as const, value: told };
    if (probed.ok) facts = probed.value;
    else missing.push({ what: `Jupyter does not start: ${probed.reason}`, fix: 'coursewright setup' });
    const required = await missingRequirements(environment, requirements);
    if (required !== undefined) missing.push(required);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    missing.push({ what: error.message, fix: error.help ?? 'coursewright setup' });
  }
  const kernels = facts?.kernels ?? {};
  // Through a gateway it is the kernels there that count.
  if (facts !== undefined && config.execute.gateway === undefined && kernels[config.kernel] === undefined) {
    const fix =
      config.kernel === 'python3'
        ? `${facts.executable} -m pip install ipykernel`
        : `install the kernel ${config.kernel}, or set kernel in coursewright.yaml to one of: ${Object.keys(kernels).join(', ')}`;
    missing.push({ what: `the kernel ${config.kernel} is not installed`, fix });
  }
  return {
    node: process.version.slice(1),
    pythons,
    kernels,
    missing,
    ...(uv === undefined ? {} : { uv }),
    ...(environment === undefined ? {} : { environment }),
    ...(facts === undefined ? {} : { facts }),
  };
}
