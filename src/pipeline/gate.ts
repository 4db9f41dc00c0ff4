import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { INotebookContent } from '../model/notebook.ts';
import check from '../notebook/check.ts';

/**
 * The schema gate: no notebook that Python's nbformat would refuse is written. It judges what the file will say, by
 * nbformat's schema and by what nbformat demands beside it: ids that do not repeat. A failure here is a mistake of ours,
 * and it is said so, at the Markdown of the cell that is wrong.
 */
export function gate(compiled: CompiledLesson, source: string): Diagnostic[] {
  return compiled.notebooks.flatMap(({ text, path, origins }) => {
    const written = JSON.parse(text) as INotebookContent;
    const mistakes = check(written) ? repeatedIds(written) : schemaMistakes();
    return mistakes.map(({ index, what }) => {
      const id = String(written.cells?.[index]?.id ?? '');
      const span = origins.get(id)?.span ?? { start: 0, end: 0 };
      return diagnostic('notebook-invalid', `${path} would not be a valid notebook: ${what}`, source, span, {
        help: 'this is a mistake of coursewright, not of the lesson: please report it with the lesson',
      });
    });
  });
}

interface Mistake {
  /** Of the cell; NaN where it is in none. */
  readonly index: number;
  readonly what: string;
}

/** Those of the notebook that was checked last. */
function schemaMistakes(): Mistake[] {
  return (check.errors ?? []).map(({ instancePath, message }) => ({
    index: Number(/^\/cells\/(\d+)/.exec(instancePath)?.[1] ?? Number.NaN),
    what: `\`${instancePath}\` ${message}`,
  }));
}

function repeatedIds({ cells }: INotebookContent): Mistake[] {
  const seen = new Set<unknown>();
  const mistakes: Mistake[] = [];
  for (const [index, { id }] of cells.entries()) {
    if (seen.has(id)) mistakes.push({ index, what: `two cells have the id \`${id}\`` });
    seen.add(id);
  }
  return mistakes;
}
