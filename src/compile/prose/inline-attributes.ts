import type { Edit } from '../../text/mapped-text.ts';
import { type Range, touches } from './math.ts';
import { inside, type MarkdownToken } from './tokens.ts';

/** `{#id .class key=value}` of Pandoc and MyST, `{: key="value"}` of kramdown, as it follows a link, an image or code. */
const attributes = /\{:?\s*((?:(?:[#.][\w:-]+|[\w:-]+=(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'{}]+))\s*)+)\}/y;
const alternative = /(?:^|\s)(?:fig-)?alt=(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/;

/** The language of a code span: https://facelessuser.github.io/pymdown-extensions/extensions/inlinehilite/ */
const spanLanguage =
  /(`+ ?)(?:#!|:::)(?:python3?|py|pycon|console|bash|sh|shell|powershell|sql|html|css|js|javascript|json|yaml|toml|ini|django|jinja2?|text)[ \t]+(?![-\s])/y;

/**
 * Attributes that other tools' pages read are text for a notebook: they go. What an image has in `alt` becomes its
 * alternative text; its caption, which stood in that one's place, follows where the image stands alone.
 */
export function editInlineAttributes(text: string, list: readonly MarkdownToken[], math: readonly Range[]): Edit[] {
  const edits: Edit[] = [];
  const visit = (tokens: readonly MarkdownToken[], around: MarkdownToken | undefined): void => {
    for (const token of tokens) {
      visit(token.children, token.type === 'paragraph' ? token : around);
      if (!/^(?:image|link|autolink|codeText|strong|emphasis)$/.test(token.type)) continue;
      // In a formula, underscores and braces are its own: `a_i + \sum_{i=1}`.
      if (touches(math, token.end, token.end + 1)) continue;
      spanLanguage.lastIndex = token.start;
      const [language, ticks = ''] = (token.type === 'codeText' && spanLanguage.exec(text)) || [];
      if (language !== undefined)
        edits.push({ start: token.start + ticks.length, end: token.start + language.length, text: '' });
      attributes.lastIndex = token.end;
      const found = attributes.exec(text);
      if (found === null) continue;
      const end = token.end + found[0].length;
      const named = alternative.exec(found[1] ?? '');
      const alt =
        token.type === 'image'
          ? (named?.[1] ?? named?.[2])
              ?.replace(/\\(["'])/g, '$1')
              .replace(/\s+/g, ' ')
              .trim()
          : undefined;
      const label = inside(token, 'labelText');
      const caption = label === undefined ? '' : text.slice(label.start, label.end);
      if (alt === undefined || alt === '' || usesLabel(token)) {
        edits.push({ start: token.end, end, text: '' });
        continue;
      }
      const at = label ?? { start: token.start + 2, end: token.start + 2 };
      const isAlone = around?.start === token.start && around.end === end;
      edits.push(
        { start: at.start, end: at.end, text: alt.replace(/[[\]\\]/g, '\\$&') },
        { start: token.end, end, text: isAlone && caption.trim() !== '' ? below(text, token, caption) : '' },
      );
    }
  };
  visit(list, undefined);
  return edits;
}

/** Whether an image is found by its text, as in `![label]`. */
function usesLabel(token: MarkdownToken): boolean {
  if (token.children.some((child) => child.type === 'resource')) return false;
  return inside(token, 'referenceString') === undefined;
}

/** A paragraph of its own, with the marks of the quote or list around it. */
function below(text: string, { start }: MarkdownToken, caption: string): string {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace(/[^\s>]/g, ' ');
  return `\n${before.trimEnd()}\n${before}${caption}`;
}
