import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Exercise } from '../lesson/lesson.ts';
import type { CompiledLesson } from './compile-lesson.ts';

export interface Leak {
  readonly exercise: string;
  readonly diagnostic: Diagnostic;
}

export function leakDiagnostics(_compiled: CompiledLesson, _exercises: readonly Exercise[]): Leak[] {
  return [];
}
