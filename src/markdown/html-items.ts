import type { ProseNode } from '../model/lesson.ts';
import { parseAttributes } from './attributes.ts';
import { type Document, spanOf } from './document.ts';
import type { Item } from './item.ts';
import { constructOf, constructOfSummary } from './vocabulary.ts';

const comment = /^<!--\s*(\/?)\s*(exercise|solution|hint)\b\s*([\s\S]*?)\s*-->\s*$/;
/** What an opener may have after its name; a remark such as `<!-- hint: ask for units -->` has words. */
const attributesOnly =
  /^(?:\{.*\}|(?:(?:[#.]\S+|[\w-]+=(?:"[^"]*"|'[^']*'|[^\s"']\S*))(?:\s+(?:[#.]\S+|[\w-]+=(?:"[^"]*"|'[^']*'|[^\s"']\S*)))*)?)$/;
const tag = /<\/details\s*>|<details\b[^>]*>(?:\s*<summary\b[^>]*>([\s\S]*?)<\/summary\s*>)?/gi;

/**
 * `<details>`, `</details>` and `<!-- exercise id=x -->` open and close containers; any other HTML is prose. A node
 * that holds anything beside such tags is prose too, whole: it renders as raw HTML, and nothing in it is a cell.
 */
export function htmlItems(document: Document, node: ProseNode): Item[] {
  const text = document.mapped.text.slice(node.start, node.end);
  const prose: Item = { type: 'prose', document, node };
  const mark = comment.exec(text.trim());
  if (mark !== null) {
    const [, slash, name = '', rest = ''] = mark;
    const span = spanOf(document, node.start, node.end);
    const common = { spelling: 'comment' as const, document, node, span, closes: name };
    if (slash === '/') return [{ type: 'close', ...common }];
    const construct = constructOf(name);
    // An answer that nobody wrote yet, over several lines.
    if (rest === '' && text.trim().includes('\n')) return [prose];
    if (construct === undefined || (!attributesOnly.test(rest) && !isClosed(name))) return [prose];
    return [{ type: 'open', ...common, name, construct, attributes: parseAttributes(rest) }];
  }
  if (!/<\/?details\b/i.test(text) || text.replace(tag, '').trim() !== '') return [prose];
  return [...text.matchAll(tag)].map((match): Item => {
    const part = { type: 'html', start: node.start + match.index, end: node.start + match.index + match[0].length };
    const span = spanOf(document, part.start, part.end);
    const common = { spelling: 'details' as const, document, node: part, span };
    if (match[0].startsWith('</')) return { type: 'close', ...common };
    // A component of a site of React has it as an attribute.
    const written = match[1] ?? /\s(?:summary|title)=\{?["']([^"'\n]*)["']/i.exec(match[0])?.[1];
    const summary = (written ?? '').replace(/<[^>]*>/g, '').trim();
    const construct = constructOfSummary(summary);
    return { type: 'open', ...common, name: 'details', construct, attributes: parseAttributes(''), title: summary };
  });

  /** Whether a comment after this one closes what it names: then it is an opener, whatever else it says. */
  function isClosed(name: string): boolean {
    return new RegExp(`<!--\\s*/\\s*${name}\\b`).test(document.mapped.text.slice(node.end));
  }
}
