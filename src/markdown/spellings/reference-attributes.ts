import type { Edit } from '../../text/mapped-text.ts';
import { attribute } from '../attributes.ts';
import { linesIn } from './lines.ts';

const definition = /^ {0,3}\[([^\]\n]+)\]:[ \t]+\S+(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^)\n]*\)))?/;
const attributes = new RegExp(`^[ \\t]*(\\{:?[ \\t]*(?:${attribute}[ \\t]*)+\\})[ \\t]*$`);

/** Characters of attributes. */
const longest = 3000;

/**
 * Attributes of a definition, `[plot]: fig/plot.png {alt='Two lines'}`, on its line or on the next: they are of the images
 * that use it. https://pandoc.org/MANUAL.html#extension-link_attributes
 */
export function referenceAttributes(text: string): Edit[] {
  if (!/^ {0,3}\[[^\]\n]+\]:[^\n]*(?:\n[ \t]*)?\{/m.test(text)) return [];
  const lines = linesIn(text);
  const edits: Edit[] = [];
  const found = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    const [whole = '', label = ''] = line.isCode ? [] : (definition.exec(line.text) ?? []);
    if (label === '') continue;
    const isAlone = line.text.trimEnd() === whole.trimEnd();
    const start = isAlone ? lines[index + 1]?.start : line.start + whole.length;
    if (start === undefined) continue;
    // A value between quotes may go on over several lines.
    const [place] = /^[ \t]*\{[^{}]*\}[ \t]*(?=\n|$)/.exec(text.slice(start, start + longest)) ?? [];
    const own = place === undefined ? undefined : attributes.exec(place.replace(/\s*\n\s*/g, ' '))?.[1];
    if (place === undefined || own === undefined) continue;
    found.set(label.toLowerCase(), own);
    edits.push({ start, end: start + place.length, text: '' });
  }
  for (const { start, text: line, isCode } of found.size === 0 ? [] : lines) {
    if (isCode) continue;
    for (const match of line.matchAll(/!\[([^\]\n]*)\](?:\[([^\]\n]*)\])?(?![[({:])/g)) {
      const own = found.get((match[2] || match[1] || '').toLowerCase());
      const at = start + match.index + match[0].length;
      if (own !== undefined) edits.push({ start: at, end: at, text: own });
    }
  }
  return edits.sort((a, b) => a.start - b.start);
}
