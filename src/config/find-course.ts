import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const configNames = ['coursewright.yaml', 'coursewright.yml'] as const;

/**
 * The folder of the course: that of the configuration file which the user named (relative to `cwd`), else the nearest
 * one upwards from `cwd` with a configuration file, not beyond the root of a repository, else `cwd` itself.
 */
export function findCourse(cwd: string, file?: string): string {
  if (file !== undefined) return dirname(resolve(cwd, file));
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (configNames.some((name) => existsSync(join(folder, name)))) return folder;
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return resolve(cwd);
  }
}
