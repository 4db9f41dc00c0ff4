import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Block } from '../model/lesson.ts';
import { proseIn } from '../model/walk.ts';
import { originOf } from '../text/mapped-text.ts';

/** A fence whose first line has Python's prompt, and which is not called a text, also in lists and quotes; or such a line indented. */
const session =
  /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(?:(?:`{3,}|~{3,})[ \t]*(?!(?:text|txt|plain|plaintext)\b)([^\n{`]*)\n\s*(?:>[ \t]+)?|(?<=^(?: {4}|\t)[ \t]*))>>> /gm;

/** Whether the mark stands before a remark among commands of a shell: a session there goes on with another prompt. */
function isRemark(info: string, fence: string): boolean {
  if (!/^(?:sh|bash|zsh|shell)\b/i.test(info.trim())) return false;
  const [, ...lines] = fence.split(/\n[ \t>]*(?:`{3,}|~{3,})[ \t]*(?:\n|$)/)[0]?.split('\n') ?? [];
  return lines.filter((line) => /^[ \t]*(?:>[ \t]+)?>>>(?:[ \t]|$)/.test(line)).length < 2;
}

/** Whether the author says that the session is only shown. */
const isShown = (info: string) => /[ \t.](?:display|noeval)\b/.test(info);

/**
 * Says once a lesson which sessions at Python's prompt are only text: their fences are called otherwise, or not at all.
 * @param cell How a cell begins in a lesson whose plain fences are none: `{code-cell}`, `{python}`.
 */
export function sessionsInText(blocks: readonly Block[], file: string, cell?: string): Diagnostic[] {
  const found = proseIn(blocks).flatMap(({ text, nodes }) =>
    nodes.flatMap((node) => {
      const isOne = node.type === 'code';
      if (!isOne && node.type !== 'list' && node.type !== 'blockquote') return [];
      const matches = [...text.text.slice(node.start, node.end).matchAll(session)];
      return matches
        .filter(({ index }) => !isOne || index === 0)
        .filter(
          ({ index, 1: info = '' }) => !isShown(info) && !isRemark(info, text.text.slice(node.start + index, node.end)),
        )
        .map(({ index, 0: match, 1: info }) => ({
          language: info?.trim().split(/\s/)[0] ?? '',
          span: originOf(text, node.start + index, node.start + index + match.indexOf('\n')),
        }));
    }),
  );
  const [first] = found;
  if (first === undefined) return [];
  const languages = [...new Set(found.map(({ language }) => (language === '' ? 'no language' : `\`${language}\``)))];
  const count = found.length === 1 ? '1 session of Python is' : `${found.length} sessions of Python are`;
  const message = `${count} only text: ${languages.slice(0, 3).join(', ')}${languages.length > 3 ? ', …' : ''}`;
  const help =
    cell === undefined
      ? {}
      : {
          help: `write what they run in cells (\`${cell}\`), without prompts; where they are only to be shown, call them \`text\`, or set \`rules: { session-in-text: off }\``,
        };
  return [diagnostic('session-in-text', message, file, first.span, help)];
}
