import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPage } from '../../src/import/page/read-page.ts';
import { readNotebook } from '../../src/import/read-notebook.ts';
import { readScript } from '../../src/import/read-script.ts';
import { readText } from '../../src/import/read-text.ts';

const readers = { 'x.html': readPage, 'x.ipynb': readNotebook, 'x.py': readScript, 'x.txt': readText };

test.each(Object.entries(readers))('any bytes of %s are read, or said to be none', (name, read) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const lesson = read(bytes, 'x', name);
      expect('unreadable' in lesson ? lesson.unreadable : lesson.text).toBeTypeOf('string');
    }),
    { numRuns: 200 },
  );
});

test.each([
  { source: { toString: 0 } },
  { source: ['a', { toString: 0 }] },
  { source: 'a', metadata: { tags: [{ toString: 0 }] } },
  { source: 'a', cell_type: 'code', outputs: [{ output_type: 'stream', text: { toString: 0 } }] },
])('a text that is none is left out: %j', (cell) => {
  const text = JSON.stringify({ nbformat: 4, cells: [cell], metadata: {} });
  expect('unreadable' in readNotebook(Buffer.from(text), 'x', 'x.ipynb')).toBe(false);
});

test('notebooks need not be valid', () => {
  const cell = fc.record(
    {
      cell_type: fc.oneof(fc.constantFrom('code', 'markdown', 'raw', 'heading'), fc.anything()),
      source: fc.oneof(fc.string(), fc.array(fc.string()), fc.anything()),
      metadata: fc.oneof(fc.constant({ nbgrader: { solution: true, grade: true, grade_id: 5 } }), fc.anything()),
      outputs: fc.oneof(
        fc.array(
          fc.record({ output_type: fc.constantFrom('stream', 'error', 'display_data', 'x'), data: fc.anything() }),
        ),
        fc.anything(),
      ),
      attachments: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(cell, fc.anything()), { maxLength: 5 }), fc.anything(), (cells, metadata) => {
      const text = JSON.stringify({ nbformat: 4, cells, metadata });
      const lesson = readNotebook(Buffer.from(text), 'x', 'x.ipynb');
      expect('unreadable' in lesson).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('a page that nests its elements too deep is said to be one', () => {
  const deep = `<main>${'<div>'.repeat(20_000)}<p>text</p>`;
  expect(readPage(Buffer.from(deep), 'x', 'x.html')).toMatchObject({ unreadable: expect.stringContaining('too deep') });
});

test('no name of an attachment leads out of the folder of the files', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('../../a.png', '/etc/a', '..', 'a/b.png', 'C:\\a')),
      (name) => {
        const notebook = {
          nbformat: 4,
          metadata: {},
          cells: [
            { cell_type: 'markdown', metadata: {}, source: 'x', attachments: { [name]: { 'image/png': 'AAAA' } } },
          ],
        };
        const lesson = readNotebook(Buffer.from(JSON.stringify(notebook)), 'x', 'x.ipynb');
        for (const path of 'files' in lesson ? lesson.files.keys() : [])
          expect(path).toMatch(/^x_files\/[\p{L}\p{N}_][^/\\]*$/u);
      },
    ),
  );
});
