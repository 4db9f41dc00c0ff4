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
  /** What it means, as the documentation says it. */
  readonly means: string;
  /** Such words contradict each other. */
  readonly mode: RunMode | undefined;
  /** The tag that the cell gets. */
  readonly tag: string | undefined;
}

const flags = {
  hidden: { means: 'with `setup` or `test`: see [roles](#roles)', mode: undefined, tag: undefined },
  run: {
    means:
      'on a fence in another language of a Python lesson: a cell with a magic. ```` ```bash run ```` becomes `%%bash`; `sh`, `html`, `javascript`, `latex`, `svg`, `markdown`, `perl` and `ruby` work the same way',
    mode: undefined,
    tag: undefined,
  },
  skip: { means: 'the cell is in the notebooks, but verification never executes it', mode: 'skip', tag: undefined },
  network: {
    means: 'executed only with `--network` (or `execute.network` in the configuration); otherwise reported as skipped',
    mode: 'network',
    tag: undefined,
  },
  'hide-input': { means: 'a tag by which notebook front ends fold the code', mode: undefined, tag: 'hide-input' },
  'hide-output': { means: 'a tag by which notebook front ends fold the output', mode: undefined, tag: 'hide-output' },
  'no-await': { means: 'leaves [`asyncio.run`](#asyncio) in this cell as it is', mode: undefined, tag: undefined },
  raises: { means: 'the cell must raise an exception, whichever', mode: undefined, tag: undefined },
} as const satisfies Readonly<Record<string, FlagTraits>>;

export type Flag = keyof typeof flags;

export const flagTraits: Readonly<Record<Flag, FlagTraits>> = flags;

export const flagWords = Object.keys(flags) as readonly Flag[];
