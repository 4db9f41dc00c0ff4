export interface InOrderOptions {
  /** How many items may be under way at once. */
  readonly window: number;
  /** Asked before an item is begun: whether the rest is left out. */
  readonly stop: () => boolean;
}

/** Something that work told while it went on, or its result. */
export type Told<E, R> = { readonly type: 'told'; readonly event: E } | { readonly type: 'done'; readonly result: R };

/**
 * Works on items side by side and gives their results in the items' order, whatever ended first; between them, as it
 * happens, what the work tells. Rejects as soon as the work on the next item in order does.
 */
export async function* inOrder<T, E, R>(
  items: readonly T[],
  options: InOrderOptions,
  work: (item: T, tell: (event: E) => void) => Promise<R>,
): AsyncGenerator<Told<E, R>> {
  const waiting = [...items];
  const pending: Promise<R>[] = [];
  const told: E[] = [];
  let wake: () => void = () => undefined;
  const tell = (event: E) => {
    told.push(event);
    wake();
  };
  while (waiting.length > 0 || pending.length > 0) {
    if (options.stop()) waiting.length = 0;
    while (pending.length < options.window && waiting.length > 0) {
      const item = waiting.shift() as T;
      const started = work(item, tell);
      // A failure is reported when its turn comes; until then it is no unhandled rejection.
      started.catch(() => undefined);
      pending.push(started);
    }
    const first = pending.shift();
    if (first === undefined) return;
    let ended: { result: R } | undefined;
    const settled = first.then((result) => {
      ended = { result };
    });
    for (;;) {
      while (told.length > 0) yield { type: 'told', event: told.shift() as E };
      if (ended !== undefined) break;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (told.length === 0) await Promise.race([woken, settled]);
    }
    yield { type: 'done', result: (ended as { result: R }).result };
  }
}
