import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { digestOf } from '../text/content-digest.ts';

/**
 * What makes notebooks, by content: our own code and the packages that it builds on. A version number alone would not
 * do: a working copy changes without one.
 */
export function programDigest(): string {
  const root = new URL('../', import.meta.url);
  const bundled = new URL('chunks/', root);
  // Bundled files have their content's digest, that of the packages in it included, in their names.
  const code = existsSync(bundled) ? readdirSync(bundled).sort() : [codeIn(root), packagesOf(root)];
  return digestOf(JSON.stringify([process.versions.node, code]));
}

function codeIn(folder: URL): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return codeIn(new URL(`${entry.name}/`, folder));
    return entry.name.endsWith('.ts') ? [entry.name, digestOf(readFileSync(new URL(entry.name, folder)))] : [];
  });
}

function packagesOf(root: URL): string {
  return digestOf(readFileSync(new URL('../package-lock.json', root)));
}
