/**
 * The file or folder that is there where a path names one in other capitals: on a Mac and on Windows that is the same
 * file, elsewhere it is none.
 * @param entries What stands in a folder (`.` is the outermost), folders with `/` at their end; undefined where there is none.
 */
export function inOtherCase(
  path: string,
  entries: (folder: string) => readonly string[] | undefined,
): string | undefined {
  let found = '';
  for (const part of path.split('/')) {
    const names = entries(found === '' ? '.' : found)?.map((name) => name.replace(/\/$/, ''));
    const name = names?.includes(part) ? part : names?.find((one) => one.toLowerCase() === part.toLowerCase());
    if (name === undefined) return undefined;
    found = found === '' ? name : `${found}/${name}`;
  }
  return found === path ? undefined : found;
}
