import { Buffer } from 'node:buffer';
import { posix } from 'node:path';
import type { Config } from '../model/config.ts';
import { isLesson } from '../select/lesson-files.ts';
import type { CourseFiles } from './course-files.ts';

/**
 * The page of a course that has a label and is no lesson: a README, a page in reStructuredText, a notebook, a part that
 * others include. It is in the folder of the lessons, or stands beside that.
 */
export function pageWithLabel(label: string, { source }: Config, files: CourseFiles): string | undefined {
  if (!/^[\w:.+-]+$/.test(label)) return undefined;
  const escaped = label.replace(/[.+]/g, '\\$&');
  const written = new RegExp(
    `\\(${escaped}\\)=|^\\.\\. _${escaped}:|^[ \\t>]*:(?:label|name):[ \\t]*${escaped}[ \\t]*$|\\{#${escaped}[ }]|<\\w[^<>\\n]*\\sid=["']${escaped}["']`,
    'm',
  );
  const has = (path: string) => written.test(Buffer.from(files.bytes(path) ?? []).toString());
  const beside = source === '.' ? [] : pathsIn(posix.dirname(source), files).filter((path) => PAGE.test(path));
  const pages = [...pagesBelow(source, files), ...beside];
  return pages.find(has);
}

/** The pages below a folder that are no lessons: of those in folders that begin with `_`, all. */
function pagesBelow(folder: string, files: CourseFiles, hasLessons = true): string[] {
  return pathsIn(folder, files).flatMap((path) => {
    const name = posix.basename(path);
    if (!path.endsWith('/')) return PAGE.test(name) && !(hasLessons && isLesson(name)) ? [path] : [];
    if (/^(?:\.|_build$|node_modules$)/.test(name)) return [];
    return pagesBelow(path.slice(0, -1), files, hasLessons && !name.startsWith('_'));
  });
}

/** What stands in a folder, folders with `/` at their end. */
function pathsIn(folder: string, files: CourseFiles): string[] {
  return (files.entries(folder) ?? []).map((name) => (folder === '.' ? name : `${folder}/${name}`));
}

const PAGE = /\.(?:mdx?|rst|ipynb|txt)$/i;
