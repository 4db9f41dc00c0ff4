import { keepEngine, type LentEngine } from '../workspace/kept-engine.ts';
import type { Invocation } from './command.ts';
import type { Selection } from './selection.ts';

/** The engine of one command: opened when the first lesson has something to execute, closed whatever happens. */
export function lazyEngine(
  { course, lessons }: Pick<Selection, 'course' | 'lessons'>,
  { io, options, signal }: Invocation,
): LentEngine {
  const { cache = true, fork = true } = options;
  const kept = keepEngine({ env: io.env, cache, fork, onNote: (text) => void io.stderr.write(`note: ${text}\n`) });
  const sources = lessons.map(({ source }) => source);
  const lent = kept.lend(course, sources, signal);
  return {
    ...lent,
    async close() {
      await lent.close();
      await kept.close();
    },
  };
}
