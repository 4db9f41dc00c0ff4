import { expect, test } from 'vitest';
import { limits, runOf, stdoutOf, withEngine } from './engine.ts';

test('a Bash kernel runs the same way: state, errors, folder', async () => {
  const run = runOf('bash', ['X=4; echo "X is $X"', 'echo $((X + 1)); ls', 'false', 'echo on'], {
    ...{ kernel: 'bash', language: 'bash' },
  });
  const executed = await withEngine((engine) => engine.execute(run));
  expect(executed).toMatchObject({ status: 'completed', kernel: { language: 'bash' } });
  expect([...executed.cells.values()].map((cell) => [cell.status, stdoutOf(cell.outputs)])).toEqual([
    ['ok', 'X is 4\n'],
    ['ok', '5\n'],
    ['error', ''],
    ['ok', 'on\n'],
  ]);
});

test('a TypeScript kernel runs the same way: values, errors, a loop without end', async () => {
  const cells = [
    'const x: number = 20; console.log("x", x)',
    'throw new RangeError("no")',
    { source: 'while (true) {}', timeout: 1 },
  ];
  const run = runOf('ts', cells, { kernel: 'deno', language: 'typescript' });
  const executed = await withEngine((engine) => engine.execute(run));
  expect(executed).toMatchObject({ status: 'timeout', kernel: { language: 'typescript' } });
  expect(stdoutOf(executed.cells.get('c0')?.outputs ?? [])).toBe('x 20\n');
  expect(executed.cells.get('c1')).toMatchObject({ status: 'error', error: { value: 'no' } });
  expect(executed.cells.get('c2')?.status).toBe('timeout');
});

test('forked and plain kernels, one at a time or four: the same outputs', async () => {
  const sources = {
    text: ['print("a"); print("b")\n1 + 1', 'raise KeyError("x")', '{"b", "a", "c"}', '%who'],
    warnings: ['import warnings\nwarnings.warn("careful", UserWarning, stacklevel=1)', 'help(len)', '!echo shell'],
    figures: ['import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);', 'plt.hist([1, 1, 2])\nplt.show()'],
    tables: ['import pandas as pd\npd.DataFrame({"a": [1, 2]})', 'pd.Series([1.5, None]).describe()'],
    names: [
      'import sys\nprint(__name__, sys.argv[1:2], sys.path[0] == "", sys.stdin.isatty())',
      'sorted(globals())[:5]',
    ],
    async: ['import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 5\nawait f()', 'asyncio.run(f())'],
    threads: ['import threading\nt = threading.Thread(target=lambda: print("in a thread"))\nt.start(); t.join()'],
    processes: [
      'import multiprocessing as mp\nwith mp.get_context("fork").Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))',
    ],
  };
  const runs = Object.entries(sources).map(([name, cells]) => runOf(name, cells));
  const outputsWith = (fork: boolean, jobs: number) =>
    withEngine(
      async (engine) => {
        const all = await Promise.all(runs.map((run) => engine.execute(run)));
        return all.map(({ id, cells }) => [
          id,
          [...cells.values()].map(({ status, outputs }) => [status, normalised(outputs)]),
        ]);
      },
      { fork, cache: false, execute: { ...limits, jobs } },
    );
  const plain = await outputsWith(false, 1);
  expect(await outputsWith(true, 1)).toEqual(plain);
  expect(await outputsWith(true, 4)).toEqual(plain);
}, 120_000);

/** Without what differs between any two executions: the temporary file that a cell is named after. */
function normalised(outputs: unknown): unknown {
  return JSON.parse(JSON.stringify(outputs).replaceAll(/[^" ]*\/ipykernel_\d+\/\d+\.py/g, 'CELL'));
}
