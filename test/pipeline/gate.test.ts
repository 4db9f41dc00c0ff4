import type { INotebookContent } from '@jupyterlab/nbformat';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withDigest } from '../../src/compile/with-digest.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import type { Compiled } from '../../src/notebook/notebook.ts';
import { isPlainNotebook } from '../../src/notebook/plain-notebook.ts';
import { serializeNotebook } from '../../src/notebook/serialize.ts';
import { validateNotebook } from '../../src/notebook/validate.ts';
import { compileLesson } from '../../src/pipeline/compile-lesson.ts';
import { gate } from '../../src/pipeline/gate.ts';

const lesson = `---
title: One
---
# A

Some prose.

\`\`\`python raises=ValueError hide-input
raise ValueError("no")
\`\`\`

\`\`\`error
ValueError: no
\`\`\`

\`\`\`python
print(1)
\`\`\`

\`\`\`output
1
\`\`\`

:::exercise{#one}
\`\`\`python starter
one = ...
\`\`\`

:::solution
\`\`\`python
one = 1
\`\`\`
:::
:::
`;
const files = { lessonText: () => undefined, bytes: () => undefined };
const compiled = compileLesson(lesson, 'source-md/a.md', { ...defaultConfig, solutions: 'collapsed' }, files);

/** What may stand where it does not belong. */
const strange = [
  undefined, null, true, 0, 1, 5, 4, 1.5, -1, Number.NaN, '', 'a', 'a b', 'a\n', 'a,b', 'ä', '\ud800', 'x'.repeat(65), 'raw', 'code', 'markdown',
  [], {}, ['a'], ['a', 'a'], [1], [[]], { a: 1 }, { name: 'a' }, { name: 'a', display_name: 1 }, { source_hidden: 1 },
  { output_type: 'stream', name: 'stdout' }, [{ output_type: 'stream', name: 'stdout', text: 1 }],
  [{ output_type: 'error', ename: 'a', evalue: 'b', traceback: [1] }], [{ output_type: 'error', ename: 'a', evalue: 'b', traceback: ['a'] }],
]; // biome-ignore format: a table
const names = [
  'id', 'cell_type', 'metadata', 'source', 'outputs', 'execution_count', 'tags', 'jupyter', 'name', 'collapsed', 'scrolled', 'execution', 'format',
  'kernelspec', 'language_info', 'title', 'authors', 'nbformat', 'nbformat_minor', 'cells', 'attachments', 'text', 'ename', 'file_extension', 'any', '__proto__',
]; // biome-ignore format: a table

interface Change {
  readonly place: number;
  readonly name: string | number;
  readonly value: unknown;
}

/** The notebook with a field or item of it changed, left out or put in. */
function changed(notebook: INotebookContent, { place, name, value }: Change): INotebookContent {
  const copy = structuredClone(notebook);
  const places: object[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    places.push(node);
    Object.values(node).forEach(visit);
  };
  visit(copy);
  const at = places[place % places.length] as Record<string, unknown>;
  const key = typeof name === 'string' ? name : Object.keys(at)[name % (Object.keys(at).length || 1)];
  if (key === undefined || Array.isArray(at) !== /^\d+$/.test(key)) return copy;
  if (value === undefined) delete at[key];
  else at[key] = value;
  return copy;
}

test('what lessons are compiled to is plain', () => {
  expect(compiled.notebooks.map(({ notebook }) => isPlainNotebook(notebook))).toEqual([true, true]);
  for (const { text } of compiled.notebooks) expect(validateNotebook(text).valid).toBe(true);
});

test('what is plain, nbformat accepts', () => {
  const change = fc.record({
    place: fc.nat(200),
    name: fc.oneof(fc.constantFrom(...names), fc.nat(12)),
    value: fc.constantFrom(...strange),
  });
  let plain = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...compiled.notebooks),
      fc.array(change, { minLength: 1, maxLength: 2 }),
      (one, changes) => {
        const notebook = changes.reduce(changed, one.notebook);
        if (!isPlainNotebook(notebook)) return;
        plain++;
        expect(validateNotebook(serializeNotebook(notebook)).valid).toBe(true);
      },
    ),
    { numRuns: 3000 },
  );
  expect(plain).toBeGreaterThan(100);
});

test.each<[string, Record<string, unknown>]>([
  ['an id that is none', { id: 'a b' }],
  ['an id that another cell has', { id: compiled.notebooks[0]?.notebook.cells[0]?.id }],
  ['a tag with a comma', { metadata: { tags: ['a,b'] } }],
  ['a field that cells do not have', { other: 1 }],
])('the gate stops %s', (_, wrong) => {
  const first = compiled.notebooks[0] as Compiled;
  const { coursewright, ...metadata } = first.notebook.metadata;
  const { digest: _digest, ...provenance } = coursewright as Record<string, string>;
  const notebook = structuredClone({ ...first.notebook, metadata: { ...metadata, coursewright: provenance } });
  Object.assign(notebook.cells[1] ?? {}, wrong);
  const found = gate({ ...compiled, notebooks: [{ ...first, ...withDigest(notebook) }] }, 'source-md/a.md');
  expect(found.map(({ rule }) => rule)).toContain('notebook-invalid');
});
