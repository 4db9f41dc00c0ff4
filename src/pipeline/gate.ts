import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnostic } from '../diagnostics/diagnostic.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import { validateNotebook } from '../notebook/validate.ts';

/**
 * The schema gate: no notebook that Python's nbformat would refuse is written. A failure here is a mistake of ours, and
 * it is said so, at the Markdown of the cell that is wrong.
 */
export function gate(compiled: CompiledLesson, source: string): Diagnostic[] {
  return compiled.notebooks.flatMap(({ text, path, notebook, origins }) => {
    const { valid, findings } = validateNotebook(text, { file: path });
    if (valid) return [];
    return findings
      .filter((finding) => finding.severity === 'error')
      .map((finding) => {
        const index = Number(/^\/cells\/(\d+)/.exec(finding.path ?? '')?.[1] ?? Number.NaN);
        const id = String(notebook.cells[index]?.id ?? '');
        const span = origins.get(id)?.span ?? { start: 0, end: 0 };
        return diagnostic(
          'notebook-invalid',
          `${path} would not be a valid notebook: ${finding.message}`,
          source,
          span,
          {
            help: 'this is a mistake of coursewright, not of the lesson: please report it with the lesson',
          },
        );
      });
  });
}
