import type { Edit } from '../../text/mapped-text.ts';
import type { Token } from './tokens.ts';

const displayed = /^(?:`{3,}|~{3,})[ \t]*[^\s{`]+([ \t]+display)[ \t]*$/m;

/** Whether a text may have code with the role `display`. */
export function mayShowCode(text: string): boolean {
  return text.includes(' display');
}

/** The role `display` has done its work when code is in a Markdown cell: highlighters know `python` alone. */
export function editShownCode(text: string, token: Token): Edit[] {
  const [line = ''] = text.slice(token.start, token.end).split('\n', 1);
  const word = displayed.exec(line)?.[1];
  if (word === undefined) return [];
  const start = token.start + line.lastIndexOf(word);
  return [{ start, end: start + word.length, text: '' }];
}
