import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serializeNotebook } from '../../src/notebook/serialize.ts';
import { parseExactly, withExactIntegers } from '../../src/text/exact-integers.ts';

test.each([
  '{"x":12345678901234567890}',
  '[-12345678901234567891,9007199254740991]',
  '{"9007199254740993":"9007199254740993 \\" 9007199254740993"}',
])('the digits of %s are kept', (json) => expect(withExactIntegers(JSON.stringify(parseExactly(json)))).toBe(json));

test('an output of many megabytes beside a long integer is read', () => {
  const text = `a "quoted" \\ ${'x'.repeat(20_000_000)}\\`;
  const json = `{"text":${JSON.stringify(text)},"x":12345678901234567890}`;
  expect(parseExactly(json)).toEqual({ text, x: expect.stringContaining('12345678901234567890') });
});

test('any JSON is read as ever, and a notebook has the digits that its outputs had', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.stringify(value);
      expect(withExactIntegers(JSON.stringify(parseExactly(json)))).toBe(json);
    }),
  );
  fc.assert(
    fc.property(fc.bigInt(), (integer) => {
      const data = parseExactly(`{"application/json":{"x":${integer}}}`);
      const output = { output_type: 'display_data', data, metadata: {} };
      const cell = { cell_type: 'code', id: 'a', execution_count: null, metadata: {}, source: '', outputs: [output] };
      const notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
      expect(serializeNotebook(notebook as never)).toContain(`"x": ${integer}\n`);
    }),
  );
});
