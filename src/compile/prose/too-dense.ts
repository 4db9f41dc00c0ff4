/**
 * Marks of links, emphasis, code and HTML in one paragraph, heading or table cell beyond which its inline Markdown is
 * not parsed: micromark's time for it grows with their square. Nobody who writes for people comes near it.
 */
const most = 2000;

/** Whether parsing the inline Markdown of a text would take more than a moment. */
export function isTooDense(text: string): boolean {
  if (text.length <= most) return false;
  let marks = 0;
  for (let at = 0; at < text.length; at++) if (isMark(text.charCodeAt(at))) marks++;
  return marks > most;
}

/** `*`, `<`, `[`, `]`, `_`, `` ` ``, `~`. */
function isMark(code: number): boolean {
  return code === 42 || code === 60 || code === 91 || code === 93 || code === 95 || code === 96 || code === 126;
}
