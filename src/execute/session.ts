import { readdirSync, rmSync, statSync } from 'node:fs';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execaSync } from 'execa';
import { isAlive } from './lock.ts';
import { killMarked } from './processes.ts';

/** The temporary folder of one engine, and the name by which its processes are found. */
export interface Session {
  /** Absolute; short, because ipc paths are limited to about 100 bytes. */
  readonly folder: string;
  /** Every process of the session has `COURSEWRIGHT_RUN=<name>/<run>` or `COURSEWRIGHT_SESSION=<name>`. */
  readonly name: string;
  /** Removes the folder and kills what is left, also from an exit handler. */
  endNow(): void;
  end(what: { readonly hasStarted: boolean }): Promise<void>;
}

const prefix = 'cw-';

/** Seconds between signs of life. A process id alone does not tell: another container may share the folder. */
const pulse = 15;

export async function openSession(): Promise<Session> {
  const parent = process.platform === 'win32' || tmpdir().length <= 60 ? tmpdir() : '/tmp';
  removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  const name = basename(folder);
  const beat = () => void utimes(folder, new Date(), new Date()).catch(() => undefined);
  const pulsing = setInterval(beat, pulse * 1000).unref();
  return {
    folder,
    name,
    endNow() {
      killSession(name);
      rmSync(folder, { recursive: true, force: true });
    },
    async end({ hasStarted }) {
      clearInterval(pulsing);
      // To look for processes takes longer than all else where there are many, of whomever.
      if (hasStarted) killSession(name);
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}

function killSession(name: string): void {
  killMarked(`COURSEWRIGHT_RUN=${name}/`);
  killMarked(`COURSEWRIGHT_SESSION=${name}\0`);
}

/** Node removes no folders whose paths are longer than the system takes, which a lesson can make; `rm` does. */
function removeWhole(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (process.platform === 'win32') throw error;
    execaSync('rm', ['-rf', '--', folder], { stdio: 'ignore' });
  }
}

/** Removes what sessions left whose process was killed together with its workers. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^cw-(\d+)-\w{6}$/.exec(name)?.[1]);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    try {
      const silent = Date.now() - statSync(join(parent, name)).mtimeMs;
      if (silent < 8 * pulse * 1000) continue;
      killSession(name);
      removeWhole(join(parent, name));
    } catch {
      // another user's, or gone meanwhile
    }
  }
}
