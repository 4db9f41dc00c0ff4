import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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
    const holder = await holderOf(path);
    if (holder === undefined || !isAlive(holder)) {
      await discard(path, holder);
      continue;
    }
    if (!told) options.onWait?.(holder);
    told = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The process that holds the lock; undefined where that cannot be told (not even after it had time to write it). */
async function holderOf(path: string): Promise<number | undefined> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const text = await readFile(path, 'utf8').catch(() => '');
    const pid = Number(text);
    if (text !== '' && Number.isInteger(pid) && pid > 0) return pid;
    await sleep(50);
  }
  return undefined;
}

/** Renames first: of two processes that find the lock abandoned, only one removes it, and never a fresh one. */
async function discard(path: string, holder: number | undefined): Promise<void> {
  if ((await holderOf(path)) !== holder) return;
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Whether a process of this machine lives (or is not ours to ask). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
