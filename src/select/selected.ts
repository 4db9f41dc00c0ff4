/** A lesson that a command works on. */
export interface Selected {
  /** Path relative to the course's folder, POSIX separators. */
  readonly source: string;
  /** The line (from 1) of `lesson.md:LINE`. */
  readonly line?: number;
}
