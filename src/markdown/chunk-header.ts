import { nearest } from '../diagnostics/nearest.ts';
import type { Attributes, Word } from './attributes.ts';
import { flagWords, roleWords } from './vocabulary.ts';

/** What of knitr's options has a meaning in a notebook, as flags. */
const flags: ReadonlyMap<string, string> = new Map([
  ['eval=FALSE', 'skip'],
  ['echo=FALSE', 'hide-input'],
  ['error=TRUE', 'raises'],
]);

/**
 * The attributes that the header of an R Markdown chunk says (`{r plot, eval=FALSE, fig.cap="A, b"}`), undefined where
 * what stands in the braces is none: it is known by its commas, or is a label alone. Labels and all other options are of the page only.
 * @param text What follows the language in the braces.
 */
export function chunkHeader(text: string): Attributes | undefined {
  const parts = [...text.matchAll(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\([^()]*\)|[^,])+/g)];
  if (parts.length < 2 && !/^\s*,/.test(text) && !isLabel(text.trim())) return undefined;
  const words = parts.flatMap(({ 0: part, index }): Word[] => {
    const flag = flags.get(part.replace(/\s+/g, '').replace(/=F$/, '=FALSE').replace(/=T$/, '=TRUE'));
    return flag === undefined ? [] : [{ text: flag, at: index + part.search(/\S/) }];
  });
  return { classes: [], words, values: new Map() };
}

/** A word that is no flag, nor a slip of the pen for one. */
function isLabel(text: string): boolean {
  return /^[\w-]+$/.test(text) && nearest(text, [...roleWords, ...flagWords]) === undefined;
}
