import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { isAlive } from '../files/is-alive.ts';
import { killMarked } from './processes.ts';

/** The temporary folder of one engine, and the name by which its processes are found. */
export interface Session {
  /** Absolute; short, because ipc paths are limited to about 100 bytes. */
  readonly folder: string;
  /** Every process of the session has `COURSEWRIGHT_RUN=<name>/<run>` or `COURSEWRIGHT_SESSION=<name>`. */
  readonly name: string;
  /**
   * Makes the folder, before something is started that needs it. A command that finds all in the cache makes none: a
   * signal that ends it while it computes finds nobody to remove one.
   */
  begin(): void;
  /** Removes the folder and kills what is left, also from an exit handler. */
  endNow(): void;
  end(what: { readonly hasStarted: boolean }): Promise<void>;
}

const prefix = 'cw-';

/** Seconds between signs of life. A process id alone does not tell: another container may share the folder. */
const pulse = 15;

export function openSession(): Session {
  const parent = process.platform === 'win32' || tmpdir().length <= 60 ? tmpdir() : '/tmp';
  removeAbandoned(parent);
  const name = `${prefix}${process.pid}-${randomBytes(3).toString('hex')}`;
  const folder = join(parent, name);
  const beat = () => void utimes(folder, new Date(), new Date()).catch(() => undefined);
  let pulsing: NodeJS.Timeout | undefined;
  return {
    folder,
    name,
    begin() {
      mkdirSync(folder, { mode: 0o700 });
      pulsing = setInterval(beat, pulse * 1000).unref();
    },
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
