import type { ExecutedCell } from '../model/run.ts';

/** Whether a cell waits for somebody to type: the kernel says so, or its code reads standard input, which is empty. */
export function asksInput(cell: ExecutedCell, source: string): boolean {
  return cell.error?.name === 'StdinNotImplementedError' || (cell.status === 'ok' && readsStandardInput.test(source));
}

/** At the top of a cell: what stands in a function is read when somebody calls it, perhaps with another stream. */
const readsStandardInput =
  /^(?![ \t#]|(?:async[ \t]+)?def\b|class\b)[^#\n]*(?:(?<!["'`])\bsys\.stdin\.read(?:line|lines)?\(|\bin sys\.stdin[ \t]*:)/m;
