import { outputPathOf } from '../config/output-path.ts';
import { readFrontMatter } from '../config/front-matter.ts';
import type { Config } from '../config/config.ts';
import { compileNotebook } from '../compile/compile-notebook.ts';
import type { Cell } from '../compile/cell.ts';
import { outline } from '../compile/outline.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { kernelName, languageOfKernel } from '../languages/kernels.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { readLesson } from '../markdown/read-lesson.ts';
import type { Compiled } from '../notebook/notebook.ts';

/** A lesson from its Markdown to its notebooks: what every later step works from. */
export interface CompiledLesson {
  readonly lesson: Lesson;
  readonly cells: readonly Cell[];
  /** Kernelspec name. */
  readonly kernel: string;
  readonly notebooks: readonly Compiled[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Markdown → Lesson → notebooks, one for each variant that the course wants. Pure. */
export function compileLesson(text: string, source: string, config: Config): CompiledLesson {
  const { lesson, diagnostics } = readLesson(text, {
    source,
    frontMatter: (yaml, offset) =>
      readFrontMatter(yaml, source, offset, config.dialect === 'native' || config.dialect === 'auto' ? 'error' : 'keep'),
    languageOfKernel: (kernel) => languageOfKernel(kernel ?? config.kernel),
  });
  const kernel =
    lesson.meta.kernel ??
    (languageOfKernel(config.kernel) === lesson.language ? config.kernel : kernelName(lesson.language));
  const cells = outline(lesson);
  const notebooks = config.variants.map((variant) =>
    compileNotebook(lesson, cells, {
      variant,
      path: outputPathOf(source, config, variant),
      kernel,
      outputs: config.outputs === 'none' ? 'none' : 'declared',
      editProse: (prose) => prose,
    }),
  );
  return { lesson, cells, kernel, notebooks, diagnostics };
}
