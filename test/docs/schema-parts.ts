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

/** The keys of a lesson's front matter as a table, from the text of its schema; below it, by tool, those without an effect. */
export function frontMatterTable(schema: string): string {
  const own: string[][] = [];
  const others = new Map<string, string[]>();
  for (const { key, schema: value } of keysOf(JSON.parse(schema))) {
    const tool = /^Of (.+); it has no effect here\.$/.exec(value.description ?? '')?.[1];
    if (tool === undefined) own.push([`\`${key}\``, valuesOf(value), value.description ?? '']);
    else others.set(tool, [...(others.get(tool) ?? []), `\`${key}\``]);
  }
  const listed = [...others].map(([tool, keys]) => `- ${tool}: ${keys.join(', ')}`);
  return [
    table(['key', 'values', 'says'], own),
    '',
    'Keys of other tools are allowed and have no effect:',
    '',
    ...listed,
  ].join('\n');
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
  if (schema.anyOf !== undefined) return alternatives(schema.anyOf.map(valuesOf)).join(', or ');
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

/** A list of what may also stand alone need not name it again. */
function alternatives(values: readonly string[]): readonly string[] {
  const isList = (value: string) => values.some((one) => value === `list of: ${one}`);
  return values.some(isList) ? [...values.filter((value) => !isList(value)), 'a list of them'] : values;
}
