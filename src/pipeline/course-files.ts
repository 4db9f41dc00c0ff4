import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CourseFiles } from '../compile/course-files.ts';
import { isOwn } from '../files/own-files.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import { compareCodePoints } from '../text/code-points.ts';
import { digestOf } from '../text/content-digest.ts';

/** Bytes of files that are kept in memory; beyond that they are read again, so that memory stays flat. */
const kept = 16_000_000;

/** The files of a course on disk, each read once for a whole command as far as memory allows. */
export function courseFiles(courseDir: string, output: string): CourseFiles {
  const cache = new Map<string, Buffer | undefined>();
  const folders = new Map<string, readonly string[] | undefined>();
  const texts = new WeakMap<Buffer, string>();
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
    digest: (path) => digestOf(bytes(path) ?? ''),
    size(path) {
      try {
        return statSync(join(courseDir, path)).size;
      } catch {
        return 0;
      }
    },
    entries(path) {
      if (!folders.has(path)) folders.set(path, folderEntries(courseDir, path, output));
      return folders.get(path);
    },
    lessonText(path) {
      const content = lessonEnding.test(path) ? bytes(path) : undefined;
      if (content === undefined) return undefined;
      const text = texts.get(content) ?? content.toString('utf8').replace(/^\uFEFF/, '');
      texts.set(content, text);
      return text;
    },
  };
}

/** The text of a file with code; undefined where it cannot be read. */
export function codeOfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * What stands in a folder of a course, by name, in code-point order; folders end in `/`. Left out are the course's own
 * notebooks, what begins with a dot, and what editors, package managers and Python leave there. Undefined where there is
 * no such folder.
 *
 * @param path Relative to the course's folder; `.` is that itself.
 */
export function folderEntries(courseDir: string, path: string, output: string): readonly string[] | undefined {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(courseDir, path), { withFileTypes: true });
  } catch {
    return undefined;
  }
  const prefix = path === '.' ? '' : `${path}/`;
  return entries
    .filter(({ name }) => isOwn(name) && `${prefix}${name}` !== output)
    .flatMap((entry) => {
      const isFolder = entry.isSymbolicLink() ? linksToFolder(join(courseDir, path, entry.name)) : entry.isDirectory();
      return isFolder === undefined ? [] : [isFolder ? `${entry.name}/` : entry.name];
    })
    .sort(compareCodePoints);
}

/** Undefined where a link leads nowhere. */
function linksToFolder(path: string): boolean | undefined {
  try {
    return statSync(path).isDirectory();
  } catch {
    return undefined;
  }
}
