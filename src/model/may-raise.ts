import { runModes } from './cell-flags.ts';
import { tagsDo } from './cell-tags.ts';
import type { Code } from './lesson.ts';

/** Whether the cell's tags let it raise. */
export function mayRaiseByTag({ tags }: Pick<Code, 'tags'>): boolean {
  return tagsDo(tags, ({ mayRaise }) => mayRaise === 'everywhere');
}

/** Whether the fence, or one of its tags, says that the cell raises or may. */
export function mayRaise(code: Pick<Code, 'run' | 'tags'>): boolean {
  return code.run.raises !== undefined || mayRaiseByTag(code);
}

/** Whether the lesson says that the cell raises: its fence, or an error after it. */
export function isErrorAnnounced({ run, expected }: Pick<Code, 'run' | 'expected'>): boolean {
  return run.raises !== undefined || expected.some(({ stream }) => stream === 'error');
}

/** Whether Run All must go on after the cell has raised, in a notebook whose exercises are solved or not. */
export function goesOnAfterError(code: Code, solved: boolean): boolean {
  if (isErrorAnnounced(code) || runModes[code.run.mode].mayRaise) return true;
  return !solved && (code.role === 'starter' || code.role === 'test');
}
