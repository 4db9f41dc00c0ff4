import { printedBy } from '../confirm/printed.ts';
import { tagsDo, traitsOf } from '../model/cell-tags.ts';
import { fenceText, option } from './fence-text.ts';
import type { NotebookCell } from './notebook-cell.ts';

/** A code cell as a fence, with fences for what it put out. */
export function codeText(cell: NotebookCell, language: string, words: readonly string[] = []): string {
  const info = [language, ...words, ...wordsOf(cell, language)].join(' ');
  return [fenceText(info, cell.source), ...outputTexts(cell)].join('\n\n');
}

function wordsOf({ tags, metadata, source }: NotebookCell, language: string): string[] {
  const own = [...new Set([...tags, ...foldedBy(metadata)])];
  const kept = own.filter((tag) => !traitsOf(tag).ofRunMode && tag !== 'otter_answer_cell' && /^[^\s,"\\]+$/.test(tag));
  return [
    ...(tagsDo(own, ({ skips, ofRunMode }) => skips && ofRunMode) ? ['skip'] : []),
    ...(kept.length === 0 ? [] : [option('tags', kept.join(','))]),
    // In a notebook it is meant as it stands.
    ...(language === 'python' && /\basyncio\b[\s\S]*\brun\b|\brun_until_complete\b/.test(source) ? ['no-await'] : []),
  ];
}

/** The tags for what JupyterLab and Colab fold by other means. */
function foldedBy({ jupyter, cellView }: NotebookCell['metadata']): string[] {
  const folds = (jupyter ?? {}) as Readonly<Record<string, unknown>>;
  return [
    ...(folds.source_hidden === true || cellView === 'form' ? ['hide-input'] : []),
    ...(folds.outputs_hidden === true ? ['hide-output'] : []),
  ];
}

/** Metadata that fences and exercises stand for. */
export const spokenMetadata: ReadonlySet<string> = new Set(['tags', 'jupyter', 'cellView', 'nbgrader']);

function outputTexts({ outputs }: NotebookCell): string[] {
  const { output, stderr, errors } = printedBy(outputs);
  return [
    ...(output === '' ? [] : [fenceText('output', output)]),
    ...(outputs.some(isPicture) ? [fenceText('output image', '')] : []),
    ...(stderr === '' ? [] : [fenceText('stderr', stderr)]),
    ...errors.slice(-1).map((error) => fenceText('error', error)),
  ];
}

/** Whether an output is a picture that an `output image` fence can stand for. */
export function isPicture({ data }: NotebookCell['outputs'][number]): boolean {
  return typeof data === 'object' && data !== null && Object.keys(data).some((type) => /^image\//.test(type));
}
