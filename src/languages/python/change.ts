/** One small mistake: `[start, end)` of the source becomes `text`. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly description: string;
}
