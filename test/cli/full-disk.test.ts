import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { folder, main } from './run.ts';

// A limit on the size of files is a disk that is full at that byte: the system takes a part, then nothing.
// `bench/full-disk.mjs` does the same on disks that are really full.

/** Runs the command line where a file may have so many bytes; with others for how much is to be written. */
function limited(kibibytes: number, args: readonly string[], cwd: string) {
  const words = ['-c', `ulimit -f ${kibibytes}; exec "$0" "$@"`, process.execPath, main, ...args];
  return execa('bash', words, { cwd, reject: false, stdin: 'ignore' });
}

const steps = [0, 3, 40, 150];
const lines = (letter: string) =>
  Array.from({ length: 4000 }, (_, at) => `Line ${at} ${letter.repeat(40)}\n`).join('\n');

describe('where files cannot grow, old files stand, and the exit code is 2', () => {
  test.each(steps)('notebooks, at %i KiB', async (size) => {
    const dir = folder({ 'source-md/a.md': `# A\n\n${lines('a')}` });
    expect((await limited(4000, ['build'], dir)).exitCode).toBe(0);
    const before = readFileSync(join(dir, 'notebooks/a.ipynb'));
    expect(before.length).toBeGreaterThan(200 * 1024);
    writeFileSync(join(dir, 'source-md/a.md'), `# A\n\n${lines('b')}`);
    const { exitCode, stderr } = await limited(size, ['build'], dir);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('notebooks/a.ipynb cannot be written: it would be larger than a file may be here');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readFileSync(join(dir, 'notebooks/a.ipynb'))).toEqual(before);
    expect(readdirSync(join(dir, 'notebooks'))).toEqual(['a.ipynb', 'solutions']);
  });

  test.each(steps)('new notebooks, at %i KiB, also those that threads write', async (size) => {
    const names = Array.from({ length: 40 }, (_, at) => `source-md/l${at}.md`);
    const dir = folder(Object.fromEntries(names.map((name) => [name, `# A\n\n${lines('a')}`])));
    const { exitCode, stderr } = await limited(size, ['build'], dir);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('.ipynb cannot be written: it would be larger');
    expect(readdirSync(join(dir, 'notebooks'), { recursive: true })).toEqual([]);
  });

  test.each(steps)('notebooks that are fixed, at %i KiB', async (size) => {
    const cell = { cell_type: 'markdown', metadata: {}, source: lines('a') };
    const text = `${JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 })}\n`;
    const dir = folder({ 'a.ipynb': text });
    const { exitCode, stderr } = await limited(size, ['validate', '--fix', 'a.ipynb'], dir);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('a.ipynb cannot be written: it would be larger than a file may be here');
    expect(readFileSync(join(dir, 'a.ipynb'), 'utf8')).toBe(text);
    expect(readdirSync(dir)).toEqual(['a.ipynb']);
  });

  test.each([0, 1, 5])('reports, at %i KiB', async (size) => {
    const findings = Array.from({ length: 300 }, (_, at) => `[There](missing-${at}.md).\n`).join('\n');
    const dir = folder({ 'source-md/a.md': `# A\n\n${findings}`, 'result.json': 'old', 'report.html': 'old' });
    for (const report of ['json=result.json', 'html=report.html']) {
      const { exitCode, stderr } = await limited(size, ['build', '-r', report], dir);
      expect([exitCode, report]).toEqual([2, report]);
      expect(stderr).toMatch(/cannot be written: it would be larger/);
    }
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).toBe('old');
    // A result of an earlier run would tell of it as of this one: where there is room for that, it says what failed.
    const result = readFileSync(join(dir, 'result.json'), 'utf8');
    expect(result === 'old' || JSON.parse(result).exitCode === 2).toBe(true);
    expect(readdirSync(dir).filter((name) => name.startsWith('.coursewright-'))).toEqual([]);
  });

  test('a cache that cannot grow is the old one, and the next build knows what it knew', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `source-md/l${at}.md`);
    const dir = folder(Object.fromEntries(names.map((name) => [name, '# A\n'])));
    await limited(4000, ['build'], dir);
    const caches = join(dir, '.coursewright/cache/build');
    const [name = ''] = readdirSync(caches);
    const before = readFileSync(join(caches, name), 'utf8');
    for (const path of names.slice(0, 20)) writeFileSync(join(dir, path), '# B\n');
    const size = Math.ceil(statSync(join(caches, name)).size / 1024);
    expect((await limited(size, ['build'], dir)).exitCode).toBe(0);
    expect(readFileSync(join(caches, name), 'utf8')).toBe(before);
    expect(readdirSync(caches)).toEqual([name]);
  });
});

test('what is printed into a file is there to its last byte, or the exit code is 2', async () => {
  const dir = folder({ 'source-md/a.md': '# A\n' });
  const into = (file: string) =>
    execa('bash', ['-c', `ulimit -f 1; exec "$0" "$@" >${file}`, process.execPath, main, 'explain'], {
      cwd: dir,
      reject: false,
    });
  for (const file of ['out.json', '/dev/full']) {
    const { exitCode, stderr } = await into(file);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('standard output cannot be written');
    expect(stderr).not.toMatch(/^\s+at /m);
  }
});
