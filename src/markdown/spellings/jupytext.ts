import type { Edit } from '../../text/mapped-text.ts';
import { isSolutionTitle } from '../vocabulary.ts';
import { endOf, linesIn } from './lines.ts';

const marker = /^[ \t]*<!--[ \t]*#(end)?(region|md|raw)\b([^\n]*)-->[ \t]*$/;

/**
 * Jupytext's marks of cells in Markdown. What is between two of them is one cell of text, so that code in it is only
 * shown; a raw cell is shown as it is. https://jupytext.readthedocs.io/en/latest/formats-markdown.html
 */
export function jupytextCells(text: string): Edit[] {
  if (!/<!--[ \t]*#(?:region|md|raw)\b/.test(text)) return [];
  const edits: Edit[] = [];
  let depth = 0;
  let isRaw = false;
  const open: boolean[] = [];
  for (const line of linesIn(text)) {
    const [found, end, kind, title = ''] = line.isCode ? [] : (marker.exec(line.text) ?? []);
    const fence = depth > 0 && line.isCode ? /^[ \t]*(?:`{3,}|~{3,})[ \t]*(\w[^\n`]*)$/.exec(line.text) : null;
    if (fence !== null && line.closes === undefined && !/[ .](?:noeval|display)\b/.test(line.text)) {
      const at = line.start + line.text.trimEnd().length;
      edits.push({ start: at, end: at, text: ' display' });
    }
    if (found === undefined) continue;
    // What is titled a solution is no part of a text: its marks stay, and it is said where it stands.
    if (end === undefined) open.push(isSolutionTitle(title));
    const isKept = end === undefined ? open.at(-1) : open.pop();
    if (isKept === true) continue;
    depth = Math.max(0, depth + (end === undefined ? 1 : -1));
    if (kind === 'raw' || (isRaw && end !== undefined)) {
      isRaw = end === undefined;
      edits.push({ start: line.start, end: line.start + line.text.length, text: '```' });
    } else edits.push({ start: line.start, end: Math.min(endOf(line), text.length), text: '' });
  }
  // Without its end, a mark says nothing of what follows.
  return depth === 0 ? edits : [];
}
