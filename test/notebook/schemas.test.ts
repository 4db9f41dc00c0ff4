import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runPython } from '../python.ts';

const folder = new URL('../../schemas/nbformat/', import.meta.url);
const sha256 = (file: string) =>
  createHash('sha256')
    .update(readFileSync(new URL(file, folder)))
    .digest('hex');
const files = readdirSync(folder).filter((file) => file !== 'README.md');

test('every file has its provenance', () => {
  const readme = readFileSync(new URL('README.md', folder), 'utf8');
  const stated = [...readme.matchAll(/^\| `([^`]+)` \| `([0-9a-f]{64})` \|$/gm)].map(([, file, sum]) => [file, sum]);
  expect(stated).toEqual(files.map((file) => [file, sha256(file)]));
});

test('the schemas are those of the nbformat that is installed', async () => {
  const program = `
import hashlib, json, pathlib, nbformat
root = pathlib.Path(nbformat.__file__).parent
print(json.dumps({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in root.glob("v[34]/*.schema.json")}))`;
  const { 'nbformat.v4.schema.json': current, ...installed } = JSON.parse(await runPython(program, ''));
  expect(installed).toEqual(
    Object.fromEntries(files.filter((file) => file !== 'LICENSE').map((file) => [file, sha256(file)])),
  );
  expect(current, 'the newest minor is still the newest').toBe(sha256('nbformat.v4.5.schema.json'));
});
