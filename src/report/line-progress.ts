import { keptLine } from './kept-line.ts';
import type { Reporter } from './reporter.ts';
import type { Style } from './style.ts';

/** Progress for logs: a line as each lesson ends, and one for each piece of other work that takes time. */
export function lineProgress(write: (text: string) => void, style: Style): Reporter {
  const lineOf = keptLine(style);
  return {
    on(event) {
      const line = event.type === 'progress' ? style.dim(` ${style.symbols.skipped} ${event.message}`) : lineOf(event);
      if (line !== undefined) write(`${line}\n`);
    },
  };
}
