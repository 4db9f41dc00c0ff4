import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Finding, RunResult } from '../../src/model/result.ts';
import { coursewright, documentIn, folder } from './run.ts';

const lessons = {
  'source-md/a.md': '# A\n\nSee [the answers](keys/answers.md).\n',
  'source-md/keys/answers.md': '# To all exercises\n\n## Answers\n\nSECRET\n',
  'source-md/soln2_2.md': '# Two\n\nSECRET\n',
  'source-md/resolution.md': '# Resolution of images\n',
};

async function build(dir: string, ...args: string[]): Promise<{ findings: readonly Finding[]; exitCode?: number }> {
  const { stdout, exitCode } = await coursewright(['build', '--json', ...args], { cwd: dir });
  const { lessons: built, findings = [] } = documentIn(stdout) as unknown as RunResult;
  return { findings: [...built.flatMap((lesson) => lesson.findings), ...findings], exitCode: exitCode ?? -1 };
}

const told = (findings: readonly Finding[]) => findings.map(({ rule, file, help }) => [rule, file, help]);

test('a lesson that is named as answers is said to go to students, with the line that keeps it from them', async () => {
  const dir = folder(lessons);
  const off = 'where students may have it, set `rules: { answers-shown: off }`';
  const named = (await build(dir)).findings.filter(({ rule }) => rule === 'answers-shown');
  expect(told(named)).toEqual([
    [
      'answers-shown',
      'source-md/keys/answers.md',
      `name it in coursewright.yaml, \`instructors: [keys/answers]\`; ${off}`,
    ],
    ['answers-shown', 'source-md/soln2_2.md', `name it in coursewright.yaml, \`instructors: [soln2_2]\`; ${off}`],
  ]);
});

test.each([
  ['names', '[keys/answers, soln2_2]'],
  ['folders and globs', '[keys/, "soln*"]'],
])('what `instructors` names becomes no notebook for students, and is no longer theirs: %s', async (_, named) => {
  const dir = folder(lessons);
  writeFileSync(join(dir, 'coursewright.yaml'), 'rules: { secret-stays-text: off }\n');
  await build(dir);
  expect(existsSync(join(dir, 'notebooks/keys/answers.ipynb'))).toBe(true);
  writeFileSync(join(dir, 'coursewright.yaml'), `instructors: ${named}\n`);
  const { findings } = await build(dir);
  expect(findings.map(({ rule, file, message }) => `${rule} ${file}: ${message}`)).toEqual([
    'link-broken source-md/a.md: students do not get source-md/keys/answers.md: it is for instructors only',
    'notebook-orphaned notebooks/keys/answers.ipynb: notebooks/keys/answers.ipynb was made of source-md/keys/answers.md, which is for instructors only',
    'notebook-orphaned notebooks/soln2_2.ipynb: notebooks/soln2_2.ipynb was made of source-md/soln2_2.md, which is for instructors only',
  ]);
  await build(dir, '--prune');
  expect(existsSync(join(dir, 'notebooks/keys/answers.ipynb'))).toBe(false);
  expect(existsSync(join(dir, 'notebooks/soln2_2.ipynb'))).toBe(false);
  expect(existsSync(join(dir, 'notebooks/solutions/keys/answers.ipynb'))).toBe(true);
  expect(existsSync(join(dir, 'notebooks/solutions/soln2_2.ipynb'))).toBe(true);
  expect((await build(dir)).findings.map(({ rule }) => rule)).toEqual(['link-broken']);
});
