import type { Executed, RunCell } from '../../src/model/run.ts';
import { nap } from './engine.ts';

/** A lesson that does what no lesson should, and what is right to say of it. */
export interface Hostile {
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

export const hostile: readonly Hostile[] = [
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
    ...{ status: 'timeout', reached: ['timeout', 'ok'], findings: ['cell-timeout'] },
  },
  {
    name: 'swallows interrupts',
    cells: [
      {
        // A loop of nothing has no place where the exception is caught.
        source:
          'import time\nwhile True:\n  try:\n    while True: time.sleep(0.01)\n  except BaseException: print("no")',
        timeout: 1,
      },
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
    cells: [`import subprocess; p = subprocess.Popen(["sleep", "${nap}"], start_new_session=True)`],
    ...{ status: 'completed', reached: ['ok'], findings: [] },
  },
  {
    name: 'orphans a child without environment in a session of its own',
    cells: [`import os; print(os.system("(env -i setsid sleep ${nap} >/dev/null 2>&1 &)"))`],
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
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: ['late-output'] },
  },
  {
    name: 'breaks IPython',
    cells: ['get_ipython().run_cell = None\nget_ipython().run_cell_async = None', { source: 'print(1)', timeout: 1 }],
    ...{ status: 'timeout', reached: ['ok', 'timeout'], findings: ['cell-timeout'] },
  },
  {
    name: 'kills the process that started it, after it has let an unmarked process go',
    cells: [
      `import os, signal, time\nos.system("(env -i setsid sleep ${nap} >/dev/null 2>&1 &)")\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(5)`,
    ],
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
  {
    name: 'becomes a daemon: forks twice, without session and environment',
    cells: [
      `import os\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0: os.execve("/bin/sleep", ["sleep", "${nap}"], {})\n  os._exit(0)\nos.wait()`,
      '1',
    ],
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: [] },
  },
  {
    name: 'replaces what prints, shows and reports',
    cells: [
      'import io, sys\nsys.stdout = sys.stderr = io.StringIO(); sys.excepthook = sys.displayhook = None',
      'print("x")',
      '1 / 0',
      '2',
    ],
    ...{ status: 'completed', reached: ['ok', 'ok', 'error', 'ok'], findings: [] },
  },
  {
    name: 'leaves nothing to print to, so that the kernel cannot reply',
    cells: ['import sys; sys.stdout = sys.stderr = None', 'print("x")', '1'],
    ...{ status: 'kernel-died', reached: ['ok', 'kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'closes the socket that its output goes through',
    cells: ['get_ipython().kernel.iopub_socket.close()', 'print(1)'],
    ...{ status: 'kernel-died', reached: ['kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'closes all descriptors',
    cells: ['import os\nos.closerange(3, 4096)', { source: 'print(1)', timeout: 1 }],
    ...{ status: 'kernel-died', reached: ['kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'removes the files of its sockets',
    cells: ['import glob, os\nfor path in glob.glob("../k*"): os.remove(path)', 'print(1)'],
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: [] },
  },
  {
    name: 'prints two hundred thousand lines',
    cells: ['for i in range(200_000): print(i)', '1'],
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: ['output-truncated'] },
  },
  {
    name: 'updates one display ten thousand times',
    cells: [
      'from IPython.display import display\nh = display(0, display_id=True)\nfor i in range(10_000): h.update(i)',
    ],
    ...{ status: 'completed', reached: ['ok'], findings: [] },
  },
  {
    name: 'writes bytes that are no text',
    cells: [
      'import os; os.write(1, b"\\xff\\xfe\\x00\\n")',
      '!printf "\\\\xff\\n"',
      '"\\ud800"',
      'print("\\udfff\\0\\x1b[2J")',
    ],
    ...{ status: 'completed', reached: ['ok', 'ok', 'ok', 'ok'], findings: [] },
  },
  {
    name: 'shows numbers that JSON does not have',
    cells: [
      'from IPython.display import display\ndisplay({"application/json": {"x": [float("nan"), float("inf")]}}, raw=True)',
    ],
    ...{ status: 'completed', reached: ['ok'], findings: [] },
  },
  {
    name: 'asks for a password',
    cells: ['import getpass; getpass.getpass()', '1'],
    ...{ status: 'completed', reached: ['error', 'ok'], findings: ['input-requested'] },
  },
  {
    name: 'leaves a job of Bash in the background',
    cells: [`%%bash --bg\nsleep ${nap}`, `%%bash\n(sleep ${nap} >/dev/null 2>&1 </dev/null &)`, '1'],
    ...{ status: 'completed', reached: ['ok', 'ok', 'ok'], findings: [] },
  },
  {
    name: 'leaves processes, threads and tasks at work, and an end that hangs',
    cells: [
      `import multiprocessing as mp, time\npool = mp.get_context("fork").Pool(2)\nr = pool.map_async(time.sleep, [${nap}, ${nap}])`,
      'import asyncio\nasync def go():\n  while True:\n    print("tick"); await asyncio.sleep(0.01)\nt = asyncio.create_task(go())',
      `import threading; threading.Thread(target=time.sleep, args=(${nap},)).start()`,
      `import atexit; f = atexit.register(time.sleep, ${nap})`,
    ],
    ...{ status: 'completed', reached: ['ok', 'ok', 'ok', 'ok'], findings: ['late-output'] },
  },
  {
    name: 'blocks all signals',
    cells: [
      'import signal\nfor s in (1, 2, 3, 15): signal.signal(s, signal.SIG_IGN)\nm = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())',
      { source: 'while True: pass', timeout: 1 },
    ],
    ...{ status: 'timeout', reached: ['ok', 'timeout'], findings: ['cell-timeout'] },
  },
  {
    name: 'puts a link to elsewhere where its folders were',
    cells: [
      'import os, shutil\nfor d in (os.getcwd(), os.environ["TMPDIR"]):\n  os.chdir("/"); shutil.rmtree(d); os.symlink("/usr/share/doc", d)',
      '1',
    ],
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: [] },
  },
  {
    name: 'nests folders deeper than a path may be long',
    cells: ['import os\nfor i in range(3000): os.mkdir("d"); os.chdir("d")', '1'],
    ...{ status: 'completed', reached: ['ok', 'ok'], findings: ['leftover-files'] },
  },
  {
    name: 'leaves with quit(), and has a cell that is quick',
    cells: ['quit()', '1'],
    ...{ status: 'kernel-died', reached: ['ok', 'kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'limits its own processor time',
    cells: ['import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))', 'while True: pass', '1'],
    ...{ status: 'kernel-died', reached: ['ok', 'kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'stops the event loop',
    // Not at once: whether the cell is answered before the loop ends would be chance.
    cells: [
      'import asyncio\nloop = asyncio.get_running_loop()\nloop.call_later(0.3, loop.stop)',
      'await asyncio.sleep(30)',
    ],
    ...{ status: 'kernel-died', reached: ['ok', 'kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'sends a thousand messages to widgets',
    cells: [
      'from comm import create_comm\nc = create_comm(target_name="x", data={})\nfor i in range(1000): c.send({}, buffers=[b"x"])',
    ],
    ...{ status: 'completed', reached: ['ok'], findings: [] },
  },
  {
    name: 'overflows the stack',
    cells: [
      'def f(): return f()\nf()',
      'import sys\nsys.setrecursionlimit(10**8)\nclass A:\n  def __repr__(self): return repr(self)\nrepr(A())',
    ],
    ...{ status: 'kernel-died', reached: ['error', 'kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'raises what is too long to be shown',
    cells: [
      'raise ValueError("x" * 50_000_000)',
      'class E(Exception):\n  def __str__(self): raise RuntimeError()\nraise E()',
      '1',
    ],
    ...{ status: 'completed', reached: ['error', 'error', 'ok'], findings: [] },
  },
  {
    name: 'raises what ends the kernel when it is shown',
    cells: ['import os\nclass E(Exception):\n  def __str__(self): os._exit(5)\nraise E()', '1'],
    ...{ status: 'kernel-died', reached: ['kernel-died'], findings: ['kernel-died'] },
  },
  {
    name: 'reads a file without end',
    cells: ['open("/dev/zero").read()', '1'],
    ...{ status: 'memory-exceeded', reached: ['kernel-died'], findings: ['memory-exceeded'] },
  },
  {
    name: 'has four forks that need too much memory together',
    cells: [
      'import os, time\nfor i in range(4):\n  if os.fork() == 0:\n    x = bytearray(300_000_000); time.sleep(100)\ntime.sleep(100)',
      '1',
    ],
    ...{ status: 'memory-exceeded', reached: ['kernel-died'], findings: ['memory-exceeded'] },
  },
];
