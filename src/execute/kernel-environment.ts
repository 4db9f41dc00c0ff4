import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../model/config.ts';
import { withEnvironmentOnPath } from './environment.ts';
import type { PythonEnvironment } from './python-environment.ts';

/**
 * What a kernel may see of the caller's environment: where programs, libraries and the user's folders are, and how to
 * reach the network. Everything else (tokens, editor settings, PYTHONPATH) stays out, so that a lesson does not pass
 * on one machine only.
 */
export const allowed: readonly string[] = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'JAVA_HOME', 'CONDA_PREFIX'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
  ...['SYSTEMROOT', 'SystemRoot', 'SYSTEMDRIVE', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
  ...['JUPYTER_PATH', 'JUPYTER_DATA_DIR', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'],
];

/**
 * The environment that every kernel of a session has; a run adds its own folders.
 * @param jobs How many kernels run side by side.
 */
export function kernelEnvironment(
  environment: PythonEnvironment,
  env: NodeJS.ProcessEnv,
  execute: Pick<Config['execute'], 'env'>,
  { caches, jobs }: { readonly caches: string; readonly jobs: number },
): Readonly<Record<string, string>> {
  const own: Record<string, string> = {};
  const seen = withEnvironmentOnPath(environment, env);
  for (const name of allowed) {
    const value = seen[name];
    if (value !== undefined) own[name] = value;
  }
  return {
    ...own,
    ...lessonEnvironment(execute),
    ...(environment.kind === 'path' ? userFolders(env) : {}),
    ...fixedEnvironment(environment),
    JUPYTER_CONFIG_DIR: join(caches, 'jupyter'),
    MPLCONFIGDIR: join(caches, 'matplotlib'),
    ...shareOfMachine(jobs),
    ...execute.env,
  };
}

/** What says the same on every machine to Python and Jupyter. */
export function fixedEnvironment(environment: PythonEnvironment): Readonly<Record<string, string>> {
  return {
    // A Jupyter of the user's own may live in the user's site; an environment must not depend on it.
    ...(environment.kind === 'path' ? {} : { PYTHONNOUSERSITE: '1' }),
    JUPYTER_NO_CONFIG: '1',
    PYDEVD_DISABLE_FILE_VALIDATION: '1',
    ...sharedCards,
  };
}

/**
 * Kernels side by side share the machine. Without these, each numeric library starts a thread for every core in each kernel,
 * and JAX and TensorFlow take most of a graphics card's memory in the first one (their documentation on memory allocation).
 */
function shareOfMachine(jobs: number): Readonly<Record<string, string>> {
  const threads = String(Math.max(1, Math.floor(availableParallelism() / jobs)));
  return Object.fromEntries(threadLimits.map((name) => [name, threads]));
}

const sharedCards = { XLA_PYTHON_CLIENT_PREALLOCATE: 'false', TF_FORCE_GPU_ALLOW_GROWTH: 'true' };

/** Variables by which numeric libraries are told how many threads they may start. */
export const threadLimits: readonly string[] = [
  ...['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'BLIS_NUM_THREADS'],
  ...['NUMEXPR_NUM_THREADS', 'VECLIB_MAXIMUM_THREADS', 'POLARS_MAX_THREADS', 'RAYON_NUM_THREADS'],
];

/** What kernels have of the caller's variables; their home folder is another one in each run. */
export function callerVariables(
  environment: PythonEnvironment,
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const seen = withEnvironmentOnPath(environment, env);
  return Object.fromEntries(
    allowed.flatMap((name) => {
      const value = name === 'HOME' || name === 'USERPROFILE' ? undefined : seen[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The seed by which Python orders what it hashes, in all but second runs. */
export const hashSeed = '0';

/**
 * A lesson that installs something would change the environment that judges it, and all others. So installers say whether
 * what they are asked for is there, and fail where it is not: they find no index, and change nothing.
 */
const installersTellOnly = {
  PIP_DRY_RUN: '1',
  PIP_NO_INDEX: '1',
  PIP_NO_INPUT: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  UV_OFFLINE: '1',
  UV_NO_CACHE: '1',
  CONDA_DRY_RUN: 'true',
  CONDA_OFFLINE: 'true',
};

/** What makes outputs the same on every machine: all that a kernel of another machine is given. */
export function lessonEnvironment(execute: Pick<Config['execute'], 'env'>): Readonly<Record<string, string>> {
  return {
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'dumb',
    COLUMNS: '80',
    LINES: '24',
    PYTHONHASHSEED: hashSeed,
    PYTHONUTF8: '1',
    ...installersTellOnly,
    // IPython chooses this by itself when matplotlib is imported before anything else asks; forks must not differ.
    MPLBACKEND: 'module://matplotlib_inline.backend_inline',
    ...execute.env,
  };
}

/** Where packages and Pythons of the user's own are: a run has another HOME. */
function userFolders({ HOME, PYTHONUSERBASE, PYENV_ROOT }: NodeJS.ProcessEnv): Record<string, string> {
  const own = (given: string | undefined, folder: string) =>
    given ?? (HOME === undefined ? undefined : join(HOME, folder));
  const base = process.platform === 'linux' ? own(PYTHONUSERBASE, '.local') : PYTHONUSERBASE;
  const pyenv = own(PYENV_ROOT, '.pyenv');
  return {
    ...(base === undefined ? {} : { PYTHONUSERBASE: base }),
    ...(pyenv === undefined ? {} : { PYENV_ROOT: pyenv }),
  };
}
