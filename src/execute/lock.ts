import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../files/is-alive.ts';

/**
 * Holds a lock file while `work` runs; waits while another living process of this machine holds it. The file has the
 * holder's process id, so that a lock whose holder was killed is taken over.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: { readonly onWait?: (holder: number) => void; readonly signal?: AbortSignal | undefined } = {},
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await take(path))) {
    options.signal?.throwIfAborted();
    if (await isAbandoned(path)) {
      await discard(path);
      continue;
    }
    const holder = await holderOf(path);
    if (!told && holder !== undefined) {
      options.onWait?.(holder);
      told = true;
    }
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    if ((await holderOf(path)) === process.pid) await rm(path, { force: true });
  }
}

let drafts = 0;

/** The file is there with the holder's id in it, or not at all: it is written aside and given its name then. */
async function take(path: string): Promise<boolean> {
  drafts += 1;
  const draft = `${path}.${process.pid}-${drafts}`;
  await writeFile(draft, String(process.pid));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // File systems without second names (FAT, some that are shared): whoever reads it meanwhile waits.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS' || code === 'EMLINK') return takePlainly(path);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function takePlainly(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The process that holds the lock; undefined where the file does not say it (yet). */
async function holderOf(path: string): Promise<number | undefined> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

/** Milliseconds after which a lock without a holder was left by a crash: no disk takes so long to write a number. */
const patience = 60_000;

async function isAbandoned(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return false;
  const holder = await holderOf(path);
  return holder === undefined ? Math.abs(Date.now() - facts.mtimeMs) > patience : !isAlive(holder);
}

/**
 * Removes an abandoned lock. Only who holds another lock for that looks again and removes it: of two that found it
 * abandoned the slower one would remove the lock that the quicker one has taken since.
 */
async function discard(path: string): Promise<void> {
  const own = `${path}.discard`;
  if (!(await take(own))) {
    // Held for a moment only, unless its holder was killed in that.
    if (await isAbandoned(own)) await rm(own, { force: true });
    else await sleep(20);
    return;
  }
  try {
    if (await isAbandoned(path)) await rm(path, { force: true });
  } finally {
    await rm(own, { force: true });
  }
}
