import { cellResult, isOfLesson, withPoints } from '../compile/contents.ts';
import type { PlannedRun } from '../compile/plan.ts';
import { runRuleOf } from '../diagnostics/catalog.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { CodeCell } from '../model/cell.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { Config } from '../model/config.ts';
import { alternativesOf, solutionsOf } from '../model/exercise.ts';
import type { Exercise, Lesson, Solution } from '../model/lesson.ts';
import type { CellResult, ExerciseResult, Finding, OutputResult } from '../model/result.ts';
import type { Executed, ExecutedCell } from '../model/run.ts';
import { codesIn, exercisesIn } from '../model/walk.ts';
import { originOf } from '../text/mapped-text.ts';
import { shellWord } from '../text/shell-word.ts';
import { lineIndex, type Span } from '../text/span.ts';
import { cellOutputs } from './cell-outputs.ts';
import { confirmCell } from './confirm-cell.ts';
import type { ConfirmContext, ConfirmedOutput } from './confirm-context.ts';
import { withoutFollowUps } from './drop-follow-ups.ts';
import { leakDiagnostics } from './leaks.ts';
import { missingIn } from './missing-files.ts';
import { notCompared } from './not-compared.ts';
import type { CellRun, ExerciseRuns } from './proof.ts';
import { proveExercises } from './prove-exercises.ts';
import { moduleBindings } from './python-names.ts';
import { executionFindings } from './run-findings.ts';
import { raisedText } from './traceback.ts';

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
  /** Only what stands up to this offset was run. */
  readonly until?: number;
  /** Cells that were executed once more, by how they ended the first time. */
  readonly again?: ConfirmContext['again'];
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
  const { config, until = Number.POSITIVE_INFINITY } = options;
  const lines = lineIndex(lesson.text);
  const executedOf = new Map(executed.map((one) => [one.id, one]));
  const resultOf = (type: PlannedRun['purpose']['type'], exercise?: Exercise, solution?: Solution) => {
    const planned = runs.find(
      ({ purpose }) =>
        purpose.type === type &&
        (exercise === undefined || ('exercise' in purpose && purpose.exercise === exercise)) &&
        (solution === undefined || ('solution' in purpose && purpose.solution === solution)),
    );
    return planned === undefined ? undefined : executedOf.get(planned.run.id);
  };
  const instructor = resultOf('solved');
  const student = resultOf('unsolved');
  const context: Omit<ConfirmContext, 'cell'> = {
    file: lesson.source,
    text: lesson.text,
    defaults: config.confirm.default,
    tolerance: config.confirm.tolerance,
    absolute: config.confirm.absolute,
    sanitize: config.confirm.sanitize,
    undeclared: config.confirm.undeclared,
    environment: config.python.environment,
    requires: [...config.python.requirements, ...compiled.lesson.meta.requires],
    image: options.image,
    ...(options.again === undefined ? {} : { again: options.again }),
    ...(options.saved === undefined ? {} : { saved: options.saved }),
    bindingOf: bindingsIn(lesson),
    missing: missingIn(compiled, runs),
  };
  const code = compiled.cells.filter(
    (cell): cell is CodeCell => cell.type === 'code' && (cell.exercise?.span ?? cell.span).start < until,
  );
  const diagnostics: Diagnostic[] = [];
  const outputs: (ConfirmedOutput & { cell: string })[] = [];

  const shared = code.filter(
    (cell) =>
      cell.preceding === undefined &&
      (cell.code.role === 'demo' ||
        cell.code.role === 'setup' ||
        (cell.exercise === undefined && cell.code.role === 'solution')),
  );
  const preceding = code.filter((cell) => cell.preceding !== undefined);
  for (const cell of shared) {
    const ran = instructor?.cells.get(cell.id);
    const confirmed = confirmCell(cell.code, ran, { ...context, cell: cell.id });
    for (const one of confirmed.outputs.map((output) => ({ ...output, cell: cell.id }))) outputs.push(one);
    for (const one of confirmed.diagnostics) diagnostics.push(one);
  }

  const exercises = exercisesIn(lesson.blocks).filter((exercise) => exercise.span.start < until);
  const proofs = proveExercises(
    {
      exercises: exercises.map((exercise) => exerciseRuns(exercise)),
      shared: [...preceding, ...shared].map((cell) => ({
        code: cell.code,
        cell: cell.id,
        instructor: instructor?.cells.get(cell.id),
        student: student?.cells.get(cell.id),
      })),
      studentRan: student !== undefined,
      earlier: compiled.earlier.flatMap(({ source, lesson: other }) =>
        exercisesIn(other.blocks).map((exercise) => ({ exercise, file: source, text: other.text })),
      ),
    },
    context,
  );
  for (const one of proofs.outputs) outputs.push(one);
  for (const one of proofs.diagnostics) diagnostics.push(one);
  diagnostics.push(
    ...preceding.flatMap((cell) => precedingRaised(cell, instructor?.cells.get(cell.id), lesson.source)),
  );
  const ran = code.filter(isOfLesson).map((cell) => ({
    code: cell.code,
    executed: (cell.code.role === 'starter' ? student : instructor)?.cells.get(cell.id),
  }));
  for (const one of notCompared(ran, lesson.source, lesson.text)) diagnostics.push(one);
  for (const one of runDiagnostics()) diagnostics.push(one);
  const leaks = leakDiagnostics(compiled, exercises);
  for (const one of leaks.map((leak) => leak.diagnostic)) diagnostics.push(one);

  const seen = new Set<number>();
  return {
    cells: code.filter(isOfLesson).map((cell) => {
      const run = cell.code.role === 'starter' ? student : instructor;
      return cellResult(cell, lines, options.network, run?.cells.get(cell.id));
    }),
    outputs: outputs
      .filter(({ span }) => !seen.has(span.start) && seen.add(span.start))
      .sort((a, b) => a.span.start - b.span.start)
      .map(({ span, cell, mode, verdict, reason }) => ({
        line: lines.point(span.start).line,
        cell,
        mode: mode.length === 0 ? ['exact'] : mode,
        verdict,
        ...(reason === undefined ? {} : { reason }),
      })),
    exercises: proofs.exercises.map(({ id, span, solutions, starter, student: students }) => ({
      id,
      line: lines.point(span.start).line,
      ...withPoints(exercises.find((one) => one.span === span)),
      solutions,
      starter,
      student: students,
    })),
    diagnostics: withoutFollowUps(unique(diagnostics), code),
    leaksOf: (exercise, findings) => {
      const own = leaks.filter((leak) => leak.exercise === exercise && leak.diagnostic.severity === 'error');
      return findings.flatMap((finding, index) =>
        own.some(
          ({ diagnostic }) =>
            diagnostic.rule === finding.rule && lines.point(diagnostic.span.start).line === finding.line,
        )
          ? [index]
          : [],
      );
    },
  };

  function exerciseRuns(exercise: Exercise): ExerciseRuns {
    const own = code.filter((cell) => cell.exercise === exercise);
    const tests = own.filter((cell) => cell.code.role === 'test');
    const alternatives = alternativesOf(exercise);
    const starter = own.filter((cell) => cell.code.role === 'starter');
    const starterRun = resultOf('starter', exercise);
    const cellRuns = (cells: readonly CodeCell[], run: Executed | undefined): CellRun[] =>
      cells.map((cell) => ({ code: cell.code, cell: cell.id, executed: run?.cells.get(cell.id) }));
    return {
      exercise,
      solutions: solutionsOf(exercise).map((solution) => {
        const run = alternatives.includes(solution) ? resultOf('alternative', exercise, solution) : instructor;
        const codes = codesIn(solution.blocks);
        return {
          solution,
          cells: cellRuns(
            own.filter((cell) => codes.includes(cell.code)),
            run,
          ),
          tests: cellRuns(tests, run),
        };
      }),
      ...(starterRun !== undefined
        ? { starter: { cells: cellRuns(starter, starterRun), tests: cellRuns(tests, starterRun) } }
        : {}),
    };
  }

  /** What no cell's output tells: a missing kernel, a swallowed error, an output that was cut. */
  function runDiagnostics(): Diagnostic[] {
    const spans = new Map(code.map((cell) => [cell.id, cell.span]));
    const start = { start: 0, end: 0 };
    return runs.flatMap(({ run, purpose }) => {
      const result = executedOf.get(run.id);
      if (result === undefined) return [];
      const found = executionFindings(run, result, {
        file: lesson.source,
        lesson: start,
        kernel: kernelPlace(lesson, code[0]?.span),
        cell: (id) => {
          const span = spans.get(id) ?? start;
          return { start: span.start, end: span.start };
        },
      });
      // A starter may hang or die: its tests then fail, as they shall.
      return purpose.type === 'starter' ? found.filter((one) => one.cell === undefined) : found;
    });
  }
}

/** The front matter's kernel, or the first line of the first cell. */
function kernelPlace({ text, meta: { kernel } }: Lesson, first: Span | undefined): Span {
  const header = /^---[ \t]*\r?\n[\s\S]*?\n---/.exec(text)?.[0] ?? '';
  const at = kernel === undefined ? -1 : header.indexOf(kernel);
  if (kernel !== undefined && at !== -1) return { start: at, end: at + kernel.length };
  return first === undefined ? { start: 0, end: 0 } : { start: first.start, end: first.start };
}

/** What a lesson that runs before did wrong here; on its own it may well run. */
function precedingRaised({ id, code, preceding = '' }: CodeCell, ran: ExecutedCell | undefined, file: string) {
  if (ran?.status !== 'error' || code.run.raises !== undefined) return [];
  const { raised } = cellOutputs(ran);
  const what = raised === undefined ? 'raises' : `raises ${raisedText(raised)}`;
  const help = `coursewright check ${shellWord(preceding)} says whether it runs alone`;
  const message = `the code of ${preceding}, which runs before this lesson, ${what}`;
  return [diagnostic('cell-raised', message, file, code.span, { cell: id, help })];
}

/** Where a lesson first binds a name at module level. */
function bindingsIn(lesson: Lesson): (name: string) => Span | undefined {
  let bindings: Map<string, Span> | undefined;
  return (name) => {
    if (bindings === undefined) {
      bindings = new Map();
      for (const { language, source } of codesIn(lesson.blocks)) {
        if (language !== 'python') continue;
        for (const bound of moduleBindings(source.text)) {
          if (!bindings.has(bound.name)) bindings.set(bound.name, originOf(source, bound.start, bound.end));
        }
      }
    }
    return bindings.get(name);
  };
}

/** One finding a mistake: runs that share cells find the same things. */
function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((one) => {
    const key = `${one.rule} ${one.cell ?? one.span.start} ${apart(one)}`;
    return !seen.has(key) && seen.add(key);
  });
}

function apart({ rule, span, message }: Diagnostic): string | number {
  const by = runRuleOf(rule)?.apartBy;
  return by === 'place' ? span.start : by === 'message' ? message : '';
}
