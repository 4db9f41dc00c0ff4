import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Run } from '../notebook/run.ts';

/** The folders of one run: connection files, working directory, temporary files and IPython's own. */
export interface RunFolder {
  readonly folder: string;
  readonly cwd: string;
  /** Variables that point programs to these folders. */
  readonly env: Readonly<Record<string, string>>;
  /** Files in the working directory that were not put there, and folders that are empty; relative, sorted. */
  leftovers(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

const ipythonConfig = `c = get_config()
c.InteractiveShell.colors = 'nocolor'
c.HistoryManager.hist_file = ':memory:'
`;

/** Makes the folders of a run and copies its files. Rejects when a file cannot be copied. */
export async function makeRunFolder(folder: string, run: Run): Promise<RunFolder> {
  const cwd = join(folder, 'work');
  const tmp = join(folder, 'tmp');
  const ipython = join(folder, 'ipython');
  await Promise.all([cwd, tmp, join(ipython, 'profile_default')].map((path) => mkdir(path, { recursive: true })));
  await writeFile(join(ipython, 'profile_default', 'ipython_config.py'), ipythonConfig);
  const given = new Set<string>();
  for (const file of run.files) {
    const target = join(cwd, file.path);
    if (relative(cwd, target).startsWith('..')) throw new Error(`${file.path} is outside of the lesson's folder`);
    await mkdir(dirname(target), { recursive: true });
    await cp(file.from, target, { recursive: true });
    given.add(target);
  }
  return {
    folder,
    cwd,
    env: { TMPDIR: tmp, TEMP: tmp, TMP: tmp, IPYTHONDIR: ipython, JUPYTER_RUNTIME_DIR: folder },
    leftovers: () => leftoversIn(cwd, given),
    remove: () => removeForced(folder),
  };
}

const mostLeftovers = 100;

async function leftoversIn(cwd: string, given: ReadonlySet<string>): Promise<readonly string[]> {
  const found: string[] = [];
  async function walk(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.length === 0 && folder !== cwd) found.push(`${relative(cwd, folder)}${sep}`);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (given.has(path) || entry.name === '__pycache__' || entry.name === '.ipynb_checkpoints') continue;
      if (found.length >= mostLeftovers) return;
      if (entry.isDirectory()) await walk(path);
      else found.push(relative(cwd, path));
    }
  }
  await walk(cwd);
  return found.map((path) => path.split(sep).join('/')).sort();
}

async function removeForced(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}
