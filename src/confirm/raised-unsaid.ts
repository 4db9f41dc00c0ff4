import type { Code } from '../model/lesson.ts';
import { mayRaiseByTag } from '../model/may-raise.ts';
import type { CellOutputs } from './cell-outputs.ts';
import { expectedOutputs } from './expected-outputs.ts';
import type { Raised } from './raised.ts';

/**
 * What a cell raised that may raise, as code in an exercise may, while the lesson says nothing of an error: what it shows
 * is cut short.
 */
export function raisedUnsaid(code: Code, produced: CellOutputs): Raised | undefined {
  if (code.run.raises !== undefined || !mayRaiseByTag(code)) return undefined;
  return expectedOutputs(code.expected, produced).errors.length === 0 ? produced.raised : undefined;
}
