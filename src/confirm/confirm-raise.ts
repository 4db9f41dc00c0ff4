import { stripVTControlCharacters } from 'node:util';
import type { Advice } from '../diagnostics/advice.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { parsePython } from '../languages/python/parse.ts';
import { writeAt } from '../model/cell-words.ts';
import type { Code, Expected } from '../model/lesson.ts';
import { mayRaiseByTag } from '../model/may-raise.ts';
import type { ExecutedCell } from '../model/run.ts';
import { type CellOutputs, cellOutputs } from './cell-outputs.ts';
import type { ConfirmContext, ConfirmedOutput } from './confirm-context.ts';
import { compareAbove, compareError, type ErrorComparison } from './confirm-error.ts';
import type { ExpectedOutputs, ExpectedText } from './expected-outputs.ts';
import { wordOnFence, wordsOnFences } from './fence-fix.ts';
import { ruleOf } from './match-rule.ts';
import { closingPlace, firstLine, linePlace } from './places.ts';
import { adviceOf, causeHelp, raiseHelp } from './raise-help.ts';
import type { Raised } from './raised.ts';
import { sanitizerNames, withVaryingValues } from './sanitize.ts';
import { raisedLine, raisedText, withoutIncompleteInput } from './traceback.ts';
import { updateAdvice, updateFirst } from './update-advice.ts';
import { type AlignedValues, alignVaryingValues } from './varying.ts';

export interface RaiseVerdict {
  /** Verdicts over the error fences. */
  readonly outputs: readonly ConfirmedOutput[];
  readonly diagnostics: readonly Diagnostic[];
  /** The exception that nothing announces: what the cell printed before it is then not complete. */
  readonly unexpected?: Raised;
}

/** Judges whether a cell raised what its fence and its error fences say, and nothing else. */
export function confirmRaise(
  code: Code,
  executed: ExecutedCell,
  expected: ExpectedOutputs,
  produced: CellOutputs,
  context: ConfirmContext,
): RaiseVerdict {
  const { raised } = produced;
  const wanted = code.run.raises && withoutIncompleteInput(code.run.raises);
  const declares = wanted !== undefined || expected.errors.length > 0;
  if (raised === undefined)
    return declares ? missing(code, expected, produced, context) : { outputs: [], diagnostics: [] };
  // That a notebook was saved with an error does not say that it shall be there; only a tag does.
  const isNotebook = context.saved?.has(code) === true;
  const mayRaise = executed.status === 'ok' || mayRaiseByTag(code);
  const early = raisesEarly(code, raised);
  const announced = wanted !== undefined || (expected.errors.length > 0 && !early && (!isNotebook || mayRaise));
  if (isNotebook && mayRaise && expected.errors.length === 0 && !isIgnored(code)) {
    const message = `the cell raised ${raisedText(raised)}, and no error was saved`;
    const details = { cell: context.cell, actual: raisedText(raised), ...updateFirst('coursewright update') };
    const found = diagnostic('error-mismatch', message, context.file, placeRaised(code, raised), details);
    const outputs = code.expected.slice(0, 1).map((one) => verdictOf(one, 'mismatch', 'type'));
    return { outputs, diagnostics: [found] };
  }
  if (!announced) {
    // A cell that shows an error and went well all the same has a finding of its own, and so has one that asks for input.
    if (mayRaise) return { outputs: [], diagnostics: [] };
    const asked = raised.name === 'StdinNotImplementedError';
    // A session ends as its author shows it.
    const ended = raised.name === 'SystemExit' && code.run.atPrompt === true;
    const diagnostics = asked || ended ? [] : [raisedDiagnostic(code, raised, context)];
    const outputs = early
      ? expected.errors.flatMap((one) => verdicts(one, 'mismatch', 'the cell raised above it'))
      : [];
    return { outputs, diagnostics, unexpected: raised };
  }
  const name = raised.name.slice(raised.name.lastIndexOf('.') + 1);
  const diagnostics: Diagnostic[] = [];
  if (wanted !== undefined && wanted !== '' && wanted.slice(wanted.lastIndexOf('.') + 1) !== name) {
    const message = `unexpected ${name}, expected ${wanted} (\`raises=${wanted}\`)`;
    const words = `write \`raises=${name}\` on the fence`;
    const help = `${words}, if it is meant to raise that; a class that ${name} derives from does not count`;
    const cause = causeHelp(code, raisedText(raised), context, `${words} if it is meant to raise that`);
    const said = cause === undefined ? expectOther(help) : adviceOf(cause);
    const fix = wordOnFence(code.span, /\braises=[\w.]+/, `raises=${name}`, context.text);
    const details = { cell: context.cell, expected: wanted, actual: raisedText(raised), ...said, ...(fix && { fix }) };
    diagnostics.push(diagnostic('error-mismatch', message, context.file, placeRaised(code, raised), details));
  }
  const again = (context.again?.get(executed) ?? []).flatMap((one) =>
    one.status === executed.status ? (cellOutputs(one).raised ?? []) : [],
  );
  const outputs = expected.errors.flatMap((one) => judge(code, one, raised, context, diagnostics, produced, again));
  return { outputs, diagnostics };
}

/** The finding for a cell that raised though nothing says so, at the line where it did. */
function raisedDiagnostic(code: Code, raised: Raised, context: ConfirmContext): Diagnostic {
  const { file, cell } = context;
  const real = raisedText(raised);
  const at = placeRaised(code, raised);
  const said = raiseHelp(code, real, context, at);
  const { place } = said;
  const related = place === undefined ? {} : { related: [{ message: 'it is assigned here', file, span: place }] };
  // One fix of two that the help names: the other is to change the code.
  const raises = said.advice?.find(({ to }) => to === 'expect')?.of;
  const fix = raises === undefined ? undefined : wordsOnFences([code], raises, context.text);
  const details = { cell, actual: real, ...adviceOf(said), ...related, ...(fix && { fix }) };
  return diagnostic('cell-raised', `the cell raised ${firstOf(real)}`, file, at, details);
}

/** The finding for a cell that raised in a second run only: whether it does is chance, or the machine's affair. */
export function raisedAgain(code: Code, raised: Raised, { file, cell }: ConfirmContext): Diagnostic {
  const real = raisedText(raised);
  const message = `the cell raised \`${firstOf(real)}\` in a second run, ${secondRun}`;
  const help = `make it do the same in each run (\`sorted(…)\`, a seed), or ${writeAt(code, 'raises', 'its fence')}`;
  return diagnostic('cell-raised', message, file, placeRaised(code, raised), { cell, actual: real, help });
}

/** What makes a second run another one. */
export const secondRun =
  'with another hash seed and, where the code looks at them, another moment, time zone, locale, number of processors and order of threads';

/** A message of several lines is shown by its first. */
export function firstOf(text: string): string {
  const [first = text, ...others] = text.split('\n');
  // What Java raised: Python's words only say where.
  const cause = /^: (\S.*)/.exec(others[0] ?? '')?.[1];
  if (cause !== undefined) return `${first.trimEnd().replace(/[.:]$/, '')}: ${cause.trimEnd()}`;
  // A message of several lines, framed, may begin with an empty one.
  if (!/:[ \t]*$/.test(first)) return first;
  const said = others.map((line) => stripVTControlCharacters(line).trim()).find((line) => /\p{L}/u.test(line));
  return first.trimEnd().replace(/:$/, said === undefined ? '' : `: ${said}`);
}

/** The line of the cell that raised, or its first one. */
export function placeRaised(code: Code, raised: Raised): { start: number; end: number } {
  return linePlace(code.source, lineInCell(code, raised) ?? 0);
}

/** Whether a session raised above the statement that its answer stands below: that one never ran. */
export function raisesEarly({ run, source }: Code, raised: Raised): boolean {
  if (run.atPrompt !== true) return false;
  const { text, tree } = parsePython(source.text);
  const last = tree.topNode.lastChild;
  const line = lineInCell({ source }, raised);
  return last !== null && line !== undefined && line < text.slice(0, last.from).split('\n').length - 1;
}

/** The line of the cell that raised, from 0, where it is known. */
function lineInCell({ source }: Pick<Code, 'source'>, raised: Raised): number | undefined {
  // IPython takes the empty lines away that a cell begins with, and counts without them.
  const [empty = ''] = /^(?:[ \t]*\n)*/.exec(source.text) ?? [];
  const line = raisedLine(raised);
  return line === undefined ? undefined : empty.split('\n').length - 1 + line - 1;
}

function missing(code: Code, expected: ExpectedOutputs, produced: CellOutputs, context: ConfirmContext): RaiseVerdict {
  const { file, cell, text } = context;
  const [first] = expected.errors;
  const announced = code.run.raises || 'an exception';
  const message =
    first === undefined
      ? `the cell did not raise, expected ${announced} (\`raises${code.run.raises ? `=${code.run.raises}` : ''}\`)`
      : 'the cell did not raise, expected the error that follows it';
  const place = first === undefined ? firstLine(code.span, text) : linePlace(first.text, lastLine(first.text.text));
  const details = {
    cell,
    ...(first === undefined ? {} : { expected: first.text.text }),
    actual: produced.output,
    ...(first === undefined
      ? expectOther('take `raises` away if the cell is not meant to raise any more')
      : {
          ...updateFirst(`${updateAdvice(code.span, context)}, if the cell is not meant to raise any more`),
          messageOfNotebook: 'the cell did not raise, and an error was saved',
        }),
  };
  return {
    outputs: expected.errors.flatMap((one) => verdicts(one, 'mismatch', 'the cell did not raise')),
    diagnostics: [diagnostic('raise-missing', message, file, place, details)],
  };
}

/** A help that is about nothing but what the lesson says of the exception. */
function expectOther(help: string): { readonly help: string; readonly advice: readonly Advice[] } {
  return { help, advice: [{ to: 'expect', words: help }] };
}

function judge(
  code: Code,
  one: ExpectedText,
  raised: Raised,
  context: ConfirmContext,
  diagnostics: Diagnostic[],
  produced: CellOutputs,
  again: readonly Raised[],
): ConfirmedOutput[] {
  if (one.match.modes.includes('ignore')) return verdicts(one, 'skipped', 'ignore');
  const rule = ruleOf(one.match, context);
  const found = compareError(one.text.text, raised, rule);
  const comparison = found.equal ? compareAbove(one.text.text, raised, produced, rule) : found;
  const isAs = (text: string, other: Raised) =>
    compareError(text, other, rule).equal && compareAbove(text, other, produced, rule).equal;
  // Which of the runs came first says nothing.
  const odd = comparison.equal ? again.find((other) => !isAs(one.text.text, other)) : raised;
  if (odd === undefined) return verdicts(one, 'confirmed');
  if (!rule.modes.has('exact')) {
    const text = raisedText(odd);
    const others = [raised, ...again].filter((other) => other !== odd).map((other) => raisedText(other));
    const put = (wanted: string, other: string) => withVaryingValues(wanted, text, other, sanitizerNames);
    if (isAs(others.reduce(put, one.text.text), odd)) return verdicts(one, 'confirmed', 'varies');
    const settled = alignVaryingValues(one.text.text.trimEnd(), text, others);
    if (settled !== undefined && isAs(settled.text, odd)) {
      diagnostics.push(varies(one, settled, context));
      return verdicts(one, 'confirmed', 'varies');
    }
  }
  if (comparison.equal) return verdicts(one, 'confirmed');
  diagnostics.push(mismatch(code, one, comparison, raised, context));
  return verdicts(one, 'mismatch', comparison.what);
}

/** Of a lesson, and of a notebook. */
const messages = {
  type: ['the cell raised another exception than the lesson says', 'the cell raised another exception than was saved'],
  message: differs("the exception's message differs"),
  members: differs('the exceptions in the group differ'),
  chain: differs('the exception that came before differs'),
  above: [
    'the lesson shows a line above the error that the cell does not print',
    'the lesson shows a line above the error that the cell does not print',
  ],
  traceback: differs('the traceback differs'),
} as const;

function differs(what: string): readonly [string, string] {
  return [`${what} from what the lesson says`, `${what} from what was saved`];
}

function varies(
  one: ExpectedText,
  { produced, expected, line }: AlignedValues,
  { file, cell }: ConfirmContext,
): Diagnostic {
  const message = `the cell raises something else in each run: \`${produced}\` in place of \`${expected}\``;
  const words = 'write `...` for what differs and `ellipsis` on the fence';
  const help = `${words}, or make the cell give the same in each run (a seed)`;
  const advice = [{ to: 'mode', words }] as const;
  return diagnostic('output-varies', message, file, linePlace(one.text, line), { cell, help, advice });
}

function mismatch(
  code: Code,
  one: ExpectedText,
  comparison: ErrorComparison & { equal: false },
  raised: Raised,
  context: ConfirmContext,
): Diagnostic {
  const { file, cell, text } = context;
  const place =
    comparison.line === 'end'
      ? closingPlace(one.fences.at(-1)?.span ?? code.span, text)
      : linePlace(one.text, comparison.line);
  const { expected, actual } = comparison;
  if (comparison.what === 'unreadable') {
    const details = { cell, expected, actual, ...(comparison.help !== undefined && { help: comparison.help }) };
    return diagnostic('expected-invalid', comparison.reason ?? '', file, place, details);
  }
  const update = updateAdvice(code.span, context);
  // What a cell raises that lacks something is not what the lesson would say.
  const cause =
    comparison.what === 'type' ? causeHelp(code, raisedText(raised), context, 'update the lesson') : undefined;
  const details = { cell, expected, actual, ...(cause === undefined ? updateFirst(update) : adviceOf(cause)) };
  const [message, messageOfNotebook] = messages[comparison.what];
  return diagnostic('error-mismatch', message, file, place, { ...details, messageOfNotebook });
}

function isIgnored({ expected }: Code): boolean {
  return expected.some(({ match }) => match.modes.includes('ignore'));
}

function lastLine(text: string): number {
  return text.trimEnd().split('\n').length - 1;
}

function verdicts(one: ExpectedText, verdict: ConfirmedOutput['verdict'], reason?: string): ConfirmedOutput[] {
  return one.fences.map((fence) => verdictOf(fence, verdict, reason));
}

function verdictOf(
  { span, stream, match }: Expected,
  verdict: ConfirmedOutput['verdict'],
  reason?: string,
): ConfirmedOutput {
  return { span, stream, mode: match.modes, verdict, ...(reason === undefined ? {} : { reason }) };
}
