import type { Match } from '../model/lesson.ts';
import type { MatchMode } from '../model/match-modes.ts';

/** How one expected text is compared: the fence's modes over the course's, and what is noise in every run. */
export interface MatchRule {
  readonly modes: ReadonlySet<MatchMode>;
  /** Relative tolerance of numbers; undefined where numbers are compared as text. */
  readonly tolerance: number | undefined;
  /** Absolute tolerance of numbers, where there is a relative one. */
  readonly absolute?: number | undefined;
  /** Whether the address in an object's repr is nobody's affair. */
  readonly reprs: boolean;
  /** Whether the file of a module, in its repr or where it could not be imported, is each machine's own affair. */
  readonly moduleFiles: boolean;
  /** Whether remarks of the author in the text are no part of it: signs of annotations and, in a session, comments. */
  readonly remarks?: 'annotations' | 'comments' | undefined;
  /** Names of sanitizers: values of these kinds are forgiven where a second run shows that they vary. */
  readonly sanitize: readonly string[];
}

/** Python's `math.isclose` default, for a mode `tolerance` that gives no number. */
const DEFAULT_TOLERANCE = 1e-9;

/**
 * Merges a fence's modes with the course's: `exact` drops the course's, else they add up.
 * `exact` forgives nothing: no value that varies, and no address.
 * @param tolerance The course's, where its `tolerance` has a value; the fence's own goes before it, and before `absolute`.
 */
export function matchRule(
  match: Match,
  defaults: readonly MatchMode[],
  sanitizers: readonly string[],
  tolerance?: number,
  absolute?: number,
): MatchRule {
  const exact = match.modes.includes('exact');
  const modes = new Set(exact ? match.modes : [...defaults, ...match.modes]);
  const numbers = modes.has('tolerance') || (match.tolerance !== undefined && !modes.has('image'));
  if (numbers) modes.add('tolerance');
  return {
    modes,
    tolerance: numbers ? (match.tolerance ?? (exact ? undefined : tolerance) ?? DEFAULT_TOLERANCE) : undefined,
    absolute: match.tolerance === undefined && !exact ? absolute : match.absolute,
    reprs: !exact && sanitizers.includes('addresses'),
    moduleFiles: !exact,
    remarks: exact ? undefined : match.session === true ? 'comments' : 'annotations',
    sanitize: exact ? [] : sanitizers,
  };
}

/** What a course says of how fences are compared. */
export interface CourseRules {
  readonly defaults?: readonly MatchMode[] | undefined;
  readonly sanitize?: readonly string[] | undefined;
  readonly tolerance?: number | undefined;
  readonly absolute?: number | undefined;
  /** What a notebook was saved with. It is compared to the letter: whoever saved it had the files that it names. */
  readonly saved?: unknown;
}

/** A fence's rule in its course. */
export function ruleOf(match: Match, course: CourseRules): MatchRule {
  const { defaults = [], sanitize = [], tolerance, absolute, saved } = course;
  const rule = matchRule(match, defaults, sanitize, tolerance, absolute);
  return saved === undefined ? rule : { ...rule, moduleFiles: false };
}
