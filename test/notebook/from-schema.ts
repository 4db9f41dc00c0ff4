import { readFileSync } from 'node:fs';
import type { Schema } from '../../src/notebook/schema.ts';
import type { Random } from './random.ts';

/** JSON as text, made piece by piece: it has what `JSON.stringify` does not, such as doubled keys and `1.0`. */
type Json = string;

/** A notebook made from a schema, and the schema it was made from. */
export interface Grown {
  readonly text: string;
  readonly from: string;
}

/**
 * Grows a notebook from one of nbformat's schemas: what the schema says, here and there something that it does not say,
 * under the version number of that schema or of another one.
 */
export function grow(random: Random): Grown {
  const name = random.pick(['3', '4.0', '4.1', '4.2', '4.3', '4.4', '4.5', '4.5', '4.5']);
  const wrong = random.pick([0, 0.005, 0.01, 0.03]);
  const major = random.chance(0.97) ? name.slice(0, 1) : random.pick(['3', '4', '4.0', '"4"']);
  const own = name === '3' ? '0' : name.slice(2);
  const minor = random.chance(0.7) ? own : random.pick(['0', '1', '2', '3', '4', '5', '6', '6', '7', '-1', '5.0']);
  const grower = new Grower(schemaOf(name), random, wrong);
  return { text: grower.notebook({ nbformat: major, nbformat_minor: minor }), from: `${name} as ${major}.${minor}` };
}

class Grower {
  readonly #root: Schema;
  readonly #random: Random;
  readonly #wrong: number;
  #ids = 0;

  constructor(root: Schema, random: Random, wrong: number) {
    this.#root = root;
    this.#random = random;
    this.#wrong = wrong;
  }

  notebook(versions: Record<string, Json>): Json {
    return `${this.#blank()}${this.#object(this.#root, versions)}${this.#blank()}`;
  }

  #value(schema: Schema): Json {
    if (this.#random.chance(this.#wrong)) return this.#random.pick(strays);
    if (schema.$ref !== undefined) return this.#value(this.#resolved(schema.$ref));
    if (schema.oneOf !== undefined) return this.#value(this.#random.pick(schema.oneOf));
    if (schema.enum !== undefined)
      return this.#random.chance(0.98) ? JSON.stringify(this.#random.pick(schema.enum)) : '"Code"';
    if (schema.pattern?.includes('a-zA-Z0-9') === true) return this.#id();
    const type = this.#random.pick([schema.type ?? 'any'].flat());
    switch (type) {
      case 'object':
        return this.#object(schema);
      case 'array':
        return this.#array(schema);
      case 'string':
        return this.#random.pick(
          schema.pattern === undefined ? texts : ['"a"', '"hide-input"', '"x y"', '"a,b"', '"\\n"', '""'],
        );
      case 'integer':
        return this.#random.pick(['0', '1', '3', '12', '-0', '-1', `${schema.minimum ?? 1}`]);
      case 'number':
        return this.#random.pick(['0', '1.5', '1e3', 'NaN']);
      case 'boolean':
        return this.#random.pick(['true', 'false']);
      case 'null':
        return 'null';
      default:
        return this.#random.pick(strays);
    }
  }

  #object(schema: Schema, given: Readonly<Record<string, Json>> = {}): Json {
    const members: (readonly [key: string, value: Json])[] = [];
    for (const [key, each] of Object.entries(schema.properties ?? {})) {
      const needed = schema.required?.includes(key) === true;
      const there = needed ? !this.#random.chance(this.#wrong) : this.#random.chance(0.35);
      if (there) members.push([key, given[key] ?? this.#value(each)]);
    }
    for (const [pattern, each] of Object.entries(schema.patternProperties ?? {})) {
      if (this.#random.chance(0.5)) members.push([this.#random.pick(keysLike(pattern)), this.#value(each)]);
    }
    const rest = schema.additionalProperties;
    if (rest === false ? this.#random.chance(this.#wrong) : this.#random.chance(0.2))
      members.push([
        this.#random.pick(strangers),
        typeof rest === 'object' ? this.#value(rest) : this.#random.pick(strays),
      ]);
    if (members.length > 0 && this.#random.chance(this.#wrong)) members.push(this.#random.pick(members));
    if (this.#random.chance(0.3)) members.sort(() => this.#random.below(3) - 1);
    return this.#joined(
      '{',
      members.map(([key, value]) => `${this.#key(key)}${this.#blank()}:${this.#blank()}${value}`),
      '}',
    );
  }

  #array({ items, uniqueItems }: Schema): Json {
    const count = this.#random.pick([0, 1, 1, 2, 3]);
    const grown = Array.from({ length: count }, () => this.#value(items ?? {}));
    return this.#joined('[', uniqueItems === true && this.#random.chance(0.9) ? [...new Set(grown)] : grown, ']');
  }

  #joined(open: string, parts: readonly Json[], close: string): Json {
    return `${open}${this.#blank()}${parts.join(`${this.#blank()},${this.#blank()}`)}${this.#blank()}${close}`;
  }

  /** Now and then a key is written with an escape: it is the same key. */
  #key(key: string): Json {
    const written = JSON.stringify(key);
    if (key === '' || written.includes('\\') || !this.#random.chance(0.01)) return written;
    return `"\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${written.slice(2)}`;
  }

  #id(): Json {
    if (this.#random.chance(this.#wrong * 2))
      return this.#random.pick(['""', '"a b"', '"ä"', '"a\\n"', `"${'x'.repeat(65)}"`, '"same"', '"\\u0073ame"']);
    return this.#random.chance(this.#wrong) ? '"same"' : `"id-${this.#ids++}"`;
  }

  #blank(): string {
    return this.#random.chance(0.8) ? '' : this.#random.pick([' ', '\n', '\r\n', '\t', ' \n  ']);
  }

  #resolved(ref: string): Schema {
    let found: unknown = this.#root;
    for (const part of ref.replace(/^#\//, '').split('/')) found = (found as Record<string, unknown>)[part];
    return found as Schema;
  }
}

const strays: readonly Json[] = ['null', 'true', '0', '1', '-1', '1.0', '1e0', '""', '"x"', '[]', '{}', '[""]', '["a", "a"]', '[1]', '{"a": 1}', '{"text/plain": 1}', 'NaN', '-Infinity', '"\\ud800"', '"\\u0000"', '[[[]]]', '{"": {"": ""}}', '1e999', '"\\u2028"']; // biome-ignore format: a table
const texts: readonly Json[] = ['""', '"x"', '"a\\nb\\n"', '"\\u00e4\\ud83d\\ude00"', '"ä😀"', '"\\\\\\"/"', '"\\n"', '"text/plain"', `"${'long '.repeat(40)}"`]; // biome-ignore format: a table
const strangers: readonly string[] = ['anything', 'id', 'cell_type', 'output_type', 'outputs', 'metadata', 'source', 'attachments', '__proto__', 'constructor', '', 'nbformat', 'ä', 'a\nb', 'language', 'execution_count', 'prompt_number', 'text']; // biome-ignore format: a table

/** Keys that a pattern of the schemas takes, and keys that it nearly takes. */
function keysLike(pattern: string): readonly string[] {
  if (pattern.includes('json'))
    return [
      'application/json',
      'application/vnd.x+json',
      'application/x+json\n',
      'application/+json',
      'text/plain',
      'application/json5',
      'image/png',
      'application/\n+json',
    ];
  return ['text/plain', 'image/png', 'iopub.status.busy', 'a', '', '\n', 'a.png'];
}

const schemas = new Map<string, Schema>();

function schemaOf(name: string): Schema {
  const known = schemas.get(name);
  if (known !== undefined) return known;
  const file = new URL(`../../schemas/nbformat/nbformat.v${name}.schema.json`, import.meta.url);
  const read = JSON.parse(readFileSync(file, 'utf8')) as Schema;
  schemas.set(name, read);
  return read;
}

/** Changes a few bytes of a text, as a broken disk, a bad merge or a careless script would. */
export function damage(text: string, other: string, random: Random): Buffer {
  let bytes = Buffer.from(text);
  for (let times = random.pick([1, 1, 1, 2, 3]); times > 0; times--) {
    const at = random.below(bytes.length + 1);
    const to = Math.min(at + 1 + random.below(random.pick([1, 1, 4, 40])), bytes.length);
    const piece = random.pick(pieces);
    const parts = random.pick([
      [bytes.subarray(0, at), bytes.subarray(to)],
      [bytes.subarray(0, at), piece, bytes.subarray(at)],
      [bytes.subarray(0, at), piece, bytes.subarray(to)],
      [bytes.subarray(0, to), bytes.subarray(at)],
      [bytes.subarray(0, at), Buffer.from(other).subarray(random.below(other.length))],
    ]);
    bytes = Buffer.concat(parts);
  }
  return bytes;
}

const pieces: readonly Buffer[] = [...'{}[],:"\\0159.-+eEtnN/u \n\r\t\0\x7fä😀\u2028\ufeff']
  .map((each) => Buffer.from(each))
  .concat([0x80, 0xbf, 0xc0, 0xed, 0xf5, 0xff].map((byte) => Buffer.from([byte])), [...['null', 'NaN', '""', '{}', '[]', '"a":1,', '\\u', '\\ud800', '<<<<<<< HEAD\n', '=======\n', '>>>>>>> b\n', ',,', '//', '-0'].map((each) => Buffer.from(each))]); // biome-ignore format: a table
