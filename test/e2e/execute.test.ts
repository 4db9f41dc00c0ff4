import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { leftOf, limits, runOf, stdoutOf, withEngine } from './engine.ts';
import { outputWidget } from './output-widget.ts';

afterAll(() => expect(leftOf()).toEqual([]));

test('every cell has its own status, outputs and error, and a cell that raises does not end the run', async () => {
  const seen: string[] = [];
  const executed = await withEngine((engine) =>
    engine.execute(
      runOf('a', ['x = 20\nprint("x is", x)', '1 / 0', 'x + 1', '', 'import sys\nprint("!", file=sys.stderr)']),
      {
        started: () => seen.push('started'),
        cell: (id, status) => seen.push(`${id} ${status}`),
      },
    ),
  );
  expect(executed).toMatchObject({ id: 'a', status: 'completed', cached: false });
  expect(executed.kernel).toMatchObject({ implementation: 'ipython', language: 'python' });
  const cells = [...executed.cells.values()];
  expect(cells.map((cell) => cell.status)).toEqual(['ok', 'error', 'ok', 'ok', 'ok']);
  expect(cells[0]?.outputs).toEqual([{ output_type: 'stream', name: 'stdout', text: 'x is 20\n' }]);
  expect(cells[1]?.error).toMatchObject({ name: 'ZeroDivisionError', value: 'division by zero' });
  expect(cells[1]?.error?.traceback.join('\n')).not.toContain('\u001b');
  expect(cells[2]?.outputs).toMatchObject([{ output_type: 'execute_result', data: { 'text/plain': '21' } }]);
  expect(cells[3]?.outputs).toEqual([]);
  expect(cells[4]?.outputs).toEqual([{ output_type: 'stream', name: 'stderr', text: '!\n' }]);
  expect(seen).toEqual(['started', 'c0 ok', 'c1 error', 'c2 ok', 'c3 ok', 'c4 ok']);
});

test('displays: a later cell rewrites an earlier output, clear_output clears, figures are images', async () => {
  const executed = await withEngine((engine) =>
    engine.execute(
      runOf('a', [
        'from IPython.display import clear_output, display, update_display\ndisplay("first", display_id="d");',
        'update_display("second", display_id="d")',
        'print("gone")\nclear_output()\nprint("stays")',
        'import matplotlib.pyplot as plt\nplt.plot([1, 2]);',
      ]),
    ),
  );
  const outputs = [...executed.cells.values()].map((cell) => cell.outputs);
  expect(outputs[0]).toMatchObject([{ data: { 'text/plain': "'second'" } }]);
  expect(outputs[1]).toEqual([]);
  expect(outputs[2]).toEqual([{ output_type: 'stream', name: 'stdout', text: 'stays\n' }]);
  expect(outputs[3]).toMatchObject([
    { output_type: 'display_data', data: { 'image/png': expect.stringMatching(/^iVBOR/) } },
  ]);
});

test('a lesson installs nothing: installers say whether something is there', async () => {
  const executed = await withEngine((engine) =>
    engine.execute(
      runOf('a', ['%pip install numpy', '!pip install coursewright-nothing-here', '!env | grep -c PIP_DRY_RUN=1']),
    ),
  );
  const [there, missing, variables] = [...executed.cells.values()];
  expect(stdoutOf(there?.outputs ?? [])).toContain('Requirement already satisfied: numpy');
  expect(there?.failedCommands).toBeUndefined();
  expect(missing?.failedCommands).toMatchObject([{ code: 1, line: 1 }]);
  expect(stdoutOf(variables?.outputs ?? []).trim()).toBe('1');
});

test('an exception group as the first error is replied, a failed command is told, and a cell’s file has no name', async () => {
  const executed = await withEngine((engine) =>
    engine.execute(
      runOf('a', [
        'raise ExceptionGroup("two", [ValueError(1), KeyError(2)])',
        'def ls(name):\n    !ls {name}\n\nls("no-such-file")\n!exit 3\n!true\nkept = !exit 4\nfine = !true',
        'import logging, sys\nlogging.basicConfig(format="%(filename)s %(module)s %(message)s", stream=sys.stdout)\nlogging.warning("hi")\nprint(123456789)',
        '%pip uninstall -y nothing-of-this-name\nx = !pip uninstall -y nothing-of-this-name\nimport subprocess\nsubprocess.run(["pip", "uninstall", "-y", "nothing-of-this-name"])',
      ]),
    ),
  );
  const [group, shell, logged, removed] = [...executed.cells.values()];
  // The environment that judges a lesson is not changed by it.
  expect(stdoutOf(removed?.outputs ?? [])).toMatch(
    /^(?:nothing is uninstalled while lessons are checked\n(?:Note:.*\n)?){2}$/,
  );
  expect(removed?.error).toMatchObject({ name: 'PermissionError' });
  expect(executed.status).toBe('completed');
  expect(group).toMatchObject({ status: 'error' });
  expect(shell).toMatchObject({
    status: 'ok',
    failedCommands: [
      { command: 'ls no-such-file', line: 4 },
      { command: 'exit 3', code: 3, line: 5 },
      { command: 'exit 4', code: 4, line: 7 },
    ],
  });
  expect(stdoutOf(logged?.outputs ?? [])).toBe('<cell> <cell> hi\n123456789\n');
});

test('widgets that a front end answers: what is printed into them goes there, and every cell after them runs', async () => {
  const executed = await withEngine((engine) =>
    engine.execute(
      runOf('a', [
        outputWidget,
        ...Array.from({ length: 10 }, (_, n) => `o = Output()\nwith o:\n    print("inside", ${n})\nprint("outside")`),
        'print(o.outputs)',
        'inner = Output()\nwith o:\n    print("a")\n    with inner:\n        print("b")\n    print("c")',
        'from IPython.display import clear_output\nprint([one["text"] for one in o.outputs], inner.outputs[0]["text"])\nwith o:\n    clear_output()\n    print("d")',
        'print([one["text"] for one in o.outputs])',
        'create_comm(target_name="jupyter.widget", data={})\ncreate_comm(target_name="mine", data={}).send({"a": 1})\nprint("end")',
      ]),
    ),
  );
  expect(executed).toMatchObject({ status: 'completed' });
  const printed = [...executed.cells.values()].map(({ outputs }) => stdoutOf(outputs));
  expect(printed.slice(1, 11)).toEqual(Array(10).fill('outside\n'));
  expect(printed.slice(11)).toEqual([
    "[{'output_type': 'stream', 'name': 'stdout', 'text': 'inside 9\\n'}]\n",
    '',
    "['inside 9\\na\\nc\\n'] b\n\n",
    "['d\\n']\n",
    'end\n',
  ]);
});

test('what tasks, threads, pools and timers put out when their cell has ended is kept, as late output of that cell', async () => {
  const [executed, left] = await withEngine((engine) =>
    Promise.all([
      engine.execute(
        runOf('a', [
          'import asyncio, threading, time\nasync def work():\n    print("one")\n    await asyncio.sleep(0.1)\n    print("two")\ntask = asyncio.create_task(work())\nprint("begun")',
          'await task\nprint("awaited")',
          'def f(text):\n    time.sleep(0.3)\n    print(text)\nthreading.Thread(target=f, args=["thread"]).start()',
          'from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\n_ = pool.submit(f, "pool")',
          'threading.Timer(0.3, print, ["timer"]).start()',
          'asyncio.get_running_loop().call_later(0.3, print, "called");',
          'print("end")',
        ]),
      ),
      engine.execute(
        runOf('b', [
          'import asyncio, threading\nasync def sleep():\n    await asyncio.sleep(60)',
          'task = asyncio.create_task(sleep())',
          'threading.Timer(60, print).start()',
          'print("end")',
        ]),
      ),
    ]),
  );
  // What lasts longer than anybody listens is said to be under way.
  expect([...left.cells.values()].map(({ pending = false }) => pending)).toEqual([false, true, true, false]);
  const cells = [...executed.cells.values()];
  expect(cells.map(({ outputs, late = false }) => `${late} ${stdoutOf(outputs)}`)).toEqual([
    'true begun\none\ntwo\n',
    'false awaited\n',
    'true thread\n',
    'true pool\n',
    'true timer\n',
    'true called\n',
    'false end\n',
  ]);
});

test('what a child writes stands where it was written, and a module written twice in a second is the second one', async () => {
  const executed = await withEngine((engine) =>
    engine.execute(
      runOf('a', [
        'import os, subprocess\nfor i in range(20):\n    subprocess.run(["echo", f"child {i}"])\n    print("parent", i)\nsubprocess.run(["echo", "last"]).returncode',
        'import importlib, pathlib, sys\nmodule = pathlib.Path("one_module.py")\nmodule.write_text("A = 1")\nimport one_module\nmodule.write_text("A = 2")\nimportlib.reload(one_module)\nprint(one_module.A, os.listdir())',
        'main = pathlib.Path("main.py")\nmain.write_text("import one_module; print(one_module.A)")\nsubprocess.run([sys.executable, "main.py"])\nmodule.write_text("A = 3")\n_ = subprocess.run([sys.executable, "main.py"])',
      ]),
    ),
  );
  const [order, module, child] = [...executed.cells.values()].map(({ outputs }) => stdoutOf(outputs));
  const lines = Array.from({ length: 20 }, (_, i) => `child ${i}\nparent ${i}\n`);
  expect(order).toBe(`${lines.join('')}last\n`);
  expect([module, child]).toEqual(["2 ['one_module.py']\n", '2\n3\n']);
});

test('a cell that runs too long is interrupted, and the cells after it run, unless one failure is enough', async () => {
  const cells = [
    'a = 1',
    { source: 'while True: pass', timeout: 1 },
    { source: 'import asyncio\nawait asyncio.sleep(60)', timeout: 1 },
    { source: '!sleep 60', timeout: 1 },
    'print(a)',
  ];
  const runs = [runOf('a', cells), runOf('b', ['b = 1', ...cells.slice(1)], { endsAtTimeout: true })];
  const [on, ended] = await withEngine((engine) => Promise.all(runs.map((run) => engine.execute(run))));
  expect(on?.status).toBe('timeout');
  const statuses = [...(on?.cells.values() ?? [])].map(({ status, reason = '' }) => `${status} ${reason}`.trim());
  const timeout = 'timeout the cell took longer than 1 s';
  expect(statuses).toEqual(['ok', timeout, timeout, timeout, 'ok']);
  expect(stdoutOf(on?.cells.get('c4')?.outputs ?? [])).toBe('1\n');
  expect([...(ended?.cells.values() ?? [])].map(({ status }) => status)).toEqual(['ok', 'timeout']);
});

test('lessons that take the same port are run one after the other, and find it free', async () => {
  const server = (name: string) =>
    `import socket, threading, time
server = socket.socket()
server.bind(("127.0.0.1", 47651))
server.listen()
def answer():
    connection, _ = server.accept()
    connection.sendall(b"${name}")
    connection.close()
threading.Thread(target=answer).start()
client = socket.create_connection(("127.0.0.1", 47651))
time.sleep(0.5)
print(client.recv(10).decode())`;
  const names = ['a', 'b', 'c'];
  const runs = names.map((name) => runOf(name, [server(name)]));
  const executed = await withEngine((engine) => Promise.all(runs.map((run) => engine.execute(run))));
  expect(executed.map(({ cells }) => stdoutOf(cells.get('c0')?.outputs ?? []))).toEqual(
    names.map((name) => `${name}\n`),
  );
});

test('a kernel sees the course’s variables, UTC, no colours and no secret of the caller', async () => {
  const executed = await withEngine(
    (engine) =>
      engine.execute(
        runOf('a', [
          'import os, time\nprint(os.environ.get("SECRET_TOKEN"), os.environ["COURSE"], time.strftime("%Z"), hash("a") == hash("a"))',
          'import tempfile, pathlib\nprint(pathlib.Path.cwd().parent == pathlib.Path(tempfile.gettempdir()).parent)',
          'import asyncio\nawait asyncio.sleep(0)\nprint("awaited")',
          'print(os.environ["OMP_NUM_THREADS"], os.environ["MKL_NUM_THREADS"])',
        ]),
      ),
    {
      env: { ...process.env, SECRET_TOKEN: 'x' },
      execute: { ...limits, jobs: availableParallelism(), env: { COURSE: 'yes', MKL_NUM_THREADS: '7' } },
    },
  );
  expect([...executed.cells.values()].map((cell) => stdoutOf(cell.outputs))).toEqual([
    'None yes UTC True\n',
    'True\n',
    'awaited\n',
    '1 7\n',
  ]);
});

test('a run finds copies of its files and what it writes is told; the originals stay as they are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cwfiles-'));
  writeFileSync(join(folder, 'data.csv'), 'a,b\n');
  symlinkSync(join(folder, 'data.csv'), join(folder, 'link.csv'));
  const files = ['data.csv', 'link.csv'].map((name) => ({ path: `data/${name}`, from: join(folder, name) }));
  const cells = [
    'print(open("data/data.csv").read(), open("data/link.csv").read())',
    'open("data/link.csv", "w").close(); open("new.txt", "w").close(); open("../beside.txt", "w").close()',
  ];
  const executed = await withEngine((engine) => engine.execute(runOf('a', cells, { files })));
  expect(stdoutOf(executed.cells.get('c0')?.outputs ?? [])).toBe('a,b\n a,b\n\n');
  expect(executed.written).toEqual({
    left: ['../beside.txt', 'new.txt'],
    changed: ['data/link.csv'],
    outside: [],
    course: [],
  });
  expect(readFileSync(join(folder, 'data.csv'), 'utf8')).toBe('a,b\n');
  rmSync(folder, { recursive: true });
});

test.each([true, false])(
  'a run has a home and temporary files of its own, and what it writes elsewhere is told (forked: %s)',
  async (fork) => {
    const outside = mkdtempSync(join(tmpdir(), 'cwoutside-'));
    const path = JSON.stringify(join(outside, 'x.txt'));
    await withEngine(
      async (engine) => {
        const writes = await engine.execute(
          runOf('writes', [
            'import os, pathlib, tempfile\n(pathlib.Path.home() / "own.txt").write_text("1")\nopen(tempfile.gettempdir() + "/t.txt", "w").close()',
            // What libraries keep for all runs.
            'os.makedirs(os.environ["MPLCONFIGDIR"], exist_ok=True)',
            `open(${path}, "w").close(); os.mkdir(${path} + ".d"); open(${path} + ".part", "w").close(); os.replace(${path} + ".part", ${path} + ".moved")`,
          ]),
        );
        expect(writes.written?.outside).toEqual([
          '~/own.txt',
          ...['x.txt', 'x.txt.d', 'x.txt.moved'].map((name) => join(outside, name)),
        ]);
        const reads = await engine.execute(
          runOf('reads', [
            'import os, pathlib, tempfile\nprint(os.listdir(pathlib.Path.home()), os.path.exists(tempfile.gettempdir() + "/t.txt"), os.path.expanduser("~") == os.environ["HOME"])',
          ]),
        );
        expect(stdoutOf(reads.cells.get('c0')?.outputs ?? [])).toBe('[] False True\n');
        expect(reads.written).toBeUndefined();
      },
      { fork },
    );
    rmSync(outside, { recursive: true });
  },
);

test.each([true, false])(
  'a run that writes into the course by an absolute path is told of (forked: %s)',
  async (fork) => {
    await withEngine(
      async (engine, courseDir) => {
        mkdirSync(join(courseDir, 'data'));
        for (const name of ['own.csv', 'mine.csv', 'gone.csv']) writeFileSync(join(courseDir, 'data', name), 'a,b\n');
        const at = JSON.stringify(courseDir);
        const writes = runOf('writes', [
          `import os, time\nos.chdir(${at})`,
          'open("data/own.csv", "w").close(); os.remove("data/gone.csv"); open("new.txt", "w").close()',
        ]);
        const reads = runOf('reads', [`print(open(${at} + "/data/mine.csv").read())`]);
        const dies = runOf('dies', [`open(${at} + "/died.txt", "w").close()`, 'import os; os._exit(1)']);
        const minds = runOf('minds its own business', ['open("own.txt", "w").close()', 'import time; time.sleep(1)']);
        const first = await engine.execute(writes);
        expect(first.written?.course).toEqual(['data/gone.csv', 'data/own.csv', 'new.txt']);
        expect((await engine.execute(reads)).written).toBeUndefined();
        expect((await engine.execute(dies)).written?.course).toEqual(['died.txt']);
        const saved = { cell: () => writeFileSync(join(courseDir, 'data', 'mine.csv'), 'saved by its author\n') };
        expect((await engine.execute(minds, saved)).written?.course).toEqual([]);
      },
      { fork },
    );
  },
);

test.each([true, false])(
  'all that cells show arrives, however fast it comes and busy the machine is (forked: %s)',
  async (fork) => {
    const show = 'for i in range(4000): get_ipython().display_pub.publish({"text/plain": str(i)})';
    const runs = Array.from({ length: 4 }, (_, at) => runOf(`r${at}`, [`x = ${at}\n${show}`]));
    const all = await withEngine((engine) => Promise.all(runs.map((run) => engine.execute(run))), {
      ...{ fork, execute: { ...limits, jobs: 4, timeout: 60 } },
    });
    expect(all.map(({ cells }) => cells.get('c0')?.outputs.length)).toEqual([4000, 4000, 4000, 4000]);
  },
);

test('runs do not see each other, however many share a worker', async () => {
  const runs = Array.from({ length: 6 }, (_, at) =>
    runOf(`r${at}`, [
      `print("x" in globals()); x = ${at}; print(x)`,
      'import os\nprint(os.listdir("."))\nopen("f", "w").close()',
    ]),
  );
  const all = await withEngine((engine) => Promise.all(runs.map((run) => engine.execute(run))));
  expect(all.map((executed) => executed.id)).toEqual(runs.map((run) => run.id));
  expect(all.map((executed) => stdoutOf(executed.cells.get('c0')?.outputs ?? []))).toEqual(
    runs.map((_, at) => `False\n${at}\n`),
  );
  expect(all.map((executed) => stdoutOf(executed.cells.get('c1')?.outputs ?? []))).toEqual(runs.map(() => '[]\n'));
});

test('a kernel that is not installed, a file that is not there: the run says why', async () => {
  const [absent, unread] = await withEngine((engine) =>
    Promise.all([
      engine.execute(runOf('a', ['1'], { kernel: 'no-such-kernel' })),
      engine.execute(runOf('b', ['1'], { files: [{ path: 'x', from: '/no/such/file' }] })),
    ]),
  );
  expect(absent).toMatchObject({ status: 'kernel-missing', reason: expect.stringContaining('installed: ') });
  expect(absent?.cells.size).toBe(0);
  expect(unread).toMatchObject({ status: 'failed', reason: expect.stringContaining('/no/such/file') });
});

test('aborting ends runs under way and those that wait, and leaves nothing', async () => {
  const stop = new AbortController();
  const slow = runOf('slow', ['print("begun")', 'import time\ntime.sleep(60)', 'print("never")']);
  const executed = await withEngine(
    async (engine) => {
      const all = Promise.all(
        // Equal runs are executed once, and any of the three may be the one.
        ['a', 'b', 'c'].map((id) => engine.execute({ ...slow, id }, { cell: () => stop.abort() })),
      );
      return all;
    },
    { signal: stop.signal },
  );
  expect(executed.map((one) => one.status)).toEqual(['interrupted', 'interrupted', 'interrupted']);
  expect(executed[0]?.cells.get('c0')?.status).toBe('ok');
  expect(executed[0]?.cells.has('c2')).toBe(false);
});
