/** As many lines a formula may have; what is longer is two stray signs. */
const longest = 400;

/** Lines that no formula has: fences, headings, and the lines of containers. */
const foreign = /^(?: {0,3}(?:`{3}|~{3}|#{1,6}[ \t])|:{3})/;
/** Its last line: what stands behind the dollars is a label, as MyST and Sphinx or Quarto write it, or punctuation. */
const closing = /^[^$]*(?:\$(?!\$)[^$]*)*\$\$[ \t]*(?:\([^()\s]+\)|\{#[^{}]*\})?[ \t.,;:]*$/;

/** What a formula stands in: how many quotes, and how many blanks of a list item behind their marks. */
interface Within {
  readonly quotes: number;
  readonly indent: number;
}

const nothing: Within = { quotes: 0, indent: 0 };

/**
 * A formula of several lines, `$$ … $$`, that begins at the start of a line: the offset of the end of its last line, or
 * undefined where none begins there. It is read before anything else, as JupyterLab, nbconvert, Pandoc and MyST do: a line
 * of it that begins with `=`, `+`, `-` or `>` opens nothing. Blank lines stand only in one whose dollars have lines of
 * their own. In a quote or list, `within` says what its lines begin with.
 */
export function endOfDisplayMath(text: string, start: number, within: Within = nothing): number | undefined {
  const marks = new RegExp(`(?: {0,3}> ?){${within.quotes}}`, 'y');
  if (!text.startsWith('$$', start) || text[start + 2] === '$') return undefined;
  let end = endOfLine(text, start);
  const first = text.slice(start + 2, end);
  if (first.includes('$$')) return undefined;
  const alone = first.trim() === '';
  for (let lines = 0; lines < longest && end < text.length; lines++) {
    const from = end + (text.startsWith('\r\n', end) ? 2 : 1);
    end = endOfLine(text, from);
    marks.lastIndex = from;
    if (!marks.test(text)) return undefined;
    const line = text.slice(within.quotes === 0 ? from : marks.lastIndex, end);
    if (line.trim() !== '' && line.search(/[^ ]/) < within.indent) return undefined;
    if (line.includes('$$')) return closing.test(line) ? end : undefined;
    if (foreign.test(line) || (!alone && line.trim() === '')) return undefined;
  }
  return undefined;
}

function endOfLine(text: string, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}
