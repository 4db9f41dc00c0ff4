import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import { soundVersion } from '../../src/notebook/examine.ts';
import { validateNotebook } from '../../src/notebook/validate.ts';
import { damage, grow } from './from-schema.ts';
import { type Mutant, mutate } from './mutants.ts';
import { seededRandom } from './random.ts';
import { pythonVerdicts } from './verdicts.ts';

const folders = ['test/notebook/fixtures/nbformat/*.ipynb', ...(process.env.COURSEWRIGHT_NOTEBOOKS?.split(',') ?? [])];
const originals = globSync(folders, { absolute: true }).sort();

/** `COURSEWRIGHT_MUTANTS` and `COURSEWRIGHT_SEED` make the comparison as large as one likes. */
const count = Number(process.env.COURSEWRIGHT_MUTANTS ?? 600);
const seed = Number(process.env.COURSEWRIGHT_SEED ?? 4);

test("nbformat's own test notebooks get nbformat's own verdict", async () => {
  const files = originals.map((file) => readFileSync(file));
  const verdicts = await pythonVerdicts(files);
  const disagreements = originals.filter((_, index) => validateNotebook(files[index] ?? '').valid !== verdicts[index]);
  expect(disagreements).toEqual([]);
  expect(verdicts.filter(Boolean).length).toBeGreaterThan(8);
});

test(`${count} mutants get the verdict of Python's nbformat, and a finding if and only if they are not valid`, async () => {
  const random = seededRandom(seed);
  const texts = originals.map((file) => readFileSync(file, 'utf8')).filter((text) => text.length < 60_000);
  const mutants: Mutant[] = Array.from({ length: count }, () => mutate(random.pick(texts), random));
  const verdicts = await pythonVerdicts(mutants.map(({ bytes }) => bytes));
  const disagreements = mutants.flatMap(({ bytes, done }, index) => {
    const { valid, findings } = validateNotebook(bytes);
    const told = !findings.some(({ severity }) => severity === 'error');
    return valid === verdicts[index] && told === valid ? [] : [{ python: verdicts[index], ours: valid, told, done }];
  });
  expect(disagreements).toEqual([]);
  expect(verdicts.filter(Boolean).length, 'mutants are of both kinds').toBeGreaterThan(count / 10);
}, 600_000);

test(`${count} notebooks grown from the schemas, whole and damaged, get that verdict too, and only what is sound is passed over`, async () => {
  const random = seededRandom(seed + 1);
  const files = Array.from({ length: count }, () => {
    const { text } = grow(random);
    return random.chance(0.6) ? Buffer.from(text) : damage(text, grow(random).text, random);
  });
  const verdicts = await pythonVerdicts(files);
  const disagreements = files.flatMap((bytes, index) => {
    const { valid, findings } = validateNotebook(bytes);
    const told = !findings.some(({ severity }) => severity === 'error');
    const sound = soundVersion(bytes) === undefined || (valid && findings.length === 0);
    const agree = valid === verdicts[index] && told === valid && sound;
    return agree ? [] : [{ python: verdicts[index], ours: valid, told, sound, text: bytes.toString() }];
  });
  expect(disagreements).toEqual([]);
  expect(verdicts.filter(Boolean).length, 'they are of both kinds').toBeGreaterThan(count / 10);
  expect(files.filter((bytes) => soundVersion(bytes) !== undefined).length).toBeGreaterThan(count / 20);
}, 600_000);
