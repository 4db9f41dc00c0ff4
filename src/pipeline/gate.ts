import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CompiledLesson } from './compile-lesson.ts';

export function gate(_compiled: CompiledLesson, _source: string): Diagnostic[] {
  return [];
}
