import { createHash } from 'node:crypto';
import type { RuleId } from '../diagnostics/catalog.ts';
import { addMember, applyEdits, type ByteEdit, removeMember, replaceValue } from '../json/edits.ts';
import {
  isString,
  itemsOf,
  type JsonDocument,
  Kind,
  keyText,
  member,
  type Node,
  rawOf,
  textOf,
} from '../json/json-document.ts';
import { readJson } from '../json/read-json.ts';
import { decode } from './decode.ts';
import { type Judgement, judge, newestMinor } from './judge.ts';
import { layoutText } from './layout.ts';
import { shadowDoubledKeys } from './lint/oddities.ts';
import type { Mistake } from './schema.ts';

/** What was fixed, by the rule that had found it. */
interface Fix {
  readonly rule: RuleId;
  readonly count: number;
}

export interface FixedNotebook {
  /** The whole file, with no other byte changed than the fixes needed. */
  readonly content: Buffer;
  /** Empty where nothing could be fixed: `content` is then the file as it was. */
  readonly fixes: readonly Fix[];
}

export interface FixOptions {
  /** Also lay the file out as Jupyter writes it. */
  readonly layout?: boolean;
}

/**
 * Fixes what can be fixed without a choice and without losing anything: the encoding, trailing commas, missing or
 * doubled ids, a minor that is too low for ids, missing `outputs`, `metadata` and `execution_count`, whole numbers
 * written with a point, a key that stands twice with the same value. The same input always gives the same output.
 */
export function fixNotebook(content: Uint8Array, options: FixOptions = {}): FixedNotebook {
  const original = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const counts = new Map<RuleId, number>();
  const note = (rule: RuleId) => counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const decoded = decode(original);
  let bytes = decoded.bytes;
  if (bytes === undefined || !decoded.lossless) return { content: original, fixes: [] };
  if (decoded.problems.length > 0) note('notebook-encoding');
  const started = new Map(counts);
  const before = bytes;
  // One round may make room for the next: ids can be added only after the version is raised.
  for (let round = 0; round < 5; round++) {
    const edits = editsFor(bytes, note);
    if (edits.length === 0) break;
    bytes = applyEdits(bytes, edits);
  }
  if (isWorse(bytes, before)) {
    bytes = before;
    counts.clear();
    for (const [rule, count] of started) counts.set(rule, count);
  }
  if (options.layout === true) bytes = laidOut(bytes, note);
  return { content: bytes, fixes: [...counts].map(([rule, count]) => ({ rule, count })) };
}

/** Whether a file is further from valid than it was; what is no JSON can only win. */
function isWorse(now: Buffer, before: Buffer): boolean {
  if (now === before) return false;
  const [a, b] = [before, now].map((bytes) => {
    const { document, trailingCommas } = readJson(bytes);
    return document === undefined || trailingCommas.length > 0 ? undefined : judge(document, Number.POSITIVE_INFINITY);
  });
  if (a === undefined) return false;
  if (b === undefined) return true;
  const mistakes = (one: Judgement) => one.mistakes.length + one.repeatedIds.length;
  return (a.valid && !b.valid) || mistakes(b) > mistakes(a);
}

type Note = (rule: RuleId) => void;

function laidOut(bytes: Buffer, note: Note): Buffer {
  const { document } = readJson(bytes);
  if (document === undefined || shadowDoubledKeys(document).length > 0) return bytes;
  const { version } = judge(document);
  if (version.type !== 'stated' || version.major !== 4) return bytes;
  const text = Buffer.from(layoutText(document), 'utf8');
  if (text.equals(bytes)) return bytes;
  note('notebook-layout');
  return text;
}

function editsFor(bytes: Buffer, note: Note): ByteEdit[] {
  const { document, trailingCommas } = readJson(bytes);
  if (document === undefined) return [];
  if (trailingCommas.length > 0) {
    for (const _ of trailingCommas) note('notebook-json');
    return trailingCommas.map((start) => ({ start, end: start + 1, text: '' }));
  }
  const doubled = shadowDoubledKeys(document).filter(
    ({ key, last }) => rawOf(document, key + 1) === rawOf(document, last + 1),
  );
  if (doubled.length > 0) {
    for (const _ of doubled) note('notebook-duplicate-key');
    return doubled.map(({ key }) => removeMember(document, key));
  }
  const judgement = judge(document, Number.POSITIVE_INFINITY);
  if (judgement.valid || judgement.version.type === 'unknown' || judgement.version.type === 'no-notebook') return [];
  if (judgement.version.major !== 4) return [];
  const raised = raiseMinor(document, judgement);
  if (raised !== undefined) {
    note('cell-id-too-early');
    return [raised];
  }
  return [...fieldEdits(document, judgement.mistakes, note), ...idEdits(document, judgement, note)];
}

/**
 * The edit of a minor that is too low for the ids that cells have; undefined where one of those is no id, as the newer
 * schema would refuse it, and Python's nbformat could not even read it then.
 */
function raiseMinor(document: JsonDocument, { version, mistakes }: Judgement): ByteEdit | undefined {
  const node = member(document, 0, 'nbformat_minor');
  if (version.type !== 'stated' || version.minor >= newestMinor || node < 0) return undefined;
  const cells = new Set(itemsOf(document, member(document, 0, 'cells')));
  const ids = [...cells].map((cell) => member(document, cell, 'id')).filter((id) => id >= 0);
  if (!ids.every((id) => isString(document, id) && /^[\w-]{1,64}$/.test(textOf(document, id)))) return undefined;
  const early = mistakes.some(
    (each) => each.type === 'unknown' && cells.has(each.object) && keyText(document, each.node) === 'id',
  );
  return early ? replaceValue(document, node, String(newestMinor)) : undefined;
}

const emptyFields: Readonly<Record<string, string>> = { metadata: '{}', outputs: '[]', execution_count: 'null' };

function fieldEdits(document: JsonDocument, mistakes: readonly Mistake[], note: Note): ByteEdit[] {
  return mistakes.flatMap((mistake): ByteEdit[] => {
    if (mistake.type === 'missing') {
      const value = Object.hasOwn(emptyFields, mistake.key) ? emptyFields[mistake.key] : undefined;
      if (value === undefined) return [];
      note('notebook-missing-field');
      return [addMember(document, mistake.node, mistake.key, value)];
    }
    if (mistake.type !== 'type' || document.kinds[mistake.node] !== Kind.float || !mistake.expected.includes('integer'))
      return [];
    const value = Number(rawOf(document, mistake.node));
    if (!Number.isSafeInteger(value)) return [];
    note('notebook-float');
    return [replaceValue(document, mistake.node, String(value + 0))];
  });
}

function idEdits(document: JsonDocument, { mistakes, repeatedIds }: Judgement, note: Note): ByteEdit[] {
  const cells = [...itemsOf(document, member(document, 0, 'cells'))];
  const taken = new Set(
    cells
      .map((cell) => member(document, cell, 'id'))
      .map((id) => (id >= 0 && isString(document, id) ? textOf(document, id) : '')),
  );
  const numberOf = new Map(cells.map((cell, index) => [cell, index]));
  const newId = (cell: Node) => {
    for (let salt = 0; ; salt++) {
      const seed = `${numberOf.get(cell)} ${salt} ${rawOf(document, cell).slice(0, 100_000)}`;
      const id = createHash('sha256').update(seed).digest('hex').slice(0, 8);
      if (taken.has(id)) continue;
      taken.add(id);
      return JSON.stringify(id);
    }
  };
  const missing = mistakes.flatMap((each) => {
    if (each.type !== 'missing' || each.key !== 'id' || !numberOf.has(each.node)) return [];
    note('cell-id-missing');
    return [addMember(document, each.node, 'id', newId(each.node))];
  });
  const repeated = repeatedIds.flatMap(({ node }) => {
    const cell = cells.findLast((each) => each < node);
    if (cell === undefined || !isString(document, node)) return [];
    note('cell-id-duplicate');
    return [replaceValue(document, node, newId(cell))];
  });
  return [...missing, ...repeated];
}
