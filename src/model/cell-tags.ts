/** What a tag of Jupyter's tools means to us. */
interface TagTraits {
  /** The cell may raise, and the run goes on: in every run, or in notebooks of others, whose tools it is from. */
  readonly mayRaise: 'everywhere' | 'in-notebooks' | 'no';
  /** The cell is not run. */
  readonly skips: boolean;
  /** What is printed is not compared, in notebooks of others. */
  readonly ignoresOutput: boolean;
  /** A reader does not see the output, so it wants no fence. */
  readonly hidesOutput: boolean;
  /** Notebooks get it from how the cell is run, not from the author's tags. */
  readonly ofRunMode: boolean;
  /** What a cell's metadata say beside it. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** A comment in the code that means the same, in notebooks of others. */
  readonly comment: string | undefined;
}

const none: TagTraits = {
  mayRaise: 'no',
  skips: false,
  ignoresOutput: false,
  hidesOutput: false,
  ofRunMode: false,
  metadata: {},
  comment: undefined,
};

const tags: Readonly<Record<string, TagTraits>> = {
  'raises-exception': { ...none, mayRaise: 'everywhere' },
  'skip-execution': { ...none, skips: true, ofRunMode: true },
  'hide-input': { ...none, metadata: { jupyter: { source_hidden: true } } },
  'hide-output': { ...none, hidesOutput: true },
  'nbval-raises-exception': { ...none, mayRaise: 'in-notebooks', comment: 'NBVAL_RAISES_EXCEPTION' },
  'nbval-skip': { ...none, skips: true, comment: 'NBVAL_SKIP' },
  'nbval-ignore-output': { ...none, ignoresOutput: true, comment: 'NBVAL_IGNORE_OUTPUT' },
};

/** By which a cell says that it may raise. */
export const raisesTag = 'raises-exception';

export function traitsOf(tag: string): TagTraits {
  return (Object.hasOwn(tags, tag) ? tags[tag] : undefined) ?? none;
}

/** Whether one of a cell's tags does something. */
export function tagsDo(own: readonly string[], what: (traits: TagTraits) => boolean): boolean {
  return own.some((tag) => what(traitsOf(tag)));
}

/** The comments in code that stand for tags which do something. */
export function commentsFor(what: (traits: TagTraits) => boolean): readonly string[] {
  return Object.values(tags).flatMap((one) => (one.comment !== undefined && what(one) ? [one.comment] : []));
}
