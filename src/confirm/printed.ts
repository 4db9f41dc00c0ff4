import type { IOutput } from '../model/notebook.ts';
import { cellOutputs } from './cell-outputs.ts';
import { errorOutline } from './error-outline.ts';

/** What saved outputs say that a cell puts out, in words as fences have them. */
export interface Printed {
  readonly output: string;
  readonly stderr: string;
  /** The exception and its message; where there is a chain or a group, that as a text of its own. */
  readonly errors: readonly string[];
}

export function printedBy(outputs: readonly IOutput[]): Printed {
  const { output, stderr, raised } = cellOutputs({ status: 'ok', outputs, durationMs: 0 });
  if (raised === undefined) return { output, stderr, errors: [] };
  const { name, value, traceback } = raised;
  const said = value === '' ? name : `${name}: ${value}`;
  // What came before it, or is in it, stands in the traceback only.
  const { chain, text } = errorOutline(traceback, name.slice(name.lastIndexOf('.') + 1));
  const isWhole = chain.length < 2 && (chain[0]?.members.length ?? 0) === 0;
  return { output, stderr, errors: isWhole ? [said] : [said, text] };
}
