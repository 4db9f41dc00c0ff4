import type { ExerciseResult, Finding, RunResult } from '../model/result.ts';
import { causesText } from './causes.ts';
import { duration } from './duration.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** The last lines of a run: what was done, what came of it, and what was not done and why. */
export function summaryText(result: RunResult, style: Style, changes: NotebookChanges = {}): string {
  return summaryRows(result, style, changes)
    .map(([name, text]) => ` ${style.dim(name.padEnd(10))} ${text}`)
    .join('\n');
}

/** The summary as pairs of a name and a text. */
export function summaryRows(result: RunResult, style: Style, changes: NotebookChanges = {}): readonly RowText[] {
  const rows = result.files === undefined ? lessonRows(result, style, changes) : fileRows(result, style);
  const interrupted: RowText[] =
    result.exitCode === 130 ? [['Stopped', style.yellow('interrupted: this is what had ended by then')]] : [];
  return [
    ...rows,
    ['Findings', findings(result, style)],
    ...baseline(result, style),
    ...byRule(result),
    ['Duration', duration(result.durationMs)],
    ...interrupted,
    ...couldNotGoOn(result, style),
  ];
}

function couldNotGoOn({ error }: RunResult, style: Style): RowText[] {
  if (error === undefined) return [];
  const { message, help } = error;
  const told: RowText = ['Stopped', style.red(`${printable(message)}; this is what had ended by then`)];
  return help === undefined ? [told] : [told, ['Help', printable(help)]];
}

/** How many notebooks `build` wrote, as its events told. */
export type NotebookChanges = { readonly [change in 'created' | 'updated' | 'unchanged']?: number };

export type RowText = readonly [name: string, text: string];

function lessonRows(result: RunResult, style: Style, changes: NotebookChanges): RowText[] {
  const { summary } = result;
  const status = (name: string) => result.lessons.filter((lesson) => lesson.status === name).length;
  const rows: RowText[] = [
    [
      'Lessons',
      parts([
        countText(status('passed'), result.command === 'import' ? 'imported' : 'passed', style.green),
        countText(status('failed'), result.command === 'import' ? 'not imported' : 'failed', style.red),
        countText(status('skipped'), 'skipped', style.yellow),
      ]),
    ],
  ];
  if (summary.notebooks > 0) rows.push(['Notebooks', notebooks(result, style, changes)]);
  const ran = result.command !== 'build' && result.command !== 'import';
  if (summary.cells > 0 && ran) {
    rows.push([
      'Cells',
      parts([
        countText(summary.executed, 'executed'),
        countText(summary.cached, 'from the cache'),
        countText(notRun(result), 'not run', style.yellow),
        ...skipped(cellReasons(result), style),
      ]),
    ]);
  }
  const outputs = outputReasons(result);
  if (summary.outputsConfirmed + summary.outputsMismatched + skips(outputs) > 0) {
    rows.push([
      'Outputs',
      parts([
        countText(summary.outputsConfirmed, 'confirmed', style.green),
        countText(summary.outputsMismatched, summary.outputsMismatched === 1 ? 'differs' : 'differ', style.red),
        ...skipped(outputs, style),
      ]),
    ]);
  }
  const causes = causesText(result.lessons.flatMap((lesson) => lesson.findings));
  if (causes !== undefined) rows.push(['Causes', causes]);
  if (summary.exercises > 0 && ran) rows.push(['Exercises', exercises(result, style)]);
  const tried = result.lessons.flatMap((lesson) => lesson.exercises.flatMap(({ mutants }) => mutants ?? []));
  if (tried.length > 0) rows.push(['Mutants', mutants(tried, style)]);
  return rows;
}

function fileRows(result: RunResult, style: Style): RowText[] {
  const files = result.files ?? [];
  const valid = files.filter((file) => file.valid).length;
  return [
    [
      'Notebooks',
      parts([countText(valid, 'valid', style.green), countText(files.length - valid, 'invalid', style.red)]),
    ],
  ];
}

function notebooks(
  result: RunResult,
  style: Style,
  { created = 0, updated = 0, unchanged = 0 }: NotebookChanges,
): string {
  const all = result.lessons.flatMap((lesson) => lesson.notebooks);
  const drift = (name: string) => all.filter((notebook) => notebook.drift === name).length;
  const done = [
    countText(created, 'created', style.green),
    countText(updated, 'updated', style.green),
    countText(unchanged, 'unchanged'),
  ];
  const building = created + updated + unchanged > 0;
  return parts([
    ...(building ? done : [countText(drift('none'), 'up to date', style.green)]),
    countText(drift('stale'), 'stale', style.red),
    countText(drift('missing'), 'missing', style.red),
    countText(drift('hand-edited'), 'edited by hand', style.red),
    countText(drift('not-checked'), result.command === 'build' ? 'not written' : 'not compared', style.yellow),
  ]);
}

function exercises(result: RunResult, style: Style): string {
  const { exercises: all, exercisesProven: proven } = result.summary;
  const untested = result.lessons
    .flatMap((lesson) => lesson.exercises)
    .filter((exercise) => exercise.starter === 'none' && exercise.solutions === 'none').length;
  return parts([
    countText(proven, 'proven', style.green),
    countText(all - proven, 'not proven', style.yellow),
    ...(untested > 0 ? [`${untested} without solution and starter`] : []),
  ]);
}

/** Wrong solutions that tests were tried on. */
function mutants(tried: readonly NonNullable<ExerciseResult['mutants']>[], style: Style): string {
  const sum = (key: 'killed' | 'survived' | 'notRun') => tried.reduce((total, one) => total + one[key], 0);
  return parts([
    countText(sum('killed'), 'noticed by the tests', style.green),
    countText(sum('survived'), 'not noticed', style.red),
    countText(sum('notRun'), 'not run', style.yellow),
  ]);
}

function allFindings(result: RunResult): readonly Finding[] {
  const ofFiles = [...result.lessons, ...(result.files ?? [])].flatMap((one) => one.findings);
  return [...(result.findings ?? []), ...ofFiles];
}

/** What is known, and what of that is gone. */
function baseline({ baseline: known }: RunResult, style: Style): RowText[] {
  if (known === undefined) return [];
  const { file, recorded } = known;
  const gone = known.gone.reduce((total, { count }) => total + count, 0);
  if (recorded === true) return [['Baseline', `${plural(known.known, 'finding')} recorded in ${printable(file)}`]];
  const parts = [`${plural(known.known, 'known finding')} of ${printable(file)} not shown`];
  if (gone > 0) parts.push(style.green(`${gone} gone: delete the file and check again to record what is left`));
  return [['Baseline', parts.join(', ')]];
}

/** Which rules the findings are of, the most frequent first, where they are too many to be seen at once. */
function byRule(result: RunResult): RowText[] {
  const all = allFindings(result);
  if (all.length <= MANY) return [];
  const counts = [...tally(all.map(({ rule }) => rule))].sort(([, a], [, b]) => b - a);
  return [['By rule', counts.map(([rule, count]) => `${count} ${rule}`).join(', ')]];
}

const MANY = 20;

function findings(result: RunResult, style: Style): string {
  const { errors, warnings } = result.summary;
  const all = allFindings(result);
  const notes = all.filter((finding) => finding.severity === 'info').length;
  if (errors + warnings + notes === 0) return style.green('none');
  return parts([
    errors > 0 ? style.red(plural(errors, 'error')) : '',
    warnings > 0 ? style.yellow(plural(warnings, 'warning')) : '',
    notes > 0 ? style.blue(plural(notes, 'note')) : '',
  ]);
}

type Reasons = ReadonlyMap<string, number>;

function cellReasons(result: RunResult): Reasons {
  const cells = result.lessons.flatMap((lesson) => lesson.cells).filter((cell) => cell.status === 'skipped');
  return tally(cells.map((cell) => cell.reason ?? 'no reason given'));
}

/** Cells that nothing reached, because an earlier one ended the run. */
function notRun({ lessons }: RunResult): number {
  return lessons.flatMap((lesson) => lesson.cells).filter((cell) => cell.status === 'not-run').length;
}

function outputReasons(result: RunResult): Reasons {
  const outputs = result.lessons.flatMap((lesson) => lesson.outputs);
  return tally(
    outputs.filter((output) => output.verdict === 'skipped').map((output) => output.reason ?? 'no reason given'),
  );
}

function tally(names: readonly string[]): Reasons {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function skips(reasons: Reasons): number {
  return [...reasons.values()].reduce((sum, count) => sum + count, 0);
}

function skipped(reasons: Reasons, style: Style): string[] {
  if (reasons.size === 0) return [];
  const list = [...reasons].map(([reason, count]) => (reasons.size === 1 ? reason : `${count} ${reason}`));
  return [style.yellow(`${skips(reasons)} skipped`) + style.dim(` (${list.join(', ')})`)];
}

function countText(count: number, text: string, paint: (text: string) => string = String): string {
  return count === 0 ? '' : paint(`${count} ${text}`);
}

function parts(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(', ') || 'none';
}
