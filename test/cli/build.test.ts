import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { coursewright, folder } from './run.ts';

test('threads make the bytes that one makes', async () => {
  const lesson = (number: number) =>
    `# Lesson ${number}\n\n:::exercise{#e${number}}\n\`\`\`python solution\nx = ${number}\n\`\`\`\n:::\n`;
  const lessons = Object.fromEntries(
    Array.from({ length: 20 }, (_, number) => [`source-md/${number}.md`, lesson(number)]),
  );
  const [one, two] = await Promise.all(
    ['1', '2'].map(async (jobs) => {
      const dir = folder(lessons);
      const { exitCode, stderr } = await coursewright(['build', '--quiet', '--jobs', jobs], { cwd: dir });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const paths = readdirSync(join(dir, 'notebooks'), { recursive: true, encoding: 'utf8' });
      const notebooks = paths.filter((path) => path.endsWith('.ipynb')).sort();
      return notebooks.map((path) => [path, readFileSync(join(dir, 'notebooks', path), 'utf8')]);
    }),
  );
  expect(one).toHaveLength(40);
  expect(two).toEqual(one);
});

test('the result counts cells and exercises, of what is built and of what has not changed', async () => {
  const lesson =
    '```python\nx = 1\n```\n\n```python skip\ny = 1\n```\n\n:::exercise{#e}\nDo.\n\n```python solution\nz = 1\n```\n:::\n';
  const dir = folder({ 'source-md/a.md': `# A\n\n${lesson}` });
  for (const cached of [false, true]) {
    const { stdout } = await coursewright(['build', '--json'], { cwd: dir });
    const result = JSON.parse(stdout);
    expect(result.summary).toMatchObject({ cells: 3, executed: 0, skipped: 1, exercises: 1, exercisesProven: 0 });
    expect(result.lessons[0]).toMatchObject({
      cached,
      cells: [{ line: 3, status: 'not-run' }, { line: 7, status: 'skipped', reason: 'skip' }, { status: 'not-run' }],
      exercises: [{ id: 'e', line: 11, solutions: 'not-run', starter: 'none', student: 'not-run' }],
    });
  }
});

test('links mean what they mean to readers of the lessons: no notebook of a README, the root, no ending', async () => {
  const dir = folder({
    'source-md/README.md': '# About\n',
    'source-md/part/b.md': '# B\n',
    'source-md/_static/x.svg': '<svg/>',
    'static/img/y.svg': '<svg/>',
    'source-md/a.md':
      '# A\n\n[r](README.md) [b](part/b) [c](/part/b.md) ![x](/_static/x.svg) ![y](/img/y.svg) [d](part)\n',
  });
  const { stdout, exitCode } = await coursewright(['build', '--quiet'], { cwd: dir });
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
  const notebook = JSON.parse(readFileSync(join(dir, 'notebooks/a.ipynb'), 'utf8'));
  expect(notebook.cells.map((cell: { source: string[] }) => cell.source.join('')).join('\n')).toContain(
    '[r](README.md) [b](part/b.ipynb) [c](part/b.ipynb) ![x](_static/x.svg) ![y](static/img/y.svg) [d](../source-md/part)',
  );
});

test('findings of an unchanged lesson are reported again, and of a changed one where they are now', async () => {
  const dir = folder({
    'source-md/a.md': '# A\n\n[There](missing.md)\n',
    'source-md/b.md': '# B\n\nText.\n',
    'source-md/c.md': '# C\n\n\n[Nowhere](#nothing)\n',
    // So many that the cache gets a line more and is not written anew.
    ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`source-md/more/${n}.md`, `# ${n}\n`])),
  });
  const build = async (...options: string[]) => {
    const { stdout } = await coursewright(['build', ...options], { cwd: dir });
    return stdout.replace(/^ *Duration.*$/m, '').replace(/\(1 finding, [\d.]+ m?s\)/g, '(1 finding, cached)');
  };
  const first = await build('--quiet');
  expect(first).toContain('source-md/a.md:3:9  warning');
  expect(first).toContain('source-md/c.md:4:11  warning');
  for (const _ of ['made', 'kept', 'kept']) expect(await build('--quiet')).toBe(first);
  const coloured = await build('--quiet', '--color');
  expect(stripVTControlCharacters(coloured)).toBe(first);
  expect(coloured).not.toBe(first);
  for (const _ of ['made', 'kept']) expect(await build('--quiet')).toBe(first);
  writeFileSync(join(dir, 'source-md/a.md'), '# A\n\nText.\n\n[There](missing.md)\n');
  const changed = first
    .replace('source-md/a.md:3:9', 'source-md/a.md:5:9')
    .replace(/ 1 │ # A\n( +)2 │\n( +)3 │/, ' 3 │ Text.\n$14 │\n$25 │');
  for (const _ of ['anew', 'made', 'kept']) expect(await build('--quiet')).toBe(changed);
});

test('a finding about a notebook on disk is not kept with what is said of its lesson', async () => {
  const dir = folder({ 'source-md/a.md': '# A\n\n[There](missing.md)\n' });
  const build = async () => (await coursewright(['build', '--quiet'], { cwd: dir })).stdout;
  for (const _ of [1, 2]) await build();
  const notebook = join(dir, 'notebooks/a.ipynb');
  const made = readFileSync(notebook, 'utf8');
  writeFileSync(notebook, made.replace('There', 'Edited by hand'));
  for (const _ of [1, 2]) expect(await build()).toContain('notebook-hand-edited');
  writeFileSync(notebook, made);
  for (const _ of [1, 2, 3]) {
    const text = await build();
    expect(text).not.toContain('notebook-hand-edited');
    expect(text).toContain('source-md/a.md:3:9  warning');
  }
});
