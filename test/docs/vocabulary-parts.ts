import { kernelLanguages } from '../../src/languages/kernels.ts';
import type { Construct } from '../../src/markdown/dialects/construct.ts';
import { constructOf, containerNames } from '../../src/markdown/vocabulary.ts';
import { flagTraits, flagWords } from '../../src/model/cell-flags.ts';
import { matchModes } from '../../src/model/match-modes.ts';
import { table } from './generated.ts';

/** Every container name by what it is, from the vocabulary that the compiler reads. */
export function containerTable(): string {
  return table(
    ['name', 'is'],
    kinds.map(([is, text]) => [namesOf(is), text]),
  );
}

/** The match modes. */
export function modeTable(): string {
  return table(
    ['mode', 'holds when'],
    matchModes.map(([, { written, holds }]) => [quoted(written), holds]),
  );
}

/** The flags of cells. */
export function flagTable(): string {
  return table(
    ['flag', 'means'],
    flagWords.map((flag) => [quoted(flag), flagTraits[flag].means]),
  );
}

/** The languages that cells may have. */
export function languageTable(): string {
  return table(
    ['language', 'fences', 'kernels'],
    kernelLanguages.map(({ language, fences, kernelspecs }) => [
      language,
      fences.map(quoted).join(', '),
      kernelspecs.map(({ name }) => quoted(name)).join(', '),
    ]),
  );
}

const kinds: readonly (readonly [is: (construct: Construct) => boolean, text: string])[] = [
  [(one) => one.type === 'exercise' && !one.lenient, 'an exercise'],
  [(one) => one.type === 'exercise' && one.lenient, 'an exercise whose code may raise'],
  [(one) => one.type === 'solution', 'a solution'],
  [(one) => one.type === 'hint', 'a hint, folded'],
  [(one) => one.type === 'callout' && !one.folded, 'a block quote with a title'],
  [(one) => one.type === 'callout' && one.folded, 'folded text, where no cell is in it'],
  [(one) => one.type === 'gate', 'beginning and end of an exercise or solution'],
  [(one) => one.type === 'group', 'nothing by itself: what is in it is read as if it stood there alone'],
];

function namesOf(is: (construct: Construct) => boolean): string {
  const names = containerNames.filter((name) => {
    const construct = constructOf(name);
    return construct !== undefined && is(construct);
  });
  return names.map(quoted).join(', ');
}

function quoted(name: string): string {
  return `\`${name}\``;
}
