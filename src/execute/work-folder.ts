import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes a course's `.coursewright` folder, which keeps itself out of version control; returns its path. */
export async function workFolder(courseDir: string): Promise<string> {
  const folder = join(courseDir, '.coursewright');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return folder;
}
