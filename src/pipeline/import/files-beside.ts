import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CompiledLesson } from '../../model/compiled-lesson.ts';
import { compareCodePoints } from '../../text/code-points.ts';

/** Adds what the lesson shows and reads in the original's folder; what cannot be copied is returned in words. */
export function addFilesBeside(
  files: Map<string, Uint8Array>,
  compiled: CompiledLesson,
  from: string,
  to: string,
  originals: ReadonlyMap<string, unknown>,
): string[] {
  const used = [
    ...Object.values(compiled.reads).flatMap((list) => list.map((one) => one.from)),
    ...compiled.notebooks.flatMap((notebook) => notebook.files.map((one) => one.from)),
  ];
  const missing: string[] = [];
  if (resolve(from) === resolve(to)) return missing;
  for (const path of [...new Set(used)].sort(compareCodePoints)) {
    if (files.has(path) || originals.has(resolve(from, path))) continue;
    if (path.startsWith('../')) {
      missing.push(`the file ${path}, which is outside of the original's folder`);
      continue;
    }
    const bytes = readFileSync(join(from, path));
    const target = join(to, path);
    if (!existsSync(target)) files.set(path, bytes);
    else if (Buffer.compare(readFileSync(target), bytes) !== 0)
      missing.push(`the file ${path}, since another one is there`);
  }
  return missing;
}
