import { expect, test } from 'vitest';
import type { Rule } from '../../src/diagnostics/rule.ts';
import { notebookRules } from '../../src/diagnostics/rules/notebook.ts';
import { validateNotebook } from '../../src/notebook/validate.ts';

const rules = Object.entries(notebookRules as Record<string, Rule>);
const examples = rules.flatMap(([id, { bad, good }]) => (bad && good ? [{ id, bad, good }] : []));

test.each(examples)('the bad example of $id gives that finding alone, at its place', ({ id, bad }) => {
  const { findings } = validateNotebook(bad.text, {
    rules: { [id]: notebookRules[id as keyof typeof notebookRules].severity },
  });
  expect(findings.map(({ rule, line, column }) => `${rule} ${line}:${column}`)).toEqual([`${id} ${bad.at}`]);
});

test.each(examples)('the good example of $id gives no finding', ({ id, good }) => {
  const rule = notebookRules[id as keyof typeof notebookRules];
  expect(validateNotebook(good.text, { rules: { [id]: rule.severity } }).findings).toEqual([]);
});
