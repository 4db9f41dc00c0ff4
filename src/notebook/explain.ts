import leven from 'leven';
import { explainIds } from './explain-ids.ts';
import { isString, type JsonDocument, Kind, keyText, member, type Node, rawOf, textOf } from './json-document.ts';
import { type Judgement, newestMinor } from './judge.ts';
import { kindName, placeOf, showKey, showValue } from './place.ts';
import { allOf, oneOf, type Problem, problemAt } from './problem.ts';
import type { Mistake } from './schema.ts';

/** Says of an invalid notebook what is wrong, one problem for one mistake, in words of cells and outputs. */
export function explain(document: JsonDocument, judgement: Judgement): Problem[] {
  const { version } = judgement;
  if (version.type === 'no-notebook') return [explainStranger(document)];
  if (version.type === 'unknown') return [explainVersion(document)];
  const { problems, rest } = explainIds(document, judgement);
  for (const group of grouped(rest)) problems.push(...explainGroup(document, group, version.minor));
  return problems;
}

/** What is missing or unknown in one object belongs together. */
function grouped(mistakes: readonly Mistake[]): Mistake[][] {
  const groups = new Map<string, Mistake[]>();
  for (const mistake of mistakes) {
    const object = mistake.type === 'unknown' ? mistake.object : mistake.node;
    const name =
      mistake.type === 'unknown' || mistake.type === 'missing' ? `object ${object}` : `value ${mistake.node}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [mistake]);
    else group.push(mistake);
  }
  return [...groups.values()];
}

function explainGroup(document: JsonDocument, group: readonly Mistake[], minor: number): Problem[] {
  const problems: Problem[] = [];
  const missing = new Set(group.flatMap((each) => (each.type === 'missing' ? [each.key] : [])));
  const unknown: Extract<Mistake, { type: 'unknown' }>[] = [];
  for (const mistake of group) {
    if (mistake.type === 'missing') continue;
    if (mistake.type !== 'unknown') return [explainValue(document, mistake, minor)];
    const key = keyText(document, mistake.node);
    const meant = [...missing].find((name) => isMisspelt(key, name));
    if (meant === undefined) unknown.push(mistake);
    else {
      missing.delete(meant);
      problems.push(
        problemAt(
          document,
          'notebook-unknown-field',
          mistake.node,
          () => `${placeOf(document, mistake.object).name} has ${showKey(key)}, expected ${showKey(meant)}`,
          { help: `Rename ${showKey(key)} to ${showKey(meant)}.`, expected: meant, actual: key },
        ),
      );
    }
  }
  const [first] = unknown;
  if (first !== undefined) problems.push(explainUnknown(document, first.object, unknown));
  const holder = group[0]?.type === 'missing' ? group[0].node : first?.object;
  if (missing.size > 0 && holder !== undefined) problems.push(explainMissing(document, holder, [...missing]));
  return problems;
}

function isMisspelt(key: string, name: string): boolean {
  return key.toLowerCase() === name.toLowerCase() || (name.length > 3 && leven(key, name, { maxDistance: 2 }) <= 2);
}

const emptyValues: Readonly<Record<string, string>> = {
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
const fixed = ['metadata', 'outputs', 'execution_count'];

function explainMissing(document: JsonDocument, object: Node, keys: readonly string[]): Problem {
  if (object === 0 && keys.some((key) => key.startsWith('nbformat'))) return explainVersion(document);
  const place = placeOf(document, object);
  const names = keys.map(showKey);
  const additions = keys.map((key) =>
    emptyValues[key] === undefined ? showKey(key) : `${showKey(key)}: ${emptyValues[key]}`,
  );
  const help = keys.includes('cell_type')
    ? `Add "cell_type": ${oneOf(likelyCellTypes(document, object).map(showKey))}.`
    : keys.includes('output_type')
      ? 'Add "output_type": "stream", "display_data", "execute_result" or "error".'
      : `Add ${allOf(additions)}${place.path.length > 0 && keys.every((key) => fixed.includes(key)) ? '; `--fix` does it' : ''}.`;
  return problemAt(
    document,
    'notebook-missing-field',
    object,
    `${place.name} has no ${oneOf(names).replace(/ or ([^ ]+)$/, ' and no $1')}`,
    {
      help,
      expected: additions.join(', '),
    },
  );
}

function likelyCellTypes(document: JsonDocument, cell: Node): string[] {
  return member(document, cell, 'outputs') >= 0 || member(document, cell, 'execution_count') >= 0
    ? ['code']
    : ['code', 'markdown', 'raw'];
}

function explainUnknown(
  document: JsonDocument,
  object: Node,
  unknown: readonly Extract<Mistake, { type: 'unknown' }>[],
): Problem {
  const place = placeOf(document, object);
  const [first] = unknown;
  const keys = unknown.map((each) => keyText(document, each.node));
  const [key = ''] = keys;
  const codeOnly = keys.every((each) => each === 'outputs' || each === 'execution_count');
  const near = first?.expected.find((each) => isMisspelt(key, each) && member(document, object, each) < 0);
  const some =
    keys.length > 4
      ? `${keys.slice(0, 3).map(showKey).join(', ')} and ${keys.length - 3} more fields`
      : allOf(keys.map(showKey));
  const one = keys.length === 1;
  const message = codeOnly
    ? `${place.name} has ${some}, which only code cells have`
    : `${place.name} has ${some}, which ${one ? 'is no field' : 'are no fields'} of ${whatHasFields(place.path)}`;
  const help = codeOnly
    ? `Remove ${one ? 'it' : 'them'}, or make it a code cell.`
    : near === undefined
      ? `Remove ${one ? 'it' : 'them'}${place.path.includes('outputs') || place.path.length < 3 ? ', or move it into "metadata", where anything may stand' : ''}.`.replace(
          'move it',
          one ? 'move it' : 'move them',
        )
      : `Did you mean ${showKey(near)}?`;
  const allowed = first?.expected ?? [];
  return problemAt(document, 'notebook-unknown-field', first?.node ?? object, message, {
    help,
    ...(allowed.length > 0 ? { expected: `only ${allOf(allowed.map(showKey))}` } : {}),
    actual: keys.join(', '),
  });
}

function whatHasFields(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'a notebook';
  if (path.at(-2) === 'outputs') return 'such an output';
  return path.at(-2) === 'cells' ? 'such a cell' : 'it';
}

function explainValue(
  document: JsonDocument,
  mistake: Exclude<Mistake, { type: 'missing' | 'unknown' }>,
  minor: number,
): Problem {
  const { node } = mistake;
  const { path, name } = placeOf(document, node);
  const found = showValue(document, node);
  if (path[0] === 'nbformat' || path[0] === 'nbformat_minor') return explainVersion(document);
  switch (mistake.type) {
    case 'type': {
      if (mistake.expected.includes('integer') && document.kinds[node] === Kind.float)
        return explainFloat(document, node, mistake.expected);
      const expected = wordsForTypes(mistake.expected);
      return problemAt(
        document,
        'notebook-wrong-type',
        node,
        `${name} is ${kindName(document, node)}, expected ${expected}`,
        { help: helpForType(document, node, path), expected, actual: found },
      );
    }
    case 'value': {
      const expected = oneOf(mistake.expected.map((each) => JSON.stringify(each)));
      return problemAt(document, 'notebook-wrong-value', node, `${name} is ${found}, expected ${expected}`, {
        help: `Use ${expected}.`,
        expected,
        actual: found,
      });
    }
    case 'variant':
      return explainVariant(document, mistake, minor);
    case 'pattern':
      return explainPattern(document, node);
    case 'length':
      return problemAt(
        document,
        'notebook-wrong-value',
        node,
        `${name} is longer than ${mistake.expected} characters`,
        { expected: `${mistake.expected} characters at most` },
      );
    case 'range':
      return problemAt(document, 'notebook-wrong-value', node, `${name} is ${found}, expected ${mistake.expected}`, {
        help:
          path.at(-1) === 'execution_count'
            ? 'Write the number of the execution, or null where the cell was not run.'
            : `Use ${mistake.expected}.`,
        expected: mistake.expected,
        actual: found,
      });
    case 'repeated':
      return problemAt(
        document,
        'notebook-wrong-value',
        node,
        ({ name: item }) => `${item} is ${found}, which is in the list already`,
        { help: 'Remove one of the two.', expected: 'each tag once', actual: found },
      );
  }
}

function wordsForTypes(types: readonly string[]): string {
  const words: Readonly<Record<string, string>> = {
    integer: 'a whole number',
    null: 'null',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    string: 'text',
  };
  if (types.length === 2 && types.includes('string') && types.includes('array'))
    return 'text (a string or a list of strings)';
  return oneOf(types.map((type) => words[type] ?? type));
}

function helpForType(document: JsonDocument, node: Node, path: readonly (string | number)[]): string {
  if (path.includes('data') && document.kinds[node] === Kind.object)
    return 'Only JSON types (`application/json`, `application/*+json`) may hold an object: write it as text, or use such a type.';
  const key = path.at(-1);
  const empty = typeof key === 'string' ? emptyValues[key] : undefined;
  if (document.kinds[node] === Kind.integer || document.kinds[node] === Kind.float)
    return `Put it in quotes if it is meant: "${rawOf(document, node).slice(0, 40)}".`.replace(/^.*$/s, (text) =>
      key === 'execution_count' ? 'Write a number or null.' : text,
    );
  return empty === undefined
    ? 'Write a value of that type.'
    : `Write a value of that type; where there is nothing, ${empty}.`;
}

function explainFloat(document: JsonDocument, node: Node, types: readonly string[]): Problem {
  const raw = showValue(document, node);
  const value = Number(rawOf(document, node));
  const whole = Number.isSafeInteger(value);
  return problemAt(
    document,
    'notebook-float',
    node,
    ({ name }) => `${name} is ${raw}, expected ${whole ? `the whole number ${value}` : wordsForTypes(types)}`,
    {
      help: whole
        ? `Write ${value}; \`--fix\` does it. Python takes a number with a point or exponent for a float.`
        : 'Write a whole number, or null.',
      expected: whole ? String(value) : wordsForTypes(types),
      actual: raw,
    },
  );
}

const ofFormat3: Readonly<Record<string, string>> = {
  pyout: 'execute_result',
  pyerr: 'error',
  heading: 'markdown',
  html: 'markdown',
};

function explainVariant(
  document: JsonDocument,
  mistake: Extract<Mistake, { type: 'variant' }>,
  minor: number,
): Problem {
  const found = isString(document, mistake.node) ? textOf(document, mistake.node) : '';
  const expected = oneOf(mistake.expected.map(showKey));
  const meant =
    mistake.expected.find((each) => isMisspelt(found, each)) ??
    (Object.hasOwn(ofFormat3, found) ? ofFormat3[found] : undefined);
  const from = Object.hasOwn(ofFormat3, found) && minor >= 0 ? ' (that is nbformat 3)' : '';
  return problemAt(
    document,
    'notebook-unknown-type',
    mistake.node,
    ({ name }) =>
      `${name.replace(`${showKey(mistake.key)} of `, '')} has the ${mistake.key} ${showValue(document, mistake.node)}${from}, expected ${expected}`,
    {
      help:
        meant !== undefined && mistake.expected.includes(meant)
          ? `Did you mean ${showKey(meant)}?`
          : `Use ${expected}.`,
      expected,
      actual: showValue(document, mistake.node),
    },
  );
}

function explainPattern(document: JsonDocument, node: Node): Problem {
  const { path } = placeOf(document, node);
  const found = showValue(document, node);
  const isTag = path.at(-2) === 'tags';
  const expected = isTag ? 'text without a comma' : 'text that is not empty';
  const why = isTag && found !== '""' ? 'tags must not have commas' : 'it must not be empty';
  return problemAt(document, 'notebook-wrong-value', node, ({ name }) => `${name} is ${found}: ${why}`, {
    help:
      isTag && found !== '""'
        ? 'Write one tag for each part: ["a", "b"] in place of ["a,b"].'
        : 'Remove it, or give it a text.',
    expected,
    actual: found,
  });
}

function explainVersion(document: JsonDocument): Problem {
  const major = member(document, 0, 'nbformat');
  const minor = member(document, 0, 'nbformat_minor');
  const whole = `Write "nbformat": 4, "nbformat_minor": ${newestMinor}.`;
  const at = (node: Node, message: string, help = whole, expected = 'nbformat 4') =>
    problemAt(document, 'notebook-version', node, message, {
      help,
      expected,
      ...(node > 0 ? { actual: showValue(document, node) } : {}),
    });
  if (major < 0) {
    return member(document, 0, 'worksheets') >= 0
      ? at(0, 'the notebook has no "nbformat", and worksheets as nbformat 3 has', upgrade)
      : at(0, `the notebook has no "nbformat"${minor < 0 ? ' and no "nbformat_minor"' : ''}`);
  }
  const value = document.kinds[major] === Kind.integer ? Number(rawOf(document, major)) : undefined;
  if (document.kinds[major] === Kind.float && Number(rawOf(document, major)) === 4)
    return explainFloat(document, major, ['integer']);
  if (value === undefined) return at(major, `"nbformat" is ${kindName(document, major)}, expected the whole number 4`);
  if (value === 3 && member(document, 0, 'cells') >= 0)
    return at(major, 'the notebook says that it is nbformat 3, but its "cells" are those of nbformat 4');
  if (value === 3)
    return at(
      Math.max(minor, 0),
      minor < 0
        ? 'the notebook has no "nbformat_minor"'
        : `nbformat 3 has only the minor 0, found ${showValue(document, minor)}`,
      upgrade,
      '0',
    );
  if (value === 1 || value === 2)
    return at(major, `this is a notebook of nbformat ${value}, which is older than 2014`, upgrade);
  if (value !== 4)
    return at(
      major,
      `"nbformat" is ${showValue(document, major)}, which no version has; the newest is 4.${newestMinor}`,
    );
  if (minor < 0)
    return at(
      0,
      'the notebook has no "nbformat_minor"',
      `Add "nbformat_minor": ${newestMinor} if cells have ids, else 4.`,
      `"nbformat_minor": 0 to ${newestMinor}`,
    );
  if (document.kinds[minor] === Kind.float && Number.isInteger(Number(rawOf(document, minor))))
    return explainFloat(document, minor, ['integer']);
  return at(
    minor,
    `"nbformat_minor" is ${document.kinds[minor] === Kind.integer ? showValue(document, minor) : kindName(document, minor)}, expected a whole number from 0 to ${newestMinor}`,
    `Write ${newestMinor} if cells have ids, else 4.`,
    `0 to ${newestMinor}`,
  );
}

const upgrade = 'Upgrade it: `jupyter nbconvert --to notebook --nbformat 4 FILE`.';

function explainStranger(document: JsonDocument): Problem {
  const root = document.kinds[0];
  if (root !== Kind.object) {
    return problemAt(
      document,
      'not-a-notebook',
      0,
      `the file is JSON, but no notebook: it is ${kindName(document, 0)}`,
      {
        help: 'A notebook is an object with "cells", "metadata", "nbformat" and "nbformat_minor".',
        expected: 'an object',
      },
    );
  }
  const has = (key: string) => member(document, 0, key) >= 0;
  const what = has('paragraphs')
    ? ' (it looks like a Zeppelin note)'
    : has('dependencies') || has('scripts')
      ? ' (it looks like a package.json)'
      : has('error') || has('message')
        ? ' (it looks like the error answer of a server)'
        : '';
  return problemAt(
    document,
    'not-a-notebook',
    0,
    `the file is JSON, but no notebook${what}: it has no "nbformat" and no "cells"`,
    {
      help: 'Check that this is the file you mean, and download it anew if it came from the web.',
      expected: '"nbformat" and "cells"',
    },
  );
}
