import { type Schema, typesOf } from '../../src/yaml/schema.ts';
import { table } from './generated.ts';

/** The keys of `coursewright.yaml` as a table, from the text of the schema that reads it. */
export function configurationTable(schema: string): string {
  return table(
    ['key', 'values', 'default', 'says'],
    keysOf(JSON.parse(schema)).map(({ key, schema }) => [
      `\`${key}\``,
      valuesOf(schema),
      shown(schema.default),
      schema.description ?? '',
    ]),
  );
}

/** The keys of a lesson's front matter as a table, from the text of its schema. */
export function frontMatterTable(schema: string): string {
  return table(
    ['key', 'values', 'says'],
    keysOf(JSON.parse(schema)).map(({ key, schema }) => [`\`${key}\``, valuesOf(schema), schema.description ?? '']),
  );
}

/** A default as YAML has it in one line. */
function shown(value: unknown): string {
  if (value === undefined) return '';
  return `\`${
    typeof value === 'string'
      ? value
      : JSON.stringify(value)
          .replaceAll('"', '')
          .replaceAll(/([:,])/g, '$1 ')
  }\``;
}

function keysOf(schema: Schema, above = ''): { key: string; schema: Schema }[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !name.startsWith('$'))
    .flatMap(([name, inner]) =>
      inner.properties === undefined ? [{ key: `${above}${name}`, schema: inner }] : keysOf(inner, `${above}${name}.`),
    );
}

function valuesOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(valuesOf).join(', or ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.patternErrorMessage !== undefined) return schema.patternErrorMessage;
  const types = typesOf(schema);
  if (types.includes('array')) return `list of: ${schema.items === undefined ? 'anything' : valuesOf(schema.items)}`;
  if (types.includes('object')) {
    const { additionalProperties } = schema;
    return `name: ${typeof additionalProperties === 'object' ? valuesOf(additionalProperties) : 'value'}`;
  }
  if (types.includes('integer')) return `whole number from ${schema.minimum ?? 0}`;
  if (types.includes('boolean') && types.length === 1) return '`true`, `false`';
  if (types.includes('number') && types.length === 1) return 'number above 0';
  return 'text';
}
