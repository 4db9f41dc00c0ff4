import type { INotebookContent } from '@jupyterlab/nbformat';
import { kernelLanguage, kernelName, languageOfKernel } from '../languages/kernels.ts';
import type { Reader } from './imported-lesson.ts';
import { lessonOfCells, type OriginalCells } from './lesson-of-cells.ts';
import { cellsOf, valuesOf } from './notebook-cell.ts';

/** A notebook of format 4 as a lesson. */
export const readNotebook: Reader = (content, name) => {
  const notebook = parsed(content);
  if (notebook === undefined)
    return { unreadable: 'is no notebook', help: 'coursewright validate says what is wrong with it' };
  if (notebook.nbformat !== 4)
    return {
      unreadable: `is a notebook of format ${notebook.nbformat}, and only those of format 4 can be imported`,
      help: 'convert it first: jupyter nbconvert --to notebook --nbformat 4 FILE',
    };
  if (!Array.isArray(notebook.cells))
    return { unreadable: 'is a notebook without cells', help: 'coursewright validate says what is wrong with it' };
  return lessonOfCells({ cells: cellsOf(notebook), ...languageOf(notebook) }, name);
};

function parsed(content: Uint8Array): INotebookContent | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(content));
    const isNotebook = typeof value === 'object' && value !== null && 'nbformat' in value;
    return isNotebook ? (value as INotebookContent) : undefined;
  } catch {
    return undefined;
  }
}

/** What the cells are in, and what is not carried over of the notebook's own metadata. */
function languageOf({ metadata }: INotebookContent): Omit<OriginalCells, 'cells'> {
  const { kernelspec, language_info: info, ...others } = valuesOf(metadata);
  const [spec, speaks] = [valuesOf(kernelspec), valuesOf(info)];
  const named = String(spec.language ?? speaks.name ?? '').toLowerCase();
  const listed = kernelLanguage(named);
  const kernel = typeof spec.name === 'string' ? spec.name : kernelName(listed ?? (named || 'python'));
  const language = listed ?? languageOfKernel(kernel);
  const isPython = language === 'python';
  const keys = Object.keys(others).filter((key) => key !== 'coursewright');
  return {
    language,
    kernel,
    leftOut: [
      ...(isPython && /^2/.test(String(speaks.version ?? '')) ? ['that it is for Python 2'] : []),
      ...keys.map((key) => `\`${key}\` of the notebook`),
      ...(isPython && !/^python\d*$/.test(kernel) ? [`the kernel \`${kernel}\``] : []),
    ],
  };
}
