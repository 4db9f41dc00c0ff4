import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { defaultConfig, readConfig } from '../../src/config/load-config.ts';
import { parseSize } from '../../src/config/size.ts';
import { sanitizerNames } from '../../src/confirm/sanitize.ts';
import { readSchema, type Schema } from '../../src/yaml/schema.ts';
import { readYaml } from '../../src/yaml/yaml.ts';

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
ajv.addVocabulary(['patternErrorMessage']);

/** Values of which some fit somewhere and none fits everywhere. */
const scalars = [
  ...[
    '',
    'a',
    'student',
    'auto',
    'numpy>=2',
    '-r x',
    '>=3.10',
    '10MB',
    'tolerance=1e-6',
    'tolerance=1e-6,abs=1e-12',
    'tolerance=1,abs',
    'exact',
    'warn',
    'o/r',
  ],
  ...[0, 1, 60, 1.5, -1, 3.1, true, false, null],
];

const junk = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...scalars) },
  fc.array(fc.constantFrom(...scalars), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('a', 'name', 'TZ', 'timeout', '__proto__'), fc.constantFrom(...scalars), {
    maxKeys: 2,
  }),
);

/** Data that mostly fits a schema. */
function like(schema: Schema): fc.Arbitrary<unknown> {
  const branches = [
    ...(schema.anyOf ?? []).map(like),
    ...(schema.default === undefined ? [] : [fc.constant(schema.default)]),
  ];
  if (schema.enum !== undefined) branches.push(fc.constantFrom(...schema.enum));
  if (schema.items !== undefined) branches.push(fc.array(like(schema.items), { maxLength: 3 }));
  if (schema.properties !== undefined) {
    const record = Object.fromEntries(Object.entries(schema.properties).map(([key, inner]) => [key, like(inner)]));
    branches.push(fc.record(record, { requiredKeys: [] }));
  }
  return branches.length === 0
    ? junk
    : fc.oneof({ weight: 1, arbitrary: junk }, ...branches.map((arbitrary) => ({ weight: 9, arbitrary })));
}

/** Few keys at a time, so that many of the documents are valid. */
function documents(schema: Schema): fc.Arbitrary<Record<string, unknown>> {
  const entry = fc.oneof(
    ...Object.entries(schema.properties ?? {})
      .filter(([, inner]) => Object.keys(inner).length > 1)
      .map(([key, inner]) => fc.tuple(fc.constant(key), like(inner))),
    fc.tuple(fc.constantFrom('titel', 'constructor', '__proto__', 'x y'), junk),
  );
  return fc
    .uniqueArray(entry, { maxLength: 3, selector: ([key]) => key })
    .map((entries) => Object.fromEntries(entries));
}

describe.each(['config', 'front-matter'] as const)('%s.schema.json', (name) => {
  const schema = readSchema(name);

  test('agrees with ajv on what is valid', () => {
    const valid = ajv.compile(schema);
    const verdicts = { valid: 0, invalid: 0 };
    fc.assert(
      fc.property(documents(schema), (data) => {
        const text = stringify(data);
        const { diagnostics } = readYaml(text, schema, { file: 'x' });
        const expected = valid(data);
        verdicts[expected ? 'valid' : 'invalid'] += 1;
        expect(diagnostics.map(({ message }) => message).join('\n') === '', text).toBe(expected);
        for (const { span } of diagnostics) {
          expect(span.end).toBeGreaterThan(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
    expect(verdicts.valid).toBeGreaterThan(200);
    expect(verdicts.invalid).toBeGreaterThan(200);
  });

  test('says something about every key', () => {
    const silent = (one: Schema, path: string): string[] => [
      ...(path !== '' && one.description === undefined ? [path] : []),
      ...Object.entries(one.properties ?? {}).flatMap(([key, inner]) => silent(inner, `${path}.${key}`)),
    ];
    expect(silent(schema, '')).toEqual([]);
  });
});

test('the schema names the sanitizers that there are', () => {
  const { properties } = readSchema('config').properties?.confirm ?? {};
  expect(properties?.sanitize?.items?.enum).toEqual(sanitizerNames);
});

test('the defaults of the schema are those that hold', () => {
  const withDefaults = (schema: Schema): unknown =>
    Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([, inner]) => inner.default !== undefined || inner.properties !== undefined)
        .map(([key, inner]) => [key, inner.default ?? withDefaults(inner)]),
    );
  const written = withDefaults(readSchema('config')) as { execute: { maxOutput: string } };
  const { execute } = written;
  expect({ ...written, execute: { ...execute, maxOutput: parseSize(execute.maxOutput) } }).toEqual(defaultConfig);
  expect(readConfig(stringify(written), 'x')).toMatchObject({ config: defaultConfig, diagnostics: [] });
});
