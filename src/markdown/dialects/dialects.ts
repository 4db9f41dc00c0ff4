import { carpentries } from './carpentries.ts';
import { wordsIn } from './construct.ts';
import type { Dialect } from './dialect.ts';
import { docusaurus } from './docusaurus.ts';
import { github } from './github.ts';
import { huggingface } from './huggingface.ts';
import { jekyll } from './jekyll.ts';
import { jupytext } from './jupytext.ts';
import { mkdocs } from './mkdocs.ts';
import { myst } from './myst.ts';
import { native } from './native.ts';
import { quarto } from './quarto.ts';
import { rmarkdown } from './rmarkdown.ts';

/** All dialects; of names that are equally near to a misspelt one, the first is suggested. */
export const dialects: readonly Dialect[] = [
  native,
  github,
  jupytext,
  carpentries,
  myst,
  quarto,
  rmarkdown,
  huggingface,
  jekyll,
  mkdocs,
  docusaurus,
];

/** The words of all dialects for one thing. */
export function wordsOf(list: (dialect: Dialect) => string): readonly string[] {
  return dialects.flatMap((dialect) => wordsIn(list(dialect)));
}

/** One record of what all dialects have for one thing. */
export function mergedOf<T>(record: (dialect: Dialect) => Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(dialects.flatMap((dialect) => Object.entries(record(dialect))));
}

/** The kernel that a lesson's front matter names in the words of another tool. */
export function kernelOfHeader(header: Readonly<Record<string, unknown>>): string | undefined {
  const ways = dialects.flatMap(({ kernelKeys }) => kernelKeys);
  return ways.map((way) => valueAt(header, way)).find((name) => typeof name === 'string' && name !== '') as
    | string
    | undefined;
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return valueAt((value as Readonly<Record<string, unknown>>)[key], rest);
}
