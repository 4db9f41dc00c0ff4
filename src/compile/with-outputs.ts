import type { Compiled, IOutput } from '../model/notebook.ts';
import { withDigest } from './with-digest.ts';

/** The notebook with other outputs in the cells that `outputs` names, by id. */
export function withOutputs(compiled: Compiled, outputs: ReadonlyMap<string, readonly IOutput[]>): Compiled {
  const cells = compiled.notebook.cells.map((cell) => {
    const own = outputs.get(String(cell.id));
    return own === undefined || cell.cell_type !== 'code' ? cell : { ...cell, outputs: [...own] };
  });
  return { ...compiled, ...withDigest({ ...compiled.notebook, cells }) };
}
