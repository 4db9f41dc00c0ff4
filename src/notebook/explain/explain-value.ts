import { isString, type JsonDocument, Kind, type Node, rawOf, textOf } from '../../json/json-document.ts';
import { kindName, placeOf, showKey, showValue } from '../../json/place.ts';
import { oneOf, type Problem, problemAt } from '../problem.ts';
import type { Mistake } from '../schema.ts';
import { emptyValues, isMisspelt } from './explain-fields.ts';

/** A value that the format does not allow where it stands. */
export function explainValue(
  document: JsonDocument,
  mistake: Exclude<Mistake, { type: 'missing' | 'unknown' }>,
): Problem {
  const { node } = mistake;
  const { path, name } = placeOf(document, node);
  const found = showValue(document, node);
  const wrongValue = (message: string, expected: string, help = `use ${expected}`) =>
    problemAt(document, 'notebook-wrong-value', node, `${name} is ${message}`, { help, expected, actual: found });
  switch (mistake.type) {
    case 'type':
      return explainType(document, node, mistake.expected);
    case 'variant':
      return explainVariant(document, mistake);
    case 'value': {
      const expected = oneOf(mistake.expected.map((each) => JSON.stringify(each)));
      return wrongValue(`${found}, expected ${expected}`, expected);
    }
    case 'pattern': {
      const comma = path.at(-2) === 'tags' && found !== '""';
      return comma
        ? wrongValue(
            `${found}: tags must not have commas`,
            'text without a comma',
            'write one tag for each part: ["a", "b"] in place of ["a,b"]',
          )
        : wrongValue(`${found}: it must not be empty`, 'text that is not empty', 'remove it, or give it a text');
    }
    case 'length':
      return wrongValue(
        `longer than ${mistake.expected} characters`,
        `${mistake.expected} characters at most`,
        'make it shorter',
      );
    case 'range': {
      const isCount = path.at(-1) === 'execution_count';
      const help = isCount
        ? 'write the number of the execution, or null where the cell was not run'
        : `use ${mistake.expected}`;
      return wrongValue(`${found}, expected ${mistake.expected}`, mistake.expected, help);
    }
    case 'repeated':
      return wrongValue(`${found}, which is in the list already`, 'each tag once', 'remove one of the two');
  }
}

function explainType(document: JsonDocument, node: Node, types: readonly string[]): Problem {
  if (types.includes('integer') && document.kinds[node] === Kind.float) return explainFloat(document, node, types);
  const expected = wordsFor(types);
  return problemAt(
    document,
    'notebook-wrong-type',
    node,
    ({ name }) => `${name} is ${kindName(document, node)}, expected ${expected}`,
    { help: typeHelp(document, node, types), expected, actual: showValue(document, node) },
  );
}

const words: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  null: 'null',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  string: 'text',
};

function wordsFor(types: readonly string[]): string {
  if (types.length === 2 && types.includes('string') && types.includes('array'))
    return 'text (a string or a list of strings)';
  return oneOf(types.map((type) => words[type] ?? type));
}

function typeHelp(document: JsonDocument, node: Node, types: readonly string[]): string {
  const { path } = placeOf(document, node);
  const kind = document.kinds[node];
  const key = path.at(-1);
  const isNumber = kind === Kind.integer || kind === Kind.float;
  const raw = kind === Kind.object || kind === Kind.array ? '' : rawOf(document, node);
  if (path.includes('data') && kind === Kind.object) {
    return 'only JSON types (application/json, application/…+json) may hold an object: write it as text, or use such a type';
  }
  if (types.includes('integer') && /^"-?\d{1,15}"$/.test(raw))
    return `write it without the quotes: ${raw.slice(1, -1)}`;
  if (types.includes('string') && isNumber && raw.length < 40) return `put it in quotes if it is meant: "${raw}"`;
  if (types.includes('boolean')) return 'write true or false, without quotes';
  if (types.includes('array') && !types.includes('string') && isString(document, node) && raw.length < 60) {
    return `write a list: [${raw}]`;
  }
  const empty = typeof key === 'string' ? emptyValues[key] : undefined;
  if (kind === Kind.null && empty !== undefined) return `write ${empty} where there is nothing`;
  return `write ${wordsFor(types)}${empty === undefined ? '' : `; where there is nothing, ${empty}`}`;
}

/** `1.0` where a whole number must stand: the same for JavaScript, not for Python. */
export function explainFloat(document: JsonDocument, node: Node, types: readonly string[]): Problem {
  const raw = showValue(document, node);
  const value = Number(rawOf(document, node));
  const whole = Number.isSafeInteger(value);
  const expected = whole ? `the whole number ${value + 0}` : wordsFor(types);
  return problemAt(document, 'notebook-float', node, ({ name }) => `${name} is ${raw}, expected ${expected}`, {
    help: whole
      ? `write ${value + 0}; \`--fix\` does it. Python takes a number with a point or an exponent for a float`
      : `write ${wordsFor(types)}`,
    expected: whole ? String(value + 0) : expected,
    actual: raw,
  });
}

const ofFormat3: Readonly<Record<string, string>> = {
  pyout: 'execute_result',
  pyerr: 'error',
  heading: 'markdown',
  html: 'markdown',
};

/** A cell or output of a type that there is not. */
function explainVariant(document: JsonDocument, mistake: Extract<Mistake, { type: 'variant' }>): Problem {
  const { node, key } = mistake;
  const found = isString(document, node) ? textOf(document, node) : '';
  const actual = showValue(document, node);
  const expected = oneOf(mistake.expected.map(showKey));
  const isOld = Object.hasOwn(ofFormat3, found);
  const meant = mistake.expected.find((each) => isMisspelt(found, each) || (isOld && ofFormat3[found] === each));
  return problemAt(
    document,
    'notebook-unknown-type',
    node,
    ({ name }) => {
      const holder = name
        .replace(`${showKey(key)} of `, '')
        .replace(`(${found})`, '')
        .replace('  ', ' ');
      return `${holder} has the ${key} ${actual}${isOld ? ' (that is nbformat 3)' : ''}, expected ${expected}`;
    },
    { help: meant === undefined ? `use ${expected}` : `did you mean ${showKey(meant)}?`, expected, actual },
  );
}
