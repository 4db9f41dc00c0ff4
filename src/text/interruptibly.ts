import { isMainThread } from 'node:worker_threads';
import { withinTime } from './within-time.ts';

/** Milliseconds after which work is taken to last. */
const patience = 1000;
const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Does work that computes only, so that a signal can end it. Our own answer to signals, which cleans up and reports, has to
 * wait until nothing is computed. Work that lasts is ended once, so that a signal that came meanwhile is answered, and is
 * then begun again with the system's answer in place of ours: the process ends at once, and what it started with it. In a
 * thread, whose end is another's affair, it is simply done.
 * @throws the reason of `signal` where it was aborted meanwhile.
 */
export async function interruptibly<T>(work: () => T, signal: AbortSignal | undefined): Promise<T> {
  if (!isMainThread) return work();
  const soon = withinTime(patience, work);
  if (soon !== undefined) return soon.value;
  // A signal that came meanwhile is answered in the next turn.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((next) => setImmediate(next));
  signal?.throwIfAborted();
  const ours = signals.map((name) => [name, process.listeners(name)] as const);
  for (const [name] of ours) process.removeAllListeners(name);
  try {
    return work();
  } finally {
    for (const [name, listeners] of ours) for (const listener of listeners) process.on(name, listener);
  }
}
