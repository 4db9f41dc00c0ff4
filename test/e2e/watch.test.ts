import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { main } from '../cli/run.ts';
import { leftOf, nap, testEnvironment } from './engine.ts';

/** How many rounds there are, and where their series begins: what failed can be repeated. */
const rounds = Number(process.env.COURSEWRIGHT_WATCH_ROUNDS ?? 2);
const seed = Number(process.env.COURSEWRIGHT_SEED ?? 1);

/** The nth number between 0 and 1 of a series that fills them evenly. */
const spread = (n: number) => (n * 0.6180339887498949) % 1;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const;

/** Prints a number after a while; has children that outlive their cell. */
const lesson = (value: number) =>
  [
    '# Lesson\n',
    `\`\`\`python\nimport subprocess\np = subprocess.Popen(["sleep", "${nap}"], start_new_session=True)\n\`\`\`\n`,
    '```python\nimport time\ntime.sleep(0.3)\n```\n',
    `\`\`\`python\nprint(${value})\n\`\`\`\n\n\`\`\`output\n${value}\n\`\`\`\n`,
  ].join('\n');

test('saves and signals at any moment leave nothing that runs', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'cwwatch-'));
  mkdirSync(join(dir, 'source-md'));
  const environment = JSON.stringify(join(testEnvironment().python, '..', '..'));
  writeFileSync(join(dir, 'coursewright.yaml'), `python: { environment: ${environment} }\n`);
  const save = (name: string, value: number) => writeFileSync(join(dir, 'source-md', `${name}.md`), lesson(value));
  for (const name of ['a', 'b']) save(name, 0);
  for (let round = seed; round < seed + rounds; round += 1) {
    const signal = signals[round % signals.length] ?? 'SIGINT';
    const child = spawn(process.execPath, [main, 'watch'], { cwd: dir, stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
    const saves = 1 + Math.floor(5 * spread(round));
    for (let one = 0; one < saves; one += 1) {
      await sleep(1500 * spread(7 * round + one));
      save(one % 2 === 0 ? 'a' : 'b', 10 * round + one);
    }
    await sleep(800 * spread(3 * round));
    child.kill(signal);
    await ended;
    const sent = performance.now();
    // Killed, nobody is left to remove the folder: a later run does.
    const left = () => leftOf(child.pid).filter((one) => signal !== 'SIGKILL' || !one.startsWith('cw-'));
    while (left().length > 0 && performance.now() - sent < 30_000) await sleep(50);
    expect({ round, signal, left: left() }).toEqual({ round, signal, left: [] });
  }
  rmSync(dir, { recursive: true, force: true });
}, 1_800_000);

test('a lesson that writes into its own course as it runs is checked to an end, and says so', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'cwwatch-'));
  mkdirSync(join(dir, 'source-md'));
  const environment = JSON.stringify(join(testEnvironment().python, '..', '..'));
  writeFileSync(join(dir, 'coursewright.yaml'), `python: { environment: ${environment} }\n`);
  writeFileSync(join(dir, 'source-md', 'log.txt'), '');
  const log = JSON.stringify(join(dir, 'source-md', 'log.txt'));
  const cells = [`open(${log}, "a").write("x")`, 'print(len(open("log.txt").read()) >= 0)'];
  const fences = cells.map((cell) => `\`\`\`python\n${cell}\n\`\`\`\n`).join('\n');
  writeFileSync(join(dir, 'source-md', 'a.md'), `# A\n\n${fences}`);
  const child = spawn(process.execPath, [main, 'watch'], { cwd: dir, stdio: ['ignore', 'pipe', 'ignore'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    printed += more;
  });
  try {
    while (!/course-changed[\s\S]*waiting for changes/.test(printed)) await sleep(50);
    // A file may touch a lesson twice before it is taken for the lesson's own: how many checks show that is a matter of time.
    let then = '';
    for (let looks = 0; looks < 4 && printed !== then; looks++) {
      then = printed;
      await sleep(2000);
    }
    expect(printed).toBe(then);
  } finally {
    child.kill('SIGTERM');
    await new Promise<void>((resolve) => child.on('exit', () => resolve()));
    rmSync(dir, { recursive: true, force: true });
  }
});
