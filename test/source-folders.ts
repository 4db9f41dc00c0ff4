import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';

/** A folder of `src/`, as its README describes it. */
export interface SourceFolder {
  readonly name: string;
  /** What it is for, one line of Markdown. */
  readonly purpose: string;
  /** The other folders, the packages and the modules of Node that it may import; each sorted. */
  readonly imports: readonly string[];
  readonly packages: readonly string[];
  readonly node: readonly string[];
}

export function foldersOfSource(): SourceFolder[] {
  return globSync('src/*/README.md')
    .sort()
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      const listed = (what: string) => {
        const line = new RegExp(`^- ${what}: (.*)$`, 'm').exec(text)?.[1];
        if (line === undefined) throw new Error(`${path} has no line “- ${what}: …”`);
        return [...line.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
      };
      const [, name = '', purpose = ''] = /^# (\S+)\n\n(.+)\n/.exec(text) ?? [];
      return { name, purpose, imports: listed('imports'), packages: listed('packages'), node: listed('Node') };
    });
}
