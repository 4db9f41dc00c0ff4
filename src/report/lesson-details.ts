import { isProven } from '../model/exercise.ts';
import type { CellResult, ExerciseResult, LessonResult, NotebookResult } from '../model/result.ts';
import { greatestOf } from '../text/extremes.ts';
import { duration } from './duration.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** What `--verbose` tells of a lesson: its notebooks, its cells with their outputs, its exercises. */
export function lessonDetails(lesson: LessonResult, style: Style): readonly string[] {
  const { notebooks, cells, exercises } = lesson;
  const lines = [
    ...cells.map((cell) => ({ line: cell.line, text: cellText(cell, lesson, style) })),
    ...exercises.map((exercise) => ({ line: exercise.line, text: exerciseText(exercise, style) })),
  ].sort((a, b) => a.line - b.line);
  const digits = greatestOf([2, ...lines.map(({ line }) => String(line).length)]);
  return [
    ...(lesson.executedBecause ?? []).map((why) => `   ${style.cyan('run again:')} ${printable(why)}`),
    ...notebooks.map((notebook) => `   ${notebookText(notebook, style)}`),
    ...lines.map(({ line, text }) => `   ${style.dim(String(line).padStart(digits))} ${text}`),
  ];
}

function notebookText({ path, drift }: NotebookResult, { symbols, ...style }: Style): string {
  if (drift === 'none') return `${style.green(symbols.passed)} ${printable(path)}`;
  if (drift === 'not-checked') return `${style.dim(symbols.skipped)} ${printable(path)}`;
  return `${style.red(symbols.failed)} ${printable(path)}  ${drift}`;
}

function cellText({ id, status, durationMs, reason }: CellResult, { outputs }: LessonResult, style: Style): string {
  const { symbols } = style;
  const verdicts = outputs
    .filter((output) => output.cell === id)
    .map(({ verdict, reason: why, mode }) => [verdict, ...mode, ...(why === undefined ? [] : [`(${why})`])].join(' '));
  const ran = status !== 'skipped' && status !== 'not-run';
  const mark =
    status === 'ok' ? style.green(symbols.passed) : ran ? style.red(symbols.failed) : style.yellow(symbols.skipped);
  const facts = [
    ...(status === 'ok' ? [] : [reason === null ? status : `${status}: ${reason}`]),
    ...(ran ? [duration(durationMs)] : []),
    ...(verdicts.length > 0 ? [`output ${verdicts.join(', ')}`] : []),
  ];
  return `${mark} ${id}  ${style.dim(facts.join('  '))}`;
}

function exerciseText(exercise: ExerciseResult, style: Style): string {
  const { id, solutions, starter, student, leaks } = exercise;
  const mark = isProven(exercise) ? style.green(style.symbols.passed) : style.yellow(style.symbols.warning);
  const facts = `solutions: ${solutions}, starter: ${starter}, student notebook: ${student}, leaks: ${leaks.length}`;
  return `${mark} exercise ${id}  ${style.dim(facts)}`;
}
