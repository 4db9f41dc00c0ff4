import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../src/files/is-alive.ts';
import type { LessonsDocument } from '../../src/model/result.ts';
import { coursewright, documentIn, folder, main } from '../cli/run.ts';
import { startCluster, type TestCluster } from './dask.ts';
import { testEnvironment } from './engine.ts';

const fence = '```';
const cell = (code: string, output?: string) =>
  `${fence}python\n${code}\n${fence}\n${output === undefined ? '' : `\n${fence}output\n${output}\n${fence}\n`}`;

const exercise = `:::exercise{#double}
### Exercise: double

${fence}python starter
def double(x):
    ...
${fence}

${fence}python solution
def double(x):
    return 2 * x
${fence}

${fence}python test
assert double(2) == 4
${fence}
:::
`;

const lessons = {
  'source-md/numbers.txt': '1\n2\n',
  'source-md/right.md': `# Right\n\n${cell("print(sum(map(int, open('numbers.txt'))))", '3')}\n${exercise}`,
  'source-md/wrong.md': `# Wrong\n\n${cell('print(1)', '2')}`,
  'source-md/leaves.md': `# Leaves\n\n${cell("open('left.txt', 'w').close()\nopen('numbers.txt', 'a').write('3')\nprint(1)", '1')}`,
  'source-md/exits.md': `# Exits\n\n${cell('print(1)', '1')}\n${cell('import os\nos._exit(3)')}`,
  // Others may have done that, so it is tried again; in the end it is the lesson's doing, as it is here.
  'source-md/kills.md': `# Kills\n\n${cell('print(1)', '1')}\n${cell('import os\nos.kill(os.getpid(), 9)')}`,
  'source-md/asks.md': `# Asks\n\n${cell('import socket\nprint(socket.gethostname() == "")', 'False')}`,
};

function course(files: Readonly<Record<string, string>>): string {
  const settings = 'python: { environment: path }\nexecute: { clusterWait: 20 }\n';
  return folder({ ...files, 'coursewright.yaml': settings });
}

/** With the Python of the tests first on PATH, where that is what a course without an environment of its own takes. */
const env = { PATH: `${join(testEnvironment().python, '..')}:${process.env.PATH}` };

async function check(cwd: string, ...more: string[]) {
  return checkWith(env, cwd, ...more);
}

async function checkWith(env: NodeJS.ProcessEnv, cwd: string, ...more: string[]) {
  const ran = await coursewright(['check', '--json', ...more], { cwd, env });
  return { ...ran, document: documentIn(ran.stdout) as LessonsDocument };
}

/** What must be the same wherever lessons run. */
function verdict(document: LessonsDocument): unknown {
  return JSON.parse(JSON.stringify(document, (key, value) => (key === 'durationMs' ? 0 : value)));
}

function errors({ lessons }: LessonsDocument): unknown {
  const found = lessons.flatMap((lesson) => lesson.findings).filter(({ severity }) => severity === 'error');
  return found.map(({ file, line, message }) => [file.slice(10), line, message]);
}

/** A folder with another version of a package, for the path of Python. */
function otherPackages(version: string): string {
  const other = mkdtempSync(join(tmpdir(), 'cwdask-'));
  mkdirSync(join(other, `nbformat-${version}.dist-info`));
  writeFileSync(join(other, `nbformat-${version}.dist-info`, 'METADATA'), `Name: nbformat\nVersion: ${version}\n`);
  return other;
}

function childrenOf(pid: number): readonly number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
}

describe('on a Dask cluster', () => {
  // Two workers have the environment of the tests, and one has another.
  const elsewhere = otherPackages('1.2.3');
  const nowhere = otherPackages('4.5.6');
  let cluster: TestCluster;

  beforeAll(async () => {
    const own = { memory_limit: '400MB' };
    const withGpu = { ...own, resources: { GPU: 1 }, preload: "import os; os.environ['OMP_NUM_THREADS'] = '7'" };
    const foreign = { preload: `import sys; sys.path.insert(0, ${JSON.stringify(elsewhere)})` };
    cluster = await startCluster(withGpu, own, foreign);
  });

  afterAll(async () => {
    await cluster.stop();
    for (const dir of [elsewhere, nowhere]) rmSync(dir, { recursive: true });
  });

  test('the result is that of this machine: what passes, what fails, what ends its kernel, what it leaves', async () => {
    const dir = course(lessons);
    await coursewright(['build'], { cwd: dir, env });
    const there = await check(dir, '--on', cluster.address);
    // What a worker executed is kept as what was executed here.
    const again = await check(dir, 'source-md/right.md');
    expect(again.document.summary.cached).toBeGreaterThan(0);
    // But not of a lesson that asks for its machine.
    const other = await check(dir, 'source-md/asks.md');
    expect(other.document.summary).toMatchObject({ cells: 1, cached: 0 });
    const here = await check(dir, '--no-cache');
    expect(there.stderr.match(/note:.*/g)).toEqual([expect.stringContaining('(nbformat 1.2.3 there, ')]);
    expect(verdict(there.document)).toEqual(verdict(here.document));
    const statuses = there.document.lessons.map(({ source, status }) => [source.slice(10), status]);
    expect(statuses).toEqual([
      ['asks.md', 'passed'],
      ['exits.md', 'failed'],
      ['kills.md', 'failed'],
      ['leaves.md', 'passed'],
      ['right.md', 'passed'],
      ['wrong.md', 'failed'],
    ]);
  });

  test('a lesson whose worker is killed runs on another one, and is not blamed', async () => {
    const place = mkdtempSync(join(tmpdir(), 'cwdask-'));
    onTestFinished(() => rmSync(place, { recursive: true }));
    // The folder of a run is named by its worker's process.
    const begun = join(place, 'begun');
    const waits = `import os, time\nwith open('${begun}', 'a') as file:\n    n = file.write(os.getcwd() + '\\n')\ntime.sleep(2)\nprint('done')`;
    const dir = course({ 'source-md/waits.md': `# Waits\n\n${cell(waits, 'done')}` });
    await coursewright(['build'], { cwd: dir, env });
    const checking = check(dir, '--on', cluster.address);
    // A file is there before its first line is.
    while (!existsSync(begun) || !readFileSync(begun, 'utf8').includes('\n')) await sleep(20);
    process.kill(Number(/cw-(\d+)-/.exec(readFileSync(begun, 'utf8'))?.[1]), 'SIGKILL');
    const { document, exitCode } = await checking;
    expect(document.lessons.map(({ status }) => status)).toEqual(['passed']);
    expect(exitCode).toBe(0);
    const places = readFileSync(begun, 'utf8').trim().split('\n');
    expect(new Set(places.map((path) => /cw-\d+-/.exec(path)?.[0])).size).toBeGreaterThan(1);
  });

  test('a lesson may use what its worker was given, and one that needs a GPU goes to a worker that has one', async () => {
    const eats = 'kept = []\nwhile True:\n    kept.append(b"x" * 10**7)\n    __import__("time").sleep(0.01)';
    const dir = course({
      'source-md/eats.md': `# Eats\n\n${cell('1 + 1')}\n${cell(eats)}`,
      'source-md/gpu.md': `---\nneeds: gpu\n---\n\n# GPU\n\n${cell("import os\nprint(os.environ['OMP_NUM_THREADS'])", '7')}`,
    });
    await coursewright(['build'], { cwd: dir, env });
    const { document } = await check(dir, '--on', cluster.address);
    expect(errors(document)).toEqual([['eats.md', 7, 'the cell needed more than 400 MB of memory']]);
    expect(document.lessons.map(({ status }) => status)).toEqual(['failed', 'passed']);
  });

  test('when the command is killed, its lessons end on the workers, and what it started here', async () => {
    const place = mkdtempSync(join(tmpdir(), 'cwdask-'));
    onTestFinished(() => rmSync(place, { recursive: true }));
    const begun = join(place, 'begun');
    const waits = `import os, time\nwith open('${begun}.new', 'w') as file:\n    n = file.write(str(os.getpid()))\nos.rename('${begun}.new', '${begun}')\ntime.sleep(50)`;
    const dir = course({ 'source-md/waits.md': `# Waits\n\n${cell(waits)}` });
    const command = execa(process.execPath, [main, 'check', '--on', cluster.address], { cwd: dir, env, reject: false });
    while (!existsSync(begun)) await sleep(20);
    const pids = [...childrenOf(command.pid ?? 0), Number(readFileSync(begun, 'utf8'))];
    expect(pids.map(isAlive)).toEqual([true, true]);
    command.kill('SIGKILL');
    await command;
    while (pids.some(isAlive)) await sleep(50);
  });

  test('a worker with another environment is refused by name, and the others go on; who needs more is told', async () => {
    const dir = course({
      'source-md/gpu.md': `---\nneeds: gpu\n---\n\n# GPU\n\n${cell('print(1)', '1')}`,
      'source-md/one.md': `# One\n\n${cell('print(1)', '1')}`,
      'source-md/two.md': `# Two\n\n${cell('print(2)', '2')}`,
    });
    await coursewright(['build'], { cwd: dir, env });
    // With the environment that one has: what has a GPU is another worker.
    const other = { ...env, PYTHONPATH: elsewhere };
    const { document, stderr } = await checkWith(other, dir, '--on', cluster.address);
    const refused = stderr.match(/a worker is not used, as its environment is another one: \S+ at tcp:.*/g);
    expect(refused).toEqual([expect.stringContaining(', 1.2.3 here)'), expect.stringContaining(', 1.2.3 here)')]);
    expect(document.lessons.map(({ status }) => status)).toEqual(['failed', 'passed', 'passed']);
    const told = 'no worker of the cluster has what it needs: gpu (dask worker --resources gpu=1)';
    expect(errors(document)).toEqual([['gpu.md', 1, told]]);
    // Here it goes without.
    expect((await check(dir, '--on', 'local:1', 'source-md/gpu.md')).exitCode).toBe(0);
  });

  test('where no worker has the environment, nothing is executed', async () => {
    const dir = course({ 'source-md/one.md': `# One\n\n${cell('print(1)', '1')}` });
    const other = { ...env, PYTHONPATH: nowhere };
    const { exitCode, document, stderr } = await checkWith(other, dir, '--on', cluster.address);
    expect(exitCode).toBe(2);
    expect(document.error?.message).toMatch(
      /^no worker of the cluster has the environment of this course: \S+ at tcp:/,
    );
    expect(document.error?.message).toContain('nbformat 1.2.3 there, 4.5.6 here');
    expect(stderr.match(/a worker is not used/g)).toHaveLength(3);
  });
});

test('an address that nobody has is a wrong option', async () => {
  const { exitCode, stderr } = await coursewright(['check', '--on', 'scheduler:8786']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Expected the address of a Dask scheduler such as tcp://host:8786, or local:4');
});

test('an environment without Dask is named, with the command that adds it', async () => {
  const dir = folder({
    'source-md/one.md': `# One\n\n${cell('print(1)', '1')}`,
    'coursewright.yaml': 'python: { environment: path }\n',
    'without/distributed.py': 'raise ImportError',
  });
  const { exitCode, stderr } = await coursewright(['check', '--on', 'local:1'], {
    cwd: dir,
    env: { ...env, PYTHONPATH: join(dir, 'without') },
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('the Python environment has no `distributed`');
  expect(stderr).toContain('coursewright setup --on local:1');
});
