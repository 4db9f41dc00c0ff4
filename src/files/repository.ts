import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The way from the root of the repository that a folder is in to that folder; '' at the root, and without a repository. */
export function insideRepository(dir: string): string {
  for (let folder = resolve(dir); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return relative(folder, resolve(dir)).replaceAll('\\', '/');
    if (dirname(folder) === folder) return '';
  }
}
