import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftOf, nap, testEnvironment } from './engine.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const compiled = join(repository, 'dist-e2e');
const main = join(compiled, 'cli', 'main.js');

/** How many moments each signal is tried at where that is asked for, and where their series begins: what failed can be repeated. */
const rounds = process.env.COURSEWRIGHT_SIGNAL_ROUNDS;
const seed = Number(process.env.COURSEWRIGHT_SIGNAL_SEED ?? 1);

beforeAll(() => {
  execFileSync(process.execPath, ['bundle.js', compiled], { cwd: repository });
});

/** The nth number between 0 and 1 of a series that fills them evenly. */
const spread = (n: number) => (n * 0.6180339887498949) % 1;

/** Of a check that nothing disturbs: four lessons that print what they say. */
const right = { lessons: 4, errors: 0, outputsConfirmed: 4 };

function makeCourse(): string {
  const dir = mkdtempSync(join(tmpdir(), 'cwsignal-'));
  mkdirSync(join(dir, 'source-md'));
  const folder = join(testEnvironment().python, '..', '..');
  writeFileSync(join(dir, 'coursewright.yaml'), `python: { environment: ${JSON.stringify(folder)} }\n`);
  const cells = [
    'print(1)',
    `import subprocess\np = subprocess.Popen(["sleep", "${nap}"], start_new_session=True)`,
    `import os\nprint(os.system("(env -i setsid sleep ${nap} >/dev/null 2>&1 &)"))`,
    'import time\ntime.sleep(0.3)',
    'print(2)',
  ];
  for (const name of ['a', 'b', 'c', 'd']) {
    const fences = [`print("${name}")`, ...cells].map((cell) => `\`\`\`python\n${cell}\n\`\`\`\n`).join('\n');
    const printed = `\n\`\`\`output\n2\n\`\`\`\n`;
    writeFileSync(join(dir, 'source-md', `${name}.md`), `# ${name}\n\n${fences}${printed}`);
  }
  execFileSync(process.execPath, [main, 'build'], { cwd: dir, stdio: 'ignore' });
  return dir;
}

/** What is left of a check that gets a signal, and the seconds until nothing was. */
async function interrupted(dir: string, flags: readonly string[], signal: NodeJS.Signals, after: number) {
  const child = spawn(process.execPath, [main, 'check', ...flags], { cwd: dir, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  await sleep(after);
  const sent = performance.now();
  child.kill(signal);
  const code = await ended;
  // Killed before its first worker has started, nobody is left to remove the empty folder: a later run does.
  const left = () => leftOf(child.pid).filter((one) => signal !== 'SIGKILL' || !one.startsWith('cw-'));
  while (left().length > 0 && performance.now() - sent < 30_000) await sleep(50);
  return { left: left(), code, seconds: (performance.now() - sent) / 1000 };
}

function check(
  dir: string,
  flags: readonly string[] = [],
): { summary: { lessons: number; errors: number; outputsConfirmed: number } } {
  return JSON.parse(
    execFileSync(process.execPath, [main, 'check', '--json', ...flags], { cwd: dir, stdio: 'pipe' }).toString(),
  );
}

describe('at any moment', () => {
  let dir: string;
  /** Forked and plain kernels, and the milliseconds that a check takes which nothing disturbs. */
  let kinds: { readonly flags: string[]; readonly whole: number }[];
  const forget = () => rmSync(join(dir, '.coursewright', 'cache'), { recursive: true, force: true });

  beforeAll(() => {
    dir = makeCourse();
    check(dir);
    kinds = [[], ['--no-fork']].map((flags) => {
      forget();
      const began = performance.now();
      expect(check(dir, flags).summary).toMatchObject(right);
      return { flags, whole: performance.now() - began };
    });
  });

  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  // Forked kernels come first in each series, plain ones second. What catches the first two signals is the same code.
  test.each([
    ['SIGINT', 0, 1],
    ['SIGTERM', 1, 2],
    ['SIGKILL', 0, 2],
  ] as const)(
    '%s leaves nothing that runs, and the next check is right',
    async (signal, from, to) => {
      const slowest: [number, number] = [0, 0];
      for (let round = from; round < Number(rounds ?? to); round++) {
        const { flags, whole } = kinds[round % kinds.length] ?? { flags: [], whole: 0 };
        const after = whole * spread(seed + round);
        forget();
        const { left, code, seconds } = await interrupted(dir, flags, signal, after);
        expect({ flags, after, left, failed: code === 1 }).toEqual({ flags, after, left: [], failed: false });
        if (seconds > slowest[0]) slowest.splice(0, 2, seconds, after);
        expect(check(dir).summary, `after ${signal} at ${after} ms`).toMatchObject(right);
      }
      if (rounds !== undefined) {
        console.log(
          `${signal}: nothing left after at most ${slowest[0].toFixed(1)} s (sent at ${slowest[1].toFixed(0)} ms)`,
        );
      }
    },
    1_800_000,
  );
});

test.each([
  ['SIGINT', 'check', 3000],
  ['SIGTERM', 'update', 1200],
] as const)('%s ends a command that computes without end: %s', async (signal, command, after) => {
  const dir = makeCourse();
  // A hundred expressions that are given up after two seconds each: longer than this test may take.
  const fences = (mode: string) =>
    Array.from(
      { length: 100 },
      (_, at) => `\`\`\`python\nprint("a" * 60 + "!")\n\`\`\`\n\n\`\`\`output ${mode}\n(a+)+${at}\n\`\`\`\n`,
    );
  const lesson = join(dir, 'source-md', 'a.md');
  writeFileSync(lesson, `# A\n\n${fences('ignore').join('\n')}`);
  const run = (command: string) =>
    execFileSync(process.execPath, [main, command, 'source-md/a.md'], { cwd: dir, stdio: 'ignore' });
  run('build');
  run('check');
  writeFileSync(lesson, `# A\n\n${fences('regex').join('\n')}`);
  run('build');
  const child = spawn(process.execPath, [main, command, 'source-md/a.md'], { cwd: dir, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', (code, by) => resolve(code ?? by)));
  await sleep(after);
  child.kill(signal);
  expect([130, signal]).toContain(await ended);
  while (leftOf(child.pid).length > 0) await sleep(50);
  rmSync(dir, { recursive: true, force: true });
});

test('what was proven is reported whole, also when one signal arrives twice', async () => {
  const dir = makeCourse();
  // A kernel that takes longer to end than the process has.
  const deaf =
    'import time, signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint("deaf")\ntime.sleep(60)';
  writeFileSync(join(dir, 'source-md', 'd.md'), `# d\n\n\`\`\`python\n${deaf}\n\`\`\`\n`);
  // More than are begun beside those that wait for a kernel.
  const others = Array.from({ length: 40 }, (_, at) => `e${String(at).padStart(2, '0')}`);
  for (const name of others) {
    writeFileSync(join(dir, 'source-md', `${name}.md`), `# ${name}\n\n\`\`\`python\nprint("${name}")\n\`\`\`\n`);
  }
  execFileSync(process.execPath, [main, 'build'], { cwd: dir, stdio: 'ignore' });
  const child = spawn(process.execPath, [main, 'check', '--json', '-j', '1'], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
  let document = '';
  let told = '';
  let sent = false;
  child.stdout.on('data', (text) => {
    document += text;
  });
  child.stderr.on('data', (text) => {
    told += text;
    if (sent || !['a', 'b', 'c'].every((name) => told.includes(`source-md/${name}.md`))) return;
    sent = true;
    // As `timeout` does: to the process, and to its group.
    child.kill('SIGTERM');
    child.kill('SIGTERM');
  });
  expect(await ended).toBe(130);
  const { lessons } = JSON.parse(document);
  expect(lessons.map(({ source, status }: { source: string; status: string }) => [source, status])).toEqual([
    ['source-md/a.md', 'passed'],
    ['source-md/b.md', 'passed'],
    ['source-md/c.md', 'passed'],
    ['source-md/d.md', 'skipped'],
    ...others.map((name) => [`source-md/${name}.md`, 'skipped']),
  ]);
  while (leftOf(child.pid).length > 0) await sleep(50);
  rmSync(dir, { recursive: true, force: true });
});
