import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { testEnvironment } from './engine.ts';

const script = fileURLToPath(new URL('dask-cluster.py', import.meta.url));

export interface TestCluster {
  readonly address: string;
  stop(): Promise<void>;
}

/** How a worker differs from others. */
interface TestWorker {
  readonly resources?: Readonly<Record<string, number>>;
  readonly memory_limit?: string;
  /** Python that it begins with. */
  readonly preload?: string;
}

/** A scheduler with workers, of the environment that lessons run in. */
export async function startCluster(...workers: TestWorker[]): Promise<TestCluster> {
  const child = execa(testEnvironment().python, [script, JSON.stringify(workers)], { reject: false, buffer: false });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (more: Buffer) => {
      said += more.toString();
      if (said.includes('\n')) resolve(said.trim());
    });
    void child.then(() => reject(new Error('no cluster')));
  });
  return {
    address,
    async stop() {
      child.stdin.end();
      await child;
    },
  };
}
