import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { validateNotebook } from '../../src/notebook/validate.ts';
import { pythonVerdicts } from './verdicts.ts';

const folder = new URL('fixtures/mistakes/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));
const read = (file: string) => readFileSync(new URL(file, folder));

test('each of thirty typical mistakes is one finding, which says where it is and how to fix it', async () => {
  expect(files).toHaveLength(30);
  const told = files.map((file) => {
    const { findings } = validateNotebook(read(file), { file });
    expect(findings, file).toHaveLength(1);
    const [finding] = findings;
    const place = `${finding?.line}:${finding?.column}-${finding?.endLine}:${finding?.endColumn} ${finding?.path ?? ''}`;
    return [`${file}`, `  ${place}`, `  ${finding?.rule}: ${finding?.message}`, `  help: ${finding?.help}`, ''].join(
      '\n',
    );
  });
  await expect(told.join('\n')).toMatchFileSnapshot('fixtures/mistakes/findings.txt');
});

test("none of them is valid by Python's nbformat", async () => {
  expect(await pythonVerdicts(files.map(read))).toEqual(files.map(() => false));
});
