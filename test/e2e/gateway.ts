import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeServerEnvironment } from '../jupyter.environment.ts';
import { testEnvironment } from './engine.ts';

/** A Jupyter server on this machine, whose kernels are those of the tests' environment. */
export interface TestGateway {
  readonly url: string;
  readonly token: string;
  /** Where its kernels find packages beside their own. */
  readonly packages: string;
  /** Ids of the kernels that it has. */
  kernels(): Promise<readonly string[]>;
  /** Processes of kernels that it started, also of those that it does not know any more. */
  processes(): readonly string[];
  /** Ends all of them, as somebody else would. */
  endKernels(): Promise<void>;
  stop(): Promise<void>;
}

export async function startGateway(): Promise<TestGateway> {
  const python = await makeServerEnvironment();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'cwgateway-'));
  for (const [name, module] of [
    ['python3', 'ipykernel_launcher'],
    ['bash', 'bash_kernel'],
  ] as const) {
    mkdirSync(join(folder, 'kernels', name), { recursive: true });
    const argv = [testEnvironment().python, '-m', module, '-f', '{connection_file}'];
    const spec = { argv, display_name: name, language: name === 'bash' ? 'bash' : 'python' };
    writeFileSync(join(folder, 'kernels', name, 'kernel.json'), JSON.stringify(spec));
  }
  const packages = join(folder, 'packages');
  mkdirSync(packages);
  const token = 'a-token-of-the-tests';
  const url = `http://127.0.0.1:${port}`;
  const options = ['--no-browser', '--allow-root', '--ip=127.0.0.1', `--port=${port}`, '--ServerApp.port_retries=0'];
  // A server looks for kernels that ended every three seconds otherwise.
  options.push('--AsyncIOLoopKernelRestarter.time_to_dead=0.3');
  const server = spawn(
    python,
    ['-m', 'jupyter_server', ...options, `--ServerApp.root_dir=${folder}`, `--IdentityProvider.token=${token}`],
    // Kernels set their hash seed from here; what the server may set otherwise, it does.
    {
      env: { ...process.env, JUPYTER_PATH: folder, JUPYTER_NO_CONFIG: '1', PYTHONPATH: packages },
      ...{ stdio: 'ignore', cwd: folder },
    },
  );
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, { headers: { authorization: `token ${token}` } });
    return response.json();
  };
  await answering(server, () => ask('/api/kernelspecs'));
  return {
    url,
    token,
    packages,
    kernels: async () => ((await ask('/api/kernels')) as { id: string }[]).map(({ id }) => id),
    processes: () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isKernelOf(pid, folder)),
    async endKernels() {
      for (const { id } of (await ask('/api/kernels')) as { id: string }[]) {
        await fetch(`${url}/api/kernels/${id}`, { method: 'DELETE', headers: { authorization: `token ${token}` } });
      }
    },
    async stop() {
      const ended = new Promise((resolve) => server.on('exit', resolve));
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isKernelOf(pid: string, folder: string): boolean {
  try {
    const [command, env] = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8'));
    return command?.includes('_launcher') === true && env?.includes(`JUPYTER_PATH=${folder}\0`) === true;
  } catch {
    return false;
  }
}

async function answering(server: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the Jupyter server ended with ${server.exitCode}`);
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return;
    await sleep(100);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
