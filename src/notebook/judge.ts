import { readFileSync } from 'node:fs';
import {
  isString,
  itemsOf,
  type JsonDocument,
  Kind,
  member,
  type Node,
  numberOf,
  textOf,
} from '../json/json-document.ts';
import { type Check, compileSchema, type Mistake, type Mistakes, type Schema } from './schema.ts';

/** The newest minor of nbformat 4 that has a schema. */
export const newestMinor = 5;

/** More mistakes of one file are not looked for: nobody fixes ten thousand by hand. */
export const mostMistakes = 10_000;

/** Which schema a notebook is judged by, and why. */
export type Version =
  /** The version that the notebook itself states, and that has a schema (or is a later minor of 4). */
  | { readonly type: 'stated'; readonly major: 3 | 4; readonly minor: number }
  /** The version is missing or wrong, but the notebook has the shape of this one. Always invalid. */
  | { readonly type: 'assumed'; readonly major: 4; readonly minor: number }
  /** A version that no schema is for. Always invalid. */
  | { readonly type: 'unknown' }
  /** JSON, but nothing that a notebook has. Always invalid. */
  | { readonly type: 'no-notebook' };

export interface Judgement {
  readonly version: Version;
  readonly valid: boolean;
  readonly mistakes: readonly Mistake[];
  readonly repeatedIds: readonly RepeatedId[];
}

/** The id of a cell, and the cell that had it first. */
export interface RepeatedId {
  readonly node: Node;
  readonly first: Node;
}

/**
 * Judges a document as Python's `nbformat.validator.isvalid` does: by the schema of the version that it states, and
 * (from 4.5 on) cell ids may not repeat. Where it is not valid, all mistakes are found, up to about `most`.
 */
export function judge(document: JsonDocument, most: number = mostMistakes): Judgement {
  const version = versionOf(document);
  if (version.type === 'unknown' || version.type === 'no-notebook') {
    return { version, valid: false, mistakes: [], repeatedIds: [] };
  }
  const check = checkOf(version.major, version.minor);
  const withIds = version.major === 4 && version.minor >= 5;
  const repeatedIds = withIds ? findRepeatedIds(document, most) : [];
  const mistakes: Mistakes = { list: [], most };
  const fits = check(document, 0, null) || check(document, 0, mistakes);
  return {
    version,
    valid: version.type === 'stated' && fits && repeatedIds.length === 0,
    mistakes: mistakes.list,
    repeatedIds,
  };
}

function versionOf(document: JsonDocument): Version {
  if (document.kinds[0] !== Kind.object) return { type: 'no-notebook' };
  const cells = member(document, 0, 'cells');
  const worksheets = member(document, 0, 'worksheets');
  const major = integerOf(document, member(document, 0, 'nbformat'));
  const minorNode = member(document, 0, 'nbformat_minor');
  // Python takes a missing minor for 0; the schemas of both majors then miss it.
  const minor = minorNode < 0 ? undefined : integerOf(document, minorNode);
  if (major === 3 && (worksheets >= 0 || cells < 0)) {
    return minorNode < 0 || minor === 0 ? { type: 'stated', major: 3, minor: 0 } : { type: 'unknown' };
  }
  if (major === 4 && minor !== undefined && minor >= 0) return { type: 'stated', major: 4, minor };
  if (cells >= 0) {
    if (major !== undefined && major !== 4) return { type: 'unknown' };
    return {
      type: 'assumed',
      major: 4,
      minor: minor !== undefined && minor >= 0 ? minor : likelyMinor(document, cells),
    };
  }
  if (member(document, 0, 'nbformat') >= 0)
    return major === 4 ? { type: 'assumed', major: 4, minor: 4 } : { type: 'unknown' };
  return worksheets >= 0 ? { type: 'unknown' } : { type: 'no-notebook' };
}

/** The newest minor if any cell has an id, else the last one without ids. */
function likelyMinor(document: JsonDocument, cells: Node): number {
  for (const cell of itemsOf(document, cells)) if (member(document, cell, 'id') >= 0) return newestMinor;
  return newestMinor - 1;
}

function integerOf(document: JsonDocument, node: Node): number | undefined {
  return node >= 0 && document.kinds[node] === Kind.integer ? numberOf(document, node) : undefined;
}

/** Cells whose id an earlier cell has. Ids that are no strings occur in later minors: there 1, 1.0 and true are equal. */
function findRepeatedIds(document: JsonDocument, most: number): RepeatedId[] {
  const { kinds, nexts } = document;
  const cells = member(document, 0, 'cells');
  const seen = new Map<string | number | null, Node>();
  const repeated: RepeatedId[] = [];
  if (cells < 0 || kinds[cells] !== Kind.array) return repeated;
  const end = nexts[cells] ?? 0;
  for (let cell = cells + 1; cell < end && repeated.length < most; cell = nexts[cell] ?? end) {
    const node = member(document, cell, 'id');
    if (node < 0) continue;
    const id = pythonKey(document, node);
    const first = id === undefined ? node : seen.get(id);
    if (first !== undefined) repeated.push({ node, first });
    else if (id !== undefined) seen.set(id, node);
  }
  return repeated;
}

/** What Python's sets tell ids apart by; undefined for lists and objects, which no set takes. */
function pythonKey(document: JsonDocument, node: Node): string | number | null | undefined {
  if (isString(document, node)) return textOf(document, node);
  switch (document.kinds[node]) {
    case Kind.true:
      return 1;
    case Kind.false:
      return 0;
    case Kind.null:
      return null;
    case Kind.array:
    case Kind.object:
      return undefined;
    default:
      return numberOf(document, node);
  }
}

const checks = new Map<string, Check>();

function checkOf(major: 3 | 4, minor: number): Check {
  const name = major === 3 ? '3' : minor > newestMinor ? 'later' : `4.${minor}`;
  let check = checks.get(name);
  if (check === undefined) {
    check = compileSchema(name === 'later' ? relaxed(schemaOf(`4.${newestMinor}`)) : schemaOf(name));
    checks.set(name, check);
  }
  return check;
}

function schemaOf(name: string): Schema {
  const file = new URL(`../../schemas/nbformat/nbformat.v${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Schema;
}

/** The newest schema as nbformat loosens it for a later minor: any further fields, any other cells and outputs. */
function relaxed(schema: Schema): Schema {
  const open = JSON.parse(JSON.stringify(schema), (key, value) => (key === 'additionalProperties' ? true : value));
  const { cell, output } = open.definitions;
  cell.oneOf.push({ $ref: '#/definitions/unrecognized_cell' });
  output.oneOf.push({ $ref: '#/definitions/unrecognized_output' });
  return open;
}
