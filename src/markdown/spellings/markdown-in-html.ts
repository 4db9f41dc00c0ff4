import type { Edit } from '../../text/mapped-text.ts';
import { linesIn } from './lines.ts';

const opener =
  /^[ \t]*<[a-z][\w-]*\b[^<>\n]*?([ \t]+markdown(?:=(?:"[^"\n]*"|'[^'\n]*'|\w+))?)(?=[\s>])[^<>\n]*>[ \t]*$/;

/**
 * `<div markdown>` of MkDocs and kramdown, whose content is Markdown: elsewhere it is after a blank line.
 * https://python-markdown.github.io/extensions/md_in_html/
 */
export function markdownInHtml(text: string): Edit[] {
  if (!/<[a-z][^<>\n]*[ \t]markdown[\s=>]/.test(text)) return [];
  return linesIn(text).flatMap(({ start, text: line, isCode }): Edit[] => {
    const [, attribute = ''] = isCode ? [] : (opener.exec(line) ?? []);
    if (attribute === '') return [];
    const at = start + line.lastIndexOf(attribute);
    const end = start + line.length;
    return [
      { start: at, end: at + attribute.length, text: '' },
      { start: end, end, text: '\n' },
    ];
  });
}
