import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { LessonsDocument } from '../../src/model/result.ts';
import { testEnvironment } from '../e2e/engine.ts';
import { coursewright, documentIn, folder } from './run.ts';

const { python } = testEnvironment();
const config = `python: { environment: ${JSON.stringify(join(python, '../..'))} }\n`;

const exercise = `:::exercise{#double}
### Double the *loop*

\`\`\`python starter
def f(x):
    return x
\`\`\`

\`\`\`python solution
def f(x):
    y = x + x
    return y
\`\`\`

\`\`\`python test
assert f(2) == 4
\`\`\`
:::
`;
const cell = (code: string, printed: string) => `\n\`\`\`python\n${code}\n\`\`\`\n\n\`\`\`output\n${printed}\n\`\`\`\n`;
const files = {
  'coursewright.yaml': config,
  '.gitignore': '.coursewright/\n',
  'notes.txt': 'nothing of the lessons',
  'source-md/alpha.md': `# One \`loop\`\n${cell('x = 1\nprint(x)', '1')}`,
  'source-md/beta.md': `---\ncontinues: alpha\n---\n# Two\n${cell('print(open("data/t.csv").read().strip(), x)', 'hello 1')}`,
  'source-md/gamma.md': `# Three\n${cell('import helper\nprint(helper.f())', '3')}\n${exercise}`,
  'source-md/helper.py': 'def f():\n    return 3\n',
  'source-md/data/t.csv': 'hello\n',
  'source-md/part/delta.md': '# Four\n\nText.\n',
  'source-md/wrong.md': `# Five\n${cell('2 + 2', '5')}`,
};
const all = ['alpha', 'beta', 'gamma', 'part/delta', 'wrong'].map((name) => `source-md/${name}.md`);

async function built(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const { exitCode, stdout, stderr } = await coursewright(['build', '--json', ...args], { cwd, env });
  const document = documentIn(stdout) as Partial<LessonsDocument>;
  return { exitCode, stderr, sources: document.lessons?.map(({ source }) => source) ?? [] };
}

describe('-t', () => {
  test.each([
    ['LOOP', ['source-md/alpha.md', 'source-md/gamma.md']],
    ['one loop', ['source-md/alpha.md']],
    ['^double$', ['source-md/gamma.md']],
    ['part/', ['source-md/part/delta.md']],
  ])('%s', async (pattern, expected) => {
    const { exitCode, sources, stderr } = await built(['-t', pattern], folder(files));
    expect({ exitCode, sources }).toEqual({ exitCode: 0, sources: expected });
    expect(stderr).toContain(`-t ${pattern}: ${expected.length} of 5 lessons`);
  });

  test('what matches nothing, or is no pattern, is a mistake of the command line', async () => {
    const dir = folder(files);
    for (const pattern of ['zzz', '[', '']) {
      const { exitCode, stdout, stderr } = await coursewright(['build', '-t', pattern], { cwd: dir });
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(/help: /);
    }
  });
});

describe('--changed', { timeout: 60_000 }, () => {
  const git = (cwd: string, ...args: string[]) =>
    execa('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false', ...args], { cwd });
  async function repository(): Promise<string> {
    const dir = folder(files);
    await git(dir, 'init', '-q', '-b', 'main');
    await git(dir, 'add', '-A');
    await git(dir, 'commit', '-qm', 'one');
    return dir;
  }
  const change = (path: string) => (dir: string) => appendFileSync(join(dir, path), '\n');

  test.each<[string, (dir: string) => void, readonly string[]]>([
    ['a lesson, and the one that continues it', change('source-md/alpha.md'), ['alpha', 'beta']],
    ['a data file', change('source-md/data/t.csv'), ['beta']],
    ['a data file that is gone', (dir) => rmSync(join(dir, 'source-md/data/t.csv')), ['beta']],
    ['a helper module', change('source-md/helper.py'), ['gamma']],
    ['a helper module that is gone', (dir) => rmSync(join(dir, 'source-md/helper.py')), ['gamma']],
    ['the configuration', change('coursewright.yaml'), ['alpha', 'beta', 'gamma', 'part/delta', 'wrong']],
    ['a new lesson', (dir) => writeFileSync(join(dir, 'source-md/new.md'), '# New\n'), ['new']],
    ['a new name', (dir) => renameSync(join(dir, 'source-md/wrong.md'), join(dir, 'source-md/other.md')), ['other']],
    ['what no lesson is made of', change('notes.txt'), []],
  ])('%s', async (_name, act, expected) => {
    const dir = await repository();
    act(dir);
    const { exitCode, sources, stderr } = await built(['--changed'], dir);
    expect({ exitCode, sources }).toEqual({ exitCode: 0, sources: expected.map((name) => `source-md/${name}.md`) });
    if (expected.length === 0) expect(stderr).toContain('there is nothing to do');
  });

  test('a branch is compared with where it left the other', async () => {
    const dir = await repository();
    await git(dir, 'checkout', '-qb', 'branch');
    change('source-md/wrong.md')(dir);
    await git(dir, 'commit', '-qam', 'two');
    await git(dir, 'checkout', '-q', 'main');
    change('source-md/alpha.md')(dir);
    await git(dir, 'commit', '-qam', 'three');
    await git(dir, 'checkout', '-q', 'branch');
    expect((await built(['--changed', 'main'], dir)).sources).toEqual(['source-md/wrong.md']);
  });

  test('nothing is new in what CI has checked out: it must say what to compare with', async () => {
    const dir = await repository();
    const { exitCode, stderr } = await coursewright(['build', '--changed'], { cwd: dir, env: { CI: 'true' } });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--changed origin/main');
    expect((await built(['--changed', 'HEAD'], dir, { CI: 'true' })).exitCode).toBe(0);
  });

  test('before the first commit everything is new', async () => {
    const dir = folder(files);
    await git(dir, 'init', '-q');
    expect((await built(['--changed'], dir)).sources).toEqual(all);
  });

  test.each([
    ['no repository', [], 'is in no git repository'],
    ['no such commit', ['nope'], 'git knows no commit `nope`'],
    ['an option for git', ['--output=x'], '--output'],
    ['a path in its place', ['source-md/alpha.md'], 'paths go before it'],
  ])('%s', async (name, args, message) => {
    const dir = name === 'no repository' ? folder(files) : await repository();
    const { exitCode, stderr } = await coursewright(['build', '--changed', ...args], {
      cwd: dir,
      env: { GIT_CEILING_DIRECTORIES: join(dir, '..') },
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('--shard', { timeout: 180_000 }, () => {
  const timeless = (value: unknown) =>
    JSON.parse(JSON.stringify(value, (key, inner) => (key === 'durationMs' ? 0 : inner)));
  const fresh = (dir: string) => rmSync(join(dir, '.coursewright'), { recursive: true, force: true });

  test('three shards and merge give what one run gives, durations aside', async () => {
    const dir = folder(files);
    await coursewright(['build'], { cwd: dir });
    const one = await coursewright(['check', '--json'], { cwd: dir });
    expect(one.exitCode).toBe(1);
    fresh(dir);
    const parts: unknown[] = [];
    for (const index of [1, 2, 3]) {
      const { stdout } = await coursewright(['check', '--json', '--shard', `${index}/3`], { cwd: dir });
      writeFileSync(join(dir, `${index}.json`), stdout);
      parts.push(documentIn(stdout));
    }
    const own = (parts as LessonsDocument[]).map(({ lessons }) => lessons.map(({ source }) => source));
    expect(own.flat().sort()).toEqual(all);
    expect(own.every((sources) => sources.length > 0)).toBe(true);
    const merged = await coursewright(['merge', '--json', '3.json', '1.json', '2.json'], { cwd: dir });
    expect([merged.exitCode, merged.stderr]).toEqual([1, expect.anything()]);
    expect(timeless(documentIn(merged.stdout))).toEqual(timeless(documentIn(one.stdout)));
    const remembered = JSON.parse(readFileSync(join(dir, '.coursewright/cache/durations.json'), 'utf8'));
    expect(Object.keys(remembered.seconds)).toEqual(all.filter((source) => !source.includes('delta')));
  });

  const withoutCode = 'rules: { nothing-checked: off }\n';

  test('a shard without lessons is no failure, and merges', async () => {
    const dir = folder({ 'source-md/a.md': '# A\n', 'coursewright.yaml': withoutCode });
    await coursewright(['build'], { cwd: dir });
    for (const index of [1, 2]) {
      const { exitCode, stdout } = await coursewright(['check', '--json', '--shard', `${index}/2`], { cwd: dir });
      expect(exitCode).toBe(0);
      writeFileSync(join(dir, `${index}.json`), stdout);
    }
    const { stdout } = await coursewright(['merge', '--json', '1.json', '2.json'], { cwd: dir });
    expect(documentIn(stdout)).toMatchObject({ summary: { lessons: 1 }, exitCode: 0 });
  });

  test('shards that were not cut alike do not merge', async () => {
    const dir = folder({ 'source-md/a.md': '# A\n', 'source-md/b.md': `# B\n\n${'Long. '.repeat(500)}\n` });
    await coursewright(['build'], { cwd: dir });
    for (const [index, longer] of [
      ['1', 'a'],
      ['2', 'b'],
    ] as const) {
      const seconds = { 'source-md/a.md': longer === 'a' ? 2 : 1, 'source-md/b.md': longer === 'a' ? 1 : 2 };
      await execa('mkdir', ['-p', join(dir, '.coursewright/cache')]);
      writeFileSync(join(dir, '.coursewright/cache/durations.json'), JSON.stringify({ seconds }));
      const { stdout } = await coursewright(['check', '--json', '--shard', `${index}/2`], { cwd: dir });
      writeFileSync(join(dir, `${index}.json`), stdout);
    }
    const { exitCode, stderr } = await coursewright(['merge', '1.json', '2.json'], { cwd: dir });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/source-md\/[ab]\.md is in/);
  });

  test('a shard that ran before a lesson of another was changed does not merge with it', async () => {
    const data = '# A\n\n![plot](plot.png)\n';
    const names = ['a', 'b', 'c', 'd', 'e'];
    const lessons = Object.fromEntries(names.map((name) => [`source-md/${name}.md`, `# ${name}\n\n[a](a.md)\n`]));
    const own = { 'source-md/a.md': data, 'source-md/plot.png': 'png', 'extra/t.csv': '1\n' };
    const dir = folder({ ...lessons, ...own, 'coursewright.yaml': withoutCode });
    const git = (...args: string[]) => execa('git', ['-C', dir, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
    await git('init', '-q');
    writeFileSync(join(dir, '.gitignore'), '.coursewright/\n*.json\n');
    await coursewright(['build'], { cwd: dir });
    await git('add', '-A');
    await git('commit', '-qm', 'one');
    const run = async (index: number) => {
      const { stdout, exitCode } = await coursewright(['check', '--json', '--shard', `${index}/3`], { cwd: dir });
      writeFileSync(join(dir, `${index}.json`), stdout);
      return exitCode;
    };
    const merged = async () => {
      const { exitCode, stderr } = await coursewright(['merge', '1.json', '2.json', '3.json'], { cwd: dir });
      return [exitCode, stderr.replaceAll(/\s+/g, ' ')] as const;
    };
    for (const index of [1, 2, 3]) expect(await run(index)).toBe(0);
    expect((await merged())[0]).toBe(0);
    const [first = ''] = (JSON.parse(readFileSync(join(dir, '1.json'), 'utf8')) as LessonsDocument).shard?.own ?? [];
    const changes: [file: string, text: string, said: string][] = [
      [first, '# Broken\n\n[there](missing.md)\n', `${first} is another`],
      ['source-md/plot.png', 'another', 'source-md/plot.png is another'],
      ['extra/t.csv', '2\n', 'files that differ from the commit'],
      [`notebooks/${first.slice('source-md/'.length, -'.md'.length)}.ipynb`, '{}', 'is another'],
      ['coursewright.yaml', `${withoutCode}confirm: { undeclared: error }\n`, 'the setting `confirm` is another'],
    ];
    for (const [file, text, said] of changes) {
      const before = existsSync(join(dir, file)) ? readFileSync(join(dir, file)) : undefined;
      writeFileSync(join(dir, file), text);
      await run(3);
      const [exitCode, stderr] = await merged();
      expect([file, exitCode]).toEqual([file, 2]);
      expect(stderr).toContain(said);
      if (before === undefined) rmSync(join(dir, file));
      else writeFileSync(join(dir, file), before);
    }
    await run(3);
    expect((await merged())[0]).toBe(0);
    await git('commit', '-q', '--allow-empty', '-m', 'two');
    await run(3);
    expect((await merged())[1]).toContain('the commits');
  });

  test.each(['0/3', '4/3', '1', 'a/b', '1/0'])('%s is no shard', async (value) => {
    const { exitCode, stderr } = await coursewright(['check', '--shard', value], { cwd: folder(files) });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('It must be I/N');
  });
});

test('a pattern that would try for ever on a title is ended', async () => {
  const dir = folder({ 'source-md/one.md': `# ${'a'.repeat(60)}!\n`, 'source-md/two.md': '# Two\n' });
  const { exitCode, stdout, stderr } = await coursewright(['build', '-t', '(a+)+$'], { cwd: dir });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(`the pattern of -t takes more than 1 s on "${'a'.repeat(60)}!"`);
  expect((await coursewright(['build', '-t', '(t|w)+o$'], { cwd: dir })).exitCode).toBe(0);
});
