import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { build } from '../../src/pipeline/build/build.ts';
import { discoverLessons } from '../../src/select/discover.ts';
import { testPython } from '../python.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Reads, validates and writes each file as Jupyter does; prints what is wrong with it, or nothing. */
const judge = `
import sys, nbformat
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8", newline="").read()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    if nbformat.writes(notebook) + "\\n" != text and nbformat.writes(notebook) != text:
        print(path, "is written otherwise by nbformat")
`;

async function builtIn(dir: string): Promise<Map<string, string>> {
  const loaded = loadConfig(dir);
  const { lessons } = discoverLessons(dir, loaded);
  for await (const _ of build({ dir, loaded, version: '0.0.0' }, lessons, { force: true }));
  const paths = globSync('notebooks/**/*.ipynb', { cwd: dir }).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(dir, path), 'utf8')]));
}

test("Python's nbformat accepts the example course's notebooks and writes the same bytes", async () => {
  const paths = globSync('notebooks/**/*.ipynb', { cwd: repository, absolute: true });
  expect(paths.length).toBeGreaterThanOrEqual(4);
  const { stdout } = await execa(testPython(), ['-c', judge, ...paths]);
  expect(stdout).toBe('');
});

test('the same lessons make the same bytes in another folder, another time zone and once more', async () => {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'coursewright-bytes-')));
  const zone = process.env.TZ;
  try {
    const all: Map<string, string>[] = [];
    for (const [index, folder] of folders.entries()) {
      cpSync(join(repository, 'source-md'), join(folder, 'source-md'), { recursive: true });
      cpSync(join(repository, 'coursewright.yaml'), join(folder, 'coursewright.yaml'));
      process.env.TZ = index === 0 ? 'Pacific/Auckland' : 'America/Los_Angeles';
      all.push(await builtIn(folder), await builtIn(folder));
    }
    const committed = globSync('notebooks/**/*.ipynb', { cwd: repository }).sort();
    for (const made of all) {
      expect([...made.keys()]).toEqual(committed);
      for (const [path, text] of made) expect(text, path).toBe(readFileSync(join(repository, path), 'utf8'));
    }
  } finally {
    process.env.TZ = zone;
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
});
