import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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
  end(): Promise<void>;
}

const prefix = 'cw-';

export async function openSession(): Promise<Session> {
  const parent = process.platform === 'win32' || tmpdir().length <= 60 ? tmpdir() : '/tmp';
  removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  const name = basename(folder);
  return {
    folder,
    name,
    endNow() {
      killSession(name);
      rmSync(folder, { recursive: true, force: true });
    },
    async end() {
      killSession(name);
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}

function killSession(name: string): void {
  killMarked(`COURSEWRIGHT_RUN=${name}/`);
  killMarked(`COURSEWRIGHT_SESSION=${name}\0`);
}

/** What sessions left whose process was killed together with its workers: by folder name, which has the process id. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^cw-(\d+)-\w{6}$/.exec(name)?.[1]);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    killSession(name);
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // another user's
    }
  }
}
