import { type JsonDocument, member, rawOf } from '../../json/json-document.ts';
import { showValue } from '../../json/place.ts';
import { type Judgement, mostMistakes, newestMinor } from '../judge.ts';
import { type DoubledKey, loneSurrogates, nonFinite } from '../lint/oddities.ts';
import { type Problem, problemAt } from '../problem.ts';

/** What Python's nbformat accepts and other readers stumble over: versions, doubled keys, NaN, broken characters. */
export function explainOddities(
  document: JsonDocument,
  doubled: readonly DoubledKey[],
  judgement: Judgement,
): Problem[] {
  return [
    ...explainAge(document, judgement),
    ...doubled.slice(0, mostMistakes).map((each) => explainDoubled(document, each)),
    // What is of the wrong type anyway is one mistake.
    ...nonFinite(document)
      .filter((node) => !judgement.mistakes.some((mistake) => mistake.node === node))
      .slice(0, mostMistakes)
      .map((node) =>
        problemAt(
          document,
          'notebook-nan',
          node,
          ({ name }) => `${name} is ${rawOf(document, node)}, which JSON does not have`,
          {
            help: 'write null or a text: JupyterLab, VS Code and browsers cannot open the file',
            expected: 'null',
            actual: rawOf(document, node),
          },
        ),
      ),
    ...loneSurrogates(document)
      .slice(0, mostMistakes)
      .map((node) =>
        problemAt(
          document,
          'notebook-lone-surrogate',
          node,
          ({ name }) => `${name} has half of a surrogate pair: a broken character`,
          {
            help: 'remove it: Python reads the notebook, but cannot save it',
          },
        ),
      ),
  ];
}

function explainAge(document: JsonDocument, { version }: Judgement): Problem[] {
  if (version.type !== 'stated') return [];
  if (version.major === 3) {
    return [
      problemAt(
        document,
        'notebook-version-old',
        member(document, 0, 'nbformat'),
        `this is a notebook of nbformat 3, which was given up in 2014`,
        {
          help: 'upgrade it: `jupyter nbconvert --to notebook --nbformat 4 FILE`',
        },
      ),
    ];
  }
  if (version.minor <= newestMinor) return [];
  const node = member(document, 0, 'nbformat_minor');
  return [
    problemAt(
      document,
      'notebook-version-future',
      node,
      `nbformat 4.${showValue(document, node)} is newer than 4.${newestMinor}, the newest that is known: it is judged loosely`,
      {
        help: `set "nbformat_minor": ${newestMinor} unless a newer tool needs it`,
      },
    ),
  ];
}

function explainDoubled(document: JsonDocument, { key, last }: DoubledKey): Problem {
  return problemAt(
    document,
    'notebook-duplicate-key',
    key,
    ({ name }) => `${name} appears twice; readers take the last one`,
    {
      help:
        rawOf(document, key + 1) === rawOf(document, last + 1)
          ? 'remove one of them; `--fix` does it'
          : 'keep one of them',
      expected: showValue(document, last + 1),
      actual: showValue(document, key + 1),
    },
  );
}
