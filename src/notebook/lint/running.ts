import { itemsOf, type JsonDocument, Kind, member, type Node, rawOf, textOf } from '../../json/json-document.ts';
import { tagsDo } from '../../model/cell-tags.ts';
import { type Problem, problemAt } from '../problem.ts';
import { collect, multiline, type NotebookView, stringOf, tagsOf } from './view.ts';

/** Tracebacks that were saved in cells which are not marked as raising. */
export function errorOutputs({ document, cells }: NotebookView): Problem[] {
  return collect(cells, (cell) => {
    if (cell.type !== 'code' || tagsDo(tagsOf(document, cell), ({ mayRaise }) => mayRaise !== 'no')) return [];
    return cell.outputs.filter(({ type }) => type === 'error').map(({ node }) => savedTraceback(document, node));
  });
}

function savedTraceback(document: JsonDocument, node: Node): Problem {
  const name = stringOf(document, member(document, node, 'ename'));
  const value = stringOf(document, member(document, node, 'evalue')).split('\n')[0] ?? '';
  const said = value === '' ? name : `${name}: ${value.slice(0, 80)}`;
  return problemAt(
    document,
    'notebook-error-output',
    node,
    ({ name: place }) => `${place} is a saved traceback${said === '' ? '' : ` (${said})`}`,
    { help: 'run the notebook again without the error, clear the output, or tag the cell "raises-exception"' },
  );
}

/** The first cell whose execution count is not higher than that of the last cell that ran. */
export function executionOrder({ document, cells }: NotebookView): Problem[] {
  let last = { count: 0, number: 0 };
  for (const { node, number } of cells) {
    const at = member(document, node, 'execution_count');
    if (at < 0 || document.kinds[at] !== Kind.integer) continue;
    const count = Number(rawOf(document, at));
    if (count <= last.count) {
      return [
        problemAt(
          document,
          'notebook-execution-order',
          at,
          ({ name }) =>
            `${name.replace(/^"execution_count" of /, '')} ran as number ${count}, but cell ${last.number} before it as number ${last.count}`,
          {
            help: 'restart the kernel, run all cells from top to bottom, and save',
          },
        ),
      ];
    }
    last = { count, number };
  }
  return [];
}

export function emptyCells({ document, cells }: NotebookView): Problem[] {
  return collect(cells, ({ node, source, sourceNode, outputs }) => {
    if (sourceNode < 0 || outputs.length > 0 || source.trim() !== '') return [];
    return [
      problemAt(document, 'notebook-empty-cell', node, ({ name }) => `${name} is empty`, { help: 'delete the cell' }),
    ];
  });
}

const megabyte = 1_000_000;

export function hugeOutputs({ document, cells }: NotebookView): Problem[] {
  return collect(cells, ({ outputs }) =>
    outputs.flatMap(({ node, data }) => {
      const size = (document.ends[node] ?? 0) - (document.starts[node] ?? 0);
      if (size <= megabyte) return [];
      const [largest = ''] = [...data].sort((a, b) => sizeOf(b[1]) - sizeOf(a[1])).map(([type]) => type);
      return [
        problemAt(
          document,
          'notebook-huge-output',
          node,
          ({ name }) =>
            `${name} has ${(size / megabyte).toFixed(1)} MB${largest === '' ? '' : `, most of it ${largest}`}`,
          {
            help: 'print or plot less, or clear the output before committing',
          },
        ),
      ];
    }),
  );
  function sizeOf(node: number): number {
    return (document.ends[node] ?? 0) - (document.starts[node] ?? 0);
  }
}

const viewType = 'application/vnd.jupyter.widget-view+json';
const stateType = 'application/vnd.jupyter.widget-state+json';

/** Widgets in outputs against the state in the notebook's metadata. */
export function widgetState({ document, metadata, cells }: NotebookView): Problem[] {
  const widgets = member(document, metadata, 'widgets');
  const views = cells.flatMap(({ outputs }) =>
    outputs.flatMap(({ data }) => data.filter(([type]) => type === viewType).map(([, node]) => node)),
  );
  const bundle = member(document, widgets, stateType);
  const state = member(document, bundle, 'state');
  if (widgets >= 0 && bundle >= 0 && state < 0) {
    return [
      problemAt(
        document,
        'notebook-widget-state',
        bundle,
        'the saved widget state has no "state", on which GitHub and nbconvert fail',
        { help: 'remove "widgets" from the metadata of the notebook, or save the widget state again' },
      ),
    ];
  }
  if (widgets >= 0 && views.length === 0) {
    return [
      problemAt(
        document,
        'notebook-widget-state',
        widgets,
        'the notebook has widget state, but no output shows a widget',
        { help: 'remove "widgets" from the metadata of the notebook' },
      ),
    ];
  }
  return views
    .filter((view) => member(document, state, stringOf(document, member(document, view, 'model_id'))) < 0)
    .slice(0, 1)
    .map((view) =>
      problemAt(
        document,
        'notebook-widget-state',
        view,
        ({ name }) => `${name.replace(/^"[^"]*" of /, '')} shows a widget whose state was not saved`,
        {
          help: 'run the notebook, choose "Save Widget State Automatically", and save; or clear the output',
        },
      ),
    );
}

export function kernelspecMissing({ document, metadata, cells }: NotebookView): Problem[] {
  if (metadata < 0 || member(document, metadata, 'kernelspec') >= 0 || !cells.some(({ type }) => type === 'code'))
    return [];
  return [
    problemAt(document, 'notebook-kernelspec-missing', metadata, 'the notebook does not say which kernel runs it', {
      help: 'add "kernelspec": { "name": "python3", "display_name": "Python 3" } to the metadata, or choose a kernel in Jupyter and save',
    }),
  ];
}

const oddLineEnd = /\r(?!\n)|[\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** Line ends in sources on which Python and editors do not agree. */
export function oddLineEnds({ document, cells }: NotebookView): Problem[] {
  return collect(cells, ({ sourceNode, source }) => {
    if (!oddLineEnd.test(source)) return [];
    const lines = document.kinds[sourceNode] === Kind.array ? [...itemsOf(document, sourceNode)] : [sourceNode];
    const line = lines.find((node) => oddLineEnd.test(multiline(document, node))) ?? sourceNode;
    const character = oddLineEnd.exec(textOf(document, line))?.[0] ?? '\r';
    const name = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    return [
      problemAt(
        document,
        'notebook-line-end',
        line,
        ({ name: place }) => `${place} has ${name}, at which Python ends a line and editors do not`,
        {
          help: 'replace it by \\n or a blank',
        },
      ),
    ];
  });
}
