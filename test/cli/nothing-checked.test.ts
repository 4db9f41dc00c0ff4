import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testPython } from '../python.ts';
import { coursewright, folder } from './run.ts';

const prose = '# A\n\nText.\n';
const misspelt = '# A\n\n```pyton\nprint(1)\n```\n\n```output\n2\n```\n';

async function check(files: Record<string, string>, ...args: string[]) {
  const settings = `python: { environment: ${join(testPython(), '../..')} }\n`;
  const dir = folder({ 'coursewright.yaml': settings, ...files });
  await coursewright(['build', '--quiet'], { cwd: dir });
  const { exitCode, stdout } = await coursewright(['check', '--json', ...args], { cwd: dir });
  const { lessons, findings = [] } = JSON.parse(stdout);
  const all = [...lessons.flatMap((lesson: { findings: object[] }) => lesson.findings), ...findings];
  return { exitCode, rules: all.map(({ rule }: { rule: string }) => rule), help: all.at(-1)?.help };
}

test('a check of a course that executed nothing is no success', async () => {
  expect(await check({ 'source-md/a.md': prose })).toMatchObject({ exitCode: 1, rules: ['nothing-checked'] });
  const { exitCode, rules } = await check({ 'source-md/a.md': misspelt });
  expect({ exitCode, last: rules.at(-1) }).toEqual({ exitCode: 1, last: 'nothing-checked' });
  const unevaluated = '---\nexecute: {eval: false}\n---\n# A\n\n```{python}\n1\n```\n';
  expect(await check({ 'source-md/a.md': unevaluated })).toMatchObject({
    exitCode: 1,
    rules: ['cells-not-run', 'nothing-executed'],
    help: expect.stringContaining('`eval: false`'),
  });
});

test('a course without code says so, and a lesson without code that is named is none', async () => {
  const settings = 'rules: { nothing-checked: off }\n';
  expect(await check({ 'source-md/a.md': prose, 'coursewright.yaml': settings })).toMatchObject({
    exitCode: 0,
    rules: [],
  });
  expect(await check({ 'source-md/a.md': prose }, 'source-md/a.md')).toMatchObject({ exitCode: 0, rules: [] });
});

test('shards may execute nothing, but not all of them', async () => {
  const cwd = folder({
    'coursewright.yaml': `python: { environment: ${join(testPython(), '../..')} }\n`,
    ...{ 'source-md/a.md': prose, 'source-md/b.md': prose },
  });
  await coursewright(['build', '--quiet'], { cwd });
  for (const part of ['1', '2']) {
    const { exitCode } = await coursewright(['check', '--shard', `${part}/2`, '-r', `json=${part}.json`], { cwd });
    expect(exitCode).toBe(0);
  }
  const { exitCode, stdout } = await coursewright(['merge', '1.json', '2.json', '--json'], { cwd });
  const { findings = [], summary } = JSON.parse(stdout);
  expect(findings).toMatchObject([{ rule: 'nothing-checked', file: 'coursewright.yaml' }]);
  expect({ exitCode, errors: summary.errors }).toEqual({ exitCode: 1, errors: 1 });
});

test.each(['check', 'update'])('%s of a line before the first cell selects nothing', async (command) => {
  const cwd = folder({ 'source-md/a.md': '# A\n\nText.\n\n```python\n1\n```\n', 'source-md/b.md': prose });
  const first = await coursewright([command, 'source-md/a.md:1'], { cwd });
  const none = await coursewright([command, 'source-md/b.md:3'], { cwd });
  expect([first.exitCode, none.exitCode]).toEqual([2, 2]);
  expect(first.stderr).toContain("source-md/a.md:1 selects nothing: the lesson's first cell begins at line 5");
  expect(none.stderr).toContain('source-md/b.md:3 selects nothing: the lesson has no cells');
});

test('a lesson that does not compile has no missing notebooks besides', async () => {
  expect(await check({ 'source-md/a.md': '# A\n\n```python startr\n1\n```\n' })).toMatchObject({
    exitCode: 1,
    rules: ['fence-flag-unknown'],
  });
});
