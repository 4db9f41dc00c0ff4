import { readFileSync } from 'node:fs';
import { cp, lstat, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { execa } from 'execa';
import { leftFolders } from '../files/own-files.ts';
import type { Run, WrittenFiles } from '../model/run.ts';
import { jupyterFolder } from './environment.ts';
import { otherKernel } from './other-machine.ts';

/** The folders of one run: connection files, working directory, temporary files and IPython's own. */
export interface RunFolder {
  readonly folder: string;
  readonly cwd: string;
  /** Variables that point programs to these folders. */
  readonly env: Readonly<Record<string, string>>;
  /** What was written into the working directory, or beside it. */
  written(): Promise<Omit<WrittenFiles, 'course'>>;
  remove(): Promise<void>;
}

/**
 * The kernel's socket for output drops what it cannot send at once beyond a thousand messages (ZMQ_SNDHWM of a publisher):
 * outputs would be lost on a busy machine. IPython reads this file before it makes that socket, the first of its kind.
 */
const baseConfig = `c = get_config()
c.InteractiveShell.colors = 'nocolor'
c.HistoryManager.hist_file = ':memory:'

import zmq

def _all_output(make=zmq.Context.socket):
    def socket(self, kind, *rest, **options):
        made = make(self, kind, *rest, **options)
        if kind in (zmq.PUB, zmq.XPUB):
            made.sndhwm = 0
            zmq.Context.socket = make
        return made
    zmq.Context.socket = socket

_all_output()
`;

/** Read once: it is the same for all runs. */
let config: string | undefined;

function ipythonConfig(): string {
  if (config === undefined) {
    const [notes, shell] = ['notes.py', 'shell.py'].map((name) =>
      readFileSync(join(jupyterFolder, 'coursewright_worker', name), 'utf8'),
    );
    config = `${baseConfig}\n${notes}\nnote_files()\n${shell}\nprepare_shell()\n`;
  }
  return config;
}

/** Makes the folders of a run and copies its files. Rejects when a file cannot be copied. */
export async function makeRunFolder(folder: string, run: Run): Promise<RunFolder> {
  const root = join(folder, 'work');
  const cwd = join(root, ...foldersAbove(run));
  const tmp = join(folder, 'tmp');
  const ipython = join(folder, 'ipython');
  // Kernels of other languages have their packages there.
  const home = run.language === 'python' ? join(folder, 'home') : undefined;
  await Promise.all(
    [cwd, tmp, join(ipython, 'profile_default'), ...(home === undefined ? [] : [home])].map((path) =>
      mkdir(path, { recursive: true }),
    ),
  );
  await writeFile(join(ipython, 'profile_default', 'ipython_config.py'), ipythonConfig() + otherKernel(run));
  const given = new Map<string, string>();
  for (const file of run.files) {
    const target = join(cwd, file.path);
    if (relative(root, target).startsWith('..')) throw new Error(`${file.path} is outside of the lesson's folder`);
    await mkdir(dirname(target), { recursive: true });
    // A link would lead from the copy to what its author wrote.
    await cp(file.from, target, { recursive: true, dereference: true });
    given.set(target, await stateOf(target));
  }
  return {
    folder,
    cwd,
    env: {
      ...{ TMPDIR: tmp, TEMP: tmp, TMP: tmp, IPYTHONDIR: ipython, JUPYTER_RUNTIME_DIR: folder },
      ...(home === undefined ? {} : { HOME: home, USERPROFILE: home }),
      ...(showsBytecode(run) ? {} : { PYTHONDONTWRITEBYTECODE: '1' }),
    },
    written: async () => ({
      left: [...(await beside(folder)), ...(await leftIn(root, cwd, given))].sort(),
      changed: (await changedOf(given)).map((path) => named(cwd, path)).sort(),
      outside: home === undefined ? [] : await leftAtHome(home),
    }),
    remove: () => removeForced(folder),
  };
}

/** The working directory stands as deep, and in folders of the same names, as files of the lesson stand above it. */
function foldersAbove({ source, files }: Run): readonly string[] {
  const up = files.map(({ path }) => (/^(?:\.\.\/)*/.exec(path)?.[0].length ?? 0) / 3);
  const depth = up.reduce((most, one) => Math.max(most, one), 0);
  const folders = posix.dirname(source).split('/');
  // Of a folder above the course, nobody asks for the name.
  return Array.from({ length: depth }, (_, at) => folders.at(at - depth)?.replace(/^\.*$/, 'folder') ?? 'folder');
}

/**
 * Whether a lesson is about what Python keeps of modules. All others do without: a module that is written twice in one
 * second would be the first one still.
 */
export function showsBytecode({ cells }: Run): boolean {
  return cells.some(({ source }) => /__pycache__|\.pyc\b|\b(?:py_compile|compileall|bytecode)\b/i.test(source));
}

const mostNamed = 100;

/** Files that are not in `given`, and folders that are empty. */
async function leftIn(root: string, cwd: string, given: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const found: string[] = [];
  async function walk(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.length === 0 && folder !== cwd && folder !== root) found.push(`${named(cwd, folder)}/`);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (given.has(path) || leftFolders.includes(entry.name)) continue;
      if (found.length >= mostNamed) return;
      if (entry.isDirectory()) await walk(path);
      else found.push(named(cwd, path));
    }
  }
  // A lesson may have put a link in its place.
  if ((await lstat(root).catch(() => undefined))?.isDirectory() === true) await walk(root);
  return found;
}

/** What a lesson wrote to `..`: in a folder that is not ours it would have stayed. */
async function beside(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => !/^(?:work|tmp|ipython|home|k-\d+|kernel.*\.json)$/.test(name))
    .map((name) => `../${name}`);
}

/** What a lesson wrote to the user's own folder, apart from what libraries keep there. */
async function leftAtHome(home: string): Promise<readonly string[]> {
  const names = await readdir(home).catch(() => []);
  return names
    .filter((name) => !/^\.(?:cache|config|local|ipython|jupyter|rustup)$/.test(name))
    .map((name) => `~/${name}`);
}

async function changedOf(given: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const now = [...given].map(async ([path, before]) => ((await stateOf(path)) === before ? [] : [path]));
  return (await Promise.all(now)).flat().slice(0, mostNamed);
}

/** Changes when a file does; of folders, which change with what is put into them, only whether they are there. */
async function stateOf(path: string): Promise<string> {
  const facts = await stat(path).catch(() => undefined);
  return facts === undefined ? 'gone' : facts.isFile() ? `${facts.mtimeMs} ${facts.size}` : 'there';
}

function named(cwd: string, path: string): string {
  return relative(cwd, path).split(sep).join('/');
}

/** Also what a lesson made hard to remove: folders without permissions, or nested deeper than a path may be long. */
async function removeForced(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch {
    if (process.platform === 'win32') return;
    await execa('chmod', ['-R', 'u+rwx', folder], { reject: false, stdio: 'ignore' });
    await execa('rm', ['-rf', folder], { reject: false, stdio: 'ignore' });
  }
}
