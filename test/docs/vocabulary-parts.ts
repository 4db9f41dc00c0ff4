import { kernelLanguages } from '../../src/languages/kernels.ts';
import type { Construct } from '../../src/markdown/dialects/construct.ts';
import { constructOf, containerNames } from '../../src/markdown/vocabulary.ts';
import { containerKinds } from '../../src/markdown/word-meanings.ts';
import { flagTraits, flagWords } from '../../src/model/cell-flags.ts';
import { matchModes } from '../../src/model/match-modes.ts';
import { table } from './generated.ts';

/** Every container name by what it is, from the vocabulary that the compiler reads. */
export function containerTable(): string {
  return table(
    ['name', 'is'],
    containerKinds.map(([is, text]) => [namesOf(is), text]),
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
