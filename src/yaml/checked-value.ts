import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { nearest, threeNearest } from '../diagnostics/nearest.ts';
import type { Span } from '../text/span.ts';
import { expectation, type Schema, type SchemaType, typesOf } from './schema.ts';
import { type Problem, rangeOf } from './yaml-node.ts';

export interface CheckContext {
  readonly text: string;
  readonly document: Document<Node>;
  /** Pairs and aliases that are reported already: doubled keys, aliases of nothing. */
  readonly reported: ReadonlySet<Pair | Node>;
  readonly unknownKeys: 'error' | 'keep';
  readonly report: (problem: Problem) => void;
}

/**
 * The data of a YAML node, as far as the schema agrees with it; each disagreement is reported once. Undefined for a
 * value that is wrong as a whole. A value that may be text or a number (a title, a version) is taken as it is written:
 * `3.10` stays `3.10`.
 * @param path The keys down to the node, as in `execute.jobs`; `''` is the whole.
 * @param around What stands for the node where it has no place of its own: the key of an empty value.
 */
export function checkedValue(
  node: Node | null,
  schema: Schema,
  path: string,
  context: CheckContext,
  around: Span = rangeOf(node),
): unknown {
  const own = rangeOf(node);
  const span = own.end > own.start ? own : around;
  if (node !== null && context.reported.has(node)) return undefined;
  const target = isAlias(node) ? node.resolve(context.document) : node;
  if (target === undefined) return undefined;
  if (schema.anyOf !== undefined) {
    const branch = schema.anyOf.find((one) => agrees(target, one, context)) ?? onlyBranchOfKind(target, schema.anyOf);
    if (branch !== undefined) return checkedValue(node, branch, path, context, span);
    return wrong(target, schema, path, span, context);
  }
  if (isMap(target) && fits(target, schema)) return checkedMap(target, schema, path, context);
  if (isSeq(target) && fits(target, schema)) return checkedList(target, schema, path, span, context);
  if (isScalar(target) && agrees(target, schema, context)) {
    return typesOf(schema)[0] === 'string' ? (target.source ?? String(target.value)) : target.value;
  }
  return wrong(target, schema, path, span, context);
}

function checkedMap(map: YAMLMap, schema: Schema, path: string, context: CheckContext): unknown {
  const entries: [string, unknown][] = [];
  for (const pair of map.items as Pair<Node, Node | null>[]) {
    if (context.reported.has(pair)) continue;
    const key = isScalar(pair.key) ? String(pair.key.value) : sourceOf(pair.key, context);
    const known = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key] : undefined;
    const inner = known ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
    if (inner === undefined) {
      if (schema.additionalProperties === false && context.unknownKeys === 'error')
        unknown(key, pair, schema, path, context);
      continue;
    }
    const place = path === '' ? key : `${path}.${key}`;
    const value = checkedValue(pair.value, inner, place, context, rangeOf(pair.key));
    if (value !== undefined) entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

function checkedList(list: YAMLSeq, schema: Schema, path: string, span: Span, context: CheckContext): unknown {
  if (list.items.length < (schema.minItems ?? 0)) {
    const message = `unexpected empty list for \`${path}\`, expected at least one item`;
    context.report({ rule: 'invalid-value', message, span });
    return undefined;
  }
  const values: unknown[] = [];
  for (const item of list.items as Node[]) {
    const value = checkedValue(item, schema.items ?? {}, path, context, span);
    if (value === undefined) continue;
    if (schema.uniqueItems && values.includes(value)) {
      const message = `unexpected second \`${value}\` in \`${path}\`, expected each item once`;
      context.report({ rule: 'invalid-value', message, span: rangeOf(item) });
      continue;
    }
    values.push(value);
  }
  return values;
}

function unknown(key: string, pair: Pair<Node, unknown>, schema: Schema, path: string, context: CheckContext): void {
  const known = Object.keys(schema.properties ?? {});
  const span = rangeOf(pair.key);
  if (span.end === span.start) {
    context.report({
      rule: 'unknown-key',
      message: 'unexpected colon without a key before it',
      span: { ...span, end: span.start + 1 },
    });
    return;
  }
  const suggestion = nearest(key, known) ?? (path === '' ? nestedKey(key, schema) : undefined);
  const where = path === '' ? '' : ` in \`${path}\``;
  context.report({
    rule: 'unknown-key',
    message: `unexpected key \`${clipped(key)}\`${where}${suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`}`,
    span,
    ...(suggestion === undefined && { help: helpForKey(key, known, schema) }),
    // One of another mapping would have to move there.
    ...(suggestion?.includes('.') === false && { meant: suggestion }),
  });
}

/** Few keys are listed; of many, the three that are most like it and have an effect. */
function helpForKey(key: string, known: readonly string[], schema: Schema): string {
  if (known.length <= 20) return `the keys are ${known.join(', ')}`;
  const effective = known.filter((one) => !/no effect here/.test(schema.properties?.[one]?.description ?? ''));
  return `remove it; the nearest keys are ${threeNearest(key, effective).join(', ')}`;
}

/** `execute.timeout` for a `timeout` that stands at the top. */
function nestedKey(key: string, schema: Schema): string | undefined {
  for (const [outer, inner] of Object.entries(schema.properties ?? {})) {
    const describeNode = nearest(key, Object.keys(inner.properties ?? {}));
    if (describeNode !== undefined) return `${outer}.${describeNode}`;
  }
  return undefined;
}

function wrong(node: Node | null, schema: Schema, path: string, span: Span, context: CheckContext): undefined {
  const help = helpFor(node, schema, path, context);
  context.report({
    rule: 'invalid-value',
    message: `unexpected ${found(node, context)} for \`${path}\`, expected ${expectation(schema)}`,
    span,
    ...(help !== undefined && { help }),
    ...meantBy(help),
  });
  return undefined;
}

function helpFor(node: Node | null, schema: Schema, path: string, context: CheckContext): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  const written = node.source ?? String(node.value);
  if (typesOf(schema).includes('boolean')) {
    if (/^(yes|on|y|true|1)$/i.test(written)) return 'write `true`';
    if (/^(no|off|n|false|0)$/i.test(written)) return 'write `false`';
  }
  if (node.type !== 'PLAIN' && scalarFits(numberOf(written), typesOf(schema))) return 'write it without quotes';
  if (schema.items !== undefined && agrees(node, schema.items, context)) {
    return `write \`${path.split('.').at(-1)}: [${sourceOf(node, context)}]\``;
  }
  const words = [schema, ...(schema.anyOf ?? [])].flatMap(
    (one) => one.enum ?? (one.const === undefined ? [] : [one.const]),
  );
  const suggestion = nearest(written, words);
  return suggestion === undefined ? undefined : `did you mean \`${suggestion}\`?`;
}

/** The value that a help says to write, where it is one word. */
function meantBy(help: string | undefined): { readonly meant?: string } {
  const meant = /^(?:write|did you mean) `([\w-]+)`\??$/.exec(help ?? '')?.[1];
  return meant === undefined ? {} : { meant };
}

function numberOf(text: string): unknown {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function found(node: Node | null, context: CheckContext): string {
  if (isMap(node)) return 'mapping';
  if (isSeq(node)) return 'list';
  if (node === null || (isScalar(node) && node.value === null && sourceOf(node, context).trim() === ''))
    return 'empty value';
  return `\`${clipped(sourceOf(node, context))}\``;
}

/** The one alternative that is of the node's kind, where there is exactly one: its problems say more than "neither". */
function onlyBranchOfKind(node: Node | null, branches: readonly Schema[]): Schema | undefined {
  if (isScalar(node) || node === null) return undefined;
  const fitting = branches.filter((branch) => fits(node, branch));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function fits(node: Node | null, schema: Schema): boolean {
  if (schema.enum !== undefined || schema.const !== undefined) return false;
  const types = typesOf(schema);
  if (isMap(node)) return types.length === 0 || types.includes('object');
  if (isSeq(node)) return types.length === 0 || types.includes('array');
  return isScalar(node) && scalarFits(node.value, types);
}

function scalarFits(value: unknown, types: readonly SchemaType[]): boolean {
  if (types.length === 0) return true;
  if (typeof value === 'number') {
    return (
      Number.isFinite(value) && (types.includes('number') || (types.includes('integer') && Number.isInteger(value)))
    );
  }
  return (typeof value === 'string' || typeof value === 'boolean') && types.includes(typeof value as SchemaType);
}

/** Whether a node is all that the schema asks for; of collections only the kind is looked at. */
function agrees(node: Node | null, schema: Schema, context: CheckContext): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some((branch) => agrees(node, branch, context));
  if (!isScalar(node)) return fits(node, schema);
  const { value } = node;
  if (schema.enum !== undefined) return schema.enum.includes(value as string);
  if (schema.const !== undefined) return schema.const === value;
  if (!fits(node, schema)) return false;
  if (typeof value === 'number') {
    return value >= (schema.minimum ?? -Infinity) && value > (schema.exclusiveMinimum ?? -Infinity);
  }
  if (typeof value !== 'string') return true;
  if ([...value].length < (schema.minLength ?? 0)) return false;
  return schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value);
}

function sourceOf(node: Node | null, context: CheckContext): string {
  const { start, end } = rangeOf(node);
  return context.text.slice(start, end);
}

function clipped(text: string): string {
  const line = text.trim().split(/\r?\n/, 1)[0] ?? '';
  return line.length > 60 || line.length < text.trim().length ? `${line.slice(0, 60)}…` : line;
}
