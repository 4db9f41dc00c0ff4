import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import { fixNotebook } from '../../src/notebook/fix.ts';
import { validateNotebook } from '../../src/notebook/validate.ts';
import { runPython } from '../python.ts';
import { mutate } from './mutants.ts';
import { seededRandom } from './random.ts';
import { pythonVerdicts } from './verdicts.ts';

const head = '"metadata": {}, "nbformat": 4, "nbformat_minor": 5';

/** Each class that `--fix` promises: a file before, and the whole file after. */
const classes: readonly (readonly [name: string, before: string | Buffer, after: string])[] = [
  ['byte order mark', `\ufeff{"cells": [], ${head}}\n`, `{"cells": [], ${head}}\n`],
  ['UTF-16', Buffer.from(`\ufeff{"cells": [], ${head}}\r\n`, 'utf16le'), `{"cells": [], ${head}}\r\n`],
  ['trailing commas', `{"cells": [ ,\n], ${head},}`.replace('[ ,', '['), `{"cells": [\n], ${head}}`],
  [
    'missing id, laid out by nbformat',
    '{\n "cells": [\n  {\n   "cell_type": "raw",\n   "metadata": {},\n   "source": []\n  }\n ],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n',
    '{\n "cells": [\n  {\n   "cell_type": "raw",\n   "id": "ID",\n   "metadata": {},\n   "source": []\n  }\n ],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n',
  ],
  [
    'missing id, in one line',
    `{"cells":[{"cell_type":"raw","source":"a","metadata":{}}],${head}}`,
    `{"cells":[{"cell_type":"raw","source":"a","metadata":{},"id":"ID"}],${head}}`,
  ],
  [
    'doubled id',
    `{"cells": [{"cell_type": "raw", "id": "a", "metadata": {}, "source": ""}, {"cell_type": "raw", "id": "a", "metadata": {}, "source": ""}], ${head}}`,
    `{"cells": [{"cell_type": "raw", "id": "a", "metadata": {}, "source": ""}, {"cell_type": "raw", "id": "ID", "metadata": {}, "source": ""}], ${head}}`,
  ],
  [
    'ids in an old minor: the minor is raised, cells without get one',
    '{"cells": [{"cell_type": "raw", "id": "a", "metadata": {}, "source": ""}, {"cell_type": "raw", "metadata": {}, "source": ""}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4 }',
    '{"cells": [{"cell_type": "raw", "id": "a", "metadata": {}, "source": ""}, {"cell_type": "raw", "id": "ID", "metadata": {}, "source": ""}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }',
  ],
  [
    'missing outputs, metadata and execution_count',
    `{"cells": [\n  {"cell_type": "code",\n   "id": "a",\n   "source": ""}], ${head}}`,
    `{"cells": [\n  {"cell_type": "code",\n   "execution_count": null,\n   "id": "a",\n   "metadata": {},\n   "outputs": [],\n   "source": ""}], ${head}}`,
  ],
  [
    'missing fields at the end, one key before',
    '{"cells": [{"cell_type": "raw", "source": ""}], "nbformat": 4, "nbformat_minor": 4}',
    '{"cells": [{"cell_type": "raw", "metadata": {}, "source": ""}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}',
  ],
  [
    'missing fields of an output',
    `{"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "outputs": [{"output_type": "execute_result", "data": {}}], "execution_count": 1}], ${head}}`,
    `{"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "outputs": [{"output_type": "execute_result", "data": {}, "execution_count": null, "metadata": {}}], "execution_count": 1}], ${head}}`,
  ],
  [
    'whole numbers with a point',
    '{"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "outputs": [], "execution_count": 1.0}], "metadata": {}, "nbformat": 4.0, "nbformat_minor": 5e0}',
    '{"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "outputs": [], "execution_count": 1}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
  ],
  [
    'a key twice with the same value',
    `{"cells": [{"cell_type": "raw", "id": 1, "cell_type": "raw", "id": "a", "metadata": {}, "source": ""}], ${head}}`,
    `{"cells": [{"id": 1, "cell_type": "raw", "id": "a", "metadata": {}, "source": ""}], ${head}}`,
  ],
];

test.each(classes)('%s: nothing else changes', (_, before, after) => {
  const { content, fixes } = fixNotebook(Buffer.from(before));
  const id = /"id": ?"([0-9a-f]{8})"/.exec(content.toString())?.[1] ?? 'none';
  expect(content.toString().replace(id, 'ID')).toBe(after);
  expect(fixes.length).toBeGreaterThan(0);
});

test("every class is valid by Python's nbformat when it is fixed, and was not before", async () => {
  const broken = classes.filter(([name]) => name !== 'a key twice with the same value');
  const files = broken.map(([, before]) => Buffer.from(before));
  expect(await pythonVerdicts(files)).toEqual(files.map(() => false));
  const fixed = classes.map(([, before]) => fixNotebook(Buffer.from(before)).content);
  expect(await pythonVerdicts(fixed)).toEqual(fixed.map(() => true));
});

test('a file that has nothing to fix stays as it is, to the byte', () => {
  for (const file of globSync('test/notebook/fixtures/nbformat/test4*.ipynb', { absolute: true })) {
    const content = readFileSync(file);
    const fixed = fixNotebook(content);
    expect(fixed.fixes, file).toEqual([]);
    expect(fixed.content.equals(content), file).toBe(true);
  }
});

test('fixing mutants never makes a valid one invalid, leaves nothing for a second time, and says what it did', () => {
  const random = seededRandom(7);
  const texts = globSync('test/notebook/fixtures/nbformat/test4*.ipynb')
    .sort()
    .map((file) => readFileSync(file, 'utf8'));
  let fixed = 0;
  for (let count = 0; count < 1500; count++) {
    const { bytes, done } = mutate(random.pick(texts), random);
    const before = validateNotebook(bytes);
    const once = fixNotebook(bytes);
    const after = validateNotebook(once.content);
    if (before.valid) expect(after.valid, done).toBe(true);
    if (!before.valid && after.valid) fixed++;
    expect(once.fixes.length > 0, done).toBe(!once.content.equals(bytes));
    expect(fixNotebook(once.content).fixes, done).toEqual([]);
    for (const { rule, severity } of after.findings) {
      if (severity === 'error') expect(before.findings.length, `${done} ${rule}`).toBeGreaterThan(0);
    }
  }
  expect(fixed).toBeGreaterThan(50);
});

test('the layout is that of nbformat.write, byte for byte', async () => {
  const program = `
import base64, io, json, sys, nbformat
for line in sys.stdin:
    out = io.StringIO()
    nbformat.write(nbformat.reads(base64.b64decode(line).decode(), nbformat.NO_CONVERT), out)
    print(json.dumps(out.getvalue()))
`;
  const odd = `{"nbformat": 4, "nbformat_minor": 4, "metadata": {"b": 1.50, "a": [1E5, 1e-7, -0, -0.0, 1e400, NaN, 123456789012345678901234567890, 1.0], "signature": "x", "orig_nbformat": 2}, "cells": [
    {"cell_type": "code", "metadata": {"trusted": true}, "source": ["a\\nb", "\\u2028c"], "execution_count": null, "outputs": [
      {"output_type": "stream", "name": "stdout", "text": ["a", "b\\n"]},
      {"output_type": "display_data", "metadata": {}, "data": {"text/plain": ["x", "y"], "image/png": ["a", "b"], "application/json": ["p", "q"], "image/svg+xml": "<a>\\n</a>"}}]},
    {"cell_type": "markdown", "metadata": {}, "source": "", "attachments": {"b.png": {"image/png": ["1", "2"]}, "a.txt": {"text/plain": "a\\nb"}}}]}`;
  const files = [
    Buffer.from(odd),
    ...globSync('test/notebook/fixtures/nbformat/*.ipynb')
      .sort()
      .map((file) => readFileSync(file)),
  ].filter((file) => validateNotebook(file).valid && validateNotebook(file).nbformat?.startsWith('4'));
  expect(files.length).toBeGreaterThan(6);
  const written = (await runPython(program, files.map((file) => `${file.toString('base64')}\n`).join('')))
    .trimEnd()
    .split('\n');
  for (const [index, file] of files.entries()) {
    expect(fixNotebook(file, { layout: true }).content.toString()).toBe(JSON.parse(written[index] ?? ''));
  }
});

test('a notebook is never further from valid than it was, nor refused by a reader that read it', async () => {
  const ids = ['1', 'null', '[]', '["a"]', '{}', '1.5', 'true', '""', '"a b"', `"${'x'.repeat(65)}"`, '"good"', '"é"'];
  const cell = (id: string | undefined) =>
    `{"cell_type": "raw", ${id === undefined ? '' : `"id": ${id}, `}"metadata": {}, "source": ""}`;
  const files = [0, 1, 2, 3, 4, 5].flatMap((minor) =>
    ids.flatMap((id) =>
      [[id], [id, undefined], ['"ok"', id], [id, id], [undefined, id, '"ok"', '"ok"']].map((cells) =>
        Buffer.from(
          `{"cells": [${cells.map(cell).join(', ')}], "metadata": {}, "nbformat": 4, "nbformat_minor": ${minor}}`,
        ),
      ),
    ),
  );
  const fixed = files.map((file) => fixNotebook(file).content);
  const errors = (file: Buffer) =>
    validateNotebook(file).findings.filter(({ severity }) => severity === 'error').length;
  for (const [at, file] of files.entries()) {
    expect(errors(fixed[at] ?? file), file.toString()).toBeLessThanOrEqual(errors(file));
  }
  const program = `
import base64, json, sys, warnings, nbformat
warnings.simplefilter('ignore')
for line in sys.stdin:
    try:
        nbformat.reads(base64.b64decode(line).decode(), 4)
        print('true')
    except Exception:
        print('false')
`;
  const read = async (all: readonly Buffer[]) =>
    (await runPython(program, all.map((file) => `${file.toString('base64')}\n`).join(''))).trimEnd().split('\n');
  const [before, after] = [await read(files), await read(fixed)];
  for (const [at, file] of files.entries()) {
    if (before[at] === 'true') expect(after[at], file.toString()).toBe('true');
  }
});
