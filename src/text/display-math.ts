/** As many lines a formula may have; what is longer is two stray signs. */
const longest = 400;

/** Lines that no formula has: fences, headings, and the lines of containers. */
const foreign = /^(?: {0,3}(?:`{3}|~{3}|#{1,6}[ \t])|:{3})/;
/** Its last line: what stands behind the dollars is a label, as MyST and Sphinx write it, or punctuation. */
const closing = /^[^$]*(?:\$(?!\$)[^$]*)*\$\$[ \t]*(?:\([^()\s]+\))?[ \t.,;:]*$/;

/**
 * A formula of several lines, `$$ … $$`, that begins at the start of a line: the offset of the end of its last line, or
 * undefined where none begins there. It is read before anything else, as JupyterLab, nbconvert, Pandoc and MyST do: a line
 * of it that begins with `=`, `+`, `-` or `>` opens nothing. Blank lines stand only in one whose dollars have lines of
 * their own.
 */
export function endOfDisplayMath(text: string, start: number): number | undefined {
  if (!text.startsWith('$$', start) || text[start + 2] === '$') return undefined;
  let end = endOfLine(text, start);
  const first = text.slice(start + 2, end);
  if (first.includes('$$')) return undefined;
  const alone = first.trim() === '';
  for (let lines = 0; lines < longest && end < text.length; lines++) {
    const from = end + (text.startsWith('\r\n', end) ? 2 : 1);
    end = endOfLine(text, from);
    const line = text.slice(from, end);
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
