import type { INotebookContent } from '@jupyterlab/nbformat';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serializeNotebook } from '../../src/notebook/serialize.ts';
import { runPython } from '../python.ts';

const writeAll = `
import sys, json, nbformat
for line in sys.stdin:
    print(json.dumps(nbformat.writes(nbformat.from_dict(json.loads(line))) + "\\n"))
`;

/** Characters on which writers differ: every line end that Python knows, both sides of the surrogates, controls. */
const hard = [
  ...'\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029\t\b\0\x1f\x7f"\\/ \u00e9\ud7ff\ue000\uffff\u{10000}\u{1f600}az09~',
];
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...hard),
    fc.constant('\r\n'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});
const key = fc.oneof(
  text,
  fc.nat({ max: 20 }).map(String),
  fc.constantFrom('__proto__', 'constructor', 'signature', 'trusted', 'orig_nbformat'),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(1e15, 1e16, 1e17, 123456789012345680000, 1e21, 1e22, 1e-4, 1e-5, 1.5e-7, 1e-10, 5e-324, 0.1, -0),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    number,
    text,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }),
  ),
}));
const object = fc.dictionary(key, json, { maxKeys: 5, noNullPrototype: true });
const multiline = fc.oneof(text, fc.array(text, { maxLength: 4 }));
const bundle = fc
  .dictionary(
    fc.constantFrom(
      'text/plain',
      'text/html',
      'text/x-anything',
      'image/svg+xml',
      'application/javascript',
      'image/png',
    ),
    multiline,
    { maxKeys: 4, noNullPrototype: true },
  )
  .chain((data) =>
    fc
      .option(json, { nil: undefined })
      .map((value) => (value === undefined ? data : { ...data, 'application/json': value })),
  );
const count = fc.option(fc.nat());
const output = fc.oneof(
  fc.record({ output_type: fc.constant('stream'), name: fc.constantFrom('stdout', 'stderr'), text: multiline }),
  fc.record({ output_type: fc.constant('display_data'), data: bundle, metadata: object }),
  fc.record({ output_type: fc.constant('execute_result'), data: bundle, metadata: object, execution_count: count }),
  fc.record({
    output_type: fc.constant('error'),
    ename: text,
    evalue: text,
    traceback: fc.array(text, { maxLength: 3 }),
  }),
);
const cell = fc.oneof(
  fc.record({
    cell_type: fc.constant('code'),
    metadata: object,
    source: multiline,
    outputs: fc.array(output, { maxLength: 3 }),
    execution_count: count,
  }),
  fc.record({
    cell_type: fc.constantFrom('markdown', 'raw'),
    metadata: object,
    source: multiline,
    attachments: fc.dictionary(text, bundle, { maxKeys: 2, noNullPrototype: true }),
  }),
);
const notebook = fc
  .record({ metadata: object, cells: fc.array(cell, { maxLength: 5 }) })
  .map(({ metadata, cells }) => ({
    nbformat: 4,
    nbformat_minor: 5,
    metadata,
    cells: cells.map((each, index) => ({ id: `cell-${index}`, ...each })),
  }));

test('1,000 random notebooks are written as nbformat writes them, byte for byte', async () => {
  const notebooks = fc.sample(notebook, 1000);
  const lines = notebooks.map((each) => JSON.stringify(each));
  const written = (await runPython(writeAll, `${lines.join('\n')}\n`)).trimEnd().split('\n');
  expect(written).toHaveLength(notebooks.length);
  for (const [index, each] of notebooks.entries()) {
    expect(serializeNotebook(each as INotebookContent)).toBe(JSON.parse(written[index] ?? ''));
  }
}, 60_000);

test('what was written and read again is written the same', () => {
  fc.assert(
    fc.property(notebook, (each) => {
      const written = serializeNotebook(each as INotebookContent);
      expect(serializeNotebook(JSON.parse(written))).toBe(written);
    }),
  );
});

test('an empty source is an empty list, and a final line end opens no line', () => {
  const cells = ['', 'a', 'a\n', 'a\n\nb'].map((source) => ({ cell_type: 'raw', metadata: {}, source }));
  const written = JSON.parse(serializeNotebook({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells }));
  expect(written.cells.map((each: { source: string[] }) => each.source)).toEqual([
    [],
    ['a'],
    ['a\n'],
    ['a\n', '\n', 'b'],
  ]);
});

test('a lone surrogate is escaped, because no file in UTF-8 can hold it', () => {
  const cells = [{ cell_type: 'raw', metadata: {}, source: 'a\ud800b' }];
  expect(serializeNotebook({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells })).toContain('"a\\ud800b"');
});
