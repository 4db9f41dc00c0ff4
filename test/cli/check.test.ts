import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { testEnvironment } from '../e2e/engine.ts';
import { coursewright, documentIn, folder, main } from './run.ts';

const { python } = testEnvironment();
const config = `python: { environment: ${JSON.stringify(join(python, '../..'))} }\n`;

const wrong = '# One\n\n```python\nfor n in range(2):\n    print(n)\n```\n\n```output\n0\n2\n```\n';
const right = '# Two\n\n```python\n1 + 1\n```\n\n```output\n2\n```\n\n```python network\nfetch()\n```\n';
const endless = '# Three\n\n```python\nprint("here", flush=True)\nwhile True:\n    pass\n```\n';

async function course(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = folder({ 'coursewright.yaml': config, ...files });
  expect((await coursewright(['build'], { cwd: dir })).exitCode).toBe(0);
  return dir;
}

describe('check', { timeout: 60_000 }, () => {
  test('people see the line of the output that differs, both texts and no stack trace', async () => {
    const dir = await course({ 'source-md/one.md': wrong, 'source-md/two.md': right });
    const { exitCode, stdout, stderr } = await coursewright(['check', '--jobs', '1'], { cwd: dir });
    expect(exitCode).toBe(1);
    const frame = `
     4 │ for n in range(2):
     5 │     print(n)
     8 │ \`\`\`output
     9 │ 0
    10 │-2           ← the lesson
       │+1           ← the kernel
    help: coursewright update source-md/one.md:3
`;
    expect(trimmed(stdout)).toContain(trimmed(frame));
    expect(stdout).toContain('source-md/one.md:10:1  error  the output differs from what the lesson says');
    expect(stdout).toMatch(/Cells +2 executed, 1 skipped \(network\)/);
    expect(stdout + stderr).not.toMatch(/^\s+at |Traceback/m);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(0, 20)),
    ).toEqual([' ✗ source-md/one.md ', ' ✓ source-md/two.md ']);
  });

  test.runIf(process.platform === 'linux')('the configuration turns forked kernels off', async () => {
    const plain = 'import os\nassert "forkserver" not in open(f"/proc/{os.getpid()}/cmdline").read()';
    const files = { 'source-md/one.md': `# One\n\n\`\`\`python\n${plain}\n\`\`\`\n` };
    const check = async (dir: string) => (await coursewright(['check'], { cwd: dir })).exitCode;
    expect(await check(await course(files))).toBe(1);
    expect(await check(await course({ ...files, 'coursewright.yaml': `${config}execute: { fork: false }\n` }))).toBe(0);
  });

  test('programs get one document: what was confirmed, what was not, and why', async () => {
    const dir = await course({ 'source-md/one.md': wrong, 'source-md/two.md': right });
    const { exitCode, stdout } = await coursewright(['check', '--json'], { cwd: dir });
    expect(exitCode).toBe(1);
    expect(documentIn(stdout)).toMatchObject({
      command: 'check',
      exitCode: 1,
      environment: { python: expect.stringMatching(/^3\./), nbconvert: expect.stringMatching(/^\d/) },
      summary: { lessons: 2, outputsConfirmed: 1, outputsMismatched: 1, skipped: 1, errors: 1 },
      lessons: [
        {
          source: 'source-md/one.md',
          status: 'failed',
          findings: [{ rule: 'output-mismatch', line: 10, expected: '0\n2', actual: '0\n1' }],
        },
        {
          source: 'source-md/two.md',
          status: 'passed',
          cells: [{ status: 'ok' }, { status: 'skipped', reason: 'network' }],
        },
      ],
    });
  });

  test('Ctrl-C: what had ended is reported, as one document, and the exit code is 130', async () => {
    // The lesson with more cells is begun first: it must end before the interrupt.
    const longer = `${right}${'\n```python\n1\n```\n'.repeat(10)}`;
    const dir = await course({ 'source-md/a.md': longer, 'source-md/b.md': endless });
    const child = execa(process.execPath, [main, 'check', '--json', '--jobs', '1'], { cwd: dir, reject: false });
    let told = '';
    for await (const chunk of child.stderr) {
      told += String(chunk);
      if (told.includes('source-md/a.md')) break;
    }
    await setTimeout(500);
    child.kill('SIGINT');
    const { exitCode, stdout } = await child;
    expect(exitCode).toBe(130);
    expect(documentIn(stdout)).toMatchObject({ exitCode: 130, lessons: [{ status: 'passed' }, { status: 'skipped' }] });
  });
});

describe('doctor and setup', { timeout: 60_000 }, () => {
  test('doctor shows what is there, for people and for programs', async () => {
    const dir = await course({ 'source-md/two.md': right });
    const { exitCode, stdout } = await coursewright(['doctor'], { cwd: dir });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/✓ Python .*\n.*✓ Jupyter +nbconvert \d/);
    expect(stdout.split('\n').length).toBeLessThan(24);
    const json = await coursewright(['doctor', '--json'], { cwd: dir });
    expect(documentIn(json.stdout)).toMatchObject({ command: 'doctor', exitCode: 0, checks: expect.any(Array) });
  });

  test('a kernel that is not there: what is missing, and what fixes it', async () => {
    const dir = folder({ 'coursewright.yaml': `${config}kernel: ir\n`, 'source-md/two.md': right });
    const { exitCode, stdout } = await coursewright(['setup', '--check'], { cwd: dir });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/✗ Missing +the kernel ir is not installed\n +fix: /);
  });

  test('setup of an environment that is not ours only looks', async () => {
    const dir = folder({ 'coursewright.yaml': config, 'source-md/two.md': right });
    const { exitCode, stdout } = await coursewright(['setup', '--json'], { cwd: dir });
    expect(exitCode).toBe(0);
    expect(documentIn(stdout)).toMatchObject({ command: 'setup', exitCode: 0, change: 'none' });
  });
});

/** Lines without what stands before them. */
function trimmed(text: string): string {
  return text.replaceAll(/^ +/gm, '').trim();
}
