export interface ConcurrencyOptions<T, R> {
  /** How many items may be worked on at once. */
  readonly window: number;
  /** Asked before an item is begun: whether the rest is left out. */
  readonly stop: () => boolean;
  /** The items in the order in which they are begun, where that is another. */
  readonly begin?: readonly T[];
  /** Results that are there already: these items are not worked on. */
  readonly known?: ReadonlyMap<T, R>;
}

/** Something that work told while it went on, or its result. */
export type Told<E, R> = { readonly type: 'told'; readonly event: E } | { readonly type: 'done'; readonly result: R };

/**
 * Works on items, each another, side by side and gives their results in the items' order, whatever ended first; between
 * them, as it happens, what the work tells. Rejects as soon as the work on one item does. (p-map and p-queue give results at
 * the end or as they come, and nothing in between.)
 */
export async function* mapConcurrently<T, E, R>(
  items: readonly T[],
  { window, stop, begin = items, known = new Map() }: ConcurrencyOptions<T, R>,
  work: (item: T, tell: (event: E) => void) => Promise<R>,
): AsyncGenerator<Told<E, R>> {
  let waiting = begin.filter((item) => !known.has(item));
  const begun = new Set<T>();
  const ended = new Map<T, R>();
  const told: E[] = [];
  let running = 0;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => undefined;

  function fill(): void {
    if (stop()) waiting = [];
    while (running < window) {
      const item = waiting.shift();
      if (item === undefined) return;
      begun.add(item);
      running += 1;
      void workOn(item);
    }
  }

  async function workOn(item: T): Promise<void> {
    try {
      const result = await work(item, (event) => {
        told.push(event);
        wake();
      });
      ended.set(item, result);
      running -= 1;
      fill();
    } catch (error) {
      failure ??= { error };
      waiting = [];
    }
    wake();
  }

  try {
    fill();
    for (const item of items) {
      const there = known.get(item);
      if (there !== undefined) {
        if (!stop()) yield { type: 'done', result: there };
        continue;
      }
      for (;;) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        while (told.length > 0) yield { type: 'told', event: told.shift() as E };
        if (failure !== undefined) throw failure.error;
        const result = ended.get(item);
        if (result !== undefined) {
          ended.delete(item);
          yield { type: 'done', result };
          break;
        }
        // Left out, and nothing that was begun can bring it back.
        if (!begun.has(item) && !waiting.includes(item)) break;
        await woken;
      }
    }
  } finally {
    waiting = [];
  }
}
