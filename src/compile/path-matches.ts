import { posix } from 'node:path';
import picomatch from 'picomatch';
import { lessonEnding } from '../model/lesson-names.ts';
import type { CourseFiles } from './course-files.ts';

/** Files that one folder may have for all of them to be taken along. */
export const most = 2000;

/**
 * Where a lesson's paths may be relative to, the likeliest first: its own folder, a folder of data in it, the course,
 * a folder of the course. Real courses tell their readers to begin in any of these.
 */
export function rootsOf(folder: string, files: CourseFiles): string[] {
  const folders = (parent: string) =>
    (files.entries(parent) ?? [])
      .filter((name) => name.endsWith('/') && !name.startsWith('_'))
      .map((name) => posix.join(parent, name.slice(0, -1)));
  const data = (parent: string) => folders(parent).filter((path) => /(?:^|\/)(?:data|datasets?|files)$/i.test(path));
  return [...new Set([folder, ...data(folder), '.', ...data('.'), ...folders('.')])];
}

/** The files, relative to `folder`, that a name means: itself, all below it, or those that it matches as a glob. */
export function matchesIn(
  folder: string,
  name: string,
  files: CourseFiles,
  within: 'course' | 'folder',
): readonly string[] {
  const normal = posix.normalize(name).replace(/\/$/, '');
  if (/^(?:\.|\.\.(?:\/\.\.)*|~.*)$/.test(normal) || posix.isAbsolute(normal)) return [];
  // What is not the course's is nothing that it can hand out.
  if (within === 'course' && posix.join(folder, normal).startsWith('..')) return [];
  if (/[*?[]/.test(normal)) return globbed(folder, normal, files);
  const base = posix.basename(normal);
  if (base.startsWith('.')) return files.bytes(posix.join(folder, normal)) === undefined ? [] : [normal];
  const entries = files.entries(posix.join(folder, posix.dirname(normal))) ?? [];
  if (entries.includes(base)) return [normal];
  return entries.includes(`${base}/`) ? below(folder, normal, files) : [];
}

/** A color, a star and a line as matplotlib has them: `plot(x, y, "r*-")`. */
const PLOT_FORMAT = /^[bgrcmykw]?\*(?:--?|-\.|:)?[bgrcmykw]?$/;

function globbed(folder: string, pattern: string, files: CourseFiles): readonly string[] {
  // A bare star would take the lessons themselves along.
  if (!pattern.includes('/') && /^[*?]/.test(pattern) && !/\.\w+$/.test(pattern)) return [];
  if (PLOT_FORMAT.test(pattern)) return [];
  const literal = pattern.slice(0, pattern.search(/[*?[]/));
  const start = literal.includes('/') ? literal.slice(0, literal.lastIndexOf('/')) : '.';
  let matches: (path: string) => boolean;
  try {
    matches = picomatch(pattern, { nobrace: true, noextglob: true });
  } catch {
    return [];
  }
  const all = pattern.includes('/') ? below(folder, start, files) : (files.entries(folder) ?? []);
  return all.filter(
    (path) => matches(path) && !path.endsWith('/') && !lessonEnding.test(path) && !path.endsWith('.ipynb'),
  );
}

/** All files below a folder, relative to `root`; of too many, only so many that this is seen. */
export function below(root: string, folder: string, files: CourseFiles): readonly string[] {
  const found: string[] = [];
  const look = (path: string, depth: number): void => {
    for (const name of files.entries(posix.join(root, path)) ?? []) {
      if (found.length > most) return;
      if (!name.endsWith('/')) found.push(posix.join(path, name));
      // Links may lead in a circle.
      else if (depth < 20) look(posix.join(path, name.slice(0, -1)), depth + 1);
    }
  };
  look(folder, 0);
  return found;
}
