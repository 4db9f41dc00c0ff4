import type { Reader } from './imported-lesson.ts';
import { scriptName } from './script-languages.ts';

/** What can be imported: a kind of file by its name, and how it is read. Readers are loaded when there is such a file. */
interface Kind {
  readonly name: RegExp;
  /** As help names it. */
  readonly what: string;
  readonly load: () => Promise<Reader>;
}

const kinds: readonly Kind[] = [
  { name: /\.ipynb$/i, what: 'a notebook', load: async () => (await import('./read-notebook.ts')).readNotebook },
  { name: /\.x?html?$/i, what: 'a saved page', load: async () => (await import('./page/read-page.ts')).readPage },
  { name: /\.txt$/i, what: 'a text', load: async () => (await import('./read-text.ts')).readText },
  { name: scriptName, what: 'a script', load: async () => (await import('./read-script.ts')).readScript },
];

export function kindOf(path: string): Kind | undefined {
  return kinds.find(({ name }) => name.test(path));
}
