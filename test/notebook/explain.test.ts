import { expect, test } from 'vitest';
import { validateNotebook } from '../../src/notebook/validate.ts';

const raw = '"cell_type": "raw", "id": "a", "metadata": {}, "source": ""';
const notebook = (cells: string, rest = '"metadata": {}, "nbformat": 4, "nbformat_minor": 5') =>
  `{"cells": [${cells}], ${rest}}`;
const told = (content: string) => validateNotebook(content).findings.map(({ path, message }) => `${path} ${message}`);

/** Mistakes side by side in one object stay apart, and what is one mistake stays one. */
const cases: readonly (readonly [name: string, content: string, findings: readonly string[]])[] = [
  ['a missing and an unrelated unknown field', notebook('{"cell_type": "raw", "id": "a", "metadata": {}, "colour": 1}'), [
    '/cells/0 raw cell 1 (id "a") has no "source"',
    '/cells/0/colour raw cell 1 (id "a") has "colour", which is no field of such a cell',
  ]],
  ['a misspelt field', notebook('{"cell_type": "raw", "id": "a", "metdata": {}, "source": ""}'), ['/cells/0/metdata raw cell 1 (id "a") has "metdata", expected "metadata"']],
  ['an empty cell object', notebook('{}'), ['/cells/0 cell 1 has no "cell_type"']],
  ['nothing but a type', notebook('{"cell_type": "code"}'), [
    '/cells/0 code cell 1 has no id, which nbformat 4.5 requires',
    '/cells/0 code cell 1 has no "metadata", no "source", no "outputs" and no "execution_count"',
  ]],
  ['what is no cell', notebook('1, "x"'), ['/cells/0 cell 1 is the number 1, expected an object', '/cells/1 cell 2 is the text "x", expected an object']],
  ['both versions with a point', notebook('', '"metadata": {}, "nbformat": 4.0, "nbformat_minor": 5.0'), [
    '/nbformat "nbformat" is 4.0, expected the whole number 4',
    '/nbformat_minor "nbformat_minor" is 5.0, expected the whole number 5',
  ]],
  ['no version and no metadata', notebook(`{${raw}}`, '"x": 1'), [
    ' the notebook has no "nbformat" and no "nbformat_minor"',
    ' the notebook has no "metadata"',
    '/x the notebook has "x", which is no field of a notebook',
  ]],
  ['a version that does not exist', notebook('', '"metadata": {}, "nbformat": 7, "nbformat_minor": 0'), ['/nbformat "nbformat" is 7, a version that does not exist; the newest is 4.5']],
  ['a negative minor', notebook('', '"metadata": {}, "nbformat": 4, "nbformat_minor": -1'), ['/nbformat_minor "nbformat_minor" is -1, expected a whole number from 0 to 5']],
  ['format 2', '{"metadata": {}, "nbformat": 2, "worksheets": []}', ['/nbformat this is a notebook of nbformat 2, which was replaced before 2014']],
  ['an output type that there is not', notebook(`{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "execution_count": null, "outputs": [{"output_type": "picture"}]}`), [
    '/cells/0/outputs/0/output_type output 1 of code cell 1 (id "a") has the output_type "picture", expected "execute_result", "display_data", "stream" or "error"',
  ]],
  ['a doubled id that is also wrong', notebook('{"cell_type": "raw", "id": "a b", "metadata": {}, "source": ""}, {"cell_type": "raw", "id": "a b", "metadata": {}, "source": ""}'), [
    '/cells/0/id the id of raw cell 1 is "a b": it has a blank',
    '/cells/1/id the id of raw cell 2 is "a b": it has a blank',
  ]],
  ['two conflicts', '{\n<<<<<<< HEAD\n=======\n>>>>>>> a\n "cells": [],\n<<<<<<< HEAD\n=======\n>>>>>>> b\n}', [
    'undefined a merge conflict begins here and is not resolved (HEAD against a)',
    'undefined a merge conflict begins here and is not resolved (HEAD against b)',
  ]],
  ['a Python dict', "{'cells': []}", ['undefined expected a key in double quotes, found "\'"']],
  ['a list', '[]', [' the file is JSON, but no notebook: it is an empty list']],
]; // biome-ignore format: a table

test.each(cases)('%s', (_, content, findings) => {
  expect(told(content).sort()).toEqual([...findings].sort());
});

test('most single changes of a notebook are a single finding', () => {
  const cell = `{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "execution_count": null, "outputs": [{"output_type": "stream", "name": "stdout", "text": ""}]}`;
  const whole = JSON.parse(notebook(cell)) as object;
  const counts: string[] = [];
  const visit = (value: unknown, change: (to: unknown) => object) => {
    for (const to of [null, 1, 'x', [], {}]) {
      const { valid, findings } = validateNotebook(JSON.stringify(change(to)));
      if (!valid && findings.length !== 1)
        counts.push(`${JSON.stringify(change(to))}: ${findings.map(({ message }) => message).join(' | ')}`);
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      visit(item, (to) =>
        change(
          Array.isArray(value)
            ? value.map((each, index) => (String(index) === key ? to : each))
            : { ...value, [key]: to },
        ),
      );
    }
  };
  visit(whole, (to) => to as object);
  expect(counts).toEqual([]);
});
