import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { environmentIn } from '../../src/execute/environment.ts';
import { missingRequirements } from '../../src/execute/missing-requirements.ts';

/** An environment by its folders alone, with these packages in it. */
function environmentWith(...packages: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'my env-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['ipykernel-7.0.0', ...packages]) {
    mkdirSync(join(folder, 'lib', 'python3.12', 'site-packages', `${name}.dist-info`), { recursive: true });
  }
  return environmentIn(folder, 'folder');
}

test.each([
  ['rich', false],
  ['Ruamel-YAML', false],
  ['ruamel.yaml[jinja2]>=0.17', false],
  ['rich>=13,<14', false],
  ['rich==13.*', false],
  ['rich>=14', true],
  ['rich (<13)', true],
  ['polars', true],
  ['polars; sys_platform == "win32"', false],
  ['rich @ https://example.org/rich.zip', false],
  ['polars @ https://example.org/polars.zip', true],
])('%s is missing where rich 13.7.1 and ruamel.yaml 0.18.6 are: %s', async (requirement, missing) => {
  const environment = environmentWith('rich-13.7.1', 'ruamel.yaml-0.18.6');
  const found = await missingRequirements(environment, [requirement]);
  expect(found !== undefined).toBe(missing);
  if (!missing) return;
  expect(found?.what).toBe(`${environment.python} does not have what the course requires: ${requirement}`);
  expect(found?.fix).toMatch(/^'.*my env-.*\/bin\/python' -m pip install /);
  expect(found?.fix.endsWith(/[ ;<>]/.test(requirement) ? `'${requirement}'` : requirement)).toBe(true);
});

test('a managed environment is told of by its stamp', async () => {
  const environment = { ...environmentWith(), kind: 'managed' as const };
  expect(await missingRequirements(environment, ['polars'])).toBeUndefined();
});
