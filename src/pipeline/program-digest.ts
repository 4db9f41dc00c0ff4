import { readdirSync, readFileSync } from 'node:fs';
import { digestOf } from './content-digest.ts';

/** The folders that a notebook's bytes are made in. */
const folders = [
  'compile',
  'config',
  'confirm',
  'diagnostics',
  'languages',
  'lesson',
  'markdown',
  'notebook',
  'pipeline',
  'text',
];

/**
 * What makes notebooks, by content: our own code and the versions of the packages that it builds on. A version number
 * alone would not do: a working copy changes without one, and packages are updated without us.
 */
export function programDigest(): string {
  const root = new URL('../', import.meta.url);
  const own = folders.flatMap((folder) => codeIn(new URL(`${folder}/`, root)));
  const { version, dependencies } = packageJson(new URL('../package.json', root)) ?? {};
  const versions = Object.keys(dependencies ?? {}).map((name) => [name, installedVersion(name, root)]);
  return digestOf(JSON.stringify([version, process.versions.node, versions, own]));
}

function codeIn(folder: URL): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return codeIn(new URL(`${entry.name}/`, folder));
    if (!/(?<!\.d)\.[jt]s$/.test(entry.name)) return [];
    return [entry.name, digestOf(readFileSync(new URL(entry.name, folder)))];
  });
}

/** The package below us, or beside us where we are installed ourselves. */
function installedVersion(name: string, root: URL): string | undefined {
  for (const folder of ['../node_modules/', '../../']) {
    const found = packageJson(new URL(`${folder}${name}/package.json`, root));
    if (found !== undefined) return found.version;
  }
  return undefined;
}

function packageJson(file: URL): { version?: string; dependencies?: Record<string, string> } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { version?: string };
  } catch {
    return undefined;
  }
}
