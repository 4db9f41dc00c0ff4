import { hash } from 'node:crypto';
import type { ICell, INotebookContent } from '@jupyterlab/nbformat';

/**
 * What a notebook says, apart from what programs write by themselves when somebody opens, runs and saves it: JupyterLab
 * and Notebook 7 the kernel's display name and version, execution counts, outputs, folded cells and widget state; VS Code
 * its interpreter; Colab its own ids and `nbformat_minor: 0`. Two notebooks of one meaning have the same text here.
 *
 * Outputs are left out: whoever runs a notebook changes them. `outputsMeaning` compares those that a lesson declares.
 */
export function notebookMeaning({ cells, metadata }: INotebookContent): string {
  const { kernelspec, language_info, coursewright, ...rest } = metadata as Record<string, unknown>;
  const { digest: _, ...provenance } = isRecord(coursewright) ? coursewright : {};
  const own = {
    ...without(rest, notebookNoise),
    kernelspec: nameOf(kernelspec),
    language_info: nameOf(language_info),
    coursewright: provenance,
  };
  return JSON.stringify([cells.map(cellMeaning), canonical(own)]);
}

/** The digest of a notebook's meaning that its provenance carries: 32 hexadecimal digits. */
export function meaningDigest(notebook: INotebookContent): string {
  return hash('sha256', notebookMeaning(notebook), 'hex').slice(0, 32);
}

/** What a cell says: its type, id, source, metadata and attachments. */
export function cellMeaning(cell: ICell): unknown {
  const { metadata, attachments } = cell;
  const own = isRecord(metadata) ? metadata : {};
  return [
    cell.cell_type,
    // Colab keeps the id in the metadata.
    cell.id ?? own.id ?? null,
    joinSource(cell.source),
    metadataMeaning(own),
    isRecord(attachments) && Object.keys(attachments).length > 0 ? canonical(attachments) : null,
  ];
}

/** A cell's metadata apart from view state and from what is the same as nothing. */
export function metadataMeaning(metadata: Readonly<Record<string, unknown>>): unknown {
  const { jupyter, tags, slideshow, editable, deletable, ...rest } = metadata;
  const kept = isRecord(jupyter) ? without(jupyter, ['source_hidden', 'outputs_hidden']) : {};
  const slide = isRecord(slideshow) && slideshow.slide_type === '' ? {} : { slideshow };
  return canonical({
    ...without(rest, cellNoise),
    ...(Object.keys(kept).length === 0 ? {} : { jupyter: kept }),
    ...(Array.isArray(tags) && tags.length === 0 ? {} : { tags }),
    ...(slideshow === undefined ? {} : slide),
    ...(editable === true ? {} : { editable }),
    ...(deletable === true ? {} : { deletable }),
  });
}

/** A cell's outputs, however their texts are cut into lines and whichever execution they are of. */
export function outputsMeaning(outputs: unknown): string {
  return JSON.stringify(Array.isArray(outputs) ? outputs.filter(isRecord).map(outputMeaning) : []);
}

/** A text that a file may hold as a list of lines. */
export function joinSource(source: unknown): unknown {
  return Array.isArray(source) ? source.join('') : source;
}

/** Read in JupyterLab 4.6, Notebook 7.6, VS Code's Jupyter extension and Colab: what they write unasked, or as view state. */
const notebookNoise = ['widgets', 'colab', 'vscode', 'interpreter', 'toc', 'toc-autonumbering', 'toc-showcode']
  .concat(['toc-showmarkdowntxt', 'toc-showtags', 'varInspector', 'celltoolbar', 'orig_nbformat', 'trusted'])
  .concat(['signature']);
const cellNoise = [
  'trusted',
  'collapsed',
  'scrolled',
  'execution',
  'ExecuteTime',
  'executionInfo',
  'outputId',
  'colab',
].concat(['colab_type', 'cellView', 'vscode', 'id']);

function outputMeaning(output: Record<string, unknown>): unknown {
  const { execution_count: _, metadata, ...rest } = output;
  const { data } = rest;
  return canonical({
    ...rest,
    ...(output.output_type === 'stream' ? { text: joinSource(output.text) } : {}),
    ...(isRecord(data)
      ? { data: Object.fromEntries(Object.entries(data).map(([type, value]) => [type, joinSource(value)])) }
      : {}),
    ...(isRecord(metadata) && Object.keys(metadata).length > 0 ? { metadata } : {}),
  });
}

function nameOf(value: unknown): unknown {
  return isRecord(value) ? value.name : undefined;
}

function without(value: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

/** The same value with its keys in one order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  return Object.keys(value)
    .sort()
    .flatMap((key) => (value[key] === undefined ? [] : [[key, canonical(value[key])]]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
