import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { globSync } from 'tinyglobby';
import { describe, expect, test } from 'vitest';
import { coursewright, documentIn, folder, main } from './run.ts';

describe('a lesson with more findings than anybody reads', () => {
  test.each([
    [
      'in its front matter',
      110_000,
      (count: number) => `---\n${lines(count, (at) => `k${at}: 1`)}\n---\n\n# A\n`,
      'unknown-key',
    ],
    [
      'in its fences',
      11_000,
      (count: number) => `# A\n\n${lines(count, () => '```python slwo\n```\n')}`,
      'fence-flag-unknown',
    ],
  ])('%s: a thousand are named, and how many more there are', async (_, count, text, rule) => {
    const dir = folder({ 'source-md/a.md': text(count) });
    const { stdout, stderr, exitCode } = await coursewright(['build', '--json'], { cwd: dir, maxBuffer: 2 ** 28 });
    expect([stderr.includes('bug'), exitCode === 2]).toEqual([false, false]);
    const document = documentIn(stdout);
    const findings = 'lessons' in document ? (document.lessons?.[0]?.findings ?? []) : [];
    const own = findings.filter((finding) => finding.rule === rule);
    expect(own).toHaveLength(1000);
    expect(own.at(-1)?.message).toContain(`and ${count - 1000} more of this rule in this file`);
  });
});

function lines(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('\n');
}

test('no list is handed over as arguments: of more than a hundred thousand the stack overflows', () => {
  const spread = /\.(?:push|unshift)\(\.\.\.|Math\.(?:min|max)\([^()]*\.\.\.|\.splice\([^()]*, \.\.\./;
  const found = globSync('src/**/*.ts').filter((file) => spread.test(readFileSync(file, 'utf8')));
  expect(found).toEqual([]);
});

test.each([20, 32, 64])('with %i open files at most: one clear message', async (count) => {
  const dir = folder({ 'source-md/a.md': '# A\n' });
  for (const args of [['build'], ['check'], ['validate', 'a.ipynb'], ['doctor']]) {
    const words = ['-c', `ulimit -n ${count}; exec "$0" "$@"`, process.execPath, main, ...args];
    const { exitCode, stderr, stdout } = await execa('bash', words, { cwd: dir, reject: false, stdin: 'ignore' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`only ${count} files may be open at once here`);
    expect(stderr).toContain('help: ulimit -n 1024');
  }
});
