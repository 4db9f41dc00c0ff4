import { readFileSync } from 'node:fs';

/** The part of JSON Schema (draft 7) that the schemas of our own YAML use; a test holds them to it. */
export interface Schema {
  readonly type?: SchemaType | readonly SchemaType[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly pattern?: string;
  /** What a text must look like, in words; editors that know JSON Schema show it too. */
  readonly patternErrorMessage?: string;
  readonly description?: string;
  readonly default?: unknown;
}

export type SchemaType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';

/** Reads a schema that ships in `schemas/`. */
export function readSchema(name: 'config' | 'front-matter'): Schema {
  const url = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Schema;
}

/** What a schema asks for, as the end of "expected …": `a`, `a or b`, `a, b or c`. */
export function expectation(schema: Schema): string {
  const phrases = expectations(schema);
  return phrases.length < 2 ? (phrases[0] ?? '') : `${phrases.slice(0, -1).join(', ')} or ${phrases.at(-1)}`;
}

function expectations(schema: Schema): readonly string[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(expectations);
  if (schema.const !== undefined) return [`\`${schema.const}\``];
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``);
  if (schema.patternErrorMessage !== undefined) return [schema.patternErrorMessage];
  switch (typesOf(schema)[0]) {
    case 'integer':
    case 'number':
      return [number(schema)];
    case 'boolean':
      return ['`true`', '`false`'];
    case 'array':
      return ['a list'];
    case 'object':
      return [mapping(schema)];
    default:
      return [schema.minLength === undefined ? 'a text' : 'a text that is not empty'];
  }
}

/** The types that a schema names, none where it names none. */
export function typesOf(schema: Schema): readonly SchemaType[] {
  if (schema.type === undefined) return [];
  return typeof schema.type === 'string' ? [schema.type] : schema.type;
}

function number(schema: Schema): string {
  const noun = typesOf(schema)[0] === 'integer' ? 'a whole number' : 'a number';
  if (schema.minimum !== undefined) return `${noun} from ${schema.minimum}`;
  return schema.exclusiveMinimum === undefined ? noun : `${noun} above ${schema.exclusiveMinimum}`;
}

function mapping(schema: Schema): string {
  const keys = Object.keys(schema.properties ?? {});
  return keys.length === 0 ? 'keys with values' : `keys such as \`${keys.slice(0, 3).join('`, `')}\``;
}
