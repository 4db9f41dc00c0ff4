import { existsSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { globSync } from 'tinyglobby';

/** The lessons in a folder, relative to the course's folder, in no special order. See `discoverLessons` for the rule. */
export function lessonsBelow(courseDir: string, folder: string): string[] {
  const cwd = resolve(courseDir, folder);
  if (!existsSync(cwd)) return [];
  return globSync('**/*.{md,markdown,qmd,rmd}', {
    cwd,
    ignore: ['**/_*', '**/node_modules/**', '**/site-packages/**', ...hostFiles],
    caseSensitiveMatch: false,
    expandDirectories: false,
  }).map((path) => posix.join(folder, path));
}

/** Compares by code point: UTF-8 bytes sort as code points do, which JavaScript's own order (UTF-16) does not. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Files that code hosts know by name: they are about the course, not of it. */
const hostFiles = [
  'readme',
  'license',
  'licence',
  'contributing',
  'code_of_conduct',
  'code-of-conduct',
  'changelog',
  'security',
  'support',
  'governance',
].map((name) => `**/${name}.md`);
