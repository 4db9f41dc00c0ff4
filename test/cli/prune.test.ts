import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { coursewright, documentIn, folder } from './run.ts';

const build = (cwd: string, ...args: string[]) => coursewright(['build', ...args], { cwd });

describe('build --prune', () => {
  test('names each notebook that it removes', async () => {
    const dir = folder({ 'source-md/a.md': '# A\n', 'source-md/b.md': '# B\n' });
    await build(dir);
    rmSync(join(dir, 'source-md/b.md'));
    const { stderr, exitCode } = await build(dir, '--prune');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/notebooks\/b\.ipynb +removed/);
    expect(stderr).toMatch(/notebooks\/solutions\/b\.ipynb +removed/);
    expect(existsSync(join(dir, 'notebooks/b.ipynb'))).toBe(false);
    expect(existsSync(join(dir, 'notebooks/a.ipynb'))).toBe(true);
  });

  test('leaves the notebooks of a course that has the same output folder', async () => {
    const dir = folder({
      'coursewright.yaml': '{}\n',
      'source-md/a.md': '# A\n',
      'one/coursewright.yaml': 'output: ../notebooks\n',
      'one/source-md/b.md': '# B\n',
      'two/coursewright.yaml': 'output: ../notebooks\n',
      'two/source-md/c.md': '# C\n',
    });
    const courses = [dir, join(dir, 'one'), join(dir, 'two')];
    for (const course of courses) expect((await build(course)).exitCode).toBe(0);
    for (const course of courses) {
      const { exitCode, stdout, stderr } = await build(course, '--prune');
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toContain('Findings   none');
    }
    for (const name of ['a', 'b', 'c']) expect(existsSync(join(dir, `notebooks/${name}.ipynb`))).toBe(true);
    // Each removes its own.
    rmSync(join(dir, 'one/source-md/b.md'));
    writeFileSync(join(dir, 'one/source-md/d.md'), '# D\n');
    for (const course of [dir, join(dir, 'two')]) expect((await build(course, '--prune')).stderr).toBe('');
    expect((await build(join(dir, 'one'), '--prune')).stderr).toMatch(/\.\.\/notebooks\/b\.ipynb +removed/);
    expect(existsSync(join(dir, 'notebooks/b.ipynb'))).toBe(false);
  });

  test('leaves the notebooks of another configuration beside its own', async () => {
    const dir = folder({
      'a.yaml': 'source: a\n',
      'b.yaml': 'source: b\n',
      'a/one.md': '# A\n',
      'b/two.md': '# B\n',
    });
    for (const name of ['a', 'b']) await build(dir, '-c', `${name}.yaml`);
    for (const name of ['a', 'b']) expect((await build(dir, '-c', `${name}.yaml`, '--prune')).stderr).toBe('');
    rmSync(join(dir, 'b/two.md'));
    writeFileSync(join(dir, 'b/three.md'), '# C\n');
    expect((await build(dir, '-c', 'a.yaml', '--prune')).stderr).toBe('');
    expect((await build(dir, '-c', 'b.yaml', '--prune')).stderr).toMatch(/notebooks\/two\.ipynb +removed/);
  });

  test('leaves a copy that somebody made, and says so', async () => {
    const dir = folder({ 'source-md/a.md': '# A\n' });
    await build(dir);
    cpSync(join(dir, 'notebooks/a.ipynb'), join(dir, 'notebooks/my-version.ipynb'));
    mkdirSync(join(dir, 'notebooks/week-1'));
    cpSync(join(dir, 'notebooks/solutions/a.ipynb'), join(dir, 'notebooks/week-1/a.ipynb'));
    const { stdout } = await build(dir, '--prune', '--json');
    const document = documentIn(stdout);
    const findings = 'findings' in document ? (document.findings ?? []) : [];
    expect(findings.map(({ rule, file, help }) => [rule, file, help?.includes('--prune')])).toEqual([
      ['notebook-orphaned', 'notebooks/my-version.ipynb', false],
      ['notebook-orphaned', 'notebooks/week-1/a.ipynb', false],
    ]);
    expect(existsSync(join(dir, 'notebooks/my-version.ipynb'))).toBe(true);
    expect(existsSync(join(dir, 'notebooks/week-1/a.ipynb'))).toBe(true);
    // Also when the lesson is gone: it is not where a build would have put it.
    rmSync(join(dir, 'source-md/a.md'));
    writeFileSync(join(dir, 'source-md/b.md'), '# B\n');
    await build(dir, '--prune');
    expect(existsSync(join(dir, 'notebooks/my-version.ipynb'))).toBe(true);
    expect(existsSync(join(dir, 'notebooks/a.ipynb'))).toBe(false);
  });
});

describe('build writes into the course only', () => {
  test('through no link that leads out of it, with --force or without', async () => {
    const outside = folder({ 'a.ipynb': 'somebody else’s', 'solutions/x': '' });
    const dir = folder({ 'source-md/a.md': '# A\n', 'notebooks/x': '' });
    symlinkSync(join(outside, 'a.ipynb'), join(dir, 'notebooks/a.ipynb'));
    const { exitCode, stderr } = await build(dir, '--force');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('notebooks/a.ipynb is not written: a link leads from there to');
    expect(stderr).toContain('help: remove the link notebooks/a.ipynb');
    expect(readFileSync(join(outside, 'a.ipynb'), 'utf8')).toBe('somebody else’s');
    rmSync(join(dir, 'notebooks/a.ipynb'));
    symlinkSync(join(outside, 'solutions'), join(dir, 'notebooks/solutions'));
    for (const args of [[], ['--force']]) {
      const built = await build(dir, ...args);
      expect(built.exitCode).toBe(2);
      expect(built.stderr).toContain('help: remove the link notebooks/solutions');
    }
    expect(existsSync(join(outside, 'solutions/a.ipynb'))).toBe(false);
    expect(existsSync(join(dir, 'notebooks/a.ipynb'))).toBe(false);
  });

  test('a link within the course, and an output folder that is one, are as good as any folder', async () => {
    const outside = folder();
    const dir = folder({ 'source-md/a.md': '# A\n', 'kept/x': '' });
    symlinkSync(outside, join(dir, 'notebooks'));
    mkdirSync(join(outside, 'solutions'));
    expect((await build(dir)).exitCode).toBe(0);
    expect(existsSync(join(outside, 'a.ipynb'))).toBe(true);
    rmSync(join(dir, 'notebooks'));
    mkdirSync(join(dir, 'notebooks'));
    symlinkSync('../kept', join(dir, 'notebooks/solutions'));
    expect((await build(dir)).exitCode).toBe(0);
    expect(existsSync(join(dir, 'kept/a.ipynb'))).toBe(true);
    expect(lstatSync(join(dir, 'notebooks/solutions')).isSymbolicLink()).toBe(true);
  });

  test.each([
    ['output: source-md', 1, 'the folder of the lessons'],
    ['kernel: python3\noutput: ./Source-md/', 2, 'the folder of the lessons'],
    ['output: .coursewright', 1, 'removes it'],
    ['output: .coursewright/cache/nb', 1, 'removes it'],
    ['output: x/../.git/hooks', 1, 'Git’s own'],
    ['source: notebooks', 1, 'the folder of the lessons'],
  ])('%s is refused at its line', async (text, line, why) => {
    const dir = folder({ 'coursewright.yaml': `${text}\n`, 'source-md/a.md': '# A\n', 'notebooks/b.md': '# B\n' });
    const { exitCode, stdout, stderr } = await build(dir);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`coursewright\\.yaml:${line}:\\d+ +error .*unexpected output folder`));
    expect(stderr).toContain(why);
  });
});
