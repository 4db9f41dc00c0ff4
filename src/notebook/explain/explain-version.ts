import { type JsonDocument, Kind, member, type Node, rawOf } from '../../json/json-document.ts';
import { kindName, showValue } from '../../json/place.ts';
import { newestMinor } from '../judge.ts';
import { type Problem, problemAt } from '../problem.ts';
import { explainFloat } from './explain-value.ts';

const upgrade = 'upgrade it: `jupyter nbconvert --to notebook --nbformat 4 FILE`';

/** The `nbformat` of a notebook that is missing, no whole number, or none that is judged. */
export function explainMajor(document: JsonDocument): Problem {
  const node = member(document, 0, 'nbformat');
  const hasCells = member(document, 0, 'cells') >= 0;
  const at = (message: string, help = 'write "nbformat": 4') =>
    versionProblem(document, Math.max(node, 0), message, help, '4');
  if (node < 0) {
    const minor = member(document, 0, 'nbformat_minor') < 0 ? ' and no "nbformat_minor"' : '';
    return hasCells
      ? at(
          `the notebook has no "nbformat"${minor}`,
          `add "nbformat": 4${minor === '' ? '' : `, "nbformat_minor": ${newestMinor} (4 if cells have no ids)`}`,
        )
      : at('the notebook has no "nbformat", and worksheets as nbformat 3 has', upgrade);
  }
  const shown = showValue(document, node);
  const value = Number(
    document.kinds[node] === Kind.integer || document.kinds[node] === Kind.float ? rawOf(document, node) : Number.NaN,
  );
  if (document.kinds[node] === Kind.float && value === 4) return explainFloat(document, node, ['integer']);
  if (document.kinds[node] !== Kind.integer)
    return at(`"nbformat" is ${kindName(document, node)}, expected the whole number 4`);
  if (value === 3 && hasCells)
    return at('the notebook says that it is nbformat 3, but its "cells" are those of nbformat 4');
  if (value === 3) return explainMinorOf3(document);
  if (value === 1 || value === 2)
    return at(`this is a notebook of nbformat ${value}, which was replaced before 2014`, upgrade);
  if (value === 4) return explainMinor(document, newestMinor);
  return at(`"nbformat" is ${shown}, a version that does not exist; the newest is 4.${newestMinor}`);
}

/** The `nbformat_minor` of a notebook that is missing or no minor. `likely` is what the cells look like. */
export function explainMinor(document: JsonDocument, likely: number): Problem {
  const node = member(document, 0, 'nbformat_minor');
  const help = `write "nbformat_minor": ${likely}${likely === newestMinor ? '' : ', or 5 and give each cell an id'}`;
  if (node < 0)
    return versionProblem(document, 0, 'the notebook has no "nbformat_minor"', help, `"nbformat_minor": ${likely}`);
  if (document.kinds[node] === Kind.float && Number.isInteger(Number(rawOf(document, node)))) {
    return explainFloat(document, node, ['integer']);
  }
  const found = document.kinds[node] === Kind.integer ? showValue(document, node) : kindName(document, node);
  return versionProblem(
    document,
    node,
    `"nbformat_minor" is ${found}, expected a whole number from 0 to ${newestMinor}`,
    help,
    `0 to ${newestMinor}`,
  );
}

/** The cells of nbformat 3 in a notebook that says it is a later one. `key` is that of the worksheets. */
export function explainWorksheets(document: JsonDocument, key: Node): Problem {
  return problemAt(
    document,
    'notebook-version',
    key,
    'the notebook says that it is nbformat 4, but has "worksheets" in place of "cells", as nbformat 3',
    {
      help: 'write "nbformat": 3, "nbformat_minor": 0, and then: `jupyter nbconvert --to notebook --nbformat 4 FILE`',
      expected: '"cells"',
      actual: '"worksheets"',
    },
  );
}

function explainMinorOf3(document: JsonDocument): Problem {
  const node = member(document, 0, 'nbformat_minor');
  const message =
    node < 0
      ? 'the notebook has no "nbformat_minor"'
      : `nbformat 3 has no minor but 0, found ${showValue(document, node)}`;
  return versionProblem(document, Math.max(node, 0), message, upgrade, '0');
}

function versionProblem(document: JsonDocument, node: Node, message: string, help: string, expected: string): Problem {
  const actual = node > 0 ? { actual: showValue(document, node) } : {};
  return problemAt(document, 'notebook-version', node, message, { help, expected, ...actual });
}
