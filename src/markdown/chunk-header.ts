import { nearest } from '../diagnostics/nearest.ts';
import { flagWords } from '../model/cell-flags.ts';
import type { Attributes, Value } from './attributes.ts';
import { roleWords } from './vocabulary.ts';

/**
 * The attributes that the header of an R Markdown chunk says (`{r plot, eval=FALSE, fig.cap="A, b"}`), undefined where
 * what stands in the braces is none: it is known by its commas, by values of R, or is a label alone. A label is of the
 * page only; what the options mean is a matter of `settingOf`.
 * @param text What follows the language in the braces.
 */
export function chunkHeader(text: string): Attributes | undefined {
  const parts = [...text.matchAll(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\([^()]*\)|\[[^\]]*\]|[^,])+/g)];
  const isOfR = valueOfR.test(text);
  if (parts.length < 2 && !/^\s*,/.test(text) && !isOfR && !isLabel(text.trim())) return undefined;
  const values = new Map<string, Value>();
  for (const match of text.matchAll(option)) {
    const [whole, key = '', value = ''] = match;
    const quoted = /^["']/.test(value);
    values.set(key, {
      text: quoted ? value.slice(1, -1) : value,
      at: match.index + whole.length - value.length,
      keyAt: match.index + whole.indexOf(key),
    });
  }
  return { classes: [], words: [], values };
}

const option =
  /(?<=^|[\s,])([\w.-]+)[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\w.]*\([^()]*\)|\[[^\]]*\]|[^\s,]*)/g;

const valueOfR = /=\s*(?:TRUE|FALSE|T|F|NULL|NA|c\()(?=$|[\s,("'])/;

/** A word that is no flag, nor a slip of the pen for one. */
function isLabel(text: string): boolean {
  return /^[\w-]+$/.test(text) && nearest(text, [...roleWords, ...flagWords]) === undefined;
}
