import {
  isString,
  isText,
  type JsonDocument,
  Kind,
  keyText,
  member,
  type Node,
  numberOf,
  shadowed,
  textOf,
} from '../json/json-document.ts';

/** A JSON Schema of draft 4, as far as nbformat's schemas go; what else stands in one is refused when it is compiled. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | boolean)[];
  readonly not?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly uniqueItems?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly definitions?: Readonly<Record<string, unknown>>;
}

/** One thing in a document that a schema does not allow. `node` is the value (or, of `unknown`, the key). */
export type Mistake =
  | { readonly type: 'type'; readonly node: Node; readonly expected: readonly string[] }
  | { readonly type: 'value'; readonly node: Node; readonly expected: readonly (string | boolean)[] }
  /** A `cell_type` or `output_type` (`key`) that the schema does not know. */
  | { readonly type: 'variant'; readonly node: Node; readonly key: string; readonly expected: readonly string[] }
  | { readonly type: 'pattern'; readonly node: Node; readonly expected: string }
  | { readonly type: 'length'; readonly node: Node; readonly expected: number }
  | { readonly type: 'range'; readonly node: Node; readonly expected: string }
  | { readonly type: 'repeated'; readonly node: Node; readonly first: Node }
  | { readonly type: 'missing'; readonly node: Node; readonly key: string }
  | { readonly type: 'unknown'; readonly node: Node; readonly object: Node; readonly expected: readonly string[] };

/**
 * Judges a value. With a list, every mistake goes on it; without one (`null`) the check ends at the first and only its
 * verdict counts.
 */
export type Check = (document: JsonDocument, node: Node, mistakes: Mistakes | null) => boolean;

/** Where mistakes are gathered, up to `most` or a few more. */
export interface Mistakes {
  readonly list: Mistake[];
  readonly most: number;
}

/** A schema that is being compiled. */
interface Compiler {
  readonly root: Schema;
  /** What references in it lead to, as far as they were followed. */
  readonly resolved: Map<string, Check>;
}

/**
 * Compiles a schema. Where it says `oneOf`, the value's own type, `cell_type` or `output_type` decides which of them
 * it is judged by, so that one mistake stays one; that gives the same verdict because no two of them share a type.
 */
export function compileSchema(root: Schema): Check {
  const resolved = new Map<string, Check>();
  const compiler: Compiler = { resolved, root };

  return compile(compiler, root);
}

function compile(compiler: Compiler, schema: Schema): Check {
  if (schema.$ref !== undefined) return reference(compiler, schema.$ref);
  const checks: Check[] = [];
  if (schema.enum !== undefined) checks.push(checkEnum(schema.enum));
  if (schema.pattern !== undefined) checks.push(checkPattern(schema.pattern));
  if (schema.maxLength !== undefined) checks.push(checkLength(schema.minLength ?? 0, schema.maxLength));
  if (schema.minimum !== undefined) checks.push(checkRange(schema.minimum, schema.maximum));
  if (schema.not !== undefined) checks.push(checkNot(compile(compiler, schema.not)));
  if (schema.items !== undefined) checks.push(onlyType(schema.items) ?? checkItems(compile(compiler, schema.items)));
  if (schema.uniqueItems === true) checks.push(checkUnique);
  if (schema.oneOf !== undefined) checks.push(checkOneOf(compiler, schema.oneOf));
  if (schema.required ?? schema.properties ?? schema.patternProperties ?? schema.additionalProperties === false) {
    checks.push(checkObject(compiler, schema));
  }
  const all = checkAll(checks);
  return schema.type === undefined ? all : checkType([schema.type].flat(), all);
}

/** Compiled when it is first needed: a reference may lead to what is being compiled. */
function reference(compiler: Compiler, ref: string): Check {
  return (document, node, mistakes) => {
    let check = compiler.resolved.get(ref);
    if (check === undefined) {
      check = compile(compiler, resolve(compiler, ref));
      compiler.resolved.set(ref, check);
    }
    return check(document, node, mistakes);
  };
}

function resolve(compiler: Compiler, ref: string): Schema {
  let found: unknown = compiler.root;
  for (const part of ref.replace(/^#\//, '').split('/')) found = (found as Record<string, unknown>)[part];
  if (typeof found !== 'object' || found === null) throw new TypeError(`the schema has no ${ref}`);
  return found as Schema;
}

function checkOneOf(compiler: Compiler, schemas: readonly Schema[]): Check {
  const branches = schemas.map((each) => (each.$ref === undefined ? each : resolve(compiler, each.$ref)));
  const key = ['cell_type', 'output_type'].find((name) => branches.every((each) => each.properties?.[name]));
  return key === undefined ? byType(compiler, branches) : byVariant(compiler, branches, key);
}

function byType(compiler: Compiler, branches: readonly Schema[]): Check {
  const types = branches.flatMap((each) => each.type ?? []);
  if (types.length !== branches.length || new Set(types).size !== types.length) throw new TypeError('ambiguous oneOf');
  const checks = branches.map((schema) => compile(compiler, schema));
  const masks = types.map((type) => typeMask([type]));
  const anyType = checkType(types, accept);
  return (document, node, mistakes) => {
    const bit = 1 << (document.kinds[node] ?? 0);
    for (let index = 0; index < masks.length; index++) {
      if (((masks[index] ?? 0) & bit) !== 0) return (checks[index] ?? accept)(document, node, mistakes);
    }
    return anyType(document, node, mistakes);
  };
}

function byVariant(compiler: Compiler, branches: readonly Schema[], key: string): Check {
  const known = new Map<string, Check>();
  let other: Check | undefined;
  for (const branch of branches) {
    const names = branch.properties?.[key]?.enum;
    if (!branch.required?.includes(key)) throw new TypeError(`ambiguous oneOf: ${key} may be missing`);
    if (names === undefined) other = compile(compiler, branch);
    else for (const name of names) known.set(String(name), compile(compiler, branch));
  }
  const missing = checkObject(compiler, { required: [key] });
  return (document, node, mistakes) => {
    const variant = member(document, node, key);
    if (variant < 0) return missing(document, node, mistakes);
    for (const [name, check] of known) if (isText(document, variant, name)) return check(document, node, mistakes);
    if (other !== undefined) return other(document, node, mistakes);
    mistakes?.list.push({ type: 'variant', node: variant, key, expected: [...known.keys()] });
    return false;
  };
}

function checkObject(compiler: Compiler, schema: Schema): Check {
  const required = schema.required ?? [];
  const all = (1 << required.length) - 1;
  const properties = new Map(
    Object.entries(schema.properties ?? {}).map(([name, each]) => [name, compile(compiler, each)]),
  );
  const patterns = Object.entries(schema.patternProperties ?? {}).map(
    ([pattern, each]) => [pythonPattern(pattern), compile(compiler, each)] as const,
  );
  const rest = schema.additionalProperties;
  const restCheck = typeof rest === 'object' ? compile(compiler, rest) : accept;
  const closed = rest === false;
  const expected = [...properties.keys()];
  const fieldOf = (name: string): Field => {
    const property = properties.get(name);
    const checks = patterns.flatMap(([pattern, check]) => (pattern.test(name) ? [check] : []));
    if (property !== undefined) checks.unshift(property);
    if (checks.length === 0 && !closed) checks.push(restCheck);
    const check = checks.length > 0 ? checkAll(checks) : undefined;
    return { bit: required.includes(name) ? 1 << required.indexOf(name) : 0, check };
  };
  /** By the number of a key: what was looked up once. */
  const fields: (Field | undefined)[] = [];

  return (document, node, mistakes) => {
    const { kinds, nexts } = document;
    if (kinds[node] !== Kind.object) return true;
    let valid = true;
    let seen = 0;
    const end = nexts[node] ?? 0;
    for (let key = node + 1; key < end; key = nexts[key + 1] ?? end) {
      const number = nexts[key] ?? 0;
      if (number === shadowed) continue;
      let field = number > 0 ? fields[number] : undefined;
      if (field === undefined) {
        field = fieldOf(keyText(document, key));
        if (number > 0) fields[number] = field;
      }
      seen |= field.bit;
      if (field.check === undefined) mistakes?.list.push({ type: 'unknown', node: key, object: node, expected });
      else if (field.check(document, key + 1, mistakes)) continue;
      if (mistakes === null || mistakes.list.length >= mistakes.most) return false;
      valid = false;
    }
    if (seen === all) return valid;
    for (const [index, key] of required.entries()) {
      if ((seen & (1 << index)) === 0) mistakes?.list.push({ type: 'missing', node, key });
    }
    return false;
  };
}

/** What a field of an object must be (undefined: it must not be there), and its bit among those that are required. */
interface Field {
  readonly bit: number;
  readonly check: Check | undefined;
}

const accept: Check = () => true;

function checkAll(checks: readonly Check[]): Check {
  const [first, second] = checks;
  if (first === undefined) return accept;
  if (second === undefined) return first;
  return (document, node, mistakes) => {
    let valid = true;
    for (const check of checks) {
      if (check(document, node, mistakes)) continue;
      if (mistakes === null) return false;
      valid = false;
    }
    return valid;
  };
}

const kindsOfType: Readonly<Record<string, readonly number[]>> = {
  null: [Kind.null],
  boolean: [Kind.true, Kind.false],
  integer: [Kind.integer],
  number: [Kind.integer, Kind.float],
  string: [Kind.string, Kind.escapedString],
  array: [Kind.array],
  object: [Kind.object],
};

function typeMask(types: readonly string[]): number {
  let mask = 0;
  for (const type of types) {
    for (const kind of kindsOfType[type] ?? []) mask |= 1 << kind;
  }
  return mask;
}

/** What is of the wrong type is not judged further. */
function checkType(expected: readonly string[], then: Check): Check {
  const mask = typeMask(expected);
  return (document, node, mistakes) => {
    if ((mask & (1 << (document.kinds[node] ?? 0))) !== 0) return then(document, node, mistakes);
    mistakes?.list.push({ type: 'type', node, expected });
    return false;
  };
}

function checkEnum(expected: readonly (string | boolean)[]): Check {
  return (document, node, mistakes) => {
    const kind = document.kinds[node];
    if (kind === Kind.true && expected.includes(true)) return true;
    if (kind === Kind.false && expected.includes(false)) return true;
    for (const each of expected) if (typeof each === 'string' && isText(document, node, each)) return true;
    mistakes?.list.push({ type: 'value', node, expected });
    return false;
  };
}

function checkNot(check: Check): Check {
  return (document, node, mistakes) => {
    if (!check(document, node, null)) return true;
    mistakes?.list.push({ type: 'value', node, expected: [] });
    return false;
  };
}

function checkPattern(pattern: string): Check {
  const expression = pythonPattern(pattern);
  return (document, node, mistakes) => {
    if (!isString(document, node) || expression.test(textOf(document, node))) return true;
    mistakes?.list.push({ type: 'pattern', node, expected: pattern });
    return false;
  };
}

/**
 * A Python regular expression of the schemas as a JavaScript one: `.` is all but a line feed, and `$` also stands before
 * a last line feed. (fastjsonschema is stricter about `$`, but nbformat believes only what jsonschema says too.)
 */
function pythonPattern(pattern: string): RegExp {
  return new RegExp(pattern.replace(/(?<!\\)\.(?![^[]*\])/g, '[^\\n]').replace(/(?<!\\)\$$/, '(?=\\n?$)'), 'u');
}

/** Lengths are in code points, as Python counts. */
function checkLength(least: number, most: number): Check {
  return (document, node, mistakes) => {
    if (!isString(document, node)) return true;
    const text = textOf(document, node);
    // No text has more code points than units, and none less than half as many.
    if (text.length <= most && text.length >= least * 2 - 1) return true;
    let length = 0;
    for (const _ of text) if (++length > most) break;
    if (length >= least && length <= most) return true;
    mistakes?.list.push({ type: 'length', node, expected: most });
    return false;
  };
}

function checkRange(least: number, most = Number.POSITIVE_INFINITY): Check {
  const expected = most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
  return (document, node, mistakes) => {
    const kind = document.kinds[node];
    if (kind !== Kind.integer && kind !== Kind.float) return true;
    const value = numberOf(document, node);
    if (value >= least && value <= most) return true;
    mistakes?.list.push({ type: 'range', node, expected });
    return false;
  };
}

/** Lists of strings are most of a notebook: where the type of the items is all that counts, it is looked up directly. */
function onlyType({ type, ...rest }: Schema): Check | undefined {
  if (type === undefined || Object.keys(rest).some((key) => key !== 'description')) return undefined;
  const expected = [type].flat();
  const mask = typeMask(expected);
  return (document, node, mistakes) => {
    const { kinds, nexts } = document;
    if (kinds[node] !== Kind.array) return true;
    let valid = true;
    const end = nexts[node] ?? 0;
    for (let item = node + 1; item < end; item = nexts[item] ?? end) {
      if ((mask & (1 << (kinds[item] ?? 0))) !== 0) continue;
      if (mistakes === null || mistakes.list.length >= mistakes.most) return false;
      mistakes.list.push({ type: 'type', node: item, expected });
      valid = false;
    }
    return valid;
  };
}

function checkItems(check: Check): Check {
  return (document, node, mistakes) => {
    const { kinds, nexts } = document;
    if (kinds[node] !== Kind.array) return true;
    let valid = true;
    const end = nexts[node] ?? 0;
    for (let item = node + 1; item < end; item = nexts[item] ?? end) {
      if (check(document, item, mistakes)) continue;
      if (mistakes === null || mistakes.list.length >= mistakes.most) return false;
      valid = false;
    }
    return valid;
  };
}

/** Of strings only: in nbformat's schemas unique items must be strings anyway. */
const checkUnique: Check = (document, node, mistakes) => {
  const { kinds, nexts } = document;
  if (kinds[node] !== Kind.array) return true;
  const seen = new Map<string, Node>();
  let valid = true;
  const end = nexts[node] ?? 0;
  for (let item = node + 1; item < end; item = nexts[item] ?? end) {
    if (!isString(document, item)) continue;
    const text = textOf(document, item);
    const first = seen.get(text);
    if (first === undefined) {
      seen.set(text, item);
      continue;
    }
    mistakes?.list.push({ type: 'repeated', node: item, first });
    valid = false;
  }
  return valid;
};
