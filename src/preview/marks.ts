import type { CompiledLesson } from '../model/compiled-lesson.ts';
import { isProven } from '../model/exercise.ts';
import type { ExerciseResult, Finding, LessonResult, OutputResult } from '../model/result.ts';
import { exercisesIn } from '../model/walk.ts';
import { lineIndex } from '../text/span.ts';
import type { FindingMark, Mark } from './protocol.ts';

/** What a check says of a lesson, each beside the cell that it is about. */
export function marksOf({ lesson, cells }: CompiledLesson, result: LessonResult): readonly Mark[] {
  const lines = lineIndex(lesson.text);
  const own = cells.filter((cell) => cell.type === 'markdown' || cell.preceding === undefined);
  const ids = new Set(own.map(({ id }) => id));
  const exercises = exercisesIn(lesson.blocks).map(({ span }) => span);
  /** Of the line that opens an exercise, the first cell of that; of another line, the last cell that begins before it ends. */
  const cellAt = (line: number) => {
    const end = line >= lines.lineCount ? lesson.text.length : lines.lineStart(line + 1) - 1;
    const exercise = exercises.find(({ start }) => start >= lines.lineStart(line) && start <= end);
    const first = exercise && own.find(({ span }) => span.start >= exercise.start && span.start < exercise.end);
    return (first ?? own.findLast(({ span }) => span.start <= end))?.id;
  };
  const placed = (line: number, id: string | undefined) => {
    const cell = id !== undefined && ids.has(id) ? id : cellAt(line);
    return { line, ...(cell === undefined ? {} : { cell }) };
  };
  const marks: Mark[] = [
    ...result.outputs.map(
      (output): Mark => ({
        ...placed(output.line, output.cell),
        kind: 'output',
        verdict: output.verdict,
        text: outputText(output),
      }),
    ),
    ...result.exercises.map(
      (exercise): Mark => ({
        ...placed(exercise.line, undefined),
        kind: 'exercise',
        verdict: wasRun(exercise) ? (isProven(exercise) ? 'proven' : 'not-proven') : 'not-run',
        text: exerciseText(exercise),
      }),
    ),
    ...result.findings.map((finding) =>
      finding.file === result.source
        ? { ...findingMark(finding), ...placed(finding.line, finding.cell) }
        : findingMark(finding),
    ),
  ];
  return marks.sort((one, other) => one.line - other.line);
}

/** A finding that stands beside no cell. */
export function findingMark(finding: Finding): FindingMark {
  const { line, severity, rule, message, file, help, expected, actual, update } = finding;
  return {
    ...{ kind: 'finding', line, severity, rule, message, file },
    ...(help === undefined ? {} : { help }),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    canUpdate: update === 'rewrites',
  };
}

function outputText({ verdict, mode, reason }: OutputResult): string {
  const how = mode.length === 0 || mode.join() === 'exact' ? '' : ` (${mode.join(', ')})`;
  const why = reason === undefined ? '' : `: ${reason}`;
  const said = {
    confirmed: `the output is what the cell prints${how}`,
    mismatch: `the output is not what the cell prints${how}${why}`,
    skipped: `the output was not compared${why}`,
    'not-run': `the cell was not run${why}`,
  };
  return said[verdict];
}

function wasRun({ solutions, starter, student }: ExerciseResult): boolean {
  return solutions !== 'not-run' && starter !== 'not-run' && student !== 'not-run';
}

function exerciseText(exercise: ExerciseResult): string {
  const { id, solutions, starter, student } = exercise;
  if (!wasRun(exercise)) return `exercise ${id} was not run`;
  if (isProven(exercise)) return `exercise ${id} is proven: it can be solved, and needs solving`;
  const said = [
    ...(solutions === 'fail' ? ['its solution fails the tests'] : []),
    ...(solutions === 'none' ? ['it has no solution that passes tests'] : []),
    ...(starter === 'passes' ? ['its starter passes the tests'] : []),
    ...(student === 'breaks' ? ['the student notebook breaks at it'] : []),
    ...(exercise.leaks.length > 0 ? ['its answer is given away'] : []),
  ];
  return `exercise ${id} is not proven: ${said.join('; ')}`;
}
