import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

/**
 * Imports go down this list only; folders on one line do not import each other.
 * docs/architecture.md draws it.
 */
const layers: { folders: string[] }[] = [
  { folders: ['index'] },
  { folders: ['cli'] },
  { folders: ['pipeline', 'report'] },
  { folders: ['confirm', 'execute'] },
  { folders: ['compile'] },
  { folders: ['markdown', 'notebook', 'select'] },
  { folders: ['config', 'languages'] },
  { folders: ['model', 'yaml', 'json', 'files'] },
  { folders: ['diagnostics'] },
  { folders: ['text'] },
];

const layerOf = (folder: string) => layers.findIndex((layer) => layer.folders.includes(folder));

test.each(globSync('src/**/*.ts'))('%s imports only what stands below it', (file) => {
  const folder = file.split('/')[1]?.replace(/\.ts$/, '') ?? '';
  expect(layerOf(folder), `${folder} is a known folder`).not.toBe(-1);
  for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)) {
    const target = new URL(specifier ?? '', `file:///${file}`).pathname.split('/')[2]?.replace(/\.ts$/, '') ?? '';
    if (target === folder || layerOf(target) === -1) continue;
    expect(layerOf(target), `${file} imports ${specifier}`).toBeGreaterThan(layerOf(folder));
  }
});
