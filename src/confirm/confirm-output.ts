import { posix } from 'node:path';
import { type DiagnosticDetails, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../model/lesson.ts';
import type { Span } from '../text/span.ts';
import type { CellOutputs } from './cell-outputs.ts';
import { inCommonForm } from './common-form.ts';
import type { Comparison } from './comparison.ts';
import type { ConfirmContext } from './confirm-context.ts';
import { confirmImage } from './confirm-image.ts';
import type { ExpectedText } from './expected-outputs.ts';
import { wordOnFence, wordsOnFences } from './fence-fix.ts';
import { folderOrder, sortFirst, varyInOrder } from './folder-order.ts';
import { isForm, meantForm } from './forms.ts';
import { leftToAuthor } from './left-to-author.ts';
import { compareText } from './match.ts';
import { type MatchRule, ruleOf } from './match-rule.ts';
import { type NearMiss, nearMiss } from './near-miss.ts';
import { closingPlace, linePlace } from './places.ts';
import { causeHelp } from './raise-help.ts';
import type { Raised } from './raised.ts';
import { raisedUnsaid } from './raised-unsaid.ts';
import { namesRun } from './run-paths.ts';
import {
  sanitizerNames,
  withoutCellFiles,
  withoutFileNames,
  withoutPlaces,
  withoutReprAddresses,
  withVaryingValues,
} from './sanitize.ts';
import { isInOrder, isSameSet, isSortable } from './set-order.ts';
import { terminalText } from './terminal-text.ts';
import { raisedText } from './traceback.ts';
import { showsInPager } from './untrusted-output.ts';
import { updateAdvice, updateFirst } from './update-advice.ts';
import { type AlignedValues, alignVaryingValues, mayVary } from './varying.ts';
import { type OutputVerdict, verdict } from './verdict.ts';

/** One declared text that is judged: `clean` is what it says, without what differs on each machine. */
interface Judged {
  readonly code: Code;
  readonly expected: ExpectedText;
  readonly clean: string;
  readonly rule: MatchRule;
  readonly context: ConfirmContext;
  /** The cell gave one value, and printed nothing. */
  readonly isValue: boolean;
}

/** Judges what stands in one `output` or `stderr` text against what the cell produced. */
export function confirmOutput(
  code: Code,
  expected: ExpectedText,
  produced: CellOutputs,
  context: ConfirmContext,
  { unexpected, again = [] }: { readonly unexpected?: Raised | undefined; readonly again?: readonly CellOutputs[] },
): OutputVerdict {
  if (expected.match.modes.includes('ignore')) return verdict(expected, 'skipped', { reason: 'ignore' });
  if (expected.match.modes.includes('image')) return confirmImage(code, expected, produced, context, unexpected);
  const rule = ruleOf(expected.match, context);
  const texts = textsOf(expected, produced);
  const clean = terminalText(expectedText(expected, texts));
  const isValue = produced.bundles.length === 1 && produced.output === produced.bundles[0]?.['text/plain'];
  const judged: Judged = { code, expected, clean, rule, context, isValue };
  let first: (Comparison & { equal: false }) | undefined;
  for (const text of texts) {
    const comparison = compareText(clean, text, rule);
    if (comparison.equal) return confirmed(judged, texts, again);
    first ??= comparison;
    // No other form of the output makes it readable.
    if (comparison.unreadable !== undefined && unexpected === undefined) {
      return mismatch(judged, comparison, text);
    }
  }
  if (isForm(clean, produced, rule)) return verdict(expected, 'confirmed');
  const isInTime = context.timed?.has(context.cell) === true && unexpected === undefined && !rule.modes.has('exact');
  if (isInTime && runsOf(expected, again).some((one) => isEqual(judged, one))) return verdict(expected, 'confirmed');
  if (unexpected !== undefined) return verdict(expected, 'mismatch', { reason: 'cell-raised' });
  if (produced.output.trim() === '' && showsInPager(code)) return verdict(expected, 'skipped', { reason: 'pager' });
  const varying = chance(judged, texts, runsOf(expected, again));
  if (varying !== undefined) return varying;
  const actual = meantForm(clean, produced) ?? meantText(clean, texts, produced);
  const elsewhere = actual === '' && expected.stream === 'output' && compareText(clean, produced.stderr, rule).equal;
  if (elsewhere) return onStderr(judged, first?.line ?? 0);
  const raised = context.saved?.has(code) === true ? undefined : raisedUnsaid(code, produced);
  if (raised !== undefined) return cutShort(judged, first?.line ?? 0, actual, raisedText(raised));
  return mismatch(judged, first ?? { equal: false, line: 0 }, actual);
}

/** What a cell of an exercise that raised shows is not what it shows when it works: an update would take the text away. */
function cutShort(
  { code, clean, context, ...judged }: Judged,
  line: number | 'end',
  actual: string,
  raised: string,
): OutputVerdict {
  const { expected } = judged;
  const message = `the output differs from what the lesson says: the cell raised ${raised.split('\n')[0]}`;
  const cause = causeHelp(code, raised, context, 'mark the output `ignore` where students put that right');
  const isKnown = cause !== undefined && cause.advice?.some(({ to }) => to === 'fix-cell') !== true;
  const help = isKnown ? cause.help : 'correct the code; or, where students do that, mark the output `ignore`';
  const details = { cell: context.cell, expected: clean, actual, help };
  const place = placeOf({ code, clean, context, ...judged }, line);
  return verdict(expected, 'mismatch', { reason: 'cell-raised' }, [
    diagnostic('output-mismatch', message, context.file, place, details),
  ]);
}

/** What the expected text is meant to be: where another form of the output is like it but for values, that. */
function meantText(clean: string, texts: readonly string[], { forms }: CellOutputs): string {
  const [first = '', ...others] = texts;
  const isLike = (text: string) => text !== '' && mayVary(clean, text);
  return isLike(first) ? first : ([...others, ...forms.values()].find(isLike) ?? first);
}

/** What is as the lesson says, unless other runs show that this was chance: then as if one of them had come first. */
function confirmed(judged: Judged, texts: readonly string[], again: readonly CellOutputs[]): OutputVerdict {
  const { expected, rule, context } = judged;
  const others = runsOf(expected, again);
  const isTimed = context.timed?.has(context.cell) === true && !rule.modes.has('exact');
  const other = isTimed ? undefined : others.find((one) => !isEqual(judged, one));
  if (other === undefined) return verdict(expected, 'confirmed');
  const rest = others.filter((one) => one !== other);
  const varying = chance(judged, other, [texts, ...rest]);
  if (varying !== undefined) return varying;
  const actual = other[0] ?? '';
  return rule.modes.has('exact')
    ? mismatch(judged, { equal: false, line: 0 }, actual)
    : otherwise(judged, 'skipped', actual);
}

/** Whether one of the texts that may stand in the fence is what stands there. */
function isEqual({ clean, rule }: Judged, texts: readonly string[]): boolean {
  return texts.some((text) => compareText(clean, text, rule).equal);
}

/** The verdict over a text that differs, where several runs show that what differs is another in each. */
function chance(
  judged: Judged,
  texts: readonly string[],
  others: readonly (readonly string[])[],
): OutputVerdict | undefined {
  const { code, expected, clean, rule, context, isValue } = judged;
  if (rule.modes.has('exact')) return undefined;
  const runs = [texts, ...others].map(([text = '']) => text);
  if (varyInOrder(code.source.text, runs)) {
    const order = folderOrder(code.source.text, clean, runs[0] ?? '', nearMiss(clean, runs[0] ?? '', rule));
    return order && inAnyOrder(expected, order, context);
  }
  // A date in place of another date is what the author meant; of any other value nobody can say.
  if (isVarying(clean, texts, others, rule, sanitizerNames))
    return verdict(expected, 'confirmed', { reason: 'varies' });
  if (code.run.atPrompt === true && isValue && runs.every((run) => isSameSet(clean, run)))
    return isInOrder(clean) ? verdict(expected, 'confirmed') : inSetOrder(expected, clean, context);
  const all = [texts, ...others];
  // Of runs whose texts have another form than the lesson's, one that has its form tells.
  for (const one of all) {
    const rest = all.filter((other) => other !== one);
    const settled = settledBy(clean, one, rest, rule);
    if (settled !== undefined) return varies(expected, settled, context);
  }
  const form = inCommonForm(clean, runs);
  return form && otherwise(judged, form.isWhole ? 'skipped' : 'confirmed', runs[0] ?? '');
}

/** Whether only values of known kinds differ, which other runs show to be others each time. */
export function isVarying(
  expected: string,
  first: readonly string[],
  others: readonly (readonly string[])[],
  rule: MatchRule,
  names: readonly string[],
): boolean {
  return first.some((text, index) => {
    const settled = others.reduce((put, other) => withVaryingValues(put, text, other[index] ?? '', names), expected);
    return settled !== expected && compareText(settled, text, rule).equal;
  });
}

/** What other runs show to be another in each run, if all else is as the lesson says. */
export function settledBy(
  expected: string,
  first: readonly string[],
  others: readonly (readonly string[])[],
  rule: MatchRule,
): AlignedValues | undefined {
  // An object's address is not compared anyway.
  const clean = (text: string) => (rule.reprs ? withoutReprAddresses(text) : text);
  for (const [index, text] of first.entries()) {
    const one = clean(text);
    const further = others.map((other) => clean(other[index] ?? ''));
    // Of values that the course says to vary, and that do, nobody need hear.
    const wanted = further.reduce((put, other) => withVaryingValues(put, one, other, rule.sanitize), clean(expected));
    const settled = alignVaryingValues(wanted, one, further, clean(expected));
    if (settled !== undefined && compareText(settled.text, text, rule).equal) return settled;
  }
  return undefined;
}

/** An output that has another form in each run. */
function otherwise(
  { expected, clean, rule, context: { file, cell } }: Judged,
  outcome: 'confirmed' | 'skipped',
  actual: string,
): OutputVerdict {
  const message = 'the cell prints this in one run and something else in the next';
  const anyOrder = { ...rule, modes: new Set([...rule.modes, 'unordered' as const]) };
  // The order of what stands on one line is no mode's affair.
  const isOrder = compareText(clean, actual, anyOrder).equal;
  const words = `${isOrder ? 'write `unordered`, or ' : 'write '}\`...\` for what differs and \`ellipsis\`, on the fence`;
  const help = `${words}, or make the cell give the same in each run (\`sorted(…)\`, a seed)`;
  const details = { cell, help, advice: [{ to: 'mode', words }], expected: clean, actual } as const;
  return verdict(expected, outcome, { reason: 'varies' }, [
    diagnostic('output-varies', message, file, linePlace(expected.text, 0), details),
  ]);
}

/** The files of a folder, which the lesson has in the order of one machine. */
function inAnyOrder(expected: ExpectedText, { fix }: NearMiss, { file, cell }: ConfirmContext): OutputVerdict {
  const message = "the cell prints files in the file system's order, which is another one on each machine";
  const help = fix ?? 'write `sorted(…)` around what lists them';
  return verdict(expected, 'confirmed', { reason: 'varies' }, [
    diagnostic('output-varies', message, file, linePlace(expected.text, 0), { cell, help }),
  ]);
}

/** The items of a set, which a session has in the order of one run. */
function inSetOrder(expected: ExpectedText, set: string, { file, cell }: ConfirmContext): OutputVerdict {
  const message = "Python's prompt shows the items of this set in another order each time";
  const help = isSortable(set)
    ? 'write them in order, as notebooks show them, or `sorted(…)` around the set in the code'
    : 'write `sorted(…, key=str)` around the set in the code; or `{...}` for the set, and `ellipsis` on the fence';
  return verdict(expected, 'confirmed', { reason: 'varies' }, [
    diagnostic('output-varies', message, file, linePlace(expected.text, 0), { cell, help }),
  ]);
}

/** What no run repeats is not compared, and the author hears of it; if that is all, nothing is confirmed. */
function varies(expected: ExpectedText, settled: AlignedValues, { file, cell }: ConfirmContext): OutputVerdict {
  const message = `the cell prints something else in each run: \`${settled.produced}\` in place of \`${settled.expected}\``;
  const words = 'write `...` for what differs and `ellipsis` on the fence, or `ignore`';
  const help = `${words}, or make the cell give the same in each run (a seed, a fixed date)`;
  const details = { cell, help, advice: [{ to: 'mode', words }] } as const;
  return verdict(expected, settled.whole ? 'skipped' : 'confirmed', { reason: 'varies' }, [
    diagnostic('output-varies', message, file, linePlace(expected.text, settled.line), details),
  ]);
}

/** What stands in a fence, without what differs on each machine. */
function expectedText({ stream, text: { text } }: ExpectedText, produced: readonly string[]): string {
  const marked = stream === 'stderr' ? withoutPlaces(text) : withoutCellFiles(text);
  return withoutFileNames(marked, produced);
}

/**
 * The texts that may stand in a fence: of what a page shows as a figure, a table or a widget, the plain text or nothing.
 * Names of cells' files are marked; a pattern may be meant for the name itself.
 */
export function textsOf(expected: ExpectedText, produced: CellOutputs): string[] {
  if (expected.stream === 'stderr') return [...new Set([withoutPlaces(produced.stderr), produced.stderr])];
  const { output, outputWithStandIns, outputAsShown, terminal } = produced;
  const texts = [output, outputWithStandIns, outputAsShown, ...(terminal === undefined ? [] : [terminal])];
  return [...new Set([...texts.map(withoutCellFiles), ...texts])];
}

/** What the cell gave in other runs, each as texts that may stand in the fence. */
function runsOf(expected: ExpectedText, again: readonly CellOutputs[]): readonly (readonly string[])[] {
  return again.map((one) => textsOf(expected, one));
}

/** Where an expected text begins to differ. */
function placeOf({ code, expected, clean, context }: Judged, line: number | 'end'): Span {
  return line === 'end' || clean.trim() === ''
    ? closingPlace(expected.fences.at(-1)?.span ?? code.span, context.text)
    : linePlace(expected.text, line);
}

function onStderr(judged: Judged, line: number | 'end'): OutputVerdict {
  const { expected, clean, context } = judged;
  const message = 'the cell writes that to standard error, not to its output';
  const help = 'call the fence `stderr` in place of `output`';
  const [fence] = expected.fences;
  const fix = fence && wordOnFence(fence.span, /\b(?:output|stdout)\b/, 'stderr', context.text);
  const details = { cell: context.cell, expected: clean, help, ...(fix === undefined ? {} : { fix }) };
  return verdict(expected, 'mismatch', { reason: 'stderr' }, [
    diagnostic('output-mismatch', message, context.file, placeOf(judged, line), details),
  ]);
}

/** An update leaves such a line to the author. */
const OWN_PATH = "the whole path as your machine shows it: only what comes after the lesson's folder is compared";

/** What to do about an output that names a folder of the run: an update leaves it to the author. */
function folderHelp(expected: string, actual: string): Pick<DiagnosticDetails, 'help' | 'advice'> {
  if (expected.trimEnd().split('\n').length === actual.split('\n').length) return { help: `write ${OWN_PATH}` };
  const words = 'write `ignore` on the fence';
  const help = `${words}: the output names a folder of the run, which is another one each time`;
  return { help, advice: [{ to: 'mode', words }] };
}

/** A comment of a session that tells its readers to do something: what stands below it may owe to that. */
const TASK =
  /^(# (?:Add|Append|Assign|Call|Change|Complete|Compute|Create|Define|Delete|Enter|Fill|Find|Fix|Implement|Insert|Make|Modify|Print|Remove|Replace|Set|Sort|Swap|Try|Type|Update|Use|Write)\b.*)$/m;

function mismatch(judged: Judged, comparison: Comparison & { equal: false }, actual: string): OutputVerdict {
  const { code, expected, clean, rule, context } = judged;
  const { file, cell, text } = context;
  const place = placeOf(judged, comparison.line);
  if (comparison.unreadable !== undefined) {
    const details = { cell, expected: clean, actual, ...(comparison.help !== undefined && { help: comparison.help }) };
    return verdict(expected, 'mismatch', { reason: 'unreadable' }, [
      diagnostic('expected-invalid', comparison.unreadable, file, place, details),
    ]);
  }
  const missing = expected.stream === 'output' ? context.missing?.(code, clean, actual) : undefined;
  if (missing !== undefined) {
    const message = `the output differs from what the lesson says, and there is no file \`${missing}\``;
    const folder = posix.dirname(file);
    const help = `put ${missing} into ${folder === '.' ? 'the folder of the course' : folder}; if it must not be there, write what the cell prints`;
    const messageOfNotebook = `the output differs from what was saved, and there is no file \`${missing}\``;
    const details = { cell, expected: clean, actual, help, messageOfNotebook };
    return verdict(expected, 'mismatch', {}, [diagnostic('output-mismatch', message, file, place, details)]);
  }
  const like = nearMiss(clean, actual, rule);
  const left =
    expected.stream === 'output' && context.saved === undefined
      ? leftToAuthor(code, expected.fences, clean, actual, context.text)
      : undefined;
  const ofFolder = folderOrder(code.source.text, clean, actual, like);
  const near = ofFolder ?? like;
  const sorted = sortFirst(code.source.text);
  const command = updateAdvice(code.span, context);
  const update = sorted === undefined ? command : `${sorted}; then ${command}`;
  // The order of this machine's files would be wrong on the next one.
  const task = code.run.atPrompt === true ? TASK.exec(code.source.text)?.[1] : undefined;
  const asked =
    task === undefined ? '' : `; where \`${task}\` is for readers to do, write \`...\` in place of what it leads to`;
  const otherwise = (near?.fix === undefined ? '' : `, or ${near.fix}`) + asked;
  const advised =
    left !== undefined
      ? { help: left.help + otherwise, advice: [{ to: 'by-hand' as const, words: left.help }] }
      : ofFolder?.fix !== undefined
        ? { help: ofFolder.fix }
        : namesRun(actual)
          ? folderHelp(clean, actual)
          : updateFirst(update, otherwise);
  const what = expected.stream === 'stderr' ? 'what the cell writes to stderr differs' : 'the output differs';
  const said = near === undefined ? '' : `: ${near.message}`;
  const message = `${what} from what the lesson says${said}`;
  const messageOfNotebook = `${what} from what was saved${said}`;
  const cause = near?.kind === undefined ? {} : { cause: near.kind };
  const modes = ofFolder === undefined ? near?.modes : undefined;
  const fix = modes && wordsOnFences(expected.fences, modes.join(' '), text);
  const found = diagnostic('output-mismatch', message, file, place, {
    ...{ cell, expected: clean, actual, ...cause, ...advised, messageOfNotebook },
    ...(fix === undefined ? {} : { fix }),
  });
  return verdict(
    expected,
    'mismatch',
    near === undefined ? {} : { ...(near.kind && { reason: near.kind }), nearMiss: near },
    [found],
  );
}
