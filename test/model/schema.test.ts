import { createGenerator } from 'ts-json-schema-generator';
import { expect, test } from 'vitest';

/**
 * The schema that CI scripts rely on is made from the types that reporters are written against, so the two cannot part.
 * `vitest run test/result -u` writes it anew; its diff shows what a change of a type does to the promise.
 */
test('schemas/result.schema.json says what the types say', async () => {
  const generator = createGenerator({
    path: 'src/model/result.ts',
    tsconfig: 'tsconfig.json',
    type: 'ResultDocument',
    skipTypeCheck: true,
    additionalProperties: false,
  });
  const { $schema, definitions, $ref } = generator.createSchema('ResultDocument');
  const schema = {
    $schema,
    title: 'The result of a coursewright command, as --json prints it',
    $ref,
    definitions: { ...definitions, RuleId: ruleId },
  };
  await expect(`${JSON.stringify(schema, refine, 2)}\n`).toMatchFileSnapshot('../../schemas/result.schema.json');
});

/** Rules are added with every version: a program must take one that it does not know. */
const ruleId = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', description: 'See `coursewright explain`.' };

const fromOne = new Set(['line', 'column', 'endLine', 'endColumn', 'index', 'count']);

/** TypeScript has one type for numbers: all of the result's are whole and not negative, except durations. */
function refine(key: string, value: unknown): unknown {
  if (!isNumber(value) || key === 'durationMs') return isNumber(value) ? { ...value, minimum: 0 } : value;
  return { ...value, type: 'integer', minimum: fromOne.has(key) ? 1 : 0 };
}

function isNumber(value: unknown): value is { type: 'number' } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'number';
}
