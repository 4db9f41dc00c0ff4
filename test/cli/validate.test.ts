import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { coursewright, documentIn, folder } from './run.ts';

const cell = (id: string) => ({ cell_type: 'markdown', id, metadata: {}, source: ['hi'] });
const notebook = (...ids: string[]) =>
  `${JSON.stringify({ cells: ids.map(cell), metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
const good = notebook('a', 'b');
const bad = notebook('a', 'a');

describe('validate', () => {
  test('people see file, line, place in the JSON and what to do', async () => {
    const dir = folder({ 'good.ipynb': good, 'deep/bad.ipynb': bad });
    const { exitCode, stdout } = await coursewright(['validate', '.'], { cwd: dir });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/deep\/bad\.ipynb:13:10 \/cells\/1\/id {2}error .*cell-id-duplicate\n/);
    expect(stdout).toContain('13 │›   "id": "a",');
    expect(stdout).toMatch(/Notebooks +1 valid, 1 invalid/);
  });

  test('of a line of two million characters people see what is wrong with it', async () => {
    const source = 'x'.repeat(2_000_000);
    const cell = (value: unknown) => ({ cell_type: 'raw', metadata: {}, source: value });
    const notebook = { cells: [cell(source), cell(5)], metadata: {}, nbformat: 4, nbformat_minor: 4 };
    const cwd = folder({ 'long.ipynb': JSON.stringify(notebook) });
    const { stdout } = await coursewright(['validate', 'long.ipynb'], { cwd });
    const [shown = '', marked = ''] = stdout.split('\n').slice(3, 5);
    expect(shown.length).toBeLessThan(200);
    expect(shown[marked.indexOf('^')]).toBe('5');
  });

  test.each(['default', 'html'])(
    'a named pipe, which nobody writes to, is reported by %s and not waited for',
    async (name) => {
      const dir = folder({ 'good.ipynb': good });
      execFileSync('mkfifo', [join(dir, 'pipe.ipynb')]);
      const { exitCode, stdout } = await coursewright(['validate', '.', '--reporter', name], { cwd: dir });
      expect(exitCode).toBe(1);
      expect(stdout).toContain('this is a named pipe, not a file');
    },
  );

  test('programs get files in place of lessons', async () => {
    const dir = folder({ 'good.ipynb': good, 'bad.ipynb': bad });
    const { exitCode, stdout } = await coursewright(['validate', 'good.ipynb', 'bad.ipynb', '--json'], { cwd: dir });
    expect(exitCode).toBe(1);
    const document = documentIn(stdout);
    expect(document).not.toHaveProperty('lessons');
    expect(document).toMatchObject({
      command: 'validate',
      files: [
        { path: 'good.ipynb', valid: true, nbformat: '4.5', findings: [] },
        { path: 'bad.ipynb', valid: false, findings: [{ rule: 'cell-id-duplicate', path: '/cells/1/id', line: 13 }] },
      ],
    });
  });

  test('standard input', async () => {
    const { exitCode, stdout } = await coursewright(['validate', '-', '--json'], { stdin: 'pipe', input: good });
    expect(exitCode).toBe(0);
    expect(documentIn(stdout)).toMatchObject({ files: [{ path: '-', valid: true }] });
  });

  test('--fix --dry-run shows the change and makes none; --fix makes it', async () => {
    const dir = folder({ 'bad.ipynb': bad });
    const path = join(dir, 'bad.ipynb');
    const shown = await coursewright(['validate', '--fix', '--dry-run', 'bad.ipynb'], { cwd: dir });
    expect(shown.stdout).toMatch(/can be fixed: 1 place {2}cell-id-duplicate/);
    expect(shown.stdout).toMatch(/^ +- {3}"id": "a",\n +\+ {3}"id": "[^"]+",$/m);
    expect(readFileSync(path, 'utf8')).toBe(bad);
    const json = await coursewright(['validate', '--fix', '--dry-run', 'bad.ipynb', '--json'], { cwd: dir });
    expect(documentIn(json.stdout)).toMatchObject({ files: [{ fixed: [{ rule: 'cell-id-duplicate', count: 1 }] }] });
    const fixed = await coursewright(['validate', '--fix', 'bad.ipynb'], { cwd: dir });
    expect(fixed.exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toBe(bad);
  });

  test.each([
    ['what needs fixing', bad],
    ['what needs none', good],
  ])('--fix - is a filter: %s', async (_, input) => {
    const { exitCode, stdout, stderr } = await coursewright(['validate', '--fix', '-'], { stdin: 'pipe', input });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('1 valid');
    expect((await coursewright(['validate', '-'], { stdin: 'pipe', input: stdout })).exitCode).toBe(0);
    if (input === good) expect(stdout).toBe(good);
  });

  test('a file that is not there, and --dry-run alone, are wrong usage', async () => {
    const missing = await coursewright(['validate', 'nowhere.ipynb'], { cwd: folder() });
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain('nowhere.ipynb');
    const dry = await coursewright(['validate', '--dry-run', 'a.ipynb'], { cwd: folder({ 'a.ipynb': good }) });
    expect(dry).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
