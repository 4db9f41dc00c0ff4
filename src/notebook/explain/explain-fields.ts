import leven from 'leven';
import { type JsonDocument, keyText, member, type Node } from '../../json/json-document.ts';
import { placeOf, showKey } from '../../json/place.ts';
import { allOf, type Problem, problemAt } from '../problem.ts';
import type { Mistake } from '../schema.ts';

/** Whether a key is most likely a slip for a field's name. */
export function isMisspelt(key: string, name: string): boolean {
  if (key.length > 40) return false;
  return key.toLowerCase() === name.toLowerCase() || (name.length > 3 && leven(key, name, { maxDistance: 3 }) <= 2);
}

export function explainMisspelt(document: JsonDocument, object: Node, key: Node, meant: string): Problem {
  const { name } = placeOf(document, object);
  const found = keyText(document, key);
  return problemAt(
    document,
    'notebook-unknown-field',
    key,
    `${name} has ${showKey(found)}, expected ${showKey(meant)}`,
    {
      help: `rename ${showKey(found)} to ${showKey(meant)}`,
      expected: meant,
      actual: found,
    },
  );
}

/** What a field may be where there is nothing to say in it. */
export const emptyValues: Readonly<Record<string, string>> = {
  metadata: '{}',
  outputs: '[]',
  source: '[]',
  execution_count: 'null',
  cells: '[]',
  data: '{}',
  traceback: '[]',
  name: '"stdout"',
  text: '[]',
};

const fixable = ['metadata', 'outputs', 'execution_count'];

export function explainMissing(document: JsonDocument, object: Node, keys: readonly string[]): Problem {
  const place = placeOf(document, object);
  const isKernel = place.path[0] === 'metadata';
  const additions = keys.map((key) => {
    const empty = isKernel ? '"…"' : emptyValues[key];
    return empty === undefined ? showKey(key) : `${showKey(key)}: ${empty}`;
  });
  const fixes = !isKernel && keys.every((key) => fixable.includes(key));
  const names = keys.map(showKey);
  return problemAt(
    document,
    'notebook-missing-field',
    object,
    `${place.name} has no ${names.slice(0, -1).join(', no ')}${names.length > 1 ? ' and no ' : ''}${names.at(-1)}`,
    {
      help: typeHelp(document, object, keys) ?? `add ${allOf(additions)}${fixes ? '; `--fix` does it' : ''}`,
      expected: additions.join(', '),
    },
  );
}

function typeHelp(document: JsonDocument, object: Node, keys: readonly string[]): string | undefined {
  if (keys.includes('output_type')) return 'add "output_type": "stream", "display_data", "execute_result" or "error"';
  if (!keys.includes('cell_type')) return undefined;
  const isCode = member(document, object, 'outputs') >= 0 || member(document, object, 'execution_count') >= 0;
  return `add "cell_type": ${isCode ? '"code"' : '"code", "markdown" or "raw"'}`;
}

const ofCodeOnly = ['outputs', 'execution_count'];

/** Fields that the format does not have here; all of one object are one mistake. */
export function explainUnknown(
  document: JsonDocument,
  object: Node,
  unknown: readonly Extract<Mistake, { type: 'unknown' }>[],
): Problem {
  const place = placeOf(document, object);
  const [first] = unknown;
  const keys = unknown.map((each) => keyText(document, each.node));
  const [it, are] = keys.length === 1 ? ['it', 'is no field'] : ['them', 'are no fields'];
  const codeOnly = keys.every((key) => ofCodeOnly.includes(key));
  const allowed = first?.expected ?? [];
  const near = allowed.find((each) => isMisspelt(keys[0] ?? '', each) && member(document, object, each) < 0);
  const move =
    place.path.length < 3 || place.path.includes('outputs')
      ? `, or move ${it} into "metadata", where anything is allowed`
      : '';
  const help = codeOnly
    ? `remove ${it}, or make it a code cell`
    : near !== undefined && keys.length === 1
      ? `did you mean ${showKey(near)}?`
      : `remove ${it}${hasMetadata(allowed) ? move : ''}`;
  return problemAt(
    document,
    'notebook-unknown-field',
    first?.node ?? object,
    `${place.name} has ${listKeys(keys)}, which ${codeOnly ? 'only code cells have' : `${are} of ${whatHas(place.path)}`}`,
    {
      help,
      ...(allowed.length > 0 ? { expected: `only ${allOf(allowed.map(showKey))}` } : {}),
      actual: keys.join(', ').slice(0, 200),
    },
  );
}

function hasMetadata(allowed: readonly string[]): boolean {
  return allowed.includes('metadata');
}

function listKeys(keys: readonly string[]): string {
  const shown = keys.map(showKey);
  return keys.length > 4 ? `${shown.slice(0, 3).join(', ')} and ${keys.length - 3} more fields` : allOf(shown);
}

function whatHas(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'a notebook';
  if (path.at(-2) === 'outputs') return 'such an output';
  return path.at(-2) === 'cells' ? 'such a cell' : 'it';
}
