import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/load-config.ts';
import { build } from '../../src/pipeline/build/build.ts';
import { findOrphans } from '../../src/pipeline/build/orphans.ts';

let dir: string;
const course = () => ({
  dir,
  version: '0.0.0',
  loaded: { config: defaultConfig, diagnostics: [], spanOf: () => undefined },
});

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'coursewright-orphans-'));
  mkdirSync(join(dir, 'source-md'));
  for (const name of ['a', 'gone']) writeFileSync(join(dir, `source-md/${name}.md`), `# ${name}\n\ntext\n`);
  const sources = ['a', 'gone'].map((name) => ({ source: `source-md/${name}.md` }));
  for await (const _ of build(course(), sources));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('notebooks whose lessons are there are no orphans', async () => {
  expect(await findOrphans(course())).toEqual({ findings: [], removed: [] });
});

test('both notebooks of a lesson that is gone are found; --prune removes only what is ours and untouched', async () => {
  rmSync(join(dir, 'source-md/gone.md'));
  const edited = join(dir, 'notebooks/gone.ipynb');
  writeFileSync(edited, readFileSync(edited, 'utf8').replace('text', 'TEXT'));
  const foreign = join(dir, 'notebooks/foreign.ipynb');
  writeFileSync(foreign, '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}');
  expect((await findOrphans(course())).findings.map(({ rule, file }) => [rule, file])).toEqual([
    ['notebook-orphaned', 'notebooks/gone.ipynb'],
    ['notebook-orphaned', 'notebooks/solutions/gone.ipynb'],
  ]);
  const { findings: left, removed } = await findOrphans(course(), { prune: true });
  expect(removed).toEqual(['notebooks/solutions/gone.ipynb']);
  expect(left.map(({ file }) => file)).toEqual(['notebooks/gone.ipynb']);
  expect(left[0]?.help).toContain('edited by hand');
  expect(existsSync(join(dir, 'notebooks/solutions/gone.ipynb'))).toBe(false);
  for (const kept of [edited, foreign, join(dir, 'notebooks/a.ipynb')]) expect(existsSync(kept)).toBe(true);
});
