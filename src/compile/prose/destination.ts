/**
 * Writes a URL as a Markdown destination, so that it parses back to the same URL. A dollar becomes a character
 * reference: JupyterLab looks for math in the Markdown before it is parsed.
 */
export function destination(url: string): string {
  const escaped = url
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('$', '&#36;');
  if (url !== '' && !/[\s<>]/.test(url) && balanced(url)) return escaped;
  return `<${escaped.replace(/[<>]/g, '\\$&').replace(/\r\n?|\n/g, '%0A')}>`;
}

function balanced(url: string): boolean {
  let depth = 0;
  for (const char of url) {
    if (char === '(') depth++;
    else if (char === ')' && --depth < 0) return false;
  }
  return depth === 0 && !url.includes('\\');
}

/** Writes a title as Markdown, quoted. */
export function title(text: string): string {
  const escaped = text
    .replace(/["\\]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('$', '&#36;');
  return `"${escaped}"`;
}
