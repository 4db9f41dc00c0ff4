import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Compiles `dist/` where the sources are newer: tests of the command run what is built. */
export default function setup(): void {
  const built = newest(['dist/cli/main.js']);
  if (built > newest(['bundle.js', 'package.json', ...below('src')])) return;
  execFileSync(process.execPath, ['bundle.js'], { cwd: root, stdio: 'inherit' });
}

function below(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ts|cjs)$/.test(path))
    .map((path) => join(folder, path));
}

/** When the newest of these files was written; 0 where none is there. */
function newest(paths: readonly string[]): number {
  return Math.max(0, ...paths.map((path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
