import { readFileSync, utimesSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { replaceFile } from '../files/replace-file.ts';
import { opened, sealed } from '../files/sealed.ts';
import { isFailure } from '../languages/shell-command.ts';
import { mayRaiseByTag } from '../model/may-raise.ts';
import type { Executed, ExecutedCell, Run } from '../model/run.ts';
import { type Entry, isEntry, isLast, type Last } from './cache-entry.ts';
import {
  dependsOnPlace,
  differenceOf,
  type KeyContext,
  type KeyParts,
  keyOf,
  keyParts,
  namesPlaces,
  versionsOf,
} from './cache-key.ts';
import { digest, digestsOf } from './content-digest.ts';
import { distributionsOf, importable, unowned } from './installed-packages.ts';
import type { There } from './worker.ts';

/** Results of earlier runs, found by everything that they depend on. */
export interface Cache {
  /**
   * A run's kept result, or why there is none. `key` is the same for runs that give the same result.
   *
   * @param there What kernels of the gateway are, where runs go to one; without it nothing is found.
   */
  find(run: Run, there?: There): Promise<Found>;
  /** Keeps a result that succeeded, and forgets an earlier one where this failed; `loaded` is what the kernel had loaded at its end. */
  keep(run: Run, found: Found, executed: Executed, loaded: Loaded | undefined): Promise<void>;
  /** Seconds that a run took when it was last executed; undefined where it never was. */
  lastSeconds(run: Run): Promise<number | undefined>;
  /** What a run's result is kept under. Rejects when a file cannot be read. */
  keyOf(run: Run): Promise<string>;
  /** Whether one of these modules, which were looked for in vain, can be imported now. */
  isThere(absent: readonly string[]): Promise<boolean>;
  /** Removes the results that were used least lately, down to the size limit. */
  trim(): Promise<void>;
}

export interface Found {
  readonly executed?: Executed;
  readonly key?: string;
  readonly parts?: KeyParts;
  readonly because?: string;
}

export interface Loaded {
  /** Top-level modules, and the file of each; empty for one that has none. */
  readonly modules: Readonly<Record<string, string>>;
  /** Files outside of the run's folders that it read; of folders that it listed, with `/` at their end. */
  readonly helpers: readonly string[];
  /** Top-level modules that it looked for and did not find. */
  readonly absent?: readonly string[];
  /** Of a kernel of a gateway. */
  readonly there?: There;
}

const mostBytes = 512 * 1024 ** 2;

/** Where results are kept, and what they depend on beside the run. */
interface Shelf {
  readonly results: string;
  /** What is known of the last execution of each run. */
  readonly lasts: string;
  readonly context: KeyContext;
}

export function openCache(folder: string, context: KeyContext): Cache {
  const results = join(folder, 'results');
  const lasts = join(folder, 'runs');
  const shelf: Shelf = { results, lasts, context };

  return {
    find: (run, there) => find(shelf, run, there),
    keep: (run, found, executed, loaded) => keep(shelf, run, found, executed, loaded),
    lastSeconds: async (run) => readLast(shelf, run)?.seconds,
    keyOf: async (run) => keyOf(await keyParts(run, context)),
    isThere: async (absent) => (await nowThere(shelf, absent)) !== undefined,
    trim: () => trimFolder(results, mostBytes),
  };
}

function entryFile(shelf: Shelf, key: string): string {
  return join(shelf.results, key.slice(0, 2), `${key}.json`);
}

function lastFile(shelf: Shelf, run: Run): string {
  return join(shelf.lasts, `${digest(run.id)}.json`);
}

function readLast(shelf: Shelf, run: Run): Last | undefined {
  return read(`run ${run.id}`, lastFile(shelf, run), isLast);
}

function writeLast(shelf: Shelf, run: Run, last: Last): void {
  write(`run ${run.id}`, lastFile(shelf, run), last);
}

async function find(shelf: Shelf, run: Run, there: There | undefined): Promise<Found> {
  const { context } = shelf;
  let parts: KeyParts;
  try {
    parts = await keyParts(run, context, there);
    // Which machine executes it is not known, and what it gives holds for that one.
    if (context.cluster === true && (await dependsOnPlace(run))) return { parts };
  } catch {
    return {}; // a file that cannot be read: executing will say so
  }
  const key = keyOf(parts);
  if (context.elsewhere === true && there === undefined) return { key, parts };
  const entry = read(`result ${key}`, entryFile(shelf, key), isEntry);
  if (entry === undefined || entry.cells.length !== run.cells.length) {
    const last = readLast(shelf, run);
    const because = last?.parts === undefined ? undefined : differenceOf(last.parts, parts);
    return { key, parts, ...(because === undefined ? {} : { because }) };
  }
  const because =
    differenceOf(
      { version: entry.packages },
      { version: await versionsOf(Object.keys(entry.packages), context.installed) },
    ) ??
    differenceOf({ file: entry.helpers }, { file: await digestsOf(Object.keys(entry.helpers)) }) ??
    (await nowThere(shelf, entry.absent));
  if (because !== undefined) return { key, parts, because };
  // The next change is told from here.
  const last = readLast(shelf, run);
  if (last?.parts === undefined || keyOf(last.parts) !== key) {
    writeLast(shelf, run, { seconds: last?.seconds ?? entry.rest.durationMs / 1000, parts });
  }
  const now = new Date();
  try {
    utimesSync(entryFile(shelf, key), now, now);
  } catch {
    // It was removed, or belongs to somebody else: it only seems older than it is.
  }
  const cells = new Map<string, ExecutedCell>();
  for (const [at, cell] of run.cells.entries()) {
    const kept = entry.cells[at];
    if (kept != null) cells.set(cell.id, kept);
  }
  const executed = { ...entry.rest, id: run.id, cells, cached: true };
  return isSuccess(run, executed) ? { key, parts, executed } : { key, parts };
}

async function keep(
  shelf: Shelf,
  run: Run,
  found: Found,
  executed: Executed,
  loaded: Loaded | undefined,
): Promise<void> {
  const { context } = shelf;
  const { key, parts } = found;
  const last: Last = { seconds: executed.durationMs / 1000, ...(parts === undefined ? {} : { parts }) };
  writeLast(shelf, run, last);
  if (key === undefined) return;
  if (executed.status !== 'interrupted' && !isSuccess(run, executed)) {
    // What passed before under the same key passes no more: something that is in no key has changed.
    await rm(entryFile(shelf, key), { force: true }).catch(() => undefined);
    return;
  }
  if (loaded === undefined || !isSuccess(run, executed)) return;
  const known =
    context.elsewhere === true ? await dependenciesThere(shelf, run, key, loaded) : await dependencies(shelf, loaded);
  if (known === undefined) return;
  const { id: _id, cells, cached: _cached, executedBecause: _because, ...rest } = executed;
  const entry: Entry = {
    ...known,
    cells: run.cells.map((cell) => cells.get(cell.id) ?? null),
    rest,
  };
  write(`result ${key}`, entryFile(shelf, key), entry);
}

type Dependencies = Pick<Entry, 'packages' | 'helpers' | 'absent'>;

async function dependencies(shelf: Shelf, loaded: Loaded): Promise<Dependencies> {
  const { installed } = shelf.context;
  const { names, own } = await ownersOf(shelf, loaded.modules);
  return {
    packages: await versionsOf(await distributionsOf(names, installed), installed),
    helpers: await digestsOf([...new Set([...loaded.helpers, ...own.filter((path) => path !== '')])]),
    absent: await notImportable(shelf, loaded.absent ?? []),
  };
}

/**
 * Of a run elsewhere all that can be known is in its key. Undefined where that is not enough: it was executed where things are
 * otherwise than where they were asked for, or read files of that machine, which nobody looks at when it is looked up.
 */
async function dependenciesThere(
  shelf: Shelf,
  run: Run,
  key: string,
  loaded: Loaded,
): Promise<Dependencies | undefined> {
  const isSame = keyOf(await keyParts(run, shelf.context, loaded.there)) === key;
  const isKnown = loaded.there !== undefined && loaded.helpers.length === 0 && !(await namesPlaces(run));
  return isSame && isKnown ? { packages: {}, helpers: {}, absent: [] } : undefined;
}

/**
 * The top-level modules that tell which distributions a run used, and the files of those that belong to none. What a
 * distribution brings along in its own folder (debugpy has many modules so) is that distribution's.
 */
async function ownersOf(
  shelf: Shelf,
  modules: Readonly<Record<string, string>>,
): Promise<{ names: string[]; own: string[] }> {
  const names = Object.keys(modules);
  const sites = [...new Set([...shelf.context.installed.values()].map(({ folder }) => dirname(folder)))];
  const carried: string[] = [];
  const own: string[] = [];
  for (const name of await unowned(names, shelf.context.installed)) {
    const file = modules[name] ?? '';
    const site = sites.find((folder) => file.startsWith(`${folder}${sep}`));
    const [top = '', ...rest] = site === undefined ? [] : file.slice(site.length + 1).split(sep);
    const isCarried = rest.length > 0 && (await unowned([top], shelf.context.installed)).length === 0;
    if (isCarried) carried.push(top);
    else own.push(file.replace(/__init__\.py$/, '**'));
  }
  return { names: [...new Set([...names, ...carried])], own };
}

/** What is there and could not be imported all the same says nothing of what comes. */
async function notImportable(shelf: Shelf, names: readonly string[]): Promise<readonly string[]> {
  const there = await importable(names, shelf.context.installed);
  return names.filter((name) => !there.includes(name));
}

async function nowThere(shelf: Shelf, absent: readonly string[]): Promise<string | undefined> {
  const [name] = absent.length === 0 ? [] : await importable(absent, shelf.context.installed);
  return name === undefined ? undefined : `there is a module ${name} now`;
}

/** Every cell ran, none raised that was not to, and nothing of the course was changed. */
function isSuccess(run: Run, executed: Executed): boolean {
  // What was done to the course is found only where it is done.
  if (executed.status !== 'completed' || (executed.written?.course.length ?? 0) > 0) return false;
  return run.cells.every((cell) => {
    const ended = executed.cells.get(cell.id);
    if (cell.mayRaise === true || mayRaiseByTag(cell)) {
      return ended?.status === 'ok' || ended?.status === 'error';
    }
    return ended?.status === 'ok' && !(ended.failedCommands ?? []).some(isFailure);
  });
}

/** What stands in a file of the cache; one that is damaged, or was not written by us for this, counts as absent. */
function read<T>(place: string, path: string, isValid: (value: unknown) => value is T): T | undefined {
  try {
    // At once: a promise for each step of it takes longer than such a file.
    return opened(place, readFileSync(path, 'latin1'), isValid);
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written to is no failure. */
function write(place: string, path: string, content: object): void {
  try {
    replaceFile(path, sealed(place, content), { isNew: true });
  } catch {
    // The next check executes it again.
  }
}

async function trimFolder(folder: string, limit: number): Promise<void> {
  const files: { path: string; size: number; used: number }[] = [];
  for (const part of await readdir(folder).catch(() => [])) {
    for (const name of await readdir(join(folder, part)).catch(() => [])) {
      const path = join(folder, part, name);
      const facts = await stat(path).catch(() => undefined);
      if (facts !== undefined) files.push({ path, size: facts.size, used: facts.mtimeMs });
    }
  }
  let total = files.reduce((sum, file) => sum + file.size, 0);
  for (const file of files.sort((a, b) => a.used - b.used)) {
    if (total <= limit) return;
    await rm(file.path, { force: true });
    total -= file.size;
  }
}
