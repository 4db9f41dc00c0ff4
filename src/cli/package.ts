import { readFileSync } from 'node:fs';

/** What the package says of itself. */
export interface PackageFacts {
  readonly version: string;
  /** Where bugs are reported, when the package says it. */
  readonly bugs: string | undefined;
}

/** Reads `package.json`, which stands two folders up from both `src/cli` and `dist/cli`. */
export function packageJson(): PackageFacts {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version, bugs } = JSON.parse(text) as { version: string; bugs?: string | { url?: string } };
  return { version, bugs: typeof bugs === 'string' ? bugs : bugs?.url };
}
