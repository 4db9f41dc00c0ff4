import { backticksAround } from '../../text/backticks.ts';
import type { Edit } from '../../text/mapped-text.ts';

/** A chunk of Quarto or knitr begins: `breakQuartoMd` of Quarto, `match_chunk_end` of knitr. */
const opener = /^([\t >]*)(`{3,})[ \t]*\{[=A-Za-z][=A-Za-z0-9._]*(?:[ ,][^\n]*)?\}[ \t]*$/;
const fence = /^[\t >]*(`{3,}|~{3,})([^`\n]*)$/;

/**
 * Quarto and knitr end a chunk at the next row of just as many backticks, Markdown at one of as many or more: where a longer
 * one stands in a chunk, its own fences become longer still.
 */
export function chunkFences(text: string): Edit[] {
  if (!/^[\t >]*`{4,}[ \t]*$/m.test(text)) return [];
  const edits: Edit[] = [];
  let chunk: { readonly start: number; readonly marker: string; readonly body: number } | undefined;
  let shown: string | undefined;
  let start = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    const [, marker = '', info = ''] = fence.exec(line) ?? [];
    if (chunk !== undefined) {
      if (marker === chunk.marker && info.trim() === '') {
        const code = text.slice(chunk.body, start);
        const longer = backticksAround(code, marker.length + 1);
        const at = start + line.indexOf(marker);
        if (new RegExp(`^[\\t >]*\`{${marker.length + 1},}[ \\t]*$`, 'm').test(code))
          for (const one of [chunk.start, at]) edits.push({ start: one, end: one + marker.length, text: longer });
        chunk = undefined;
      }
    } else if (shown !== undefined) {
      if (marker.startsWith(shown) && info.trim() === '') shown = undefined;
    } else if (opener.test(line)) {
      chunk = { start: start + line.indexOf('`'), marker, body: end + 1 };
    } else if (marker !== '') shown = marker;
    start = end + 1;
  }
  return edits;
}
