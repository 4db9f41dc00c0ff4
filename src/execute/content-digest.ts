import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { entriesBelow } from '../files/files-below.ts';
import { leftFolders } from '../files/own-files.ts';

/** The digest by which the cache of results tells contents apart. */
export function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 40);
}

/** Bytes from which a file outside of the course is told by its size and time. */
const largest = 50_000_000;
/** Entries of a folder that are looked at. */
const most = 5000;

/**
 * What stands at places outside of the course: of a file its content, of a folder its names, of a path that ends in `/**`
 * names, sizes and times of all that is in that folder; `gone` where nothing is.
 */
export async function digestsOf(paths: readonly string[]): Promise<Record<string, string>> {
  const all = paths.map(async (path) => [path, await digestOfPath(path).catch(() => 'gone')] as const);
  return Object.fromEntries(await Promise.all(all));
}

async function digestOfPath(path: string): Promise<string> {
  const folder = path.replace(/\/\*\*$/, '');
  const facts = await stat(folder);
  if (!facts.isDirectory()) {
    // A device or a pipe has no end.
    if (!facts.isFile() || facts.size > largest) return `${facts.size} ${facts.mtimeMs}`;
    return digest(await readFile(path));
  }
  if (folder === path) {
    // Whoever imports from there makes one.
    const names = (await readdir(path)).filter((name) => !leftFolders.includes(name));
    return digest(names.sort().join('\n'));
  }
  const found: string[] = [];
  for (const { path: name, entry } of entriesBelow(folder, isContent)) {
    if (found.length >= most) break;
    if (entry.isDirectory() || !isContent(entry.name)) continue;
    const one = await stat(join(folder, name)).catch(() => undefined);
    found.push(`${name} ${one?.size} ${one?.mtimeMs}`);
  }
  return digest(found.join('\n'));
}

/** Whether a name is none that reading and importing, or git, leaves behind. */
function isContent(name: string): boolean {
  return !leftFolders.includes(name) && name !== '.git';
}
