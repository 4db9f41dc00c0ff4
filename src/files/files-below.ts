import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareCodePoints } from '../text/code-points.ts';
import { isOwn } from './own-files.ts';

/** What stands in a folder, at any depth. */
export interface EntryBelow {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly entry: Dirent;
}

/**
 * Goes through a folder and all below it, in the order of names: each folder before what is in it, which is read only then.
 * Symbolic links are given and not followed. Globs would do the same in five times the time, which is most of a command
 * that has nothing to do.
 *
 * @param isEntered By its name, whether a folder is looked into.
 * @param onError What to do about a folder that cannot be read.
 */
export function* entriesBelow(
  folder: string,
  isEntered: (name: string) => boolean = isOwn,
  onError: (error: unknown) => void = () => {},
  before = '',
): Generator<EntryBelow> {
  for (const entry of entriesOf(folder, onError)) {
    const path = `${before}${entry.name}`;
    yield { path, entry };
    if (entry.isDirectory() && isEntered(entry.name)) {
      yield* entriesBelow(join(folder, entry.name), isEntered, onError, `${path}/`);
    }
  }
}

function entriesOf(folder: string, onError: (error: unknown) => void): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => compareCodePoints(a.name, b.name));
  } catch (error) {
    onError(error);
    return [];
  }
}

/**
 * The files at any depth of a folder, relative to it, with `/`: symbolic links are followed, names that begin with a dot
 * left out, and so is what cannot be read.
 *
 * @param isWanted By its name, whether a file is one of them.
 * @param isEntered By its name, whether a folder is looked into.
 */
export function filesBelow(
  folder: string,
  isWanted: (name: string) => boolean,
  isEntered: (name: string) => boolean = isOwn,
): string[] {
  return [...filesThroughLinks(folder, isWanted, (name) => !name.startsWith('.') && isEntered(name), [])];
}

/** `links` are where the symbolic links on the way here lead to: none is followed twice. */
function* filesThroughLinks(
  folder: string,
  isWanted: (name: string) => boolean,
  isEntered: (name: string) => boolean,
  links: readonly string[],
): Generator<string> {
  for (const { path, entry } of entriesBelow(folder, isEntered)) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    if (entry.isFile() && isWanted(name)) yield path;
    if (!entry.isSymbolicLink()) continue;
    const link = join(folder, path);
    const end = endOfLink(link);
    if (end?.isFile === true && isWanted(name)) yield path;
    if (end?.isFolder !== true || !isEntered(name) || links.includes(end.target) || end.holdsLink) continue;
    for (const below of filesThroughLinks(link, isWanted, isEntered, [...links, end.target])) yield `${path}/${below}`;
  }
}

/** What a symbolic link leads to; undefined where it leads nowhere. */
function endOfLink(link: string) {
  try {
    const stats = statSync(link);
    const target = realpathSync(link);
    const holdsLink = `${realpathSync(join(link, '..'))}/`.startsWith(`${target}/`);
    return { isFile: stats.isFile(), isFolder: stats.isDirectory(), target, holdsLink };
  } catch {
    return undefined;
  }
}
