import { type JsonDocument, keyText, member, type Node } from '../../json/json-document.ts';
import type { Judgement } from '../judge.ts';
import type { Problem } from '../problem.ts';
import type { Mistake } from '../schema.ts';
import { explainMissing, explainMisspelt, explainUnknown, isMisspelt } from './explain-fields.ts';
import { explainIds } from './explain-ids.ts';
import { explainStranger } from './explain-stranger.ts';
import { explainValue } from './explain-value.ts';
import { explainMajor, explainMinor, explainWorksheets } from './explain-version.ts';

/** Says of an invalid notebook what is wrong, one problem for one mistake, in words of cells and outputs. */
export function explain(document: JsonDocument, judgement: Judgement): Problem[] {
  const { version } = judgement;
  if (version.type === 'no-notebook') return [explainStranger(document)];
  if (version.type === 'unknown') return [explainMajor(document)];
  const { problems, rest } = explainIds(document, judgement);
  for (const group of grouped(rest)) for (const one of explainGroup(document, group, version.minor)) problems.push(one);
  return problems;
}

type FieldMistake = Extract<Mistake, { type: 'missing' | 'unknown' }>;
type ValueMistake = Exclude<Mistake, FieldMistake>;
type Group = { readonly object: Node; readonly fields: FieldMistake[] } | { readonly value: ValueMistake };

/** What is missing or unknown in one object belongs together. */
function grouped(mistakes: readonly Mistake[]): Group[] {
  const groups: Group[] = [];
  const objects = new Map<Node, FieldMistake[]>();
  for (const mistake of mistakes) {
    if (mistake.type !== 'missing' && mistake.type !== 'unknown') {
      groups.push({ value: mistake });
      continue;
    }
    const object = mistake.type === 'unknown' ? mistake.object : mistake.node;
    const fields = objects.get(object);
    if (fields === undefined) {
      const first = [mistake];
      objects.set(object, first);
      groups.push({ object, fields: first });
    } else fields.push(mistake);
  }
  return groups;
}

function explainGroup(document: JsonDocument, group: Group, minor: number): Problem[] {
  if ('fields' in group) return explainFields(document, group.object, group.fields, minor);
  const { value } = group;
  if (value.node === member(document, 0, 'nbformat')) return [explainMajor(document)];
  if (value.node === member(document, 0, 'nbformat_minor')) return [explainMinor(document, minor)];
  return [explainValue(document, value)];
}

/** A field that is there under a wrong name is one mistake, not one field too many and another too few. */
function explainFields(
  document: JsonDocument,
  object: Node,
  fields: readonly FieldMistake[],
  minor: number,
): Problem[] {
  const problems: Problem[] = [];
  const missing = new Set(fields.flatMap((each) => (each.type === 'missing' ? [each.key] : [])));
  if (object === 0 && missing.has('nbformat')) {
    missing.delete('nbformat_minor');
    missing.delete('nbformat');
    problems.push(explainMajor(document));
  } else if (object === 0 && missing.delete('nbformat_minor')) problems.push(explainMinor(document, minor));
  const worksheets = object === 0 && missing.has('cells') ? member(document, 0, 'worksheets') : -1;
  if (worksheets >= 0) {
    missing.delete('cells');
    problems.push(explainWorksheets(document, worksheets - 1));
  }
  const unknown: Extract<Mistake, { type: 'unknown' }>[] = [];
  for (const field of fields) {
    if (field.type === 'missing' || field.node === worksheets - 1) continue;
    const key = keyText(document, field.node);
    const meant = [...missing].find((name) => isMisspelt(key, name));
    if (meant === undefined) unknown.push(field);
    else {
      missing.delete(meant);
      problems.push(explainMisspelt(document, object, field.node, meant));
    }
  }
  if (unknown.length > 0) problems.push(explainUnknown(document, object, unknown));
  if (missing.size > 0) problems.push(explainMissing(document, object, [...missing]));
  return problems;
}
