import { expect, test } from 'vitest';
import { catalog } from '../../src/diagnostics/catalog.ts';
import { explainRule, listRules } from '../../src/diagnostics/explain.ts';
import { OperatorError } from '../../src/diagnostics/operator-error.ts';
import { rulesDocument } from '../../src/diagnostics/rules-document.ts';

test('docs/rules.md is what the catalog says (npm run docs writes it)', async () => {
  await expect(rulesDocument()).toMatchFileSnapshot('../../docs/rules.md');
});

test('the document and the list have every rule', () => {
  const documented = [...rulesDocument().matchAll(/^### ([a-z0-9-]+)$/gm)].map(([, id]) => id);
  const listed = [...listRules().matchAll(/^([a-z0-9-]+) {2,}(?:error|warning|info) /gm)].map(([, id]) => id);
  expect(documented.sort()).toEqual(Object.keys(catalog).sort());
  expect(listed).toEqual(Object.keys(catalog).sort());
});

test('a rule is explained with its examples', () => {
  expect(`\n${explainRule('unknown-key')}`).toBe(`
unknown-key  error

  A key is unknown.

  why   A misspelt setting would be ignored without a word, and the default
        would hold.

  fix   Write the key that is meant, or delete the line.

  bad   coursewright.yaml
        1 │ execute:
        2 │   timout: 30
          │   ^

  good  coursewright.yaml
        1 │ execute:
        2 │   timeout: 30
`);
});

test('a rule that does not exist is the caller’s mistake, with the nearest one', () => {
  const explain = () => explainRule('unknown-keys');
  expect(explain).toThrow(OperatorError);
  expect(explain).toThrow(expect.objectContaining({ help: 'coursewright explain unknown-key' }));
});
