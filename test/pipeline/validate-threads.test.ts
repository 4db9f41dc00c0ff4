import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type FileRequest, validateFile } from '../../src/pipeline/validate-file.ts';
import type * as Threads from '../../src/pipeline/validate-threads.ts';

/** Threads load compiled files only, so this is the compiled module. */
const compiled = new URL('../../dist/pipeline/validate-threads.js', import.meta.url).href;

test('threads give the results that one thread gives, in the order of the paths', async () => {
  const { validateInThreads } = (await import(compiled)) as typeof Threads;
  const cwd = fileURLToPath(new URL('../notebook/fixtures/', import.meta.url));
  const files = ['nbformat', 'mistakes'].flatMap((folder) =>
    readdirSync(`${cwd}${folder}`)
      .filter((file) => file.endsWith('.ipynb'))
      .map((file) => `${folder}/${file}`),
  );
  const paths = [...files, 'missing.ipynb', ...files];
  const request: FileRequest = { cwd, rules: { 'notebook-nan': 'error' }, strict: true };
  const alone = paths.map((path) => validateFile(path, request));
  expect(alone.filter(({ valid }) => !valid).length).toBeGreaterThan(30);
  expect(await validateInThreads(paths, request, 2, undefined)).toEqual(alone);
});

test('an aborted run judges nothing more', async () => {
  const { validateInThreads } = (await import(compiled)) as typeof Threads;
  const request: FileRequest = { cwd: '/', rules: {}, strict: false };
  expect(await validateInThreads(['a', 'b'], request, 2, AbortSignal.abort())).toEqual([]);
});
