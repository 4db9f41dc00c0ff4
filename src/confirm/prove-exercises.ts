import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Fix } from '../diagnostics/fix.ts';
import { wordAt } from '../model/cell-words.ts';
import { hasTests as writesTests } from '../model/exercise.ts';
import type { Code, Exercise } from '../model/lesson.ts';
import type { ExerciseResult } from '../model/result.ts';
import type { ExecutedCell } from '../model/run.ts';
import { codesIn } from '../model/walk.ts';
import type { Span } from '../text/span.ts';
import { cellOutputs } from './cell-outputs.ts';
import { confirmCell } from './confirm-cell.ts';
import type { ConfirmedOutput } from './confirm-context.ts';
import { firstOf, secondRun } from './confirm-raise.ts';
import { findBreaks } from './find-breaks.ts';
import { firstLine, lineOf } from './places.ts';
import type { CellRun, ExerciseRuns, ProofContext, ProofInputs, SolutionRun } from './proof.ts';
import { raisedText } from './traceback.ts';

interface ExerciseProof extends Omit<ExerciseResult, 'line' | 'leaks'> {
  readonly span: Span;
  /** Every solution passes, the starter fails, the student notebook runs; leaks are judged elsewhere. */
  readonly proven: boolean;
  /** Why it is not proven though nothing failed: `no tests`, `no solution`, `not run`. */
  readonly reason?: string;
}

export interface ExerciseProofs {
  readonly exercises: readonly ExerciseProof[];
  /** Verdicts over the fences after the solutions' and tests' cells. */
  readonly outputs: readonly (ConfirmedOutput & { readonly cell: string })[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Judges every exercise of a lesson: solutions pass, the starter fails, and the student notebook runs to its end. */
export function proveExercises(inputs: ProofInputs, context: ProofContext): ExerciseProofs {
  const breaks = findBreaks(inputs, context);
  const diagnostics: Diagnostic[] = [...breaks.diagnostics];
  const outputs: (ConfirmedOutput & { cell: string })[] = [];
  const exercises = inputs.exercises.map((runs): ExerciseProof => {
    const solutions = solutionsVerdict(runs, context, diagnostics, outputs);
    const starter = starterVerdict(runs, context, diagnostics);
    const student = !inputs.studentRan ? 'not-run' : breaks.exercises.has(runs.exercise) ? 'breaks' : 'runs';
    const tested = hasTests(runs);
    if (!tested && hasAnswer(runs)) diagnostics.push(withoutTests(runs.exercise, context));
    for (const one of skippedTests(runs, context)) diagnostics.push(one);
    const proven = tested && solutions === 'pass' && (starter === 'fails' || starter === 'none') && student === 'runs';
    const reason = !tested ? 'no tests' : solutions === 'none' ? 'no solution' : 'not run';
    const { id, span } = runs.exercise;
    const failed = solutions === 'fail' || starter === 'passes' || student === 'breaks';
    return { id, span, solutions, starter, student, proven, ...(proven || failed ? {} : { reason }) };
  });
  return { exercises, outputs, diagnostics: diagnostics.sort((a, b) => a.span.start - b.span.start) };
}

function solutionsVerdict(
  runs: ExerciseRuns,
  context: ProofContext,
  diagnostics: Diagnostic[],
  outputs: (ConfirmedOutput & { cell: string })[],
): ExerciseProof['solutions'] {
  const verdicts = runs.solutions
    .filter(({ cells, tests }) => cells.length > 0 || tests.length > 0)
    .map((run) => solutionVerdict(run, runs.exercise, context, diagnostics, outputs));
  if (verdicts.length === 0) return 'none';
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('not-run') || !hasTests(runs) ? 'not-run' : 'pass';
}

function solutionVerdict(
  run: SolutionRun,
  exercise: Exercise,
  context: ProofContext,
  diagnostics: Diagnostic[],
  outputs: (ConfirmedOutput & { cell: string })[],
): 'pass' | 'fail' | 'not-run' {
  let failed = false;
  for (const one of [...run.cells, ...run.tests]) {
    const isTest = run.tests.includes(one);
    const confirmed = confirmCell(one.code, one.executed, { ...context, cell: one.cell });
    for (const each of confirmed.outputs.map((output) => ({ ...output, cell: one.cell }))) outputs.push(each);
    // An announced exception that is another one has a finding, which says in what.
    const announced = confirmed.diagnostics.some(({ rule }) => rule === 'error-mismatch');
    const broke = isBroken(one, confirmed.ran || announced) ?? brokeAgain(one, context);
    if (broke !== undefined) {
      const raised = confirmed.diagnostics.find(({ rule }) => rule === 'cell-raised');
      diagnostics.push(solutionFails(one, isTest, broke, raised, run, exercise, context));
    }
    const others = confirmed.diagnostics.filter(({ rule }) => rule !== 'cell-raised');
    for (const one of others) diagnostics.push(one);
    failed ||= broke !== undefined || others.some(({ severity }) => severity === 'error');
    // What comes after a solution that broke is judged by nothing that this solution did.
    if (broke !== undefined && !isTest) break;
  }
  if (failed) return 'fail';
  return [...run.cells, ...run.tests].some((one) => !isSettled(one)) ? 'not-run' : 'pass';
}

/** What a cell did that no cell may, as the end of a sentence. */
function isBroken({ code, executed }: CellRun, ran: boolean): string | undefined {
  if (executed?.status === 'timeout') return 'did not end within its time';
  if (executed?.status === 'kernel-died') return 'ended the kernel';
  if (executed === undefined || executed.status === 'not-run' || ran) return undefined;
  const { raised } = cellOutputs(executed);
  if (raised === undefined || code.run.raises !== undefined) return undefined;
  return raised.name === 'StdinNotImplementedError' ? 'asked for input' : `raised ${firstOf(raisedText(raised))}`;
}

/** What a cell did in a second run, where it went well in the first. */
function brokeAgain({ executed }: CellRun, { again }: ProofContext): string | undefined {
  const further = executed?.status === 'ok' ? (again?.get(executed) ?? []) : [];
  const second = further.find(({ status }) => status === 'error');
  if (second === undefined) return undefined;
  const { raised } = cellOutputs(second);
  return raised === undefined ? undefined : `raised ${firstOf(raisedText(raised))} in a second run, ${secondRun}`;
}

/** Whether a cell ran: one that is skipped proves nothing. */
function isSettled({ executed }: CellRun): boolean {
  return executed?.status === 'ok' || executed?.status === 'error';
}

function solutionFails(
  one: CellRun,
  isTest: boolean,
  broke: string,
  raised: Diagnostic | undefined,
  run: SolutionRun,
  exercise: Exercise,
  context: ProofContext,
): Diagnostic {
  const { file, text } = context;
  const span = raised?.span ?? firstLine(one.code.span, text);
  const solution = `the solution of exercise \`${exercise.id}\``;
  const details = { cell: one.cell, ...(raised?.actual === undefined ? {} : { actual: raised.actual }) };
  if (!isTest) {
    const help = raised?.help === undefined ? {} : { help: raised.help };
    return diagnostic('solution-fails', `${solution} ${broke}`, file, span, { ...details, ...help });
  }
  const test = one.code.hidden ? 'hidden test' : 'test';
  const line = lineOf(text, span.start);
  const place = firstLine(run.cells[0]?.code.span ?? run.solution.span, text);
  return diagnostic('solution-fails', `${solution} fails the ${test} at line ${line}, which ${broke}`, file, place, {
    ...details,
    related: [{ message: `this ${test} ${broke}`, file, span }],
    help: `fix the solution, or the test at ${file}:${line}`,
  });
}

function starterVerdict(
  { exercise, starter }: ExerciseRuns,
  context: ProofContext,
  diagnostics: Diagnostic[],
): ExerciseProof['starter'] {
  if (starter === undefined) return 'none';
  if (starter.tests.length === 0) return starter.cells.length === 0 ? 'none' : 'not-run';
  const fails = starter.cells.length === 0 ? 'none' : 'fails';
  if (starter.tests.some(({ code, executed }) => hasFailed(code, executed))) return fails;
  // A test that is skipped was not seen to fail; one that was not reached was, by a starter that hung or died.
  if (starter.tests.some(({ executed }) => executed === undefined)) return 'not-run';
  if (starter.tests.some(({ executed }) => executed?.status === 'not-run')) {
    return starter.cells.some(({ code, executed }) => hasFailed(code, executed)) ? fails : 'not-run';
  }
  const [first = starter.tests[0]] = starter.cells;
  const place = firstLine(first?.code.span ?? exercise.span, context.text);
  const count = starter.tests.length;
  const tests = count === 1 ? 'its test' : `all of its ${count} tests`;
  const message =
    starter.cells.length > 0
      ? `the starter of exercise \`${exercise.id}\` passes ${tests}`
      : `exercise \`${exercise.id}\` passes ${tests} with nothing in the place of a solution`;
  const help =
    starter.cells.length > 0
      ? 'add a test that only a solution passes, or take out of the starter what solves the exercise'
      : 'add a test that only a solution passes';
  diagnostics.push(
    diagnostic('starter-passes', message, context.file, place, {
      ...(first === undefined ? {} : { cell: first.cell }),
      help,
      related: starter.tests.map(({ code }) => ({
        message: 'this test passes without a solution',
        file: context.file,
        span: firstLine(code.span, context.text),
      })),
    }),
  );
  return 'passes';
}

/** Whether a test shows that something is wrong: it raised what it should not, hung, or died. */
export function hasFailed(code: Code, executed: ExecutedCell | undefined): boolean {
  if (executed === undefined || executed.status === 'not-run') return false;
  if (executed.status !== 'ok' && executed.status !== 'error') return true;
  const errors = { ...code, expected: code.expected.filter(({ stream }) => stream === 'error') };
  return !confirmCell(errors, executed, { file: '', text: '', cell: '' }).ran;
}

function hasTests({ exercise, solutions, starter }: ExerciseRuns): boolean {
  return writesTests(exercise) || solutions.some(({ tests }) => tests.length > 0) || (starter?.tests.length ?? 0) > 0;
}

function hasAnswer({ solutions, starter }: ExerciseRuns): boolean {
  return solutions.some(({ cells }) => cells.length > 0) || (starter?.cells.length ?? 0) > 0;
}

/** Tests that never run prove nothing; those that need the network run with `--network`. */
function skippedTests({ exercise, solutions }: ExerciseRuns, { file, text }: ProofContext): Diagnostic[] {
  const skipped = (solutions[0]?.tests ?? []).find(({ code }) => code.run.mode === 'skip');
  if (skipped === undefined) return [];
  const place = firstLine(skipped.code.span, text);
  const message = `exercise \`${exercise.id}\` is not proven: this test is never run`;
  const help = `take \`${wordAt(skipped.code, 'skip')}\` off the test, or take the test out of the exercise`;
  return [diagnostic('exercise-not-proven', message, file, place, { cell: skipped.cell, help })];
}

function withoutTests(exercise: Exercise, context: ProofContext): Diagnostic {
  const { file, text } = context;
  const message = `exercise \`${exercise.id}\` is not proven: no tests`;
  const [cell] = codesIn(exercise.parts);
  const help =
    cell?.tool === undefined
      ? 'add a `test` fence to the exercise'
      : `add a cell with \`${wordAt(cell, 'test')}\` to the exercise`;
  const fix = testAdded(exercise);
  return diagnostic('exercise-without-tests', message, file, firstLine(exercise.span, text), {
    help,
    ...(fix === undefined ? {} : { fix }),
  });
}

/** Writes a test that fails, so that it has to be written, after the last fence of the exercise. */
function testAdded({ parts }: Exercise): Fix | undefined {
  const last =
    codesIn(parts).findLast(({ role }) => role === 'solution' || role === 'starter') ?? codesIn(parts).at(-1);
  if (last?.language !== 'python' || last.tool !== undefined) return undefined;
  const { end } = last.span;
  const text = `\n\n\`\`\`${last.language} test\nassert False, "write what must hold"\n\`\`\``;
  return { title: 'add a `test` fence', edits: [{ span: { start: end, end }, text }] };
}
