import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { coursewright, documentIn, folder, main } from './run.ts';

const lesson = '# One\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n';

describe('what cannot be done ends with 2, one clear message, nothing half-written', () => {
  test('a configuration with errors: each at its line', async () => {
    const dir = folder({ 'coursewright.yaml': 'source: lessons\nkernal: python3\n', 'lessons/a.md': lesson });
    const { exitCode, stdout, stderr } = await coursewright(['build'], { cwd: dir });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('coursewright.yaml has 1 error, nothing was done');
    expect(stderr).toMatch(/coursewright\.yaml:2:1 {2}error .*kernal/);
    expect(stderr).toContain('2 │›kernal: python3');
    expect(readdirSync(dir).sort()).toEqual(['coursewright.yaml', 'lessons']);
    const json = await coursewright(['build', '--json'], { cwd: dir });
    expect(documentIn(json.stdout)).toMatchObject({
      exitCode: 2,
      error: { findings: [{ rule: 'unknown-key', line: 2 }] },
    });
  });

  test('notebooks with the outputs of the real run, without Jupyter', async () => {
    const dir = folder({ 'coursewright.yaml': 'outputs: executed\n', 'source-md/a.md': lesson });
    const { exitCode, stdout, stderr } = await coursewright(['build'], { cwd: dir });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('`outputs: executed` needs Jupyter to build');
    expect(stderr).toContain('coursewright setup');
    expect(readdirSync(dir)).not.toContain('notebooks');
  });

  test('a result in a file does not stay that of an earlier run', async () => {
    const dir = folder({ 'source-md/a.md': lesson });
    const args = ['build', '-r', 'json=result.json'];
    await coursewright(args, { cwd: dir });
    writeFileSync(join(dir, 'coursewright.yaml'), 'kernal: python3\n');
    expect((await coursewright(args, { cwd: dir })).exitCode).toBe(2);
    expect(documentIn(readFileSync(join(dir, 'result.json'), 'utf8'))).toMatchObject({ exitCode: 2, error: {} });
  });

  test('a path that selects nothing', async () => {
    const dir = folder({ 'source-md/intro.md': lesson });
    const { exitCode, stderr } = await coursewright(['build', 'source-md/into.md'], { cwd: dir });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('source-md/into.md');
    expect(stderr).toContain('source-md/intro.md');
  });

  test('an output folder that cannot be', async () => {
    const dir = folder({ 'source-md/a.md': lesson, notebooks: 'a file is in the way' });
    const { exitCode, stdout, stderr } = await coursewright(['build'], { cwd: dir });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/notebooks.* cannot be written/);
    expect(readdirSync(dir).sort()).toEqual(['notebooks', 'source-md']);
  });

  test('a report that cannot be written', async () => {
    const dir = folder({ 'source-md/a.md': lesson, out: 'a file is in the way' });
    const { exitCode, stderr } = await coursewright(['build', '-r', 'junit=out/junit.xml'], { cwd: dir });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('junit.xml');
    expect(readFileSync(join(dir, 'out'), 'utf8')).toBe('a file is in the way');
  });

  test('no Python at all: what to install, and the other commands still work', async () => {
    const dir = folder({ 'source-md/a.md': lesson });
    const env = { PATH: folder() };
    const built = await coursewright(['build'], { cwd: dir, env });
    expect(built.exitCode).toBe(0);
    for (const command of ['check', 'setup', 'doctor']) {
      const { exitCode, stdout, stderr } = await coursewright([command], { cwd: dir, env });
      expect(exitCode).toBe(command === 'doctor' ? 1 : 2);
      expect(stdout + stderr).toMatch(/Python/);
      expect(stdout + stderr).toMatch(/(help|fix): /);
      expect(stdout + stderr).not.toMatch(/^\s+at /m);
    }
  });
});

describe('build', () => {
  test('two lessons of one notebook: the first makes it, the second nothing, and a finding says so', async () => {
    const dir = folder({ 'source-md/a.md': lesson, 'source-md/a.qmd': lesson.replaceAll('1', '2') });
    const first = await coursewright(['build'], { cwd: dir });
    expect(first.exitCode).toBe(1);
    expect(first.stdout).toMatch(/source-md\/a\.qmd:1:1 +error .*notebook-path-taken/);
    const alone = await coursewright(['build', 'source-md/a.qmd'], { cwd: dir });
    expect(alone.exitCode).toBe(1);
    expect(readFileSync(join(dir, 'notebooks/a.ipynb'), 'utf8')).toContain('print(1)');
    expect(readFileSync(join(dir, 'notebooks/solutions/a.ipynb'), 'utf8')).toContain('print(1)');
  });

  test('writes both notebooks, and the second time nothing', async () => {
    const dir = folder({ 'source-md/a.md': lesson });
    const first = await coursewright(['build'], { cwd: dir });
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain('2 created');
    expect(first.stderr).toContain('notebooks/solutions/a.ipynb');
    const second = await coursewright(['build', '--json'], { cwd: dir });
    expect(documentIn(second.stdout)).toMatchObject({
      command: 'build',
      exitCode: 0,
      summary: { lessons: 1, notebooks: 2 },
    });
    expect(second.stderr).toBe('');
    expect((await coursewright(['build'], { cwd: dir })).stdout).toContain('2 unchanged');
  });

  test('a lesson that is not UTF-8 is a finding at its place; the other lessons are built', async () => {
    const dir = folder({ 'source-md/a.md': lesson, 'source-md/b.md': Buffer.from('# One\n\ncaf\xe9\n', 'latin1') });
    const { exitCode, stdout } = await coursewright(['build'], { cwd: dir });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/source-md\/b\.md:3:4 {2}error .*lesson-not-utf8/);
    expect(existsSync(join(dir, 'notebooks/a.ipynb'))).toBe(true);
    expect(existsSync(join(dir, 'notebooks/b.ipynb'))).toBe(false);
  });

  test('a notebook that was edited by hand is kept, and --force overwrites it', async () => {
    const dir = folder({ 'source-md/a.md': lesson });
    await coursewright(['build'], { cwd: dir });
    const path = join(dir, 'notebooks/a.ipynb');
    const edited = readFileSync(path, 'utf8').replace('print(1)', 'print(2)');
    writeFileSync(path, edited);
    const kept = await coursewright(['build'], { cwd: dir });
    expect(kept.exitCode).toBe(1);
    expect(kept.stdout).toContain('edited by hand');
    expect(readFileSync(path, 'utf8')).toBe(edited);
    expect((await coursewright(['build', '--force'], { cwd: dir })).exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('print(1)');
  });

  test('--max-warnings', async () => {
    const dir = folder({ 'source-md/a.md': '# One\n\n```output\n1\n```\n' });
    const exitCodes = await Promise.all(
      [[], ['--max-warnings', '1'], ['--max-warnings', '0']].map(async (flags) => {
        return (await coursewright(['build', ...flags], { cwd: dir })).exitCode;
      }),
    );
    expect(exitCodes).toEqual([0, 0, 1]);
  });

  test('reports go to files, people still see theirs', async () => {
    const dir = folder({ 'source-md/a.md': lesson });
    const args = ['build', '-r', 'junit=reports/junit.xml', '-r', 'json=result.json'];
    const { exitCode, stdout } = await coursewright(args, { cwd: dir });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Lessons');
    expect(readFileSync(join(dir, 'reports/junit.xml'), 'utf8')).toContain('<testsuites');
    expect(documentIn(readFileSync(join(dir, 'result.json'), 'utf8'))).toMatchObject({ command: 'build' });
  });

  test('GitHub Actions gets annotations, named from the root of the repository', async () => {
    const dir = folder({
      '.git/HEAD': '',
      'course/coursewright.yaml': '',
      'course/source-md/a.md': '```output\n1\n```\n',
    });
    const run = { cwd: join(dir, 'course'), env: { GITHUB_ACTIONS: 'true' } };
    const { stdout } = await coursewright(['build'], run);
    expect(stdout).toContain('Lessons');
    expect(stdout).toMatch(/^::warning file=course\/source-md\/a\.md,line=1,/m);
    expect((await coursewright(['build', '-r', 'default'], run)).stdout).not.toContain('::warning');
  });

  test('with --json what people see goes to standard error', async () => {
    const dir = folder({ 'source-md/a.md': lesson });
    const { stdout, stderr } = await coursewright(['build', '-r', 'default', '--json'], { cwd: dir });
    expect(documentIn(stdout)).toMatchObject({ exitCode: 0 });
    expect(stderr).toContain('Lessons');
  });

  test('works on the course of a folder above, and names files from its root', async () => {
    const dir = folder({ 'coursewright.yaml': '', 'source-md/a.md': lesson, 'deep/er/x.txt': '' });
    const { exitCode, stderr } = await coursewright(['build'], { cwd: join(dir, 'deep/er') });
    expect(exitCode).toBe(0);
    expect(stderr).toContain(' notebooks/a.ipynb');
  });
});

test('a reader that goes away is no failure', async () => {
  const { stdout, stderr } = await execa({ shell: '/bin/sh' })`${process.execPath} ${main} explain | head -n 1`;
  expect(stdout.split('\n')).toHaveLength(1);
  expect(stderr).toBe('');
});

describe('init, explain, clean', () => {
  test('init makes a course that builds; again it changes nothing', async () => {
    const dir = join(folder(), 'my course');
    const first = await coursewright(['init', dir]);
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain('created  coursewright.yaml');
    expect((await coursewright(['build'], { cwd: dir })).exitCode).toBe(0);
    const second = await coursewright(['init', dir]);
    expect(second.stdout).not.toContain('created');
    expect(second.stdout).toContain('kept     coursewright.yaml');
  });

  test('explain shows a rule with its examples, and lists them all', async () => {
    expect((await coursewright(['explain', 'output-mismatch'])).stdout).toContain('print(1 + 1)');
    expect((await coursewright(['explain'])).stdout).toMatch(/^output-mismatch +error +\S/m);
  });

  test('clean removes .coursewright and nothing else', async () => {
    const dir = folder({ '.coursewright/cache/x': '1', 'source-md/a.md': lesson });
    expect((await coursewright(['clean'], { cwd: dir })).stdout).toContain('removed');
    expect(readdirSync(dir)).toEqual(['source-md']);
    expect((await coursewright(['clean'], { cwd: dir })).exitCode).toBe(0);
  });
});
