import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { leftOf, testEnvironment } from './engine.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const compiled = join(repository, 'dist-e2e');
const main = join(compiled, 'cli', 'main.js');

/** How many moments each signal is tried at. */
const rounds = Number(process.env.COURSEWRIGHT_SIGNAL_ROUNDS ?? 2);

beforeAll(() => {
  execFileSync(process.execPath, ['bundle.js', compiled], { cwd: repository });
});

function makeCourse(): string {
  const dir = mkdtempSync(join(tmpdir(), 'cwsignal-'));
  mkdirSync(join(dir, 'source-md'));
  const folder = join(testEnvironment().python, '..', '..');
  writeFileSync(join(dir, 'coursewright.yaml'), `python: { environment: ${JSON.stringify(folder)} }\n`);
  const cells = [
    'print(1)',
    'import subprocess\np = subprocess.Popen(["sleep", "300"], start_new_session=True)',
    'import os\nprint(os.system("(env -i setsid sleep 300 >/dev/null 2>&1 &)"))',
    'import time\ntime.sleep(0.5)',
    'print(2)',
  ];
  for (const name of ['a', 'b', 'c', 'd']) {
    const fences = [`print("${name}")`, ...cells].map((cell) => `\`\`\`python\n${cell}\n\`\`\`\n`).join('\n');
    writeFileSync(join(dir, 'source-md', `${name}.md`), `# ${name}\n\n${fences}`);
  }
  execFileSync(process.execPath, [main, 'build'], { cwd: dir, stdio: 'ignore' });
  return dir;
}

async function interrupted(dir: string, signal: NodeJS.Signals, after: number): Promise<string> {
  const child = spawn(process.execPath, [main, 'check'], { cwd: dir, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  await sleep(after);
  child.kill(signal);
  const code = await ended;
  const end = Date.now() + 30_000;
  // Killed before its first worker has started, nobody is left to remove the empty folder: a later run does.
  const left = () => leftOf(child.pid).filter((one) => signal !== 'SIGKILL' || !one.startsWith('cw-'));
  while (left().length > 0 && Date.now() < end) await sleep(50);
  return `${signal} after ${after} ms: ${left().join(' ')}${code === 1 ? 'exit code 1' : ''}`;
}

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  '%s at any moment leaves nothing that runs, and the next check is right',
  async (signal) => {
    const dir = makeCourse();
    for (let round = 0; round < rounds; round += 1) {
      // Moments spread over a whole check, without chance, so that a failure can be repeated.
      const after = Math.round(((round + 0.5) / rounds) * 6000);
      expect(await interrupted(dir, signal, after)).toBe(`${signal} after ${after} ms: `);
    }
    const checked = JSON.parse(
      execFileSync(process.execPath, [main, 'check', '--json'], { cwd: dir, stdio: 'pipe' }).toString(),
    ) as {
      summary: { lessons: number; errors: number };
    };
    expect(checked.summary).toMatchObject({ lessons: 4, errors: 0 });
    rmSync(dir, { recursive: true, force: true });
  },
  600_000,
);
