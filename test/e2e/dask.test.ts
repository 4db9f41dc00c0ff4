import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { LessonsDocument } from '../../src/model/result.ts';
import { coursewright, documentIn, folder } from '../cli/run.ts';
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
};

function course(files: Readonly<Record<string, string>>): string {
  const { python } = testEnvironment();
  const environment = process.env.COURSEWRIGHT_TEST_PYTHON === undefined ? join(python, '..', '..') : 'path';
  const settings = `python: { environment: ${environment} }\nexecute: { clusterWait: 20 }\n`;
  return folder({ ...files, 'coursewright.yaml': settings });
}

/** With the Python of the tests first on PATH, where that is what a course without an environment of its own takes. */
const env = { PATH: `${join(testEnvironment().python, '..')}:${process.env.PATH}` };

async function check(cwd: string, ...more: string[]) {
  const ran = await coursewright(['check', '--json', ...more], { cwd, env });
  return { ...ran, document: documentIn(ran.stdout) as LessonsDocument };
}

/** What must be the same wherever lessons run. */
function verdict(document: LessonsDocument): unknown {
  return JSON.parse(JSON.stringify(document, (key, value) => (key === 'durationMs' ? 0 : value)));
}

describe('on a Dask cluster', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster(2);
  });

  afterAll(async () => {
    await cluster.stop();
  });

  test('the result is that of this machine: what passes, what fails, what ends its kernel, what it leaves', async () => {
    const dir = course(lessons);
    await coursewright(['build'], { cwd: dir, env });
    const there = await check(dir, '--on', cluster.address);
    // What a worker executed is kept as what was executed here.
    const again = await check(dir, 'source-md/right.md');
    expect(again.document.summary.cached).toBeGreaterThan(0);
    const here = await check(dir, '--no-cache');
    expect(there.stderr).not.toContain('note:');
    expect(verdict(there.document)).toEqual(verdict(here.document));
    const statuses = there.document.lessons.map(({ source, status }) => [source.slice(10), status]);
    expect(statuses).toEqual([
      ['exits.md', 'failed'],
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
    while (!existsSync(begun)) await sleep(20);
    process.kill(Number(/cw-(\d+)-/.exec(readFileSync(begun, 'utf8'))?.[1]), 'SIGKILL');
    const { document, exitCode } = await checking;
    expect(document.lessons.map(({ status }) => status)).toEqual(['passed']);
    expect(exitCode).toBe(0);
    const places = readFileSync(begun, 'utf8').trim().split('\n');
    expect(new Set(places.map((path) => path.split('/')[2])).size).toBeGreaterThan(1);
  });

  test('workers with another environment are refused by name', async () => {
    const other = mkdtempSync(join(tmpdir(), 'cwdask-'));
    onTestFinished(() => rmSync(other, { recursive: true }));
    mkdirSync(join(other, 'nbformat-1.2.3.dist-info'));
    writeFileSync(join(other, 'nbformat-1.2.3.dist-info', 'METADATA'), 'Name: nbformat\nVersion: 1.2.3\n');
    const foreign = await startCluster(1, { PYTHONPATH: other });
    onTestFinished(() => foreign.stop());
    const dir = course({ 'source-md/one.md': `# One\n\n${cell('print(1)', '1')}` });
    const { exitCode, document, stderr } = await check(dir, '--on', foreign.address);
    expect(exitCode).toBe(2);
    expect(document.error?.message).toMatch(
      /^no worker of the cluster has the environment of this course: \S+ at tcp:/,
    );
    expect(document.error?.message).toContain('nbformat 1.2.3 there, ');
    expect(stderr).toContain('a worker is not used');
  });
});

test('an address that nobody has is a wrong option', async () => {
  const { exitCode, stderr } = await coursewright(['check', '--on', 'scheduler:8786']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Expected the address of a Dask scheduler such as tcp://host:8786, or local:4');
});
