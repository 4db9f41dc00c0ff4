import { flagTraits, flagWords } from '../model/cell-flags.ts';
import { matchModes } from '../model/match-modes.ts';
import type { Construct } from './dialects/construct.ts';
import { constructOf, containerNames, outputFences, roleWords } from './vocabulary.ts';

/** A word of the lesson's language, and what it means. */
export interface Meaning {
  readonly word: string;
  readonly means: string;
}

/** What containers are, each kind with its words. */
export const containerKinds: readonly (readonly [is: (construct: Construct) => boolean, text: string])[] = [
  [(one) => one.type === 'exercise' && !one.lenient, 'an exercise'],
  [(one) => one.type === 'exercise' && one.lenient, 'an exercise whose code may raise'],
  [(one) => one.type === 'solution', 'a solution'],
  [(one) => one.type === 'hint', 'a hint, folded'],
  [(one) => one.type === 'callout' && !one.folded, 'a block quote with a title'],
  [(one) => one.type === 'callout' && one.folded, 'folded text, where no cell is in it'],
  [(one) => one.type === 'gate', 'beginning and end of an exercise or solution'],
  [(one) => one.type === 'group', 'nothing by itself: what is in it is read as if it stood there alone'],
];

const roles: Readonly<Record<(typeof roleWords)[number], string>> = {
  setup: 'prepares the lesson, and is shown; with `hidden` it is folded away, before all other cells',
  starter: 'what students begin with; it must fail the tests of its exercise',
  solution: 'an answer: only instructors get it, and it must pass the tests',
  test: 'checks the answer; with `hidden` students do not get it',
  display: 'no cell: the code is only shown',
};

const streams = {
  output: 'what the cell before it prints and shows',
  error: 'the exception that the cell before it raises',
  stderr: 'what the cell before it writes to stderr',
} as const;

/** Words after the language of a cell. */
export const cellWords: readonly Meaning[] = [
  ...roleWords.map((word) => ({ word, means: roles[word] })),
  ...flagWords.map((word) => ({ word, means: flagTraits[word].means.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1') })),
];

/** Words after the language of an output fence. */
export const outputFenceWords: readonly Meaning[] = matchModes.map(([, { written, holds }]) => ({
  word: written,
  means: `passes when ${holds.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')}`,
}));

/** Names of containers. */
export const containerWords: readonly Meaning[] = containerNames.flatMap((word) => {
  const construct = constructOf(word);
  const kind = containerKinds.find(([is]) => construct !== undefined && is(construct));
  return kind === undefined ? [] : [{ word, means: kind[1] }];
});

/** Languages of fences that show what a cell produces. */
export const streamWords: readonly Meaning[] = [...outputFences].map(([word, stream]) => ({
  word,
  means: streams[stream],
}));
