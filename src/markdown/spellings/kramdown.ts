import type { Edit } from '../../text/mapped-text.ts';
import { parseAttributes } from '../attributes.ts';
import { secretWord } from '../secret-words.ts';
import { constructOf } from '../vocabulary.ts';
import { endOf, isBlank, type Line, linesIn } from './lines.ts';

/**
 * A line of attributes that stands alone: `{: .challenge}`, without a colon `{ .annotate }` as MkDocs and MyST have it.
 * A bare word is the name of a list of attributes (`{: language-bash}`, with its dot forgotten), `{:else}` is none.
 */
const attributeLine =
  /^([ \t>]*)\{(?::[ \t]*(?=[.#]|[\w-]+=|(?!(?:else|then|catch)\b)[a-z][\w-]*[ \t}])|(?=(?:[ \t]*(?:[.#][A-Za-z][\w:-]*|[\w-]+=(?:"[^"\n]*"|'[^'\n]*')|(?:style|class|width|height|align|lang|lineno-start|emphasize-lines)=[\w%.,-]+))+[ \t]*\}))([^}\n]*)\}[ \t]*$/;

/**
 * Lines of attributes as kramdown and Python-Markdown read them, which belong to the block that they touch. A quote becomes the container
 * that its class names (`> …` and `{: .challenge}`, as lessons of The Carpentries had it), a fence gets its language,
 * and other blocks go without. A quote in a quote is left for the next turn.
 * https://kramdown.gettalong.org/syntax.html#block-ials
 */
export function kramdownBlocks(text: string): Edit[] {
  if (!/^[ \t>]*\{:?[ \t]*[.#\w]/m.test(text)) return [];
  const lines = linesIn(text);
  let edits: Edit[] = [];
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index] as Line;
    const [, prefix, inner = ''] = line.isCode ? [] : (attributeLine.exec(line.text) ?? []);
    if (prefix === undefined) continue;
    const { classes, id } = parseAttributes(inner);
    const above = lines[index - 1];
    const name = classes.find((one) => constructOf(one) !== undefined || secretWord(one) !== undefined);
    if (above?.closes !== undefined && quoteMark(above.text, depthOf(prefix)) === undefined)
      for (const edit of fenceEdits(lines, above.closes, line, classes)) edits.push(edit);
    else if (isBlank(above) && quoteMark(above?.text ?? '', depthOf(prefix)) === undefined) {
      const last = name === undefined ? index : endOfBlock(lines, index + 1, depthOf(prefix));
      if (name === undefined || last <= index) edits.push(withoutLine(line, text, prefix, id));
      else {
        // What is in it has its turn later.
        const end = endOf(lines[last] as Line);
        edits = edits.filter((edit) => edit.start >= end);
        edits.push({ start: line.start, end: line.start + line.text.length, text: `${prefix}:::${name}` });
        for (const edit of unquoted(lines, index + 1, last, depthOf(prefix))) edits.push(edit);
        edits.push(insertion(endOf(lines[last] as Line), `${prefix}:::\n`, text));
      }
    } else {
      const first = startOfQuote(lines, index - 1, depthOf(prefix));
      if (first === index) {
        // Of a paragraph or list nobody can tell where what is kept begins.
        if (name === undefined || secretWord(name) === undefined) edits.push(withoutLine(line, text, prefix, id));
        continue;
      }
      if (name === undefined) edits.push(withoutLine(line, text, prefix, id));
      else {
        edits.push(insertion((lines[first] as Line).start, `${prefix}:::${name}\n`, text));
        for (const edit of unquoted(lines, first, index - 1, depthOf(prefix))) edits.push(edit);
        edits.push({ start: line.start, end: line.start + line.text.length, text: `${prefix}:::` });
      }
      index = first;
    }
  }
  return edits;
}

/** The language of a fence that its class says, where it names none itself. */
function fenceEdits(lines: readonly Line[], opener: number, line: Line, classes: readonly string[]): Edit[] {
  const { start, text } = lines[opener] as Line;
  const language = classes.map((one) => one.replace(/^language-/, '')).find((one) => one !== 'source');
  const hasInfo = /[^`~\s]\s*$/.test(text);
  const gone = { start: line.start - 1, end: line.start + line.text.length, text: '' };
  const at = start + text.trimEnd().length;
  const secret = classes.find((one) => secretWord(one) !== undefined);
  if (hasInfo && secret !== undefined) return [{ start: at, end: at, text: ` ${secret}` }, gone];
  if (language === undefined || hasInfo) return [gone];
  return [{ start: at, end: at, text: language }, gone];
}

/** A line of attributes goes; its id stays, for the links to it. */
function withoutLine(line: Line, text: string, prefix: string, id: string | undefined): Edit {
  if (id !== undefined)
    return { start: line.start, end: line.start + line.text.length, text: `${prefix}<a id="${id}"></a>` };
  return { start: line.start, end: Math.min(endOf(line), text.length), text: '' };
}

/** Lines put in before an offset; behind the last line, that one has no line end. */
function insertion(at: number, lines: string, text: string): Edit {
  return at > text.length
    ? { start: text.length, end: text.length, text: `\n${lines.trimEnd()}` }
    : { start: at, end: at, text: lines };
}

function depthOf(prefix: string): number {
  return prefix.split('>').length - 1;
}

/** The `>` of a quote that stands in `depth` others, with the blank behind it. */
function quoteMark(line: string, depth: number): { start: number; end: number } | undefined {
  const [found, before = ''] = new RegExp(`^((?:[ \\t]*>){${depth}}[ \\t]*)>[ \\t]?`).exec(line) ?? [];
  return found === undefined ? undefined : { start: before.length, end: found.length };
}

/** The first line of the quote that ends with a line; the one below it where that is in none. */
function startOfQuote(lines: readonly Line[], last: number, depth: number): number {
  let first = last + 1;
  while (first > 0 && quoteMark(lines[first - 1]?.text ?? '', depth) !== undefined) first--;
  return first;
}

/** The last line of the quote or paragraph that begins with a line. */
function endOfBlock(lines: readonly Line[], first: number, depth: number): number {
  const isQuote = quoteMark(lines[first]?.text ?? '', depth) !== undefined;
  let last = first - 1;
  for (let next = lines[last + 1]; next !== undefined; next = lines[last + 1]) {
    if (isQuote ? quoteMark(next.text, depth) === undefined : isBlank(next) || next.isCode) break;
    last++;
  }
  return last;
}

function unquoted(lines: readonly Line[], first: number, last: number, depth: number): Edit[] {
  return lines.slice(first, last + 1).flatMap(({ start, text }) => {
    const mark = quoteMark(text, depth);
    return mark === undefined ? [] : [{ start: start + mark.start, end: start + mark.end, text: '' }];
  });
}
