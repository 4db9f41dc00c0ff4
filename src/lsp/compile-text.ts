import { compileLesson } from '../compile/compile-lesson.ts';
import type { CourseFiles } from '../compile/course-files.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { Config } from '../model/config.ts';
import { withSeverities } from '../pipeline/findings.ts';

/** A lesson as an editor has it. */
export interface CompiledText {
  readonly text: string;
  readonly compiled: CompiledLesson;
  /** With the severities that the configuration gives; without what it turns off. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What the compiler alone says of a text. */
export function compileText(text: string, source: string, config: Config, files: CourseFiles): CompiledText {
  const compiled = compileLesson(text, source, config, files);
  return { text, compiled, diagnostics: withSeverities(compiled.diagnostics, config) };
}
