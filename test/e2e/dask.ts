import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { testEnvironment } from './engine.ts';

const script = fileURLToPath(new URL('dask-cluster.py', import.meta.url));

export interface TestCluster {
  readonly address: string;
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** A scheduler with workers, of the environment that lessons run in; with `env` of one that seems to be another. */
export async function startCluster(workers: number, env: NodeJS.ProcessEnv = {}): Promise<TestCluster> {
  const child = execa(testEnvironment().python, [script, String(workers)], { env, reject: false, buffer: false });
  const line = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (more: Buffer) => {
      said += more.toString();
      if (said.includes('\n')) resolve(said.trim());
    });
    void child.then(() => reject(new Error('no cluster')));
  });
  const [address = '', ...pids] = line.split(' ');
  return {
    address,
    pids: pids.map(Number),
    async stop() {
      child.stdin.end();
      await child;
    },
  };
}
