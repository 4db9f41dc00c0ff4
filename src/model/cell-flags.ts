/** How verification runs a cell. */
interface RunModeTraits {
  readonly runs: 'always' | 'with-network' | 'never';
  /** The tag by which other programs do the same. */
  readonly tag: string | undefined;
  /** Run All meets it unfinished, and must go on. */
  readonly mayRaise: boolean;
}

const modes = {
  execute: { runs: 'always', tag: undefined, mayRaise: false },
  skip: { runs: 'never', tag: 'skip-execution', mayRaise: false },
  network: { runs: 'with-network', tag: undefined, mayRaise: false },
  blank: { runs: 'never', tag: undefined, mayRaise: true },
} as const satisfies Readonly<Record<string, RunModeTraits>>;

export type RunMode = keyof typeof modes;

export const runModes: Readonly<Record<RunMode, RunModeTraits>> = modes;

/** What a word after a fence's language does to its cell. */
interface FlagTraits {
  /** Such words contradict each other. */
  readonly mode: RunMode | undefined;
  /** The tag that the cell gets. */
  readonly tag: string | undefined;
}

const flags = {
  hidden: { mode: undefined, tag: undefined },
  run: { mode: undefined, tag: undefined },
  skip: { mode: 'skip', tag: undefined },
  network: { mode: 'network', tag: undefined },
  'hide-input': { mode: undefined, tag: 'hide-input' },
  'hide-output': { mode: undefined, tag: 'hide-output' },
  'no-await': { mode: undefined, tag: undefined },
  raises: { mode: undefined, tag: undefined },
} as const satisfies Readonly<Record<string, FlagTraits>>;

export type Flag = keyof typeof flags;

export const flagTraits: Readonly<Record<Flag, FlagTraits>> = flags;

export const flagWords = Object.keys(flags) as readonly Flag[];
