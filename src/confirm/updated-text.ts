import type { CellOutputs } from './cell-outputs.ts';
import { inCommonForm } from './common-form.ts';
import { compareAbove, compareError } from './confirm-error.ts';
import { isVarying, settledBy, textsOf } from './confirm-output.ts';
import type { DeclaredText } from './declared.ts';
import { errorOutline } from './error-outline.ts';
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
  part: DeclaredText,
  produced: CellOutputs,
  options: CourseRules,
  again: readonly CellOutputs[] = [],
): string | undefined {
  const rule = ruleOf(part.match, options);
  const isError = part.stream === 'stderr';
  const places = isError ? withoutPlaces : withoutCellFiles;
  const declared = terminalText(part.text.text);
  // Where a cell stands on this machine has no place in a lesson.
  const actual = places(isError ? produced.stderr : (meantForm(declared, produced) ?? produced.output));
  const others = isError ? [] : textsOf(part, produced);
  const confirms = (text: string, other: string) =>
    compareText(withoutFileNames(places(text), [other]), places(other), rule).equal;
  if (!isError && isForm(declared, produced, rule)) return undefined;
  if ([actual, ...others].some((text) => confirms(declared, text))) return undefined;
  if (again.length > 0 && !rule.modes.has('exact')) {
    const texts = textsOf(part, produced);
    const further = again.map((one) => textsOf(part, one));
    if (isVarying(declared, texts, further, rule, sanitizerNames)) return undefined;
    if (settledBy(declared, texts, further, rule) !== undefined) return undefined;
    if (
      inCommonForm(
        declared,
        [texts, ...further].map(([text = '']) => text),
      ) !== undefined
    )
      return undefined;
  }
  const candidates = [mergeTexts(declared, actual, rule, confirms), literal(declared, actual, rule), actual];
  return candidates.find((text) => text !== undefined && confirms(text, actual)) ?? actual;
}

/** Why a fence is left as it is whatever the cell printed: nobody knows whether its expression matches that. */
export function undecided(part: DeclaredText, produced: CellOutputs, options: CourseRules): string | undefined {
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
  part: DeclaredText,
  raised: Raised,
  produced: CellOutputs,
  options: CourseRules,
): string | undefined {
  const rule = ruleOf(part.match, options);
  const declared = terminalText(part.text.text);
  if (compareError(declared, raised, rule).equal) {
    const above = compareAbove(declared, raised, produced, rule);
    return above.equal ? undefined : declared.slice(above.expected.length + 1);
  }
  const whole = withoutFolders(raised.traceback);
  const outline = withoutFolders(errorOutline(raised.traceback, raised.name).text);
  const isPart = /^\s*\+|another exception occurred|direct cause/m.test(declared);
  const candidates = [withLastLines(declared, raised), ...(isPart ? [outline] : []), raisedText(raised), whole];
  const ofIPython = /^-{20,}$|^\w+ +Traceback \(most recent call last\)/m.test(declared);
  if (rule.modes.has('exact') || ofIPython) candidates.unshift(whole);
  if (rule.modes.has('regex')) candidates.unshift(escapeLiteral(raisedText(raised)));
  return candidates.find((text) => compareError(text, raised, rule).equal) ?? raisedText(raised);
}

/** The declared traceback with the exception's own lines replaced. */
function withLastLines(declared: string, raised: Raised): string {
  const found = errorIn(declared, raised.name.slice(raised.name.lastIndexOf('.') + 1)) ?? errorIn(declared);
  if (found === undefined) return raisedText(raised);
  return [...declared.split('\n').slice(0, found.line), raisedText(raised)].join('\n');
}

function mergeTexts(
  declared: string,
  actual: string,
  { modes }: MatchRule,
  confirms: (text: string, other: string) => boolean,
): string | undefined {
  const ways = new Set(behavioursOf(modes).map(({ update }) => update));
  if (ways.has('anew')) return undefined;
  if (ways.has('by-line')) return inDeclaredOrder(declared, actual, confirms);
  return mergeLines(declared, actual, confirms, modes.has('ellipsis'));
}

/** Declared lines that are still there, in the author's order, and then the new ones. */
function inDeclaredOrder(declared: string, actual: string, confirms: (text: string, other: string) => boolean): string {
  const left = actual.split('\n');
  const stay = declared.split('\n').filter((line) => {
    if (isGap(line)) return true;
    const found = left.findIndex((other) => confirms(line, other));
    if (found !== -1) left.splice(found, 1);
    return found !== -1;
  });
  return [...stay, ...left].join('\n');
}

/** The output as a text of the fence's mode: an escaped expression, JSON laid out as the author's. */
function literal(declared: string, actual: string, { modes }: MatchRule): string | undefined {
  return behavioursOf(modes)
    .find((mode) => mode.literal !== undefined)
    ?.literal?.(declared, actual);
}
