import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessonEnding } from '../config/output-path.ts';
import type { CourseFiles } from './compile-lesson.ts';

/** Bytes of files that are kept in memory; beyond that they are read again, so that memory stays flat. */
const kept = 16_000_000;

/** The files of a course on disk, each read once for a whole command as far as memory allows. */
export function courseFiles(courseDir: string): CourseFiles {
  const cache = new Map<string, Buffer | undefined>();
  let size = 0;
  const bytes = (path: string): Buffer | undefined => {
    if (cache.has(path)) return cache.get(path);
    let content: Buffer | undefined;
    try {
      content = readFileSync(join(courseDir, path));
    } catch {
      content = undefined;
    }
    size += (content?.byteLength ?? 0) + path.length;
    if (size > kept) {
      cache.clear();
      size = (content?.byteLength ?? 0) + path.length;
    }
    cache.set(path, content);
    return content;
  };
  return {
    bytes,
    lessonText: (path) =>
      lessonEnding.test(path)
        ? bytes(path)
            ?.toString('utf8')
            .replace(/^\uFEFF/, '')
        : undefined,
  };
}
