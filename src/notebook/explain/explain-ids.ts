import {
  isString,
  itemsOf,
  type JsonDocument,
  Kind,
  keyText,
  member,
  type Node,
  textOf,
} from '../../json/json-document.ts';
import { kindName, placeOf, showValue } from '../../json/place.ts';
import type { Judgement, RepeatedId } from '../judge.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Mistake } from '../schema.ts';

/** Everything about cell ids that is wrong; and the mistakes that are left for others to explain. */
export function explainIds(document: JsonDocument, judgement: Judgement): { problems: Problem[]; rest: Mistake[] } {
  const cells = new Set(itemsOf(document, member(document, 0, 'cells')));
  const ids = new Set(Array.from(cells, (cell) => member(document, cell, 'id')));
  const problems: Problem[] = [];
  const rest: Mistake[] = [];
  const missing: Node[] = [];
  const early: Node[] = [];
  const wrong = new Set<Node>();
  for (const mistake of judgement.mistakes) {
    if (mistake.type === 'missing' && mistake.key === 'id' && cells.has(mistake.node)) missing.push(mistake.node);
    else if (mistake.type === 'unknown' && cells.has(mistake.object) && keyText(document, mistake.node) === 'id')
      early.push(mistake.node);
    else if (mistake.type !== 'missing' && mistake.type !== 'unknown' && ids.has(mistake.node)) wrong.add(mistake.node);
    else rest.push(mistake);
  }
  if (early.length > 0) problems.push(explainEarly(document, early, judgement));
  if (missing.length > 1 && missing.length === cells.size) problems.push(explainNone(document, missing));
  else for (const cell of missing) problems.push(explainMissing(document, cell));
  for (const node of wrong) problems.push(explainWrong(document, node));
  for (const repeated of judgement.repeatedIds)
    if (!wrong.has(repeated.node)) problems.push(explainRepeated(document, repeated));
  return { problems, rest };
}

const rules = 'ids have 1 to 64 letters (A to Z, a to z), digits, "-" and "_"';

function explainEarly(document: JsonDocument, keys: readonly Node[], judgement: Judgement): Problem {
  const stated = member(document, 0, 'nbformat_minor');
  const version = judgement.version.type === 'stated' ? `4.${judgement.version.minor}` : 'this version';
  const [first = 0] = keys;
  const who = keys.length === 1 ? placeOf(document, first).name.replace(/^"id" of /, '') : `${keys.length} cells`;
  return problemAt(
    document,
    'cell-id-too-early',
    stated >= 0 ? stated : first,
    `${who} ${keys.length === 1 ? 'has an id' : 'have ids'}, but nbformat ${version} has none`,
    {
      help: 'set "nbformat_minor": 5; `--fix` does it, and gives ids to the cells without',
      expected: '"nbformat_minor": 5',
      actual: stated >= 0 ? showValue(document, stated) : 'none',
    },
  );
}

function explainNone(document: JsonDocument, cells: readonly Node[]): Problem {
  return problemAt(
    document,
    'cell-id-missing',
    cells[0] ?? 0,
    `none of the ${cells.length} cells has an id, which nbformat 4.5 requires`,
    {
      help: '`--fix` gives each cell an id that stays',
      expected: '"id": "…" in each cell',
    },
  );
}

function explainMissing(document: JsonDocument, cell: Node): Problem {
  return problemAt(document, 'cell-id-missing', cell, ({ name }) => `${name} has no id, which nbformat 4.5 requires`, {
    help: 'add "id": "…", unique in the notebook; `--fix` does it',
    expected: '"id": "…"',
  });
}

function explainWrong(document: JsonDocument, node: Node): Problem {
  const cell = placeOf(document, node)
    .name.replace(/^"id" of /, '')
    .replace(/ \(id .*\)$/s, '');
  const message = isString(document, node)
    ? whyWrong(textOf(document, node), showValue(document, node), cell)
    : `the id of ${cell} is ${kindName(document, node)}, expected text`;
  return problemAt(document, 'cell-id-invalid', node, message, {
    help: rules,
    expected: '1 to 64 of A-Z a-z 0-9 - _',
    actual: showValue(document, node),
  });
}

function whyWrong(id: string, shown: string, cell: string): string {
  if (id === '') return `the id of ${cell} is empty`;
  const stranger = id.match(/[^a-zA-Z0-9_-]/u)?.[0];
  if (stranger === undefined) return `the id of ${cell} has ${id.length} characters, expected 64 at most`;
  return `the id of ${cell} is ${shown}: it has ${stranger === ' ' ? 'a blank' : `the character ${JSON.stringify(stranger)}`}`;
}

function explainRepeated(document: JsonDocument, { node, first }: RepeatedId): Problem {
  const kind = document.kinds[node];
  if (kind === Kind.array || kind === Kind.object) return explainWrong(document, node);
  const firstCell = placeOf(document, first).cellNumber;
  return problemAt(
    document,
    'cell-id-duplicate',
    node,
    ({ cellNumber }) =>
      `cell ${cellNumber} has the id ${showValue(document, node)}, which cell ${firstCell} has already`,
    {
      help: 'give the later cell another id; `--fix` does it',
      expected: 'an id of its own',
      actual: showValue(document, node),
    },
  );
}
