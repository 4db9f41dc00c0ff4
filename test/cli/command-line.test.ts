import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FailureResult, RunResult } from '../../src/model/result.ts';
import { coursewright, documentIn, folder, installed } from './run.ts';

/** A folder as npm makes it for the programs of a project, with ours in it. */
function binOfProject(): string {
  const bin = join(folder(), 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'coursewright'), '#!/bin/sh\n');
  chmodSync(join(bin, 'coursewright'), 0o755);
  return bin;
}

test.each([
  ['on PATH', () => installed, 'coursewright'],
  ['not on PATH', () => folder(), 'npx coursewright'],
  ['on the PATH that npx makes only', binOfProject, 'npx coursewright'],
])('a help names the command as it can be called: %s', async (_, path, called) => {
  const dir = folder({ 'source-md/a.md': '# A\n\n```python\nprint(1)\n```\n', 'source-md/b.md': '# B\n' });
  const options = { cwd: dir, env: { PATH: path() } };

  const failed = documentIn((await coursewright(['check', '--json'], options)).stdout) as FailureResult;
  expect(failed.error.help).toBe(`${called} setup`);
  expect((await coursewright(['check'], options)).stderr).toContain(`help: ${called} setup\n`);
  expect((await coursewright(['doctor'], options)).stdout).toMatch(new RegExp(`fix: ${called} setup$`, 'm'));
  expect((await coursewright(['buidl'], options)).stderr).toContain(`did you mean build? ${called} --help`);

  await coursewright(['build'], options);
  rmSync(join(dir, 'source-md/b.md'));
  const built = await coursewright(['build', '--json'], options);
  const { findings = [] } = documentIn(built.stdout) as unknown as RunResult;
  const orphan = findings.find(({ rule }) => rule === 'notebook-orphaned');
  expect(orphan?.help).toBe(`${called} build --prune removes it`);
});
