import type { Edit } from '../../text/mapped-text.ts';
import { verbatimDirectives } from '../vocabulary.ts';

const opener = new RegExp(`^ {0,3}(:{3,})[ \\t]*\\{(?:${[...verbatimDirectives].join('|')})\\}`);

/**
 * A cell between colons, `:::{code-cell}`, is one between backticks for MyST, and so are formulas, code and what stands
 * elsewhere: what is in them is no Markdown. So many backticks take the place of the colons, here and on the line that closes it, and nothing else has to know of the spelling.
 * https://mystmd.org/guide/notebooks-with-markdown
 */
export function colonCells(text: string): Edit[] {
  if (!/^ {0,3}:{3,}[ \t]*\{/m.test(text)) return [];
  const edits: Edit[] = [];
  let fence: string | undefined;
  let open: { readonly colons: string; readonly start: number } | undefined;
  let start = 0;
  for (const line of text.split('\n')) {
    const colons = opener.exec(line)?.[1];
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (open !== undefined) {
      const closing = /^ {0,3}(:{3,})[ \t]*$/.exec(line)?.[1];
      if (closing !== undefined && closing.length >= open.colons.length) {
        edits.push(backticks(open.start, open.colons), backticks(start + line.indexOf(':'), closing));
        open = undefined;
      }
    } else if (fence !== undefined) {
      if (marker?.startsWith(fence) && line.trim() === marker) fence = undefined;
    } else if (colons !== undefined) open = { colons, start: start + line.indexOf(':') };
    else fence = marker;
    start += line.length + 1;
  }
  return edits;
}

function backticks(start: number, colons: string): Edit {
  return { start, end: start + colons.length, text: '`'.repeat(colons.length) };
}
