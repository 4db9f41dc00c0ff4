import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { notebookDrift } from '../../src/pipeline/notebook-drift.ts';

const elses = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] };

test('where a notebook that no lesson made is in the way, that nothing was built beside it only follows', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'drift-'));
  const bytes = (path: string) => (path === 'source-md/x.png' ? new Uint8Array([1]) : undefined);
  const files = { ...noFiles, bytes, digest: () => 'sha256-1' };
  const { notebooks } = compileLesson('# A\n\n![x](x.png)\n', 'source-md/a.md', defaultConfig, files);
  const rules = async () => {
    const drift = await notebookDrift({ dir, output: 'notebooks' }, 'source-md/a.md', notebooks, true);
    return drift.diagnostics.map(({ rule }) => rule);
  };
  expect(await rules()).toEqual(['notebook-missing', 'notebook-missing']);
  mkdirSync(join(dir, 'notebooks'));
  writeFileSync(join(dir, 'notebooks/a.ipynb'), JSON.stringify(elses));
  expect(await rules()).toEqual(['notebook-hand-edited']);
  rmSync(dir, { recursive: true });
});
