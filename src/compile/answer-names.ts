import { posix } from 'node:path';
import { isSolutionWord } from '../markdown/secret-words.ts';
import { isSetApart } from '../markdown/vocabulary.ts';

/**
 * Whether a lesson's name, or that of a folder that it is in, says that it holds answers: `soln2_2`, `solutions/loops`. A
 * correction may be a topic; that of another lesson (`sql_correction` beside `sql`) is none.
 * @param isLesson Whether there is a lesson of a name.
 */
export function isNamedAsAnswers(name: string, isLesson: (name: string) => boolean): boolean {
  return name.split('/').some(saysAnswers) || asked(name).some(isLesson);
}

/** The lessons that one would be the correction of. */
function asked(name: string): string[] {
  const [, base = '', last = ''] = /^(.*)[-_ ](\p{L}+)$/u.exec(posix.basename(name)) ?? [];
  const [, first = '', rest = ''] = /^(\p{L}+)[-_ ](.*)$/u.exec(posix.basename(name)) ?? [];
  const bases = [...(isSetApart(last) ? [base] : []), ...(isSetApart(first) ? [rest] : [])];
  return bases.map((one) => posix.join(posix.dirname(name), one));
}

/** The part of a path that says that it holds answers: the file, or the folder that it is in. */
export function namedAsAnswers(path: string): string | undefined {
  const parts = path.split('/');
  const at = parts.findIndex((part, index) => saysAnswers(index === parts.length - 1 ? posix.parse(part).name : part));
  if (at === -1) return undefined;
  return at === parts.length - 1 ? path : `${parts.slice(0, at + 1).join('/')}/`;
}

function saysAnswers(part: string): boolean {
  return part.split(SEPARATORS).some((word) => isSolutionWord(word) || /^sol(?:n|ns|s)?$/i.test(word));
}

const SEPARATORS = /[-_.\s\d]+/;

/**
 * What `instructors:` has to say for these lessons: folders, a pattern where it means several of them and no other lesson,
 * or the lesson itself.
 * @param names Names of all lessons of the course, without ending.
 */
export function answerPatterns(names: readonly string[]): string[] {
  const isOne = (name: string) => isNamedAsAnswers(name, (other) => names.includes(other));
  const answers = names.filter(isOne);
  const patterns = answers.map((name) => {
    const parts = name.split('/');
    const at = parts.slice(0, -1).findIndex(saysAnswers);
    if (at !== -1) return `${parts.slice(0, at + 1).join('/')}/`;
    const base = parts.at(-1) ?? '';
    const word = base.split(SEPARATORS).find(saysAnswers) ?? base;
    const candidates = [`${word}*`, `*${word}`].map((glob) => posix.join(posix.dirname(name), glob));
    return candidates.find((glob) => meansOnlyAnswers(glob, names, isOne)) ?? name;
  });
  return [...new Set(patterns)].sort();
}

/** Whether a pattern with a star at one of its ends means several lessons, all of them answers. */
function meansOnlyAnswers(glob: string, names: readonly string[], isOne: (name: string) => boolean): boolean {
  const [before = '', after = ''] = glob.split('*');
  const isMeant = (name: string) =>
    name.startsWith(before) &&
    name.endsWith(after) &&
    !name.slice(before.length, name.length - after.length).includes('/');
  const meant = names.filter(isMeant);
  return meant.length > 1 && meant.every(isOne);
}
