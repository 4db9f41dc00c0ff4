import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { validateNotebook } from '../../src/notebook/validate.ts';
import { validateFiles } from '../../src/pipeline/validate/validate-files.ts';
import { coursewright, documentIn } from '../cli/run.ts';

const fixtures = fileURLToPath(new URL('../notebook/fixtures/', import.meta.url));

test('so many files that threads join in have the results of each alone, in the order of the paths', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'validate-files-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  for (let copy = 0; copy < 30; copy++) {
    for (const folder of ['nbformat', 'mistakes'])
      cpSync(join(fixtures, folder), join(cwd, `${copy}`), { recursive: true });
  }
  const names = readdirSync(join(cwd, '0')).filter((name) => name.endsWith('.ipynb'));
  const alone = new Map(
    names.map((name) => [name, validateNotebook(readFileSync(join(cwd, '0', name)), { file: name })]),
  );
  const { stdout, stderr } = await coursewright(['validate', '--json', '.'], { cwd });
  const document = documentIn(stdout);
  const files = 'files' in document ? (document.files ?? []) : [];
  expect(files.map(({ path }) => path)).toEqual(
    readdirSync(cwd)
      .sort()
      .flatMap((copy) => [...names].sort().map((name) => `${copy}/${name}`)),
  );
  expect(stderr).not.toContain('bug');
  for (const { path, ...judged } of files) {
    const expected = alone.get(path.split('/')[1] ?? '');
    expect(judged).toEqual({ ...expected, findings: expected?.findings.map((each) => ({ ...each, file: path })) });
  }
});

test('an aborted run judges nothing more', async () => {
  const request = { cwd: '/', rules: {}, strict: false };
  expect(await validateFiles(['a', 'b'], request, AbortSignal.abort())).toEqual([]);
});

test('what a rule of the configuration turns on is found in a sound notebook too', async () => {
  const request = { cwd: join(fixtures, 'nbformat'), rules: {}, strict: false };
  const rulesOf = async (more: object) =>
    (await validateFiles(['test4.5.ipynb'], { ...request, ...more }, undefined)).flatMap(({ findings }) =>
      findings.map(({ rule }) => rule),
    );
  expect(await rulesOf({})).toEqual([]);
  expect(await rulesOf({ rules: { 'notebook-execution-order': 'warning' } })).toEqual(['notebook-execution-order']);
  expect(await rulesOf({ strict: true })).toContain('notebook-execution-order');
});
