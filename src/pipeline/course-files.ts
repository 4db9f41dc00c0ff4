import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessonEnding } from '../config/output-path.ts';
import type { CourseFiles } from './compile-lesson.ts';

/** The files of a course on disk, each read once for a whole command. */
export function courseFiles(courseDir: string): CourseFiles {
  const cache = new Map<string, Buffer | undefined>();
  const bytes = (path: string): Buffer | undefined => {
    if (cache.has(path)) return cache.get(path);
    let content: Buffer | undefined;
    try {
      content = readFileSync(join(courseDir, path));
    } catch {
      content = undefined;
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
