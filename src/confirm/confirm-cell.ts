import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../model/lesson.ts';
import { mayRaise } from '../model/may-raise.ts';
import type { Verdict } from '../model/result.ts';
import type { ExecutedCell } from '../model/run.ts';
import { asksInput } from './asks-input.ts';
import { type CellOutputs, cellOutputs } from './cell-outputs.ts';
import type { ConfirmContext, ConfirmedCell, ConfirmedOutput } from './confirm-context.ts';
import { confirmDisplays } from './confirm-displays.ts';
import { confirmOutput } from './confirm-output.ts';
import { confirmRaise, raisedAgain } from './confirm-raise.ts';
import { type ExpectedOutputs, expectedOutputs } from './expected-outputs.ts';
import { failedCommands } from './failed-commands.ts';
import { undeclared } from './undeclared.ts';

/**
 * Judges one code cell by what it really did: whether it raised as the lesson says, and whether its outputs are those
 * that stand after it. `undefined` stands for a cell that was not executed. That a cell hung, lost its kernel or asked
 * for input is the run's finding, not repeated here.
 */
export function confirmCell(code: Code, executed: ExecutedCell | undefined, context: ConfirmContext): ConfirmedCell {
  const unjudged = reasonNotToJudge(code, executed);
  if (executed === undefined || unjudged !== undefined) {
    const { verdict, reason } = unjudged ?? { verdict: 'not-run', reason: 'not reached' };
    const outputs = code.expected.map((expected) => ({ ...base(expected), verdict, reason }));
    return { outputs, diagnostics: [], ran: false };
  }
  const produced = cellOutputs(executed, code.run.atPrompt);
  const expected = expectedOutputs(code.expected, produced);
  const raise = confirmRaise(code, executed, expected, produced, context);
  const further = context.again?.get(executed) ?? [];
  // One that ended otherwise says nothing about what the cell puts out.
  const alike = further.filter(({ status }) => status === executed.status);
  const again = alike.map((one) => cellOutputs(one, code.run.atPrompt));
  const outputs: ConfirmedOutput[] = [...raise.outputs];
  const diagnostics: Diagnostic[] = [...raise.diagnostics];
  const broken = executed.status === 'ok' ? further.find(({ status }) => status === 'error') : undefined;
  if (broken !== undefined && isShared(code)) {
    const { raised } = cellOutputs(broken);
    if (raised !== undefined) diagnostics.push(raisedAgain(code, raised, context));
  }
  const saved = context.saved?.get(code);
  for (const one of expected.texts) {
    if (saved !== undefined && isSilent(one, produced)) continue;
    const judged = confirmOutput(code, one, produced, context, { unexpected: raise.unexpected, again });
    for (const one of judged.outputs) outputs.push(one);
    for (const one of judged.diagnostics) diagnostics.push(one);
  }
  for (const one of failedCommands(code, executed, outputs, context)) diagnostics.push(one);
  // What differs in its text differs in its other forms: one finding says to save the notebook again.
  if (saved !== undefined && outputs.every(({ verdict }) => verdict === 'confirmed' || verdict === 'skipped')) {
    const judged = confirmDisplays(code, saved, executed, alike, context);
    for (const one of judged.outputs) outputs.push(one);
    for (const one of judged.diagnostics) diagnostics.push(one);
  }
  for (const one of undeclared(code, expected, produced, context)) diagnostics.push(one);
  return {
    outputs: oneEach(outputs),
    diagnostics: diagnostics.sort((a, b) => a.span.start - b.span.start),
    ran: raise.diagnostics.length === 0 && raise.unexpected === undefined,
  };
}

/** Whether nothing was saved of a stream, and nothing came. */
function isSilent({ stream, text }: ExpectedOutputs['texts'][number], { output, stderr }: CellOutputs): boolean {
  return text.text === '' && (stream === 'stderr' ? stderr : output) === '';
}

/** Whether no exercise hears of what a cell does: of solutions and tests their proof tells. */
function isShared(code: Code): boolean {
  return (code.role === 'demo' || code.role === 'setup') && !mayRaise(code);
}

const gravity: readonly Verdict[] = ['confirmed', 'skipped', 'not-run', 'mismatch'];

/** One verdict a fence, in order: the gravest where a fence holds both a printed text and an error. */
function oneEach(outputs: readonly ConfirmedOutput[]): ConfirmedOutput[] {
  const kept = new Map<number, ConfirmedOutput>();
  for (const one of outputs) {
    const before = kept.get(one.span.start);
    if (before === undefined || gravity.indexOf(one.verdict) > gravity.indexOf(before.verdict)) {
      kept.set(one.span.start, { ...one, stream: before?.stream ?? one.stream });
    }
  }
  return [...kept.values()].sort((a, b) => a.span.start - b.span.start);
}

function base(expected: Code['expected'][number]): Pick<ConfirmedOutput, 'span' | 'stream' | 'mode'> {
  return { span: expected.span, stream: expected.stream, mode: expected.match.modes };
}

function reasonNotToJudge(
  code: Code,
  executed: ExecutedCell | undefined,
): { verdict: 'skipped' | 'not-run'; reason: string } | undefined {
  if (executed === undefined) {
    return code.run.mode === 'execute' ? undefined : { verdict: 'skipped', reason: code.run.mode };
  }
  if (executed.status === 'ok' && asksInput(executed, code.source.text))
    return { verdict: 'not-run', reason: 'asks for input' };
  if (executed.status === 'ok' || executed.status === 'error') return undefined;
  const reason = executed.status === 'not-run' ? 'not reached' : executed.status;
  return executed.status === 'not-run' && code.run.mode !== 'execute'
    ? { verdict: 'skipped', reason: code.run.mode }
    : { verdict: 'not-run', reason };
}
