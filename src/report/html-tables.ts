import type { Element } from 'hast';
import { h } from 'hastscript';
import type { CellResult, ExerciseResult, LessonResult } from '../model/result.ts';
import { duration } from './duration.ts';

/** Notebooks, exercises and cells of a lesson, each as a table that can be unfolded. */
export function lessonTables(lesson: LessonResult): Element[] {
  const { notebooks, cells, exercises } = lesson;
  const parts: Element[] = [];
  if (notebooks.length > 0) {
    parts.push(
      table(
        'Notebooks',
        ['path', 'variant', 'drift'],
        notebooks.map(({ path, variant, drift }) => [path, variant, drift]),
      ),
    );
  }
  if (exercises.length > 0) {
    const tried = exercises.some(({ mutants }) => mutants !== undefined);
    const heads = [
      'line',
      'exercise',
      'solutions',
      'starter',
      'student notebook',
      ...(tried ? ['wrong solutions'] : []),
    ];
    parts.push(table('Exercises', heads, exercises.map(exerciseRow)));
  }
  if (cells.length > 0)
    parts.push(
      table(
        'Cells',
        ['line', 'cell', 'status', 'time', 'outputs'],
        cells.map((cell) => cellRow(cell, lesson)),
      ),
    );
  return parts;
}

function exerciseRow({ line, id, solutions, starter, student, mutants }: ExerciseResult): string[] {
  return [String(line), id, solutions, starter, student, ...(mutants === undefined ? [] : [strength(mutants)])];
}

/** How strong the tests of an exercise are: of the wrong solutions that were tried, how many they noticed. */
function strength({ killed, survived, notRun }: NonNullable<ExerciseResult['mutants']>): string {
  const left = notRun === 0 ? '' : `, ${notRun} not run`;
  return `${killed} of ${killed + survived} noticed${left}`;
}

function cellRow({ line, id, status, reason, durationMs }: CellResult, { outputs }: LessonResult): string[] {
  const own = outputs.filter((output) => output.cell === id);
  const verdicts = own.map(({ verdict, mode }) => [verdict, ...mode].join(' ')).join(', ');
  const time = status === 'skipped' || status === 'not-run' ? '' : duration(durationMs);
  return [String(line), id, reason === null ? status : `${status}: ${reason}`, time, verdicts];
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): Element {
  return h('details', { class: 'table' }, [
    h('summary', `${caption} (${rows.length})`),
    h('table', [
      h(
        'thead',
        h(
          'tr',
          heads.map((head) => h('th', head)),
        ),
      ),
      h(
        'tbody',
        rows.map((row) =>
          h(
            'tr',
            row.map((cell) => h('td', { class: kindOf(cell) }, cell)),
          ),
        ),
      ),
    ]),
  ]);
}

const bad = /^(error|timeout|kernel-died|stale|missing|hand-edited|fail|passes|breaks)\b|\bmismatch\b/;
const good = /^(ok|none|pass|fails|runs)$|^confirmed/;

function kindOf(text: string): string {
  return bad.test(text) ? 'bad' : good.test(text) ? 'good' : '';
}
