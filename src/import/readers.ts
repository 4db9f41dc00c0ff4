import type { Reader } from './imported-lesson.ts';
import { scriptName } from './script-languages.ts';

/** What can be imported: a kind of file by its name, and how it is read. Readers are loaded when there is such a file. */
interface Kind {
  readonly name: RegExp;
  /** As help names it. */
  readonly what: string;
  readonly load: () => Promise<Reader>;
  /** Whether a file of a folder is meant, by its text; one that is named always is. */
  readonly isMeant: (text: string) => boolean;
}

const always = () => true;
const never = () => false;
/** A module that a notebook imports is no lesson. */
const hasCells = (text: string) => /^(?:#|\/\/|%) ?(?:%%(?:\s|$)|\+(?:\s|$))|^(?:#|\/\/|%) +jupytext:/m.test(text);

const kinds: readonly Kind[] = [
  {
    name: /\.ipynb$/i,
    what: 'a notebook (.ipynb)',
    load: async () => (await import('./read-notebook.ts')).readNotebook,
    isMeant: always,
  },
  {
    name: /\.x?html?$/i,
    what: 'a saved page (.html)',
    load: async () => (await import('./page/read-page.ts')).readPage,
    isMeant: always,
  },
  {
    name: /\.txt$/i,
    what: 'a text (.txt)',
    load: async () => (await import('./read-text.ts')).readText,
    isMeant: never,
  },
  {
    name: scriptName,
    what: 'a script of Jupytext (.py, .R, .jl, …)',
    load: async () => (await import('./read-script.ts')).readScript,
    isMeant: hasCells,
  },
];

/** What can be imported, for help. */
export const importable: string = kinds.map(({ what }) => what).join(', ');

export function kindOf(path: string): Kind | undefined {
  return kinds.find(({ name }) => name.test(path));
}
