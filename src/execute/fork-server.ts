import { connect } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Run } from '../model/run.ts';
import { jupyterFolder } from './environment.ts';
import { importedPackages, modulesOf } from './preload.ts';
import { send } from './processes.ts';

/**
 * Gives runs the socket of a process that forks kernels for them. The first such process has imported what every
 * kernel imports; branches of it have imported packages, too.
 */
export interface ForkServers {
  /** Tells what runs will import, so that it can be imported once for all of them. */
  expect(runs: readonly Run[]): void;
  /** 0 when a kernel can be forked at once; while what the run imports is being imported, the later the more. */
  delay(run: Run): number;
  /** The socket's path once it is ready; undefined where forking is off or has failed: kernels start the plain way. */
  socket(run: Run): Promise<string | undefined>;
  /** A kernel could not be forked: forks no more. */
  giveUp(): void;
  hasGivenUp(): boolean;
  close(): Promise<void>;
}

/** A process that forks kernels, and the packages that it and those before it have imported. */
interface Server {
  readonly packages: ReadonlySet<string>;
  /** The socket; undefined when it cannot serve. */
  readonly ready: Promise<string | undefined>;
  isReady: boolean;
}

/** How many times later runs may ask for more modules. */
const mostBranches = 5;

/** Seconds that importing everything may take; a server that is late is not waited for, and never used. */
const mostSeconds = 30;

export function forkServers(python: string, folder: string, env: Readonly<Record<string, string>>): ForkServers {
  const servers: Server[] = [];
  let first: Process | undefined;
  let given = true;

  /** The first server, in the order of their start, that has imported all that the run imports; else the last. */
  function serverOf(run: Run): Server | undefined {
    const wanted = importedPackages([run]);
    return servers.find(({ packages }) => [...wanted].every((name) => packages.has(name))) ?? servers.at(-1);
  }

  function add(packages: ReadonlySet<string>, path: Promise<string | undefined>): void {
    const ready = inTime(path);
    const server: Server = { packages, ready, isReady: false };
    void ready.then(() => {
      server.isReady = true;
    });
    servers.push(server);
  }

  /** A server made of another one, or of the last before it that can serve. */
  async function branch(before: readonly Server[], name: string, modules: readonly string[]) {
    const from = await lastOf(before);
    const path = join(folder, name);
    return from !== undefined && (await asksForBranch(from, path, modules)) ? path : from;
  }

  return {
    expect(runs) {
      const python3 = runs.filter((run) => run.language === 'python');
      if (!given || python3.length === 0) return;
      if (first === undefined) {
        first = startProcess(python, join(folder, 'f0'), env);
        add(new Set(), first.ready);
      }
      const known = servers.at(-1)?.packages ?? new Set<string>();
      const more = new Set([...importedPackages(python3)].filter((name) => !known.has(name)));
      if (more.size === 0 || servers.length > mostBranches) return;
      add(new Set([...known, ...more]), branch([...servers], `f${servers.length}`, modulesOf(more)));
    },
    delay(run) {
      const server = given ? serverOf(run) : undefined;
      return server === undefined || server.isReady ? 0 : servers.indexOf(server) + 1;
    },
    socket: async (run) => (given && !seesImports(run) ? serverOf(run)?.ready : undefined),
    giveUp() {
      given = false;
    },
    hasGivenUp: () => !given,
    async close() {
      await first?.close();
    },
  };
}

/** Whether a lesson looks at what is imported: a fork has more. Asking for Colab, as many lessons do, is no matter. */
export function seesImports({ cells }: Run): boolean {
  return cells.some(({ source }) =>
    /\bsys\.modules\b/.test(source.replace(/['"]google\.colab['"]\s+in\s+sys\.modules/g, '')),
  );
}

async function lastOf(servers: readonly Server[]): Promise<string | undefined> {
  const paths = await Promise.all(servers.map(({ ready }) => ready));
  return paths.findLast((path) => path !== undefined);
}

/** Asks a server for a branch that imports modules and serves at `path`. False when it has come to nothing. */
function asksForBranch(server: string, path: string, modules: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(server);
    socket.on('data', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
    socket.write(`${JSON.stringify({ branch: path, modules })}\n`);
  });
}

function inTime(path: Promise<string | undefined>): Promise<string | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), mostSeconds * 1000).unref());
  return Promise.race([path, late]);
}

interface Process {
  readonly ready: Promise<string | undefined>;
  close(): Promise<void>;
}

function startProcess(python: string, path: string, env: Readonly<Record<string, string>>): Process {
  const child = execa(python, [join(jupyterFolder, 'forkserver.py'), path], {
    env,
    extendEnv: false,
    buffer: false,
    reject: false,
    cwd: join(path, '..'),
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const ended = child.then(() => undefined);
  const said = new Promise<string>((resolve) => child.stdout.on('data', () => resolve(path)));
  child.stdin.on('error', () => {});
  return {
    ready: Promise.race([said, ended.then(() => undefined)]),
    async close() {
      child.stdin.end();
      const timer = setTimeout(() => child.pid !== undefined && send(-child.pid, 'SIGKILL'), 3000);
      await ended;
      clearTimeout(timer);
    },
  };
}
