import type { Edit } from '../../text/mapped-text.ts';
import { type Line, linesIn } from './lines.ts';

/** A chunk of knitr or Quarto, in a list or out of one. */
const chunk = /^([ \t]*)(`{3,}|~{3,})[ \t]*\{(?:r|python|julia|bash|sql|ojs|webr|pyodide)\b[^}\n]*\}[ \t]*$/;
const container = /^([ \t]*)(:{3,})[ \t]*([^\s:].*)?$/;

/**
 * What other tools read line by line, indented as Markdown needs it: a chunk in a list whose code stands at the margin,
 * the closer of a container that is indented with the list before it, and directives of MyST that are indented in
 * each other.
 */
export function indentations(text: string): Edit[] {
  if (!/^[ \t]+(?:`{3,}|~{3,}|:{3,})/m.test(text)) return [];
  const lines = linesIn(text);
  return [...chunkEdits(text), ...containerEdits(lines)].sort((a, b) => a.start - b.start);
}

/** knitr ends a chunk at the next fence, wherever that stands: its lines get the indentation of the first. */
function chunkEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  let open: { readonly indent: string; readonly marker: string } | undefined;
  let start = 0;
  for (const line of text.split('\n')) {
    if (open === undefined) {
      const [, indent = '', marker] = chunk.exec(line) ?? [];
      if (marker !== undefined && indent !== '') open = { indent, marker };
    } else {
      if (line.trim() !== '' && !line.startsWith(open.indent)) {
        const own = /^[ \t]*/.exec(line)?.[0].length ?? 0;
        if (own < open.indent.length) edits.push({ start, end: start, text: open.indent.slice(own) });
      }
      if (line.trim().startsWith(open.marker) && /^[`~]+$/.test(line.trim())) open = undefined;
    }
    start += line.length + 1;
  }
  return edits;
}

interface Opener {
  readonly indent: number;
  /** How far its content is moved to the left, with that of those around it. */
  readonly moved: number;
}

function containerEdits(lines: readonly Line[]): Edit[] {
  const edits: Edit[] = [];
  const open: Opener[] = [];
  let above: 'container' | 'text' = 'text';
  for (const line of lines) {
    const [, blanks = '', colons, name] = line.isCode ? [] : (container.exec(line.text) ?? []);
    const around = open.at(-1);
    const moved = around?.moved ?? 0;
    if (colons === undefined) {
      if (line.text.trim() !== '') above = 'text';
      move(line, moved);
      continue;
    }
    const isNested = around !== undefined && above === 'container' && blanks.length > around.indent;
    above = 'container';
    if (name !== undefined) {
      const all = isNested && blanks.length - around.indent <= 4 ? blanks.length : moved;
      open.push({ indent: blanks.length, moved: all });
      move(line, all);
    } else {
      const opener = open.pop();
      // One that is indented with the list before it.
      move(line, opener === undefined ? 0 : Math.max(opener.moved, opener.indent === 0 ? blanks.length : 0));
    }
  }
  // Without its closer, nothing says how far a container goes.
  return open.length === 0 ? edits : [];

  function move({ start, text }: Line, columns: number): void {
    if (columns === 0) return;
    let at = 0;
    let column = 0;
    for (; column < columns && (text[at] === ' ' || text[at] === '\t'); at++)
      column += text[at] === '\t' ? 4 - (column % 4) : 1;
    if (at > 0) edits.push({ start, end: start + at, text: ' '.repeat(Math.max(column - columns, 0)) });
  }
}
