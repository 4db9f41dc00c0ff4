import { directiveOptions } from '../../markdown/cell-options.ts';
import { parseFenceInfo } from '../../markdown/fence.ts';
import { foreignWords } from '../../markdown/vocabulary.ts';
import type { Edit } from '../../text/mapped-text.ts';
import type { MarkdownToken } from './tokens.ts';

/** What stands after a language: `display`, `title="x.py"`, `.noeval`, `{1,3}`. */
const opening = /^(?:`{3,}|~{3,})[ \t]*[^\s{`]+([ \t]*(?:\{|[ \t]\S)[^`\n]*?)[ \t]*$/;
const titled = /\b(?:title|file|filename|caption)\b/;

/** Whether a text may have code with more than its language at its fence. */
export function mayShowCode(text: string): boolean {
  return /(?:```|~~~)[ \t]*[^\s`]+[ \t]*[\w.{]/.test(text) || (titled.test(text) && /(?:```|~~~)[ \t]*\{/.test(text));
}

/**
 * Code that is only shown: highlighters know `python` alone, so what follows it goes, and a title stands above the
 * code. `edits` are those of the fence itself.
 */
export function editShownCode(text: string, token: MarkdownToken, edits: readonly Edit[]): Edit[] {
  const whole = text.slice(token.start, token.end);
  const [line = ''] = whole.split('\n', 1);
  const words = opening.exec(line)?.[1] ?? '';
  const isOfPage = /[={]|^\s*\.\w|\bdisplay\b/.test(words) || foreignWords.test(words.trim());
  const start = token.start + line.length - line.trimEnd().length + line.trimEnd().lastIndexOf(words);
  const own = isOfPage && edits.length === 0 ? [{ start, end: start + words.length, text: '' }] : edits;
  const title = titled.test(whole) ? titleOf(line, whole.slice(line.length + 1)) : undefined;
  if (title === undefined) return [...own];
  const lineStart = text.lastIndexOf('\n', token.start - 1) + 1;
  const blanks = text.slice(lineStart, token.start).replace(/[^\s>]/g, ' ');
  const above = `**${title}**\n${blanks.trimEnd()}\n${blanks}`;
  const [first, ...others] = own;
  if (first?.start === token.start) return [{ ...first, text: above + first.text }, ...others];
  return [{ start: token.start, end: token.start, text: above }, ...own];
}

function titleOf(line: string, content: string): string | undefined {
  const { attributes, directive } = parseFenceInfo(line.replace(/^[`~]+/, ''));
  const options = directive === undefined ? [] : directiveOptions(content.replace(/^[ \t>]+(?=:)/gm, '')).options;
  const values = new Map([...[...attributes.values].map(([key, { text }]) => [key, text] as const)]);
  for (const { key, value } of options) values.set(key, value);
  const title = ['title', 'filename', 'file', 'caption'].map((key) => values.get(key)?.trim()).find(Boolean);
  // A program computes it.
  return title === undefined || /^(?:c?\(|\[)/.test(title) ? undefined : title;
}
