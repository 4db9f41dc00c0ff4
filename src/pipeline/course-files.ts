import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessonEnding } from '../config/output-path.ts';
import type { CourseFiles } from './compile-lesson.ts';

/** Bytes of files that are kept in memory; beyond that they are read again, so that memory stays flat. */
const keptBytes = 16_000_000;
/** Letters of lessons: those that links lead to are, as a rule, near each other. */
const keptLetters = 2_000_000;

/** The files of a course on disk, each read once for a whole command as far as memory allows. */
export function courseFiles(courseDir: string): CourseFiles {
  const bytes = limited(keptBytes, (path) => {
    try {
      const content = readFileSync(join(courseDir, path));
      return { content, size: content.byteLength };
    } catch {
      return { content: undefined, size: 0 };
    }
  });
  const text = limited(keptLetters, (path) => {
    const content = bytes(path)
      ?.toString('utf8')
      .replace(/^\uFEFF/, '');
    return { content, size: content?.length ?? 0 };
  });
  return { bytes, lessonText: (path) => (lessonEnding.test(path) ? text(path) : undefined) };
}

/** What a path gives, kept until all that is kept is too much. */
function limited<T>(
  kept: number,
  read: (path: string) => { readonly content: T; readonly size: number },
): (path: string) => T {
  const cache = new Map<string, { readonly content: T }>();
  let total = 0;
  return (path) => {
    const before = cache.get(path);
    if (before !== undefined) return before.content;
    const { content, size } = read(path);
    total += size + path.length;
    if (total > kept) {
      cache.clear();
      total = size + path.length;
    }
    cache.set(path, { content });
    return content;
  };
}
