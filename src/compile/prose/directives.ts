import { kernelLanguage } from '../../languages/kernels.ts';
import { wordsOf } from '../../markdown/dialects/dialects.ts';
import type { Edit } from '../../text/mapped-text.ts';
import { oneLine } from './contained-math.ts';
import type { ProseContext } from './context.ts';
import { tagOf } from './cross-references.ts';
import { joinLines } from './math.ts';
import { removal } from './removal.ts';
import type { MarkdownToken } from './tokens.ts';

const code: ReadonlySet<string> = new Set(wordsOf(({ directives }) => directives.code));
const hidden: ReadonlySet<string> = new Set(wordsOf(({ directives }) => directives.hidden));

/** A fence whose info string is a directive: the fence, the name, what follows the name. */
const opening = /^([`~]{3,})([ \t]*)\{([\w:+-]+)\}([^\n]*)/;

/** A fence whose language is a class, as Pandoc has it: `{.python filename="x.py"}`. */
const classed = /^([`~]{3,})[ \t]*\{[ \t]*\.([\w+-]+)[^}\n]*\}[^\n]*/;
/** A chunk in a language that is not the lesson's, with its options: `{bash}`, `{r, eval=FALSE}`. */
const chunk = /^([`~]{3,})[ \t]*\{([\w+-]+)(?:[ ,][^}\n]*)?\}[^\n]*(?:\n[ \t>]*#\|[^\n]*)*/;

const withOptions = /^[`~]{3,}[ \t]*\{[\w+-]+[ \t]*,/;

/** A line of options below it: `:name: value`. */
const option = /^[ \t>]*:[\w-]+:[^\n]*(?:\n|$)/;

/** The same, or a blank line. */
const ignored = /^[ \t>]*(?::[\w-]+:[^\n]*)?\n/;

/** The name of the directive that a fence is, where it is one. */
export function directiveOf(text: string, token: MarkdownToken): string | undefined {
  return token.type === 'codeFenced' ? opening.exec(text.slice(token.start, token.end))?.[3] : undefined;
}

/** Whether a notebook shows a directive otherwise than as it is written. */
export function isRendered(name: string): boolean {
  return name === 'math' || code.has(name) || hidden.has(name);
}

/**
 * Fences of directives that stand where no cell is made of them: code becomes a fence in its language, mathematics
 * stands between `$$`, and ways to other pages go. Their options are the page's.
 */
export function editDirective(
  text: string,
  list: readonly MarkdownToken[],
  index: number,
  context: ProseContext,
): Edit[] {
  const token = list[index];
  if (token === undefined) return [];
  const whole = text.slice(token.start, token.end);
  const math = /^[`~]{3,}[ \t]*math[ \t]*(?=\n|$)/.exec(whole)?.[0];
  // One that stands in no quote or list is a formula already (`displayBlocks`).
  if (math !== undefined) return editFormula(text, token, math.length, '', '');
  const [line = '', fence = '', gap = '', name = '', rest = ''] = opening.exec(whole) ?? [];
  const [head, marks, language = ''] = classed.exec(whole) ?? chunk.exec(whole) ?? [];
  // One with options is a chunk, whatever engine of knitr's it names.
  const isCode = classed.test(whole) || kernelLanguage(language) !== undefined || withOptions.test(whole);
  if (head !== undefined && isCode) {
    return [{ start: token.start, end: token.start + head.length, text: `${marks}${language.toLowerCase()}` }];
  }
  if (hidden.has(name)) return [removal(text, list, index)];
  if (name === 'math') {
    const label = /^[ \t>]*:(?:label|name):[ \t]*(\S+)/m.exec(whole)?.[1];
    return editFormula(text, token, line.length, rest.trim(), tagOf(label, whole, context));
  }
  if (!code.has(name)) return [];
  const edits: Edit[] = [];
  const add = (start: number, end: number, replaced: string) =>
    edits.push({ start: token.start + start, end: token.start + end, text: replaced });
  add(0, line.length, `${fence}${gap}${rest.trim()}`);
  let at = line.length + 1;
  for (let found = option.exec(whole.slice(at)); found !== null; found = option.exec(whole.slice(at))) {
    add(at, at + found[0].length, '');
    at += found[0].length;
  }
  // A blank line divides options from what they are about.
  const gapAfter = at > line.length + 1 ? /^[ \t>]*\n/.exec(whole.slice(at)) : null;
  if (gapAfter !== null) add(at, at + gapAfter[0].length, '');
  return edits;
}

/** A formula in place of a directive of one: without its options, and without the blank lines that would end it. */
function editFormula(text: string, token: MarkdownToken, line: number, first: string, tag: string): Edit[] {
  const whole = text.slice(token.start, token.end);
  let at = Math.min(line + 1, whole.length);
  for (let found = ignored.exec(whole.slice(at)); found !== null; found = ignored.exec(whole.slice(at))) {
    at += found[0].length;
  }
  const last = whole.lastIndexOf('\n') + 1;
  const closing = /^[ \t>]*([`~]{3,})[ \t]*$/.exec(whole.slice(last));
  const end = closing?.[1] === undefined ? whole.length : last + closing[0].indexOf(closing[1]);
  // The marks of the quote or list that it stands in begin each line.
  const marks = text.slice(text.lastIndexOf('\n', token.start - 1) + 1, token.start).replace(/[^\s>]/g, ' ');
  const edits: Edit[] = [];
  const quotes = marks.split('>').length - 1;
  if (quotes > 0) {
    const lead = Math.min(at + (/^[ \t>]*/.exec(whole.slice(at))?.[0].length ?? 0), end);
    edits.push({ start: token.start, end: token.start + lead, text: first === '' ? '$$ ' : `$$ ${first} ` });
    oneLine(text, token.start + lead, token.start + end, quotes, edits);
  } else {
    edits.push({
      start: token.start,
      end: token.start + Math.min(at, end),
      text: first === '' ? '$$\n' : `$$\n${marks}${first}\n`,
    });
    joinLines(text, token.start + Math.min(at, end), token.start + end, edits);
  }
  if (end < whole.length) edits.push({ start: token.start + end, end: token.end, text: `${tag.trim()}$$` });
  return edits;
}
