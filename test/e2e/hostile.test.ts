import { beforeAll, describe, expect, test } from 'vitest';
import { executionFindings } from '../../src/execute/findings.ts';
import type { Executed, Run, RunCell } from '../../src/notebook/run.ts';
import { leftOf, limits, runOf, withEngine } from './engine.ts';

interface Hostile {
  readonly name: string;
  readonly cells: readonly (string | Partial<RunCell>)[];
  readonly status: Executed['status'];
  /** Status of each cell that was reached. */
  readonly reached: readonly string[];
  /** Rules of the findings about executing it. */
  readonly findings: readonly string[];
  readonly lessonTimeout?: number;
  /** What is otherwise in a forked kernel. */
  readonly forked?: Partial<Pick<Hostile, 'status' | 'reached' | 'findings'>>;
}

const hostile: readonly Hostile[] = [
  {
    name: 'ends its process',
    cells: ['import os; os._exit(3)', '1'],
    ...{ status: 'kernel-died', reached: ['kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'segfault',
    cells: ['import ctypes; ctypes.string_at(0)', '1'],
    ...{ status: 'kernel-died', reached: ['kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'endless loop',
    cells: [{ source: 'while True: pass', timeout: 1 }, '1'],
    ...{ status: 'timeout', reached: ['timeout'], findings: ['cell-timeout'] },
  },
  {
    name: 'swallows interrupts',
    cells: [
      { source: 'while True:\n  try:\n    while True: pass\n  except BaseException: print("no")', timeout: 1 },
      '1',
    ],
    ...{ status: 'timeout', reached: ['timeout'], findings: ['cell-timeout'] },
  },
  {
    name: 'holds the interpreter lock',
    cells: [{ source: 'import re; re.match("(a+)+$", "a" * 60 + "b")', timeout: 1 }],
    ...{ status: 'timeout', reached: ['timeout'], findings: ['cell-timeout'] },
  },
  {
    name: 'a lesson that takes too long although no cell does',
    cells: ['import time; time.sleep(1)', 'time.sleep(1)', 'time.sleep(1)', 'time.sleep(1)'],
    lessonTimeout: 2,
    ...{ status: 'timeout', reached: ['ok', 'timeout'], findings: ['cell-timeout'] },
  },
  {
    name: 'asks for input',
    cells: ['name = input("Name? ")', 'print("goes on")'],
    ...{ status: 'completed', reached: ['error', 'ok'], findings: ['input-requested'] },
  },
  {
    name: 'prints 50 MB',
    cells: ['for i in range(50): print("x" * 1_000_000)', '1'],
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: ['output-truncated'] },
  },
  {
    name: 'displays 50 MB',
    cells: ['from IPython.display import HTML, display\nfor i in range(50): display(HTML("x" * 1_000_000))'],
    ...{ status: 'completed', reached: ['ok'], findings: ['output-truncated'] },
  },
  {
    name: 'stops itself',
    cells: [{ source: 'import os, signal; os.kill(os.getpid(), signal.SIGSTOP)', timeout: 1 }],
    ...{ status: 'timeout', reached: ['timeout'], findings: ['cell-timeout'] },
  },
  {
    name: 'starts a child in a session of its own',
    cells: ['import subprocess; p = subprocess.Popen(["sleep", "1000"], start_new_session=True)'],
    ...{ status: 'completed', reached: ['ok'], findings: [] },
  },
  {
    name: 'orphans a child without environment in a session of its own',
    cells: ['import os; print(os.system("(env -i setsid sleep 1000 >/dev/null 2>&1 &)"))'],
    ...{ status: 'completed', reached: ['ok'], findings: [] },
  },
  {
    name: 'forks many times and dies',
    cells: ['import os, time\nfor i in range(5): os.fork()\nif os.getpid(): time.sleep(0.2)\nos._exit(0)'],
    ...{ status: 'kernel-died', reached: ['kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'deletes its own folder',
    cells: ['import os, shutil; shutil.rmtree(os.getcwd())', 'print(1)'],
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: [] },
  },
  {
    name: 'locks its own folder',
    cells: ['import os; os.mkdir("d"); open("d/f", "w").close(); os.chmod("d", 0)'],
    ...{ status: 'completed', reached: ['ok'], findings: ['leftover-files'] },
  },
  {
    name: 'closes stdout',
    cells: ['import os, sys; os.close(1); sys.stdout.flush()', 'print("still")'],
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: [] },
  },
  {
    name: 'changes its folder',
    cells: ['import os; os.chdir("/")', 'print(os.getcwd())'],
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: [] },
  },
  {
    name: 'writes a file without end',
    cells: ['f = open("big", "wb")\nf.truncate(3 * 2**30)', '1'],
    ...{ status: 'completed', reached: ['error', 'ok'], findings: ['leftover-files'] },
  },
  {
    name: 'threads that go on printing',
    cells: [
      'import threading, time\ndef go():\n  while True:\n    print("tick", flush=True); time.sleep(0.01)\nthreading.Thread(target=go).start()',
      'print("done")',
    ],
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: [] },
  },
  {
    name: 'breaks IPython',
    cells: ['get_ipython().run_cell = None\nget_ipython().run_cell_async = None', { source: 'print(1)', timeout: 1 }],
    ...{ status: 'timeout', reached: ['ok', 'timeout'], findings: ['cell-timeout'] },
  },
  {
    name: 'kills the process that started it',
    cells: ['import os, signal; os.kill(os.getppid(), signal.SIGKILL)\nimport time; time.sleep(5)'],
    ...{ status: 'failed', reached: [], findings: ['run-failed'] },
    // Its parent is its supervisor there, not the process that executes lessons.
    forked: { status: 'kernel-died', reached: ['kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'needs too much memory',
    cells: ['kept = []\nwhile True: kept.append(bytearray(10_000_000))', '1'],
    ...{ status: 'memory-exceeded', reached: ['kernel-died'], findings: ['memory-exceeded'] },
  },
  {
    name: 'has a child that needs too much memory',
    cells: [
      'import subprocess, sys\nsubprocess.run([sys.executable, "-c", "kept = []\\nwhile True: kept.append(bytearray(10_000_000))"])',
    ],
    ...{ status: 'memory-exceeded', reached: ['kernel-died'], findings: ['memory-exceeded'] },
  },
  {
    name: 'leaves with exit()',
    cells: ['exit()', 'import asyncio; await asyncio.sleep(5)'],
    ...{ status: 'kernel-died', reached: ['ok', 'kernel-died'], findings: ['kernel-died'] },
  },
];

describe.each([
  { kernels: 'forked', fork: true },
  { kernels: 'plain', fork: false },
])('hostile lessons in $kernels kernels', ({ fork }) => {
  const well = (id: string) => runOf(id, ['print(6 * 7)']);
  const runs = hostile.map(({ name, cells, lessonTimeout }) =>
    runOf(name, cells, lessonTimeout === undefined ? {} : { lessonTimeout }),
  );
  let done = new Map<string, Executed>();
  beforeAll(async () => {
    done = await withEngine(
      async (engine) => {
        const all = runs.flatMap((run) => [run, well(`after: ${run.id}`)]);
        const executed = await Promise.all(all.map((run) => engine.execute(run)));
        return new Map(executed.map((one) => [one.id, one]));
      },
      { fork, execute: { ...limits, memory: 700_000_000 } },
    );
    expect(leftOf()).toEqual([]);
  });
  test.each(hostile)(
    '$name',
    ({ name, status, reached, findings, forked }) => {
      const executed = done.get(name);
      const expected = { status, reached, findings, ...(fork ? forked : {}) };
      expect(executed).toMatchObject({ status: expected.status });
      if (executed === undefined) return;
      expect([...executed.cells.values()].map((cell) => cell.status)).toEqual(expected.reached);
      expect(rulesOf(runs.find((run) => run.id === name) as Run, executed)).toEqual(expected.findings);
      expect(done.get(`after: ${name}`)).toMatchObject({ status: 'completed' });
    },
    120_000,
  );
});

function rulesOf(run: Run, executed: Executed): readonly string[] {
  const span = { start: 0, end: 0 };
  return executionFindings(run, executed, { file: run.source, lesson: span, cell: () => span }).map(({ rule }) => rule);
}
