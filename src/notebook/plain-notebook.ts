import type { INotebookContent } from '@jupyterlab/nbformat';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether a notebook has nothing but what lessons are made of, of which the schema of nbformat 4.5 surely has nothing
 * to say. False says nothing: what goes beyond that is for `validateNotebook`, which reads the text and takes a
 * hundred times as long.
 */
export function isPlainNotebook({ cells, metadata, nbformat, nbformat_minor, ...others }: INotebookContent): boolean {
  if (nbformat !== 4 || nbformat_minor !== 5 || Object.keys(others).length > 0) return false;
  if (!Array.isArray(cells) || !isRecord(metadata) || !isPlainMetadata(metadata)) return false;
  const ids = new Set<unknown>();
  for (const cell of cells) {
    if (!isRecord(cell) || !isPlainCell(cell) || ids.has(cell.id)) return false;
    ids.add(cell.id);
  }
  return true;
}

function isPlainMetadata({ kernelspec, language_info, coursewright, title = '', ...others }: Fields): boolean {
  if (typeof title !== 'string' || Object.keys(others).length > 0) return false;
  if (!isRecord(coursewright) || !hasTexts(coursewright, ['digest', 'source', 'variant'])) return false;
  if (!isRecord(kernelspec) || !hasTexts(kernelspec, ['display_name', 'name'])) return false;
  if (!isRecord(language_info)) return false;
  const { codemirror_mode: mode = '', ...language } = language_info;
  return hasTexts(language, ['name']) && (typeof mode === 'string' || (isRecord(mode) && isFlat(mode)));
}

function isPlainCell(cell: Fields): boolean {
  if (typeof cell.source !== 'string' || typeof cell.id !== 'string' || !/^[\w-]{1,64}$/.test(cell.id)) return false;
  if (!isRecord(cell.metadata) || !isPlainCellMetadata(cell.metadata)) return false;
  const fields = Object.keys(cell).length;
  if (cell.cell_type === 'markdown') return fields === 4;
  return (
    cell.cell_type === 'code' &&
    fields === 6 &&
    cell.execution_count === null &&
    isListOf(cell.outputs, (output) => isRecord(output) && isPlainOutput(output))
  );
}

/** Fields that the schema knows in the metadata of a cell, and that lessons do not make. */
const known: ReadonlySet<string> = new Set(['collapsed', 'execution', 'format', 'name', 'scrolled']);

function isPlainCellMetadata(metadata: Fields): boolean {
  for (const key in metadata) {
    const value = metadata[key];
    if (key === 'tags') {
      if (!isListOf(value, (tag) => typeof tag === 'string' && /^[\w-]+$/.test(tag))) return false;
      if (new Set(value).size < value.length) return false;
    } else if (key === 'jupyter') {
      if (!isRecord(value) || value.source_hidden !== true || Object.keys(value).length > 1) return false;
    } else if (known.has(key) || typeof value !== 'string') return false;
  }
  return true;
}

function isPlainOutput(output: Fields): boolean {
  switch (output.output_type) {
    case 'stream':
      return hasTexts(output, ['name', 'text']) && Object.keys(output).length === 3;
    case 'error': {
      const { traceback, ...texts } = output;
      return (
        hasTexts(texts, ['ename', 'evalue']) &&
        Object.keys(texts).length === 3 &&
        isListOf(traceback, (line) => typeof line === 'string')
      );
    }
    default:
      return false;
  }
}

/** Whether the fields are texts, all of them, and these are among them. */
function hasTexts(fields: Fields, names: readonly string[]): boolean {
  return (
    names.every((name) => Object.hasOwn(fields, name)) && Object.values(fields).every((it) => typeof it === 'string')
  );
}

/** `every` would pass over the holes of a list, for which a file has null. */
function isListOf(value: unknown, fits: (item: unknown) => boolean): value is unknown[] {
  if (!Array.isArray(value)) return false;
  for (const item of value) if (!fits(item)) return false;
  return true;
}

function isFlat(fields: Fields): boolean {
  return Object.values(fields).every((it) => typeof it === 'string' || Number.isSafeInteger(it));
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
