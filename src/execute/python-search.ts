import { execa } from 'execa';
import { executablesOnPath } from './executables-on-path.ts';

/** A Python interpreter and what it can do. */
export interface FoundPython {
  readonly path: string;
  /** `3.11.7` */
  readonly version: string;
  /** Whether `python -m venv` makes a whole environment: Debian ships Python without ensurepip. */
  readonly canMakeEnvironments: boolean;
}

const newest = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** All Pythons on PATH that start, the default one first; each executable once. */
export async function findPythons(env: NodeJS.ProcessEnv): Promise<readonly FoundPython[]> {
  const paths = executablesOnPath(['python3', 'python', ...newest], env);
  const asked = await Promise.all(paths.map((path) => askPython(path, env)));
  const found = new Map<string, FoundPython>();
  for (const python of asked) {
    if (python !== undefined && !found.has(python.real)) found.set(python.real, python);
  }
  return [...found.values()];
}

const question = `
import importlib.util as u, json, os, sys
print(json.dumps({
  "version": "%d.%d.%d" % sys.version_info[:3],
  "real": os.path.realpath(sys.executable),
  "venv": all(u.find_spec(name) is not None for name in ("venv", "ensurepip")),
}))`;

async function askPython(path: string, env: NodeJS.ProcessEnv): Promise<(FoundPython & { real: string }) | undefined> {
  const result = await execa(path, ['-I', '-c', question], {
    env: { ...env, PYTHONHOME: '' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: 20_000,
  });
  if (result.failed) return undefined;
  try {
    const answer = JSON.parse(result.stdout) as { version: string; real: string; venv: boolean };
    return { path, version: answer.version, canMakeEnvironments: answer.venv, real: answer.real };
  } catch {
    return undefined;
  }
}
