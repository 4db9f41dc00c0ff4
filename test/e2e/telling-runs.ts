import type { Engine } from '../../src/model/run.ts';
import { runOf } from './engine.ts';

const sources = {
  names: [
    'import sys\nprint(__name__, sys.argv[1:2], len(sys.argv), sys.stdin, sys.path[0] == "", sys.stdin.isatty())',
    'sorted(globals())[:5]',
  ],
  text: ['print("a"); print("b")\n1 + 1', 'raise KeyError("x")', '{"b", "a", "c"}', '%who'],
  warnings: ['import warnings\nwarnings.warn("careful", UserWarning, stacklevel=1)', 'help(len)', '!echo shell'],
  figures: ['import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);', 'plt.hist([1, 1, 2])\nplt.show()'],
  tables: [
    'import pandas as pd\npd.DataFrame({"a": [1, 2]})',
    'pd.Series([1.5, None]).describe()',
    'print(pd.DataFrame([range(10000000, 10000020)]))',
  ],
  async: ['import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 5\nawait f()', 'asyncio.run(f())'],
  threads: ['import threading\nt = threading.Thread(target=lambda: print("in a thread"))\nt.start(); t.join()'],
  processes: [
    'import multiprocessing as mp\nwith mp.get_context("fork").Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))',
  ],
};

const { figures, tables, ...own } = sources;

/** Runs whose outputs tell how a kernel was started: two, as kernels take long to start. */
const runs = [runOf('own', Object.values(own).flat()), runOf('libraries', [...figures, ...tables])];

/** Status and outputs of every cell of these runs, without what differs between any two executions. */
export async function outputsOf(engine: Engine): Promise<unknown> {
  const all = await Promise.all(runs.map((run) => engine.execute(run)));
  return all.map(({ id, cells }) => [
    id,
    [...cells.values()].map(({ status, outputs }) => [status, normalised(outputs)]),
  ]);
}

/** Without the temporary file that a cell is named after. */
function normalised(outputs: unknown): unknown {
  return JSON.parse(JSON.stringify(outputs).replaceAll(/[^" ]*\/ipykernel_\d+\/\d+\.py/g, 'CELL'));
}
