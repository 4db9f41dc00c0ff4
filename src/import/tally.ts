import { compareCodePoints } from '../text/code-points.ts';

/** Counts things of one kind, and says them: "`slideshow` of 12 cells". */
export class Tally {
  readonly #counts = new Map<string, { count: number; of: string }>();

  /** @param of What has it, in the singular: `cell`. Where `what` is empty, that itself is counted. */
  add(what: string, of: string): void {
    const known = this.#counts.get(what);
    this.#counts.set(what, { count: (known?.count ?? 0) + 1, of });
  }

  phrases(): string[] {
    return [...this.#counts]
      .sort(([a], [b]) => compareCodePoints(a, b))
      .map(([what, { count, of }]) => `${what === '' ? '' : `${what} of `}${count} ${of}${count === 1 ? '' : 's'}`);
  }
}
