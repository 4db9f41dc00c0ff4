import type { Expected } from '../../model/lesson.ts';
import type { Named } from './construct.ts';
import type { ReadOption, Setting } from './setting.ts';

/**
 * What a tool has words of its own for, in lessons that are written for it. All dialects are read in all lessons: a
 * word means the same in each. Lists of words are texts, with blanks between them.
 */
export interface Dialect {
  /** As the setting `dialect` names it. */
  readonly name: string;
  /** The tool's name in documents. */
  readonly tool: string;
  /** Lines that only its lessons hold, from the first character on that is no blank and no `>`. */
  readonly lines: readonly RegExp[];
  /** Keys of the front matter by which the tool knows its own files. */
  readonly headerKeys: string;
  /** Keys of the front matter that are at home in any lesson, and have no effect here. */
  readonly ignoredKeys: string;
  /** The ways to the kernel's name in the front matter, through its keys. */
  readonly kernelKeys: readonly (readonly string[])[];
  /** Names of containers and directives, by what they are. */
  readonly containers: Named;
  /** Titles of callouts without a title of their own, where that is not their name. */
  readonly titles: Readonly<Record<string, string>>;
  /** Classes (`.name`) and attributes (`name=value`) that fold any callout. */
  readonly foldedBy: string;
  readonly directives: {
    /** A cell in the lesson's language; its options stand in lines `:key: value`. */
    readonly cells: string;
    /** Others with code in them: a language and words may follow the name. */
    readonly code: string;
    /** Those with text behind their name: a title, a label, an entry of the index. `a:*` is any that begins so. */
    readonly text: string;
    /** Those of which a reader sees nothing but ways to other pages, or nothing at all. */
    readonly hidden: string;
    /** Those that show what stands elsewhere: not understood, and no misspelt container either. */
    readonly including: string;
  };
  readonly fences: {
    /** Languages of fences that hold what the cell before them produces. */
    readonly outputs: Readonly<Record<string, Expected['stream']>>;
    /** Words after a language that make an output fence of it. */
    readonly outputWords: string;
    /** Beginnings of the words that its highlighter reads after a language: no finding speaks about them. */
    readonly words: string;
    /** Classes of a fence that mean something. */
    readonly classes: Readonly<Record<string, Setting>>;
  };
  /** Options of cells, by their names in lower case. */
  readonly options: Readonly<Record<string, ReadOption>>;
  /** Options that say how a page looks, how it is numbered, or how the tool computes: a notebook has nothing for them. `a*` is `a`, `a-…`, `a.…` and `a_…`. */
  readonly pageOptions: string;
  /**
   * What in a text only its own tool understands, and a notebook shows as it is written: the singular, after `/` the
   * plural if that is no `s`, and how it is written. Roles and directives are known by their form.
   */
  readonly texts: readonly { readonly what: string; readonly pattern: RegExp }[];
  /** Lines that are marks for its own machinery, of which a notebook shows nothing, in lessons that have a line `within`. */
  readonly marks: { readonly within: RegExp; readonly mark: RegExp } | undefined;
}
