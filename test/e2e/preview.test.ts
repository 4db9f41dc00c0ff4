import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { CourseState, LessonPage } from '../../src/preview/protocol.ts';
import { main } from '../cli/run.ts';
import { runPython } from '../python.ts';
import { leftOf, nap, testEnvironment } from './engine.ts';

/** How many rounds there are, and where their series begins: what failed can be repeated. */
const rounds = Number(process.env.COURSEWRIGHT_WATCH_ROUNDS ?? 2);
const seed = Number(process.env.COURSEWRIGHT_SEED ?? 1);

/** The nth number between 0 and 1 of a series that fills them evenly. */
const spread = (n: number) => (n * 0.6180339887498949) % 1;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const;

function course(lessons: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'cwpreview-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, 'source-md'));
  const environment = JSON.stringify(join(testEnvironment().python, '..', '..'));
  writeFileSync(join(dir, 'coursewright.yaml'), `python: { environment: ${environment} }\n`);
  for (const [name, text] of Object.entries(lessons)) writeFileSync(join(dir, 'source-md', `${name}.md`), text);
  return dir;
}

function start(dir: string) {
  const child = spawn(process.execPath, [main, 'preview'], { cwd: dir, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const url = new Promise<string>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(String(text).trim())),
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended, url };
}

/** Waits until nothing is left of a command that has ended; gives what is. */
async function leftAfter({ pid }: ChildProcess, isLeft: (one: string) => boolean = () => true): Promise<string[]> {
  const left = () => leftOf(pid).filter(isLeft);
  for (let waited = 0; left().length > 0 && waited < 30_000; waited += 50) await sleep(50);
  return left();
}

/** The state of the course when its lessons have been judged. */
async function judged(url: string): Promise<CourseState> {
  const { body } = await fetch(`${url}events`);
  let text = '';
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    const last =
      text
        .split('\n\n')
        .at(-2)
        ?.replace(/^data: /, '') ?? '{"lessons":[]}';
    const state = JSON.parse(last) as CourseState;
    const isOpen = state.lessons.some(({ status }) => status === 'checking' || status === 'waiting');
    if (state.lessons.length > 0 && !isOpen) return state;
  }
  throw new Error(`it has ended: ${text}`);
}

test('it shows cells and verdicts, writes one output when asked, and leaves nothing', async () => {
  const dir = course({
    a: '# A\n\nIt is $x$.\n\n```python\nprint(1)\n```\n\n```output\n2\n```\n\n```python\nprint(3)\n```\n\n```output\n4\n```\n',
  });
  const { child, ended, url: starting } = start(dir);
  const url = await starting;
  expect(await judged(url)).toMatchObject({ lessons: [{ source: 'source-md/a.md', status: 'failed', errors: 2 }] });
  const lesson = async () => (await (await fetch(`${url}lesson?source=source-md/a.md`)).json()) as LessonPage;
  const { views, marks } = await lesson();
  expect(views.map(({ variant, path }) => [variant, path])).toEqual([
    ['student', 'notebooks/a.ipynb'],
    ['instructor', 'notebooks/solutions/a.ipynb'],
  ]);
  const [text, code] = views[0]?.cells ?? [];
  expect(text?.html).toMatch(/<h1 id="A">A<a[\s\S]*<p>It is \$x\$\.<\/p>/);
  expect(code?.html).toContain('class="highlight');
  const finding = marks.find((mark) => mark.kind === 'finding');
  expect(finding).toMatchObject({
    rule: 'output-mismatch',
    cell: code?.id,
    expected: '2',
    actual: '1',
    canUpdate: true,
  });
  expect(marks.map(({ kind }) => kind).sort()).toEqual(['finding', 'finding', 'output', 'output']);

  const asked = { method: 'POST', headers: { 'Content-Type': 'application/json', Origin: new URL(url).origin } };
  const body = JSON.stringify({ source: 'source-md/a.md', line: finding?.line });
  expect(await (await fetch(`${url}update`, { ...asked, body })).json()).toEqual({});
  expect(readFileSync(join(dir, 'source-md/a.md'), 'utf8')).toMatch(/output\n1\n[\s\S]*output\n4\n/);
  for (let waited = 0; (await judged(url)).lessons[0]?.errors !== 1 && waited < 100; waited += 1) await sleep(100);
  expect((await lesson()).views[0]?.cells[1]?.html).toContain('1');
  child.kill('SIGINT');
  await ended;
  expect(await leftAfter(child)).toEqual([]);
  expect(child.exitCode).toBe(130);
});

/** Prints a number after a while; has children that outlive their cell. */
const slow = (value: number) =>
  [
    '# Lesson\n',
    `\`\`\`python\nimport subprocess\np = subprocess.Popen(["sleep", "${nap}"], start_new_session=True)\n\`\`\`\n`,
    '```python\nimport time\ntime.sleep(0.3)\n```\n',
    `\`\`\`python\nprint(${value})\n\`\`\`\n\n\`\`\`output\n${value}\n\`\`\`\n`,
  ].join('\n');

test('saves, looks and signals at any moment leave nothing that runs', async () => {
  const dir = course({ a: slow(0), b: slow(0) });
  for (let round = seed; round < seed + rounds; round += 1) {
    const signal = signals[round % signals.length] ?? 'SIGINT';
    const { child, ended, url } = start(dir);
    void url.then((base) => fetch(`${base}lesson?source=source-md/a.md`)).catch(() => {});
    const saves = 1 + Math.floor(5 * spread(round));
    for (let one = 0; one < saves; one += 1) {
      await sleep(1500 * spread(7 * round + one));
      writeFileSync(join(dir, 'source-md', `${one % 2 === 0 ? 'a' : 'b'}.md`), slow(10 * round + one));
    }
    await sleep(800 * spread(3 * round));
    child.kill(signal);
    await ended;
    // Killed, nobody is left to remove the folder: a later run does.
    const left = await leftAfter(child, (one) => signal !== 'SIGKILL' || !one.startsWith('cw-'));
    expect({ round, signal, left }).toEqual({ round, signal, left: [] });
  }
}, 1_800_000);

test('a cell is made into HTML once, whatever else of its notebook changes', async () => {
  const program = `
import sys, json
sys.path.insert(0, "src/execute/jupyter")
from coursewright_worker.render import Cells
cells, made = Cells(), []
make = cells._made
cells._made = lambda cell, metadata: made.append(cell.source) or make(cell, metadata)
for notebook in json.load(sys.stdin):
    cells.of(json.dumps(notebook))
print(json.dumps(made))`;
  const notebook = (digest: string, last: string) => ({
    cells: ['# One', last].map((source, at) => ({ cell_type: 'markdown', id: `c${at}`, metadata: {}, source })),
    metadata: { coursewright: { digest, variant: digest } },
    ...{ nbformat: 4, nbformat_minor: 5 },
  });
  const printed = await runPython(program, JSON.stringify([notebook('a', 'two'), notebook('b', 'three')]));
  expect(JSON.parse(printed)).toEqual(['# One', 'two', 'three']);
});
