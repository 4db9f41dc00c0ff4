import { posix } from 'node:path';
import picomatch from 'picomatch';
import { namedFiles } from '../languages/named-files.ts';
import type { CodeCell } from '../model/cell.ts';

/** Calls that write files, of Python and of the libraries that lessons draw with. */
const writes =
  /\b\w*(?:save|write|dump|export|render|retrieve|plot_model|copy|move|rename)\w*\s*\(|\bto_\w+\s*\(|\bopen\([^()\n]*["'][wax]/i;

/** Commands may write what they name, and cells that become files do. */
const commands = /^\s*(?:[%!]|%%)/m;

const joinedName = /(?:\bjoin(?:path)?\([^()\n]*,|\w[ \t]*\/)[ \t]*["']([\w-]+\.\w+)["']/g;

/**
 * Tells of a path that the code of a lesson's cells may write it: readers find no such file, and have it once they ran the
 * cells. What the code names need not be whole (`f"plot{i}.png"`), nor stand where it is written.
 * @param folder The folder that the code runs in.
 */
export function writtenBy(cells: readonly CodeCell[], folder: string): (path: string) => boolean {
  const writing = cells.filter(
    ({ code }) => code.language !== 'python' || writes.test(code.source.text) || commands.test(code.source.text),
  );
  if (writing.length === 0) return () => false;
  const names = cells
    .flatMap(({ code }) => namedFiles(code.source.text, code.language))
    .filter(({ type }) => type === 'path');
  // In a folder that a variable names: `os.path.join(folder, "a.png")`, `folder / "a.png"`.
  const joined = new Set(
    cells.flatMap(({ code }) => [...code.source.text.matchAll(joinedName)].map(([, name = '']) => name)),
  );
  return (path) => {
    const sought = posix.relative(folder, path);
    return names.some(({ name }) => mayMean(posix.normalize(name), sought)) || joined.has(posix.basename(sought));
  };
}

/** Whether a name in code may be that of a file: itself, its folder, itself without an ending, or a pattern. */
function mayMean(name: string, sought: string): boolean {
  if (name.endsWith('/')) return sought.startsWith(name);
  if (name.startsWith('*')) return picomatch.isMatch(sought, name, { nobrace: true, noextglob: true });
  return name === sought || name === sought.slice(0, -posix.extname(sought).length || undefined);
}
