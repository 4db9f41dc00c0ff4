import { posix } from 'node:path';
import { secretWord } from '../markdown/secret-words.ts';
import { isLesson } from '../select/lesson-files.ts';
import type { CourseFiles } from './course-files.ts';
import { most } from './path-matches.ts';

/**
 * All that stands in a folder and is neither a lesson nor a notebook, relative to it: without folders that have lessons
 * or notebooks of their own, environments of Python, and what begins with `_`. For a lesson, whose notebooks are for
 * students, also without what is called a solution or an answer. Of too many files, only so many that this is seen.
 */
export function wholeFolder(folder: string, files: CourseFiles, reader: 'lesson' | 'notebook'): readonly string[] {
  const found: string[] = [];
  look('', 0);
  return found;

  function look(path: string, depth: number): void {
    const entries = files.entries(posix.join(folder, path)) ?? [];
    if (depth > 0 && (entries.includes('pyvenv.cfg') || entries.some(isCompiled))) return;
    for (const name of entries) {
      if (found.length > most) return;
      if (isCompiled(name) || /^_(?!_\w+__\.py$)/.test(name) || name === 'coursewright.yaml') continue;
      if (reader === 'lesson' && isSecret(name)) continue;
      if (!name.endsWith('/')) found.push(`${path}${name}`);
      // Links may lead in a circle.
      else if (depth < 20) look(`${path}${name}`, depth + 1);
    }
  }
}

function isCompiled(name: string): boolean {
  return isLesson(name) || name.endsWith('.ipynb');
}

function isSecret(name: string): boolean {
  return name.split(/[^\p{L}]+/u).some((word) => word !== '' && secretWord(word) !== undefined);
}
