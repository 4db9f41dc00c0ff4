/** What a lesson and a configuration have to know of a match mode; what it does stands in `confirm/modes/`. */
interface MatchModeWords {
  /** Whether its name alone, after `output`, says it. */
  readonly word: boolean;
  /** Whether it is a key with a value: `tolerance=1e-6`. */
  readonly key: boolean;
  /** Whether a course may have it as a default. */
  readonly courseDefault: boolean;
  /** As documents write it. */
  readonly written: string;
  /** When it holds. */
  readonly holds: string;
}

const modes = {
  ellipsis: {
    word: true,
    key: false,
    courseDefault: true,
    written: 'ellipsis',
    holds: 'the texts are equal, where `...` stands for any text, and a line `...` (or `⋮`) for any number of lines',
  },
  regex: {
    word: true,
    key: false,
    courseDefault: true,
    written: 'regex',
    holds: 'this regular expression, as Python writes them, matches the whole output',
  },
  contains: {
    word: true,
    key: false,
    courseDefault: true,
    written: 'contains',
    holds: 'the text occurs in the output',
  },
  unordered: {
    word: true,
    key: false,
    courseDefault: true,
    written: 'unordered',
    holds: 'the same lines are there, in any order',
  },
  tolerance: {
    word: false,
    key: true,
    courseDefault: true,
    written: 'tolerance=1e-6',
    holds:
      'they are equal, but for numbers that differ by no more than this part of them, or with `tolerance=1e-6,abs=1e-12` by no more than the second number, which is for numbers near zero; how many blanks align the numbers does not count',
  },
  normalize: {
    word: true,
    key: false,
    courseDefault: true,
    written: 'normalize',
    holds: 'they are equal when every run of blanks and line ends is one blank',
  },
  json: { word: true, key: false, courseDefault: true, written: 'json', holds: 'both are equal as JSON' },
  image: {
    word: true,
    key: true,
    courseDefault: false,
    written: 'image',
    holds: 'the cell shows an image; with `image=fig/a.png` [that one](#images)',
  },
  exact: {
    word: true,
    key: false,
    courseDefault: true,
    written: 'exact',
    holds: "they are equal, and the course's own default modes do not count",
  },
  ignore: {
    word: true,
    key: false,
    courseDefault: false,
    written: 'ignore',
    holds: 'always: the text is for readers',
  },
} as const satisfies Readonly<Record<string, MatchModeWords>>;

export type MatchMode = keyof typeof modes;

/** All modes; of those that are equally near to a misspelt word, the first is suggested. */
export const matchModes = Object.entries(modes) as readonly (readonly [MatchMode, MatchModeWords])[];

/** Modes that a fence names by a word. */
export const matchWords: readonly MatchMode[] = namesOf(({ word }) => word);

/** Keys of an output fence: modes with a value, and `mode` for those that other tools' fences can only give so. */
export const matchKeys: readonly string[] = [...namesOf(({ key }) => key), 'mode'];

function namesOf(is: (mode: MatchModeWords) => boolean): MatchMode[] {
  return matchModes.filter(([, mode]) => is(mode)).map(([name]) => name);
}
