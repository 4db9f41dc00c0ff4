import { kernelLanguage } from '../languages/kernels.ts';
import { type Attributes, parseAttributes, type Word } from './attributes.ts';
import { chunkHeader } from './chunk-header.ts';
import { wordsOf } from './dialects/dialects.ts';
import { marksOf } from './fence-marks.ts';
import { secretWord } from './secret-words.ts';
import { cellDirectives, constructOf, roleWords } from './vocabulary.ts';

/** The info string of a fence, understood: ```` ```python starter points=2 ````. */
export interface FenceInfo {
  /** Lower case; `''` where the fence names none. */
  readonly language: string;
  /** The name in ```` ```{name} argument ```` (MyST, Quarto), without braces; then `language` is `''`. */
  readonly directive?: string;
  /** What follows the directive's name on its line. */
  readonly argument?: string;
  readonly attributes: Attributes;
  /** Offset of the attributes' text in the info string. */
  readonly attributesAt: number;
  /** All words that give it a role or a flag, in any spelling; offsets in the attributes' text, before it negative ones. */
  readonly marks: readonly Word[];
}

const braced = /^\{([A-Za-z][\w:.-]*)((?:[ ,][^}]*)?)\}\s*(.*)$/s;
const pandoc = /^\{([.#][^}]*)\}\s*(.*)$/s;

/** Directives with code in them: a language and words may follow their name. */
const codeDirectives = new Set([...cellDirectives, ...wordsOf(({ directives }) => directives.code)]);

/** Directives with text behind their name: a title, a label, an entry of the index. */
const textDirective = new RegExp(
  `^(?:${wordsOf(({ directives }) => directives.text)
    .map((word) => word.replace('*', '.*'))
    .join('|')})$`,
  'i',
);

/** Reads an info string in any of the spellings that lessons use. */
export function parseFenceInfo(written: string): FenceInfo {
  // The label of a chunk may stand in quotes.
  const info = written.replace(/^(\s*\{[A-Za-z]\w*\s+)(["'])([\w.-]+)\2(?=\s*[,}])/, '$1 $3 ');
  const lead = info.length - info.trimStart().length;
  const text = info.trim();
  const directive = braced.exec(text);
  if (directive !== null) {
    const [, name = '', options = '', argument = ''] = directive;
    const at = lead + 1 + name.length;
    const holdsCode = codeDirectives.has(name.toLowerCase()) || kernelLanguage(name) !== undefined;
    const header = chunkHeader(options);
    const tagsAt = header?.values.get('tags')?.at ?? Number.POSITIVE_INFINITY;
    const all = marksFrom(info, at, info.length);
    const isSpoken =
      holdsCode ||
      (!textDirective.test(name) && constructOf(name) === undefined && all.length === argument.split(/\s+/).length);
    const marks = isSpoken ? all : marksFrom(info, at, at + options.length);
    return {
      language: '',
      directive: name.toLowerCase(),
      argument,
      attributes: header ?? parseAttributes(options),
      attributesAt: at,
      // The label of a chunk is often a word of ours: of these, only that of an answer is meant. Tags mean what they say.
      marks:
        header === undefined
          ? marks
          : marks.filter((mark) => mark.at > tagsAt || secretWord(mark.text)?.secret === 'solution'),
    };
  }
  const bracketed = pandoc.exec(text);
  if (bracketed !== null) {
    const attributes = parseAttributes(bracketed[1] ?? '');
    const isRole = (name: string) => (roleWords as readonly string[]).includes(name.toLowerCase());
    const language = attributes.classes.find((name) => !isRole(name)) ?? '';
    const others = attributes.classes.filter((name) => name !== language);
    return {
      language: language.toLowerCase(),
      attributes: { ...attributes, classes: others },
      attributesAt: lead + 1,
      marks: marksFrom(info, lead + 1, info.length),
    };
  }
  const match = /^([^\s{]*)(.*)$/s.exec(text);
  const language = match?.[1] ?? '';
  return {
    language: language.toLowerCase().replace(/,.*$/, ''),
    attributes: parseAttributes(match?.[2] ?? ''),
    attributesAt: lead + language.length,
    marks: marksFrom(info, 0, info.length).map((mark) => ({ ...mark, at: mark.at - lead - language.length })),
  };
}

function marksFrom(info: string, start: number, end: number): Word[] {
  return marksOf(info.slice(start, end));
}
