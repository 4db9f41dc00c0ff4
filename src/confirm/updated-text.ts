import type { CellOutputs } from './cell-outputs.ts';
import { inCommonForm } from './common-form.ts';
import { compareAbove, compareError } from './confirm-error.ts';
import { isVarying, settledBy, textsOf } from './confirm-output.ts';
import { errorOutline } from './error-outline.ts';
import type { ExpectedText } from './expected-outputs.ts';
import { isForm, meantForm } from './forms.ts';
import { compareText } from './match.ts';
import { type CourseRules, type MatchRule, ruleOf } from './match-rule.ts';
import { mergeLines } from './merge-lines.ts';
import { behavioursOf } from './modes/behaviours.ts';
import { escapeLiteral } from './modes/literal.ts';
import { isGap } from './pattern.ts';
import type { Raised } from './raised.ts';
import { sanitizerNames, withoutCellFiles, withoutFileNames, withoutFolders, withoutPlaces } from './sanitize.ts';
import { terminalText } from './terminal-text.ts';
import { errorIn, raisedText } from './traceback.ts';

/**
 * What must stand in an `output` or `stderr` fence; undefined where what stands there is confirmed.
 * @param again The same cell's outputs of further runs: what differs in each run is left as it is.
 */
export function updatedText(
  part: ExpectedText,
  produced: CellOutputs,
  options: CourseRules,
  again: readonly CellOutputs[] = [],
): string | undefined {
  const rule = ruleOf(part.match, options);
  const isError = part.stream === 'stderr';
  const places = isError ? withoutPlaces : withoutCellFiles;
  const expected = terminalText(part.text.text);
  // Where a cell stands on this machine has no place in a lesson.
  const actual = places(isError ? produced.stderr : (meantForm(expected, produced) ?? produced.output));
  const others = isError ? [] : textsOf(part, produced);
  const confirms = (text: string, other: string) =>
    compareText(withoutFileNames(places(text), [other]), places(other), rule).equal;
  if (!isError && isForm(expected, produced, rule)) return undefined;
  if ([actual, ...others].some((text) => confirms(expected, text))) return undefined;
  if (again.length > 0 && !rule.modes.has('exact')) {
    const texts = textsOf(part, produced);
    const further = again.map((one) => textsOf(part, one));
    if (isVarying(expected, texts, further, rule, sanitizerNames)) return undefined;
    if (settledBy(expected, texts, further, rule) !== undefined) return undefined;
    if (
      inCommonForm(
        expected,
        [texts, ...further].map(([text = '']) => text),
      ) !== undefined
    )
      return undefined;
  }
  const candidates = [mergeTexts(expected, actual, rule, confirms), literal(expected, actual, rule), actual];
  return candidates.find((text) => text !== undefined && confirms(text, actual)) ?? actual;
}

/** Why a fence is left as it is whatever the cell printed: nobody knows whether its expression matches that. */
export function undecided(part: ExpectedText, produced: CellOutputs, options: CourseRules): string | undefined {
  const rule = ruleOf(part.match, options);
  if (!rule.modes.has('regex')) return undefined;
  const texts =
    part.stream === 'error'
      ? produced.raised === undefined
        ? []
        : [raisedText(produced.raised)]
      : textsOf(part, produced);
  const comparisons = texts.map((text) => compareText(terminalText(part.text.text), text, rule));
  return comparisons.flatMap((one) => (one.equal || one.undecided !== true ? [] : [one.unreadable]))[0];
}

/** What must stand in an error fence for an exception that is raised; undefined where it is confirmed. */
export function updatedError(
  part: ExpectedText,
  raised: Raised,
  produced: CellOutputs,
  options: CourseRules,
): string | undefined {
  const rule = ruleOf(part.match, options);
  const expected = terminalText(part.text.text);
  if (compareError(expected, raised, rule).equal) {
    const above = compareAbove(expected, raised, produced, rule);
    return above.equal ? undefined : expected.slice(above.expected.length + 1);
  }
  const whole = withoutFolders(raised.traceback);
  const outline = withoutFolders(errorOutline(raised.traceback, raised.name).text);
  const isPart = /^\s*\+|another exception occurred|direct cause/m.test(expected);
  const candidates = [withLastLines(expected, raised), ...(isPart ? [outline] : []), raisedText(raised), whole];
  const ofIPython = /^-{20,}$|^\w+ +Traceback \(most recent call last\)/m.test(expected);
  if (rule.modes.has('exact') || ofIPython) candidates.unshift(whole);
  if (rule.modes.has('regex')) candidates.unshift(escapeLiteral(raisedText(raised)));
  return candidates.find((text) => compareError(text, raised, rule).equal) ?? raisedText(raised);
}

/** The expected traceback with the exception's own lines replaced. */
function withLastLines(expected: string, raised: Raised): string {
  const found = errorIn(expected, raised.name.slice(raised.name.lastIndexOf('.') + 1)) ?? errorIn(expected);
  if (found === undefined) return raisedText(raised);
  return [...expected.split('\n').slice(0, found.line), raisedText(raised)].join('\n');
}

function mergeTexts(
  expected: string,
  actual: string,
  { modes }: MatchRule,
  confirms: (text: string, other: string) => boolean,
): string | undefined {
  const ways = new Set(behavioursOf(modes).map(({ update }) => update));
  if (ways.has('anew')) return undefined;
  if (ways.has('by-line')) return inAuthorsOrder(expected, actual, confirms);
  return mergeLines(expected, actual, confirms, modes.has('ellipsis'));
}

/** Expected lines that are still there, in the author's order, and then the new ones. */
function inAuthorsOrder(expected: string, actual: string, confirms: (text: string, other: string) => boolean): string {
  const left = actual.split('\n');
  const stay = expected.split('\n').filter((line) => {
    if (isGap(line)) return true;
    const found = left.findIndex((other) => confirms(line, other));
    if (found !== -1) left.splice(found, 1);
    return found !== -1;
  });
  return [...stay, ...left].join('\n');
}

/** The output as a text of the fence's mode: an escaped expression, JSON laid out as the author's. */
function literal(expected: string, actual: string, { modes }: MatchRule): string | undefined {
  return behavioursOf(modes)
    .find((mode) => mode.literal !== undefined)
    ?.literal?.(expected, actual);
}
