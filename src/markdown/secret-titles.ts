import { isSolutionWord } from './secret-words.ts';
import { constructOfSummary, isSetApart, isSolutionTitle } from './vocabulary.ts';

/** A line of text, and what stands around it. */
export interface TitleLine {
  readonly text: string;
  /** The line above, blank or not. */
  readonly above: string;
  readonly below: string;
  /** Whether it begins an item of a list. */
  readonly isItem: boolean;
  /** Whether it begins a footnote. */
  readonly isNote: boolean;
  readonly inExercise: boolean;
}

/** The title of a solution that a line is or begins with, in whatever way lessons and their pages' tools write titles. */
export function solutionTitle(line: TitleLine): string | undefined {
  return titlesOf(line).find((title) => title !== undefined && isSolutionTitle(title));
}

function titlesOf({ text, above, below, isItem, isNote, inExercise }: TitleLine): readonly (string | undefined)[] {
  const isAlone = !isItem && above === '' && /^[\p{L}\p{N} :'’]{2,60}$/u.test(text);
  const admonition = /^(?:!!!|\?{3}\+?)[ \t]+([\w-]+)[^"\n]*(?:"([^"\n]*?)\\?")?/.exec(text);
  const alert = /^\[!([\w-]+)\][+-]?[ \t]*(.*)$/.exec(text);
  return [
    /^#{1,6}[ \t]+(.*)$/.exec(text)?.[1],
    emphasized(text, inExercise || !isItem),
    // A paragraph that is nothing but a title, one with a colon, and a note that begins with one.
    isAlone && (below === '' || text.endsWith(':') || /^(?:\^{3,}|:[ \t])/.test(below)) ? text : undefined,
    isNote ? /^([^:\n]{2,60}):[ \t]/.exec(text)?.[1] : undefined,
    admonition?.[2],
    admonition?.[1],
    alert?.[2],
    alert?.[1],
    // Tabs of MkDocs, blocks of forums, functions that fold in R Markdown.
    /^===[!+]?[ \t]+"([^"\n]*)"/.exec(text)?.[1],
    /^\[(?:details|spoiler)=["']?([^"'\]\n]+)/.exec(text)?.[1],
    /^\+{3}[ \t]+(\S.*)$/.exec(text)?.[1],
    /^`r[ \t]+(?:\w+::)?hide\(["']([^"'\n]*)/.exec(text)?.[1],
    // Blocks of PyMdown between slashes.
    ...(/^\/{3,}[ \t]*([a-z][\w-]*)(?:[ \t]*\|[ \t]*(.*))?$/.exec(text)?.slice(1) ?? []),
    // Directives of reStructuredText, in `{eval-rst}`.
    ...(/^\.\.[ \t]+([\w-]+)::[ \t]*(.*)$/.exec(text)?.slice(1) ?? []),
    ...shortcode(text),
    ...headOfTable(text, below, inExercise),
  ];
}

/** A line in bold or italics; where it may lead a text, also before a colon and what goes on behind it. */
function emphasized(line: string, mayLead: boolean): string | undefined {
  const [, , words = '', rest = ''] = /^(\*{1,3}|_{1,3})(\S(?:[^\n]*?\S)?)\1([^\n]*)$/.exec(line) ?? [];
  const isLead = mayLead && (words.endsWith(':') || rest.startsWith(':'));
  return /^[ \t]*[:\\]?[ \t]*$/.test(rest) || isLead ? words : undefined;
}

/** What a shortcode of Hugo or a tag of Liquid is called, and what it says. */
function shortcode(line: string): readonly (string | undefined)[] {
  const [, name, words] = /^\{(?:\{[<%]|%)[ \t]*([\w-]+)[ \t]*([^\n]*?)[ \t]*(?:[>%]\}\}|%\})/.exec(line) ?? [];
  return [name, words, /["']([^"'\n]*)["']/.exec(words ?? '')?.[1]];
}

/**
 * The columns of a table, and the first cell of a row in bold. Outside of exercises, a column of solutions beside one of
 * problems may be advice.
 */
function headOfTable(line: string, below: string, inExercise: boolean): readonly (string | undefined)[] {
  if (!line.includes('|')) return [];
  const cells = line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
  const bold = /^(\*\*|__)(.*)\1:?$/.exec(cells[0] ?? '')?.[2];
  if (!/^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/.test(below) || !below.includes('-')) return [bold];
  const isOfTasks = inExercise || cells.length === 1 || cells.some((cell) => ofTasks.test(cell));
  return [bold, ...(isOfTasks ? cells.map((cell) => cell.replace(/^[*_]+|[*_]+$/g, '')) : [])];
}

const ofTasks =
  /^[*_]*(?:exercises?|questions?|tasks?|challenges?|aufgaben?|übung(?:en)?|fragen?|exercices?|ejercicios?|preguntas?|esercizi?o?|opgaven?)\b/iu;

/** Where tags and comments of HTML say of what they hold, or of what follows, that it is a solution. */
export function solutionTags(text: string): { readonly start: number; readonly end: number; readonly name: string }[] {
  const found: { start: number; end: number; name: string }[] = [];
  for (const { index, 0: whole, 1: name = '', 2: attributes = '' } of text.matchAll(opening)) {
    const inner = /^\s*([^<>\n][^<>]{0,200}?)\s*<\//.exec(
      text.slice(index + whole.length, index + whole.length + 300),
    )?.[1];
    if (isTitled(name.toLowerCase(), attributes, inner, text, index)) {
      found.push({ start: index, end: index + whole.length, name: inner ?? name });
    }
  }
  for (const { index, 0: whole, 1: summary = '' } of text.matchAll(
    /<summary\b[^>]*>([\s\S]{0,1000}?)<\/summary\s*>/gi,
  )) {
    if (constructOfSummary(summary).type !== 'solution') continue;
    found.push({ start: index, end: index + whole.length, name: summary.replace(/<[^>]*>/g, '').trim() });
  }
  for (const { index, 0: whole, 1: words = '' } of text.matchAll(/<!--[ \t]*(?:#?region\s+)?([^>\n]{1,300})-->/g)) {
    if (
      !isRemark(words, text, index) &&
      isSolutionTitle(words.replace(/-+$/, '').replace(/^[ \t]*(?:begin|start)(?=[ \t:_-])[\W_]*/i, ''))
    )
      found.push({ start: index, end: index + whole.length, name: 'solution' });
  }
  // Macros that are given a text: `{{ correction(True, """…""") }}` of MkDocs, `{{ show_solution("…") }}` of Jinja.
  for (const { index, 0: whole, 1: name = '' } of text.matchAll(macro)) {
    if (isSolutionTitle(name.replaceAll('_', ' '), isSetApart))
      found.push({ start: index, end: index + whole.length, name });
  }
  return found;
}

/** Whether a comment holds what it names, and says nothing of what follows: words behind a colon, in the midst of a line or many. */
function isRemark(words: string, text: string, start: number): boolean {
  const said = words.slice(words.indexOf(':') + 1).trim();
  const isInLine = /\p{L}[^\n]*$/u.test(text.slice(text.lastIndexOf('\n', start) + 1, start));
  return words.includes(':') && said !== '' && (isInLine || said.split(/\s+/).length > 3);
}

/** A line of HTML in which a comment is the title of further comments directly below it, which hold what it names. */
export function headsComments(line: string, below: string): boolean {
  return /^[ \t]*<!--[^\n]*[:*#][^\n]*-->\s*$/.test(line) && /^[ \t]*\n[ \t>]*<!--/.test(below);
}

const macro = /\{\{-?[\s>]*(?:\w+\.)*([\p{L}_][\p{L}\p{N}_]*)[ \t]*\((?=[^()]{0,200}?["'])/gu;

const opening = /<([A-Za-z][\w.-]*)((?:\s[^<>]{0,1000})?)>/g;

function isTitled(name: string, attributes: string, inner: string | undefined, text: string, at: number): boolean {
  if (isSolutionWord(name)) return true;
  const classes = /\sclass=["']([^"']*)["']/i.exec(attributes)?.[1] ?? '';
  if (classes.split(/\s+/).some(isSolutionWord)) return true;
  if (name === 'a' || name === 'img' || name === 'summary') return false;
  for (const [, key = '', value = ''] of attributes.matchAll(
    /\s(title|label|header|summary|id)=["']([^"'\n]*)["']/gi,
  )) {
    if (key.toLowerCase() === 'id' ? isSolutionWord(value.replace(/[-_]?\d+[a-z]?$/i, '')) : isSolutionTitle(value))
      return true;
  }
  if (inner === undefined || !isSolutionTitle(inner)) return false;
  // Where students write their own.
  if (/^[^<]*<\/[\w-]+>(?:\s|<br\s*\/?>)*<(?:input|textarea|select)\b/i.test(text.slice(text.indexOf('>', at) + 1)))
    return false;
  if (heads.test(name)) return true;
  // In the midst of a sentence such a word is one of it.
  const before = /(?:^|\n)(?:[ \t>*+-]|\d+[.)])*(?:<[^<>\n]*>[ \t]*)*$/.test(text.slice(Math.max(0, at - 300), at));
  const behind = /^[^<]*(?:<[^<>]*>\s*)+?([^<\s])?/.exec(text.slice(text.indexOf('>', at) + 1).slice(0, 400))?.[1];
  return (
    before && (behind === undefined || behind === ':' || inner.trimEnd().endsWith(':') || /^(?:p|div)$/.test(name))
  );
}

/** Elements that hold what heads something. */
const heads = /^(?:h[1-6]|th|dt|legend|button|caption|figcaption|label)$/;
