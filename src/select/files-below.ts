import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isOwn } from '../files/own-files.ts';

/**
 * The files at any depth of a folder, relative to it, POSIX separators, in no special order: symbolic links are
 * followed, names that begin with a dot left out, and so is what cannot be read. Globs would do the same in five times
 * the time, which is most of a command that has nothing to do.
 *
 * @param isWanted By its name, whether a file is one of them.
 * @param isEntered By its name, whether a folder is looked into.
 */
export function filesBelow(
  folder: string,
  isWanted: (name: string) => boolean,
  isEntered: (name: string) => boolean = isOwn,
): string[] {
  const found: string[] = [];
  look(folder, '', []);
  return found;

  /** `links` are where the symbolic links on the way here lead to: none is followed twice. */
  function look(path: string, way: string, links: readonly string[]): void {
    for (const entry of entriesOf(path)) {
      const { name } = entry;
      if (name.startsWith('.')) continue;
      if (entry.isSymbolicLink()) follow(join(path, name), `${way}${name}`, name, links);
      else if (entry.isDirectory()) {
        if (isEntered(name)) look(join(path, name), `${way}${name}/`, links);
      } else if (entry.isFile() && isWanted(name)) found.push(`${way}${name}`);
    }
  }

  function follow(path: string, way: string, name: string, links: readonly string[]): void {
    try {
      const stats = statSync(path);
      if (stats.isFile() && isWanted(name)) found.push(way);
      if (!stats.isDirectory() || !isEntered(name)) return;
      const target = realpathSync(path);
      const here = realpathSync(join(path, '..'));
      if (!links.includes(target) && !`${here}/`.startsWith(`${target}/`)) look(path, `${way}/`, [...links, target]);
    } catch {
      // It leads nowhere.
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
