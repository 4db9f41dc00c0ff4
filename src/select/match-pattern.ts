import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Lesson } from '../model/lesson.ts';
import { exercisesIn, titleOf } from '../model/walk.ts';
import { lineIndex } from '../text/span.ts';
import { withinTime } from '../text/within-time.ts';
import type { Selected } from './selected.ts';

/** A selection that a pattern matched, and by what. */
export interface Matched extends Selected {
  /** `its path`, `its title "Loops"`, `its tag "basics"`, `exercise first-loop`. */
  readonly by: string;
}

/**
 * What of a selected lesson a pattern matches: all of it by its path, its title or a tag, else the exercises whose id or heading
 * it matches. The lesson is read only when its path does not match.
 */
export function matchPattern(
  selected: Selected,
  pattern: RegExp,
  read: (source: string) => Lesson | undefined,
): readonly Matched[] {
  if (matchesText(pattern, selected.source)) return [{ ...selected, by: 'its path' }];
  const lesson = read(selected.source);
  if (lesson === undefined) return [];
  const title = titleOf(lesson);
  if (title !== undefined && matches(pattern, title)) return [{ ...selected, by: `its title "${title}"` }];
  const tag = lesson.meta.tags.find((one) => pattern.test(one));
  if (tag !== undefined) return [{ ...selected, by: `its tag \`${tag}\`` }];
  const lines = lineIndex(lesson.text);
  return exercisesIn(lesson.blocks)
    .filter((exercise) => matches(pattern, exercise.id) || matches(pattern, exercise.title ?? ''))
    .map((exercise) => ({ exercise, line: lines.point(exercise.span.start).line }))
    .filter(({ line }) => selected.line === undefined || line <= selected.line)
    .map(({ exercise, line }) => ({ source: selected.source, line, by: `exercise ${exercise.id}` }));
}

/** A heading is matched as it is written and as it is read, without the signs of code and emphasis. */
function matches(pattern: RegExp, text: string): boolean {
  return matchesText(pattern, text) || matchesText(pattern, text.replace(/[`*]/g, ''));
}

/** Milliseconds that a pattern may take on a path or a heading. */
const limit = 1000;

/**
 * Whether a pattern matches somewhere in a text.
 * @throws OperatorError where it takes too long: some try every way to part a text.
 */
export function matchesText(pattern: RegExp, text: string): boolean {
  // Most patterns are plain words: to look at the time would take longer than to look for them.
  if (!/[+*?{]/.test(pattern.source)) return pattern.test(text);
  const matched = withinTime(limit, () => pattern.test(text));
  if (matched !== undefined) return matched.value;
  throw new OperatorError(`the pattern of -t takes more than ${limit / 1000} s on "${text.slice(0, 100)}"`, {
    help: 'do not nest repetitions: `a+` in place of `(a+)+`',
  });
}
