import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import { gate } from '../../src/pipeline/gate.ts';
import { mutate } from './mutants.ts';
import { seededRandom } from './random.ts';
import { pythonVerdicts } from './verdicts.ts';

/** What the gate says of a notebook that would be written with this text. */
function gateSays(text: string): string[] {
  const notebook = { variant: 'student', path: 'n.ipynb', notebook: JSON.parse(text), text, files: [] } as const;
  const compiled = { notebooks: [{ ...notebook, origins: new Map([['second', place]]) }] };
  return gate(compiled as never, 'lesson.md').map(({ span, message }) => `${span.start} ${message}`);
}

const place = { span: { start: 7, end: 9 } };

const notebook = (second: object) =>
  JSON.stringify({
    cells: [
      { cell_type: 'markdown', id: 'first', metadata: {}, source: 'a' },
      { cell_type: 'code', id: 'second', metadata: {}, source: 'a', outputs: [], execution_count: null, ...second },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  });

test.each([
  ['a number for a source', { source: 5 }, '`/cells/1/source` must be string'],
  ['a field of our own', { points: 2 }, '`/cells/1` must NOT have additional properties'],
  ['an output without its text', { outputs: [{ output_type: 'stream', name: 'stdout' }] }, '`/cells/1/outputs/0` must'],
  ['a type that there is not', { cell_type: 'cod' }, '`/cells/1` value of tag "cell_type" must be in oneOf'],
])('%s is a finding at the Markdown of its cell, once', (_, second, message) => {
  expect(gateSays(notebook({}))).toEqual([]);
  const said = gateSays(notebook(second));
  expect(said[0]).toContain(`7 n.ipynb would not be a valid notebook: ${message}`);
  // A source is a string or a list: Ajv says of both what is wrong, and that it is neither.
  expect(said.length).toBeLessThanOrEqual(3);
});

test('an id that two cells have is a finding', () => {
  expect(gateSays(notebook({ id: 'first' }))).toEqual([
    '0 n.ipynb would not be a valid notebook: two cells have the id `first`',
  ]);
});

test("what the gate refuses is what Python's nbformat refuses", async () => {
  const random = seededRandom(11);
  const originals = globSync('notebooks/**/*.ipynb').map((file) => readFileSync(file, 'utf8'));
  const texts = Array.from({ length: 300 }, () => mutate(random.pick(originals), random).bytes.toString()).flatMap(
    asWritten,
  );
  const verdicts = await pythonVerdicts(texts.map((text) => Buffer.from(text)));
  // The version is ours to state: the gate holds all to the newest.
  const ours = texts.map((text) => gateSays(text).length === 0);
  expect(texts.filter((_, index) => ours[index] !== verdicts[index])).toEqual([]);
  expect(verdicts.filter(Boolean).length).toBeGreaterThan(50);
  expect(verdicts.filter((valid) => !valid).length).toBeGreaterThan(50);
}, 600_000);

/** As JavaScript writes it, nothing where it is no JSON or states another version. */
function asWritten(text: string): string[] {
  try {
    const value = JSON.parse(text);
    return value.nbformat === 4 && value.nbformat_minor === 5 ? [JSON.stringify(value)] : [];
  } catch {
    return [];
  }
}
