import type { Edit } from '../../text/mapped-text.ts';
import type { MarkdownToken } from './tokens.ts';

/**
 * GitHub's alerts (`> [!NOTE]`) as block quotes with a bold title, which every notebook renders. As on GitHub only a
 * quote at the top level, with the marker alone on its first line, is an alert. One without a text is what is left where code follows, which is a cell.
 */
export function editAlerts(text: string, list: readonly MarkdownToken[]): Edit[] {
  const edits: Edit[] = [];
  for (const quote of list) {
    if (quote.type !== 'blockQuote') continue;
    const raw = text.slice(quote.start, quote.end);
    const match = /^>[ \t]?( {0,3})\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|$)/i.exec(raw);
    const [line, , name] = match ?? [];
    if (line === undefined || name === undefined) continue;
    const start = quote.start + raw.indexOf('[');
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1).toLowerCase()}`;
    if (!/[^>\s]/.test(raw.slice(line.length))) {
      edits.push({ start, end: quote.end, text: `**${title}**` });
      continue;
    }
    const end = quote.start + line.length;
    const lazy = !/^ {0,3}>/.test(raw.slice(line.length));
    const blank = /^ {0,3}>[ \t]*(?:\n|$)/.test(raw.slice(line.length));
    edits.push({ start, end, text: `**${title}**\n${blank ? '' : '>\n'}${lazy ? '> ' : ''}` });
  }
  return edits;
}
