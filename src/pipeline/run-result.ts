import { isProven } from '../model/exercise.ts';
import type { Environment, LessonResult, RunResult, Summary } from '../model/result.ts';
import type { Course } from './course.ts';

/** What a command found, summed up. Lessons come in course order. */
export function runResult(
  command: string,
  course: Course,
  lessons: readonly LessonResult[],
  started: number,
  environment: Partial<Environment> = {},
): RunResult {
  const summary = summaryOf(lessons);
  return {
    coursewright: course.version,
    schemaVersion: 1,
    command,
    exitCode: summary.errors > 0 ? 1 : 0,
    durationMs: Math.round(performance.now() - started),
    environment: { node: process.versions.node, ...environment },
    summary,
    lessons,
  };
}

/** Adds up what lessons' results say. */
function summaryOf(lessons: readonly LessonResult[]): Summary {
  const cells = lessons.flatMap((lesson) => lesson.cells);
  const outputs = lessons.flatMap((lesson) => lesson.outputs);
  const exercises = lessons.flatMap((lesson) => lesson.exercises);
  const findings = lessons.flatMap((lesson) => lesson.findings);
  const ran = lessons.map((lesson) => ({
    cached: lesson.cached,
    count: lesson.cells.filter((cell) => cell.status !== 'skipped' && cell.status !== 'not-run').length,
  }));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  return {
    lessons: lessons.length,
    notebooks: sum(lessons.map((lesson) => lesson.notebooks.length)),
    cells: cells.length,
    executed: sum(ran.filter(({ cached }) => !cached).map(({ count }) => count)),
    cached: sum(ran.filter(({ cached }) => cached).map(({ count }) => count)),
    outputsConfirmed: outputs.filter((output) => output.verdict === 'confirmed').length,
    outputsMismatched: outputs.filter((output) => output.verdict === 'mismatch').length,
    exercises: exercises.length,
    exercisesProven: exercises.filter(isProven).length,
    errors: findings.filter((finding) => finding.severity === 'error').length,
    warnings: findings.filter((finding) => finding.severity === 'warning').length,
    skipped: cells.filter((cell) => cell.status === 'skipped').length,
  };
}
