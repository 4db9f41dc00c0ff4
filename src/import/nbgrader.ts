import { hasRegions } from '../languages/python/regions.ts';
import { type ExerciseGroup, exerciseId, type Group, type Part } from './group.ts';
import type { NotebookCell } from './notebook-cell.ts';

/**
 * What nbgrader keeps of a cell. `solution` without `grade` is an answer that tests grade, with it one that a person
 * grades; `grade` alone is a test; `task` an exercise without a cell for its answer.
 * Source: https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
 */
interface Grading {
  readonly grade: boolean;
  readonly solution: boolean;
  readonly task: boolean;
  readonly id: string;
  readonly points: number | undefined;
}

export function isNbgrader(cells: readonly NotebookCell[]): boolean {
  return cells.some((cell) => gradingOf(cell) !== undefined);
}

/**
 * Exercises of nbgrader's cells. An exercise begins with the text before its answer and ends with the last test before the
 * next answer; what stands between is part of it.
 */
export function nbgraderGroups(cells: readonly NotebookCell[]): Group[] {
  const groups: Group[] = [];
  let at = 0;
  while (at < cells.length) {
    const cell = cells[at] as NotebookCell;
    const grading = gradingOf(cell);
    if (grading?.task === true) {
      groups.push(exerciseOf(grading, taskParts(cell), grading.points));
      at += 1;
    } else if (grading?.solution === true) {
      const end = endOfExercise(cells, at);
      const before = groups.at(-1);
      const prompt: Part[] = before?.type === 'text' ? [{ role: 'text', cell: before }] : [];
      if (prompt.length > 0) groups.pop();
      const rest = cells.slice(at + 1, end).flatMap(partAfter);
      groups.push(exerciseOf(grading, [...prompt, ...answerParts(cell), ...rest], grading.points));
      at = end;
    } else {
      groups.push(cell);
      at += 1;
    }
  }
  return groups;
}

function exerciseOf({ id }: Grading, parts: readonly Part[], points: number | undefined): ExerciseGroup {
  return { type: 'exercise', id: exerciseId(id), parts, ...(points === undefined ? {} : { points }) };
}

/** Behind the last test that follows an answer before the next one. */
function endOfExercise(cells: readonly NotebookCell[], answer: number): number {
  let end = answer + 1;
  for (let at = answer + 1; at < cells.length; at += 1) {
    const grading = gradingOf(cells[at] as NotebookCell);
    if (grading?.solution === true || grading?.task === true) break;
    if (grading?.grade === true) end = at + 1;
  }
  return end;
}

function partAfter(cell: NotebookCell): Part[] {
  const grading = gradingOf(cell);
  if (cell.type !== 'code') return [{ role: 'text', cell }];
  if (grading?.grade !== true) return [{ role: 'demo', cell }];
  return [{ role: 'test', cell, ...(grading.points === undefined ? {} : { points: grading.points }) }];
}

/** What nbgrader puts where a solution was. */
const stub = /YOUR (?:CODE|ANSWER) HERE|\bNotImplementedError\b/;

/** An answer: with regions they say what is the solution; without, all of it is, or what is left of one after a release. */
function answerParts(cell: NotebookCell): Part[] {
  if (cell.type !== 'code') return stub.test(cell.source) ? [{ role: 'text', cell }] : [{ role: 'solution', cell }];
  if (hasRegions(cell.source, 'solution')) return [{ role: 'regions', cell }];
  if (stub.test(cell.source) || cell.source === '') return [{ role: 'starter', cell }];
  const starter = { ...cell, source: '# YOUR CODE HERE\nraise NotImplementedError()', outputs: [] };
  return [
    { role: 'starter', cell: starter },
    { role: 'solution', cell },
  ];
}

const markScheme = /\n*^#{1,} *BEGIN MARK SCHEME *\n([\s\S]*?)^#{1,} *END MARK SCHEME *$/gm;

/** A task: what it says of its grading is for instructors. */
function taskParts(cell: NotebookCell): Part[] {
  const schemes = [...cell.source.matchAll(markScheme)].map(([, text = '']) => text.trim());
  return [
    { role: 'text', cell: { ...cell, source: cell.source.replace(markScheme, '').trimEnd() } },
    ...schemes.map((source): Part => ({ role: 'instructor', cell: { ...cell, source } })),
  ];
}

function gradingOf({ metadata }: NotebookCell): Grading | undefined {
  const own = metadata.nbgrader;
  if (typeof own !== 'object' || own === null) return undefined;
  const { grade, solution, task, grade_id: id, points } = own as Readonly<Record<string, unknown>>;
  return {
    grade: grade === true,
    solution: solution === true,
    task: task === true,
    id: String(id ?? 'exercise'),
    points: typeof points === 'number' ? points : undefined,
  };
}
