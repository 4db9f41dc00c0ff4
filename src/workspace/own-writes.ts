import type { LessonResult } from '../model/result.ts';

/** Tells lessons that write into their own course as they run: what they change would have them checked without end. */
export interface OwnWrites {
  /** A file touches a lesson once more. True where it did so again and again: then its check must come to an end first. */
  isRepeated(source: string, path: string): boolean;
  /** Whether the last check of a lesson says that the file was changed while it ran. */
  isOwn(source: string, path: string): boolean;
  ended(result: LessonResult): void;
}

/** So often in a row a file may touch a lesson by somebody's saves. */
const most = 2;
/** Milliseconds after which a touch is not in the same row. */
const row = 5000;

export function watchOwnWrites(now: () => number = Date.now): OwnWrites {
  const touches = new Map<string, { readonly count: number; readonly at: number }>();
  const said = new Map<string, string>();
  return {
    isRepeated(source, path) {
      const key = `${source}\0${path}`;
      const before = touches.get(key);
      const count = before === undefined || now() - before.at > row ? 1 : before.count + 1;
      touches.set(key, { count, at: now() });
      return count > most;
    },
    isOwn: (source, path) => said.get(source)?.includes(path) === true,
    ended({ source, findings }) {
      const found = findings.find(({ rule }) => rule === 'course-changed');
      if (found === undefined) said.delete(source);
      else said.set(source, found.message);
    },
  };
}
