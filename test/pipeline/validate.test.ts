import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OperatorError } from '../../src/diagnostics/operator-error.ts';
import type { PipelineEvent } from '../../src/model/event.ts';
import type { RunResult } from '../../src/model/result.ts';
import { type ValidateRequest, validate } from '../../src/pipeline/validate/validate.ts';

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'validate-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const valid = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n';
const withoutId = `{"cells": [{"cell_type": "raw", "metadata": {}, "source": ""}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n`;

async function run(request: Partial<ValidateRequest>): Promise<{ events: PipelineEvent[]; result: RunResult }> {
  const events: PipelineEvent[] = [];
  const whole = { version: '0', cwd, stdin: Readable.from([]), rules: {}, paths: [], ...request };
  for await (const event of validate(whole)) events.push(event);
  const last = events.at(-1);
  if (last?.type !== 'run-ended') throw new Error('no result');
  return { events, result: last.result };
}

const told = (result: RunResult) =>
  (result.files ?? []).map(
    ({ path, valid: verdict, findings }) => `${path} ${verdict} ${findings.map(({ rule }) => rule).join()}`,
  );

test('folders, globs and files give each notebook once, hidden folders and checkpoints left out', async () => {
  for (const folder of ['a/deep', 'a/.ipynb_checkpoints', 'a/node_modules'])
    mkdirSync(join(cwd, folder), { recursive: true });
  for (const file of [
    'a/z.ipynb',
    'a/deep/B.IPYNB',
    'a/deep/b.ipynb',
    'a/.ipynb_checkpoints/z.ipynb',
    'a/node_modules/n.ipynb',
    'a/other.json',
  ]) {
    writeFileSync(join(cwd, file), valid);
  }
  const { result } = await run({ paths: ['a', 'a/z.ipynb', './a/deep/*.ipynb', 'a/other.json'] });
  expect(result.files?.map(({ path }) => path)).toEqual([
    'a/deep/B.IPYNB',
    'a/deep/b.ipynb',
    'a/z.ipynb',
    'a/other.json',
  ]);
  expect([result.exitCode, result.summary.notebooks, result.summary.errors]).toEqual([0, 4, 0]);
});

test.each(['missing.ipynb', 'no-such-*.ipynb', 'empty'])('%s selects nothing, which is no success', async (path) => {
  mkdirSync(join(cwd, 'empty'), { recursive: true });
  await expect(run({ paths: [path] })).rejects.toThrow(OperatorError);
});

test('what is no readable file is a finding, and nothing waits for it', async () => {
  mkdirSync(join(cwd, 'odd/folder.ipynb'), { recursive: true });
  writeFileSync(join(cwd, 'odd/folder.ipynb/inside.ipynb'), valid);
  execFileSync('mkfifo', [join(cwd, 'odd/fifo.ipynb')]);
  symlinkSync('loop.ipynb', join(cwd, 'odd/loop.ipynb'));
  symlinkSync('nowhere', join(cwd, 'odd/dangling.ipynb'));
  symlinkSync('..', join(cwd, 'odd/up'));
  symlinkSync('folder.ipynb/inside.ipynb', join(cwd, 'odd/link.ipynb'));
  const { result } = await run({
    paths: ['odd/fifo.ipynb', 'odd/loop.ipynb', 'odd/dangling.ipynb', 'odd', '/dev/null'],
  });
  expect(told(result)).toEqual([
    'odd/fifo.ipynb false notebook-unreadable',
    'odd/loop.ipynb false notebook-unreadable',
    'odd/dangling.ipynb false notebook-unreadable',
    'odd/folder.ipynb/inside.ipynb true ',
    'odd/link.ipynb true ',
    '/dev/null false notebook-unreadable',
  ]);
  expect(new Set(result.files?.flatMap(({ findings }) => findings.map(({ message }) => message))).size).toBe(4);
});

test('standard input is read once, and named -', async () => {
  const stdin = Readable.from([Buffer.from(withoutId.slice(0, 20)), Buffer.from(withoutId.slice(20))]);
  const { result } = await run({ paths: ['-'], stdin });
  expect(told(result)).toEqual(['- false cell-id-missing']);
  expect(result.exitCode).toBe(1);
});

test('severities are those of the configuration; the verdict is not', async () => {
  writeFileSync(join(cwd, 'rules.ipynb'), withoutId);
  const { result } = await run({
    paths: ['rules.ipynb'],
    rules: { 'cell-id-missing': 'warning', 'notebook-empty-cell': 'error' },
  });
  expect(result.files?.[0]?.findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
    'cell-id-missing warning',
    'notebook-empty-cell error',
  ]);
  expect([result.files?.[0]?.valid, result.exitCode, result.summary.warnings]).toEqual([false, 1, 1]);
  const off = await run({ paths: ['rules.ipynb'], rules: { 'cell-id-missing': 'off' } });
  expect([off.result.files?.[0]?.valid, off.result.exitCode]).toEqual([false, 0]);
});

test('strict turns on every optional rule', async () => {
  writeFileSync(join(cwd, 'strict.ipynb'), withoutId.replace('"metadata"', '"id": "a", "metadata"'));
  const { result } = await run({ paths: ['strict.ipynb'], strict: true });
  expect(told(result)).toEqual(['strict.ipynb true notebook-layout,notebook-empty-cell']);
});

test('fixing writes the file and reports what is left; a dry run writes nothing and shows the difference', async () => {
  const file = join(cwd, 'fix.ipynb');
  writeFileSync(file, withoutId);
  const shown = await run({ paths: ['fix.ipynb'], fix: 'show' });
  expect(readFileSync(file, 'utf8')).toBe(withoutId);
  expect(shown.result.files?.[0]).toMatchObject({ valid: false, fixed: [{ rule: 'cell-id-missing', count: 1 }] });
  expect(shown.result.files?.[0]?.diff).toMatch(
    /^-\{"cells".*\n\+\{"cells": \[\{"cell_type": "raw", "id": "[0-9a-f]{8}", /m,
  );
  const fixed = await run({ paths: ['fix.ipynb'], fix: 'write' });
  expect(fixed.result.files?.[0]).toMatchObject({
    valid: true,
    fixed: [{ rule: 'cell-id-missing', count: 1 }],
    findings: [],
  });
  expect(fixed.events.map(({ type }) => type)).toEqual(['run-started', 'notebook-written', 'run-ended']);
  const again = await run({ paths: ['fix.ipynb'], fix: 'write' });
  expect(again.events.map(({ type }) => type)).toEqual(['run-started', 'run-ended']);
  expect(again.result.files?.[0]?.fixed).toBeUndefined();
});

test('fixing through a symbolic link keeps the link', async () => {
  writeFileSync(join(cwd, 'target.ipynb'), withoutId);
  symlinkSync('target.ipynb', join(cwd, 'link.ipynb'));
  const { result } = await run({ paths: ['link.ipynb'], fix: 'write' });
  expect(result.files?.[0]?.valid).toBe(true);
  expect(readFileSync(join(cwd, 'target.ipynb'), 'utf8')).not.toBe(withoutId);
});

test('fixing standard input gives the fixed notebook back', async () => {
  const { result } = await run({ paths: ['-'], stdin: Readable.from([Buffer.from(withoutId)]), fix: 'write' });
  expect(result.files?.[0]?.content).toMatch(/"id": "[0-9a-f]{8}"/);
});

test('an abort ends the run after the file at work', async () => {
  writeFileSync(join(cwd, 'x.ipynb'), valid);
  const { result } = await run({ paths: ['x.ipynb'], signal: AbortSignal.abort() });
  expect(result.files).toEqual([]);
});
