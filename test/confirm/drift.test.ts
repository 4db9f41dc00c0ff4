import type { ICell, INotebookContent } from '@jupyterlab/nbformat';
import { describe, expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { driftOf } from '../../src/confirm/drift.ts';

const lesson = `---
title: Adding up
---

# Adding up

\`sum\` adds up.

\`\`\`python
print(sum([1, 2, 3]))
\`\`\`

\`\`\`output
6
\`\`\`

\`\`\`python hide-input
total = 1
\`\`\`
`;

/** With a repository for Colab: its badge has metadata of its own. */
const config = { ...defaultConfig, colab: { github: 'org/repo', branch: 'main', badge: true } } as const;

function compiled(text = lesson) {
  const [student] = compileLesson(text, 'source-md/a.md', config, noFiles).notebooks;
  if (student === undefined) throw new Error('there is no student notebook');
  return student;
}

/** The notebook on disk after `change`, as a program writes it that has keys in an order of its own. */
function saved(change: (notebook: INotebookContent) => void, of = compiled()): string {
  const notebook = JSON.parse(of.text) as INotebookContent;
  change(notebook);
  return JSON.stringify(notebook);
}

/** The cells of a notebook by id; a test's own lesson has them. */
function cellOf(notebook: INotebookContent, id: string): ICell {
  const cell = notebook.cells.find((one) => one.id === id);
  if (cell === undefined) throw new Error(`no cell ${id} among ${notebook.cells.map((one) => one.id).join(', ')}`);
  return cell;
}

const programs: Record<string, (notebook: INotebookContent) => void> = {
  'another order of keys': () => {},
  JupyterLab: ({ metadata, cells }) => {
    metadata.kernelspec = { name: 'python3', display_name: 'Python 3 (ipykernel)', language: 'python' };
    metadata.language_info = { ...(metadata.language_info as object), name: 'python', version: '3.11.2' };
    metadata.widgets = { 'application/vnd.jupyter.widget-state+json': { state: {}, version_major: 2 } };
    for (const cell of cells) cell.metadata = { ...cell.metadata, tags: cell.metadata.tags ?? [], editable: true };
  },
  'a run of all cells': (notebook) => {
    for (const cell of notebook.cells) if (cell.cell_type === 'code') cell.execution_count = 7;
    const cell = cellOf(notebook, 'adding-up-demo-2');
    cell.outputs = [{ output_type: 'execute_result', execution_count: 7, metadata: {}, data: { 'text/plain': '1' } }];
    cell.metadata.execution = { 'iopub.status.busy': '2026-01-01T00:00:00' };
  },
  'folding and unfolding': (notebook) => {
    cellOf(notebook, 'adding-up-demo-2').metadata = { tags: ['hide-input'], jupyter: { outputs_hidden: true } };
    cellOf(notebook, 'adding-up-demo').metadata = { collapsed: true, scrolled: false };
  },
  'VS Code': ({ metadata, cells }) => {
    metadata.kernelspec = { name: 'python3', display_name: '.venv', language: 'python' };
    metadata.vscode = { interpreter: { hash: 'c0ffee' } };
    for (const cell of cells) cell.metadata.vscode = { languageId: 'python' };
  },
  Colab: (notebook) => {
    notebook.nbformat_minor = 0;
    notebook.metadata.colab = { provenance: [] };
    for (const cell of notebook.cells) {
      cell.metadata = { ...cell.metadata, id: cell.id };
      delete cell.id;
      if (cell.cell_type === 'code') cell.metadata.outputId = 'f00';
    }
  },
};

describe('what programs change when a notebook is opened and saved is no drift', () => {
  test.each(Object.entries(programs))('%s', (_, change) => {
    expect(driftOf(compiled(), saved(change))).toEqual({ kind: 'none' });
  });

  test.each(Object.entries(programs))('%s, and the lesson has changed since', (_, change) => {
    const now = compiled(lesson.replace('total = 1', 'total = 2'));
    expect(driftOf(now, saved(change))).toMatchObject({ kind: 'stale', change: 'code', cell: 'adding-up-demo-2' });
  });
});

describe('what a person changes is', () => {
  const edits: Record<string, [(notebook: INotebookContent) => void, object]> = {
    'a character of code': [
      (notebook) => {
        cellOf(notebook, 'adding-up-demo').source = 'print(sum([1, 2, 4]))';
      },
      { change: 'code', cell: 'adding-up-demo', expected: 'print(sum([1, 2, 3]))', actual: 'print(sum([1, 2, 4]))' },
    ],
    'a word of text': [
      (notebook) => {
        cellOf(notebook, 'adding-up').source = '# Adding up\n\n`sum` adds.';
      },
      { change: 'prose', cell: 'adding-up', actual: '# Adding up\n\n`sum` adds.' },
    ],
    'a tag': [
      (notebook) => {
        cellOf(notebook, 'adding-up-demo').metadata.tags = ['mine'];
      },
      { change: 'metadata', cell: 'adding-up-demo' },
    ],
    'a slide': [
      (notebook) => {
        cellOf(notebook, 'adding-up').metadata.slideshow = { slide_type: 'slide' };
      },
      { change: 'metadata', cell: 'adding-up' },
    ],
    'another kernel': [
      (notebook) => {
        notebook.metadata.kernelspec = { name: 'other', display_name: 'Python 3' };
      },
      { change: 'metadata' },
    ],
    'a cell more at the end': [
      (notebook) => {
        notebook.cells.push({ cell_type: 'code', id: 'x', metadata: {}, outputs: [], source: 'mine = 1' });
      },
      { change: 'code', expected: '', actual: 'mine = 1' },
    ],
    'a cell less': [(notebook) => notebook.cells.splice(1, 1), { change: 'prose', cell: 'adding-up' }],
  };
  test.each(Object.entries(edits))('%s', (_, [change, found]) => {
    expect(driftOf(compiled(), saved(change))).toMatchObject({ kind: 'hand-edited', ...found });
  });

  test('declared outputs that are others now can be made again: that is no edit', () => {
    const other = saved((notebook) => {
      cellOf(notebook, 'adding-up-demo').outputs = [];
    });
    expect(driftOf(compiled(), other)).toMatchObject({ kind: 'stale', change: 'outputs', cell: 'adding-up-demo' });
  });
});

test('an edit that the lesson has caught up with leaves a digest to renew', () => {
  const edited = saved((notebook) => {
    cellOf(notebook, 'adding-up-demo-2').source = 'total = 2';
  });
  const now = compiled(lesson.replace('total = 1', 'total = 2'));
  expect(driftOf(now, edited)).toEqual({ kind: 'stale', change: 'metadata', span: { start: 0, end: 0 } });
});

test('with a repository for Colab, too, the first cell that differs is named', () => {
  const before = compiled().text;
  expect(driftOf(compiled(lesson.replace('sum` adds', 'sum` really adds')), before)).toMatchObject({
    kind: 'stale',
    change: 'prose',
    cell: 'adding-up',
  });
  expect(driftOf(compiled(lesson.replace('[1, 2, 3]', '[3, 2, 1]')), before)).toMatchObject({
    kind: 'stale',
    change: 'code',
    cell: 'adding-up-demo',
  });
});

test('a notebook that no lesson made was not edited by hand', () => {
  const foreign = saved((notebook) => {
    notebook.metadata = { kernelspec: { name: 'python3', display_name: 'Python 3' } } as never;
    notebook.cells = [
      { cell_type: 'code', source: 'import time', metadata: {}, outputs: [], execution_count: null },
    ] as never;
  });
  expect(driftOf(compiled(), foreign)).toMatchObject({ kind: 'hand-edited', change: 'foreign' });
  // One that lost what was said of it has its cells.
  const lost = saved((notebook) => {
    delete notebook.metadata.coursewright;
    cellOf(notebook, 'adding-up-demo-2').source = 'total = 2';
  });
  expect(driftOf(compiled(), lost)).toMatchObject({ kind: 'hand-edited', change: 'code' });
});
