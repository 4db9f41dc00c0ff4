import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

/**
 * Imports go down this list only; folders on one line do not import each other, except where `together` says so.
 * docs/architecture.md draws it.
 */
const layers: { folders: string[]; together?: true }[] = [
  { folders: ['index'] },
  { folders: ['cli'] },
  { folders: ['pipeline', 'report'], together: true },
  { folders: ['markdown', 'compile', 'execute', 'confirm'] },
  { folders: ['languages', 'notebook', 'lesson', 'config', 'result'], together: true },
  { folders: ['files'] },
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
    const sideways = layerOf(target) === layerOf(folder) && layers[layerOf(target)]?.together === true;
    expect(sideways || layerOf(target) > layerOf(folder), `${file} imports ${specifier}`).toBe(true);
  }
});
