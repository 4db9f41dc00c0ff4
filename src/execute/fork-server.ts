import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Run } from '../notebook/run.ts';
import { jupyterFolder } from './environment.ts';
import { importedPackages, modulesOf } from './preload.ts';
import { send } from './processes.ts';

/** Gives runs the socket of a process that forks kernels for them. */
export interface ForkServers {
  /** Tells what runs will import, so that it can be imported once for all of them. */
  expect(runs: readonly Run[]): void;
  /** The socket's path once it is ready; undefined where forking is off or has failed: kernels start the plain way. */
  socket(): Promise<string | undefined>;
  /** A kernel could not be forked: forks no more. */
  giveUp(): void;
  close(): Promise<void>;
}

interface Server {
  readonly ready: Promise<string | undefined>;
  close(): Promise<void>;
}

/** How many times later runs may ask for a server with more modules. */
const mostServers = 3;

/** Seconds that importing everything may take; a server that is late is not waited for, and never used. */
const mostSeconds = 30;

export function forkServers(python: string, folder: string, env: Readonly<Record<string, string>>): ForkServers {
  const servers: Server[] = [];
  let packages = new Set<string>();
  let current: Promise<string | undefined> | undefined;
  let given = true;
  /** The server before serves until the new one is ready. */
  async function replace(server: Server): Promise<void> {
    const path = await server.ready;
    if (path !== undefined) current = Promise.resolve(path);
  }
  return {
    expect(runs) {
      const imported = importedPackages(runs.filter((run) => run.language === 'python'));
      const more = [...imported].some((name) => !packages.has(name));
      if (!given || (current !== undefined && !more) || servers.length >= mostServers) return;
      packages = new Set([...packages, ...imported]);
      const server = startServer(python, join(folder, `f${servers.length}`), modulesOf(packages), env);
      servers.push(server);
      if (current === undefined) current = server.ready;
      else void replace(server);
    },
    socket: async () => (given ? current : undefined),
    giveUp() {
      given = false;
    },
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

function startServer(
  python: string,
  path: string,
  modules: readonly string[],
  env: Readonly<Record<string, string>>,
): Server {
  const child = spawn(python, [join(jupyterFolder, 'forkserver.py'), path, modules.join(',')], {
    env,
    cwd: join(path, '..'),
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
  const said = new Promise<string>((resolve) => child.stdout.on('data', () => resolve(path)));
  child.stdin.on('error', () => {});
  const late = new Promise<void>((resolve) => setTimeout(resolve, mostSeconds * 1000).unref()).then(() => undefined);
  return {
    ready: Promise.race([said, ended.then(() => undefined), late]),
    async close() {
      child.stdin.end();
      const timer = setTimeout(() => child.pid !== undefined && send(-child.pid, 'SIGKILL'), 3000);
      await ended;
      clearTimeout(timer);
    },
  };
}
