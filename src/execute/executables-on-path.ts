import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Absolute paths of executable files of these names, by name and then in the order of PATH. */
export function executablesOnPath(names: readonly string[], env: NodeJS.ProcessEnv): readonly string[] {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const found = names.flatMap((name) =>
    folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending)).filter(isExecutable)),
  );
  return [...new Set(found)];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
