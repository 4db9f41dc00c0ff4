import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../text/span.ts';

/**
 * Says of what looks like front matter and is none, why it is none: it would be shown to students, and its keys would
 * have no effect. It begins with a line of hyphens and a key in lower case, as YAML headers do; a line of hyphens before
 * text is a rule.
 *
 * @param text The lesson's text with `\n` line ends, in which the parser found no front matter.
 */
export function lostFrontMatter(
  text: string,
  file: string,
  spanOf: (start: number, end: number) => Span,
): Diagnostic[] {
  const header =
    /^(\s*)(-{3,})[ \t]*\n(?=[a-z][\w-]*:(?:[ \t]|\n))((?:[ \t]*[\w"'#-][^\n]*\n|[ \t]*\n(?=[ \t]*[\w-]+:))*)/.exec(
      text,
    );
  if (header === null) return brokenToml(text, file, spanOf);
  const [whole, before = '', hyphens = ''] = header;
  const start = before.length;
  const after = /^[^\n]*/.exec(text.slice(whole.length))?.[0] ?? '';
  const found = (message: string, at: number, end: number, help: string): Diagnostic[] => [
    diagnostic('front-matter-unread', message, file, spanOf(at, end), { help }),
  ];
  if (before !== '') {
    return found(
      'this front matter does not begin in the first line, so it is text',
      start,
      start + hyphens.length,
      'remove what comes before it',
    );
  }
  if (hyphens.length > 3) {
    return found(
      `\`${hyphens}\` begins no front matter, so its keys are text`,
      start,
      start + hyphens.length,
      'write three hyphens: `---`',
    );
  }
  const end = /(?:^|\n)(\.\.\.|-{3,})[ \t]*(?=\n|$)/.exec(`${whole}${after}`.slice(hyphens.length));
  if (end !== null) {
    const at = hyphens.length + end.index + end[0].indexOf(end[1] ?? '');
    return found(
      `\`${end[1]}\` ends no front matter, so its keys are text`,
      at,
      at + (end[1]?.length ?? 0),
      'end it with three hyphens: `---`',
    );
  }
  return found(
    'this front matter is never closed, so it is text that students see',
    start,
    start + hyphens.length,
    'write a line `---` after its last key',
  );
}

/** Hugo's and Zola's front matter is between lines of `+++`; here, one that is not closed, or that is no TOML. */
function brokenToml(text: string, file: string, spanOf: (start: number, end: number) => Span): Diagnostic[] {
  if (!/^\s*\+{3}[ \t]*\n(?:[^\S\n]*\n|#[^\n]*\n)*(?:\[|[\w.-]+[ \t]*=)/.test(text)) return [];
  const start = text.indexOf('+++');
  const help = 'write lines of TOML, such as `title = "Loops"`, between two lines `+++`';
  const message = 'this front matter cannot be read as TOML, so it is text that students see';
  return [diagnostic('front-matter-unread', message, file, spanOf(start, start + 3), { help })];
}
