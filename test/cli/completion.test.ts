import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { coursewright, folder } from './run.ts';

/** What bash offers for a line, by the script that we print. */
async function offered(line: string): Promise<string[]> {
  const dir = folder({ 'lesson.md': '' });
  const { stdout } = await coursewright(['completion', 'bash']);
  const script = join(dir, 'completion.bash');
  writeFileSync(script, stdout);
  const words = line.split(' ').map((word) => JSON.stringify(word));
  const run = `source ${script}; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _coursewright; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', run], { cwd: dir, encoding: 'utf8' })
    .split('\n')
    .filter((word) => word !== '');
}

test('bash completes commands, their options, values and files', async () => {
  expect(await offered('coursewright ')).toEqual(expect.arrayContaining(commands.map(({ name }) => name)));
  expect(await offered('coursewright wa')).toEqual(['watch']);
  expect(await offered('coursewright check --no-')).toEqual(['--no-cache', '--no-fork', '--no-color']);
  expect(await offered('coursewright check --reporter ju')).toEqual(['junit']);
  expect(await offered('coursewright build les')).toContain('lesson.md');
  expect(await offered('coursewright build --mut')).toEqual([]);
});

test.each(['bash', 'zsh', 'fish'])('%s gets every command and every option of each', async (shell) => {
  const { stdout, exitCode } = await coursewright(['completion', shell]);
  expect(exitCode).toBe(0);
  for (const { name } of commands) expect(stdout).toContain(name);
  for (const option of ['baseline', 'no-clear', 'editor']) expect(stdout).toMatch(new RegExp(`(?:--|-l )${option}\\b`));
});

test('another shell is a mistake that says which there are', async () => {
  const { exitCode, stderr } = await coursewright(['completion', 'tcsh']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('coursewright completion bash, zsh or fish');
});
