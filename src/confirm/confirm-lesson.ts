import { cellResult, isOfLesson, withPoints } from '../compile/contents.ts';
import type { PlannedRun } from '../compile/plan.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CodeCell } from '../model/cell.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { Config } from '../model/config.ts';
import type { Exercise } from '../model/lesson.ts';
import type { CellResult, ExerciseResult, Finding, OutputResult } from '../model/result.ts';
import type { Executed } from '../model/run.ts';
import { exercisesIn } from '../model/walk.ts';
import { type LineIndex, lineIndex } from '../text/span.ts';
import { confirmCell } from './confirm-cell.ts';
import type { ConfirmContext, ConfirmedOutput } from './confirm-context.ts';
import { withoutFollowUps } from './drop-follow-ups.ts';
import { type Evidence, evidenceOf, exerciseRuns } from './evidence.ts';
import { leakDiagnostics } from './leaks.ts';
import { lessonRunFindings, precedingRaised } from './lesson-run-findings.ts';
import { missingIn } from './missing-files.ts';
import { nearestBindings, shownBindings } from './nearest-bindings.ts';
import { notCompared } from './not-compared.ts';
import type { ProofContext } from './proof.ts';
import { proveExercises } from './prove-exercises.ts';
import { uniqueFindings } from './unique-findings.ts';

export interface LessonVerdict {
  readonly cells: readonly CellResult[];
  readonly outputs: readonly OutputResult[];
  readonly exercises: readonly Omit<ExerciseResult, 'leaks'>[];
  readonly diagnostics: readonly Diagnostic[];
  /** Indexes of the findings that speak of leaks of an exercise. */
  readonly leaksOf: (exercise: string, findings: readonly Finding[]) => number[];
}

export interface ConfirmOptions {
  readonly config: Config;
  readonly network: boolean;
  readonly image: (path: string) => Uint8Array | undefined;
  readonly entries?: ConfirmContext['entries'];
  /** Only what stands up to this offset was run. */
  readonly until?: number;
  /** Cells that were executed once more, by how they ended the first time. */
  readonly again?: ConfirmContext['again'];
  readonly timed?: ConfirmContext['timed'];
  /** Of a notebook: what its cells were saved with. */
  readonly saved?: ConfirmContext['saved'];
}

/** What really ran, held against the lesson: outputs, exercises, leaks. */
export function confirmLesson(
  compiled: CompiledLesson,
  runs: readonly PlannedRun[],
  executed: readonly Executed[],
  options: ConfirmOptions,
): LessonVerdict {
  const { lesson } = compiled;
  const { until = Number.POSITIVE_INFINITY } = options;
  const lines = lineIndex(lesson.text);
  const evidence = evidenceOf(compiled, runs, executed, until);
  const { code, instructor } = evidence;
  const context = proofContext(compiled, runs, options);
  const exercises = exercisesIn(lesson.blocks).filter((exercise) => exercise.span.start < until);
  const preceding = code.filter((cell) => cell.preceding !== undefined);
  const shared = code.filter(isShared);
  const confirmed = shared.map((cell) => ({
    cell: cell.id,
    ...confirmCell(cell.code, instructor?.cells.get(cell.id), { ...context, cell: cell.id }),
  }));
  const proofs = prove(compiled, exercises, [...preceding, ...shared], evidence, context);
  const leaks = leakDiagnostics(compiled, exercises);
  const diagnostics = [
    ...confirmed.flatMap((one) => one.diagnostics),
    ...proofs.diagnostics,
    ...preceding.flatMap((cell) => precedingRaised(cell, instructor?.cells.get(cell.id), lesson.source)),
    ...notCompared(ownCells(evidence), lesson.source, lesson.text),
    ...lessonRunFindings(evidence),
    ...leaks.map((leak) => leak.diagnostic),
  ];
  const outputs = confirmed.flatMap(({ cell, outputs: own }) => own.map((output) => ({ ...output, cell })));
  return {
    cells: ownCells(evidence).map(({ cell, executed: ran }) => cellResult(cell, lines, options.network, ran)),
    outputs: outputResults([...outputs, ...proofs.outputs], lines),
    exercises: proofs.exercises.map(({ id, span, solutions, starter, student }) => ({
      id,
      line: lines.point(span.start).line,
      ...withPoints(exercises.find((one) => one.span === span)),
      solutions,
      starter,
      student,
    })),
    diagnostics: withoutFollowUps(uniqueFindings(diagnostics), code, (offset) => lines.point(offset).line),
    leaksOf: (exercise, findings) => leakIndexes(leaks, exercise, findings, lines),
  };
}

function proofContext(
  compiled: CompiledLesson,
  runs: readonly PlannedRun[],
  { config, image, entries, again, timed, saved }: ConfirmOptions,
): ProofContext {
  const { lesson } = compiled;
  return {
    file: lesson.source,
    text: lesson.text,
    defaults: config.confirm.default,
    tolerance: config.confirm.tolerance,
    absolute: config.confirm.absolute,
    sanitize: config.confirm.sanitize,
    undeclared: config.confirm.undeclared,
    environment: config.python.environment,
    requires: [...config.python.requirements, ...lesson.meta.requires],
    image,
    ...(entries === undefined ? {} : { entries }),
    ...(again === undefined ? {} : { again }),
    ...(timed === undefined ? {} : { timed }),
    ...(saved === undefined ? {} : { saved }),
    bindingOf: nearestBindings(lesson),
    shownBindingOf: shownBindings(lesson),
    missing: missingIn(compiled, runs),
  };
}

/** Whether a cell of the lesson is no part of an exercise's answer, and no code of an earlier lesson. */
function isShared({ preceding, code, exercise }: CodeCell): boolean {
  if (preceding !== undefined) return false;
  return code.role === 'demo' || code.role === 'setup' || (exercise === undefined && code.role === 'solution');
}

function prove(
  { earlier }: CompiledLesson,
  exercises: readonly Exercise[],
  shared: readonly CodeCell[],
  evidence: Evidence,
  context: ProofContext,
) {
  const { instructor, student } = evidence;
  return proveExercises(
    {
      exercises: exercises.map((exercise) => exerciseRuns(exercise, evidence)),
      shared: shared.map((cell) => ({
        code: cell.code,
        cell: cell.id,
        instructor: instructor?.cells.get(cell.id),
        student: student?.cells.get(cell.id),
      })),
      studentRan: student !== undefined,
      earlier: earlier.flatMap(({ source, lesson }) =>
        exercisesIn(lesson.blocks).map((exercise) => ({ exercise, file: source, text: lesson.text })),
      ),
    },
    context,
  );
}

/** The lesson's own cells, each as it ended in the notebook that it stands for. */
function ownCells({ code, instructor, student }: Evidence) {
  return code.filter(isOfLesson).map((cell) => ({
    cell,
    code: cell.code,
    executed: (cell.code.role === 'starter' ? student : instructor)?.cells.get(cell.id),
  }));
}

/** One result for each fence, in the lesson's order. */
function outputResults(
  outputs: readonly (ConfirmedOutput & { readonly cell: string })[],
  lines: LineIndex,
): OutputResult[] {
  const seen = new Set<number>();
  return outputs
    .filter(({ span }) => !seen.has(span.start) && seen.add(span.start))
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span, cell, mode, verdict, reason }) => ({
      line: lines.point(span.start).line,
      cell,
      mode: mode.length === 0 ? ['exact'] : mode,
      verdict,
      ...(reason === undefined ? {} : { reason }),
    }));
}

function leakIndexes(
  leaks: ReturnType<typeof leakDiagnostics>,
  exercise: string,
  findings: readonly Finding[],
  lines: LineIndex,
): number[] {
  const own = leaks.filter((leak) => leak.exercise === exercise && leak.diagnostic.severity === 'error');
  const isOwn = ({ rule, line }: Finding) =>
    own.some(({ diagnostic }) => diagnostic.rule === rule && lines.point(diagnostic.span.start).line === line);
  return findings.flatMap((finding, index) => (isOwn(finding) ? [index] : []));
}
