import { statSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { ShardResult } from '../model/result.ts';
import { courseFiles } from '../pipeline/course-files.ts';
import { plural } from '../report/plural.ts';
import { printable } from '../report/printable.ts';
import { makeStyle } from '../report/style.ts';
import { readDurations } from '../select/durations.ts';
import { type Matched, matchesText, matchPattern } from '../select/match-pattern.ts';
import type { Selected } from '../select/selected.ts';
import { shardOf } from '../select/shard.ts';
import { greatestOf } from '../text/extremes.ts';
import { interruptibly } from '../text/interruptibly.ts';
import type { Invocation } from './command.ts';
import { UsageError } from './errors.ts';
import { isCi, wantsColor } from './io.ts';
import type { Selection } from './selection.ts';

/** A selection after `-t`, `--changed` and `--shard`. */
export interface Filtered extends Selection {
  readonly shard?: ShardResult;
}

type Reasons = readonly (readonly [what: string, why: string])[];

/**
 * Leaves of a selection what `-t` matches, of that what `--changed` finds touched, and of that the part of `--shard`.
 * Says on standard error what is left, and why. Nothing left is an answer of `--changed` and of a shard, of which one
 * may be empty; a pattern that matches nothing is a mistake.
 */
export async function filterSelection(selection: Selection, invocation: Invocation): Promise<Filtered> {
  const { test, changed, shard } = invocation.options;
  let filtered: Filtered = selection;
  if (test !== undefined) filtered = await matching(filtered, test, invocation);
  if (changed !== undefined)
    filtered = await changedSince(filtered, changed === true ? undefined : changed, invocation);
  if (shard !== undefined) filtered = part(filtered, shard, invocation);
  return filtered;
}

async function matching(selection: Selection, pattern: RegExp, invocation: Invocation): Promise<Selection> {
  const { readCourseLesson } = await import('../compile/read-course-lesson.ts');
  const { course } = selection;
  const files = courseFiles(course.dir, course.loaded.config.output);
  const matched: Matched[] = [];
  for (const one of selection.lessons) {
    const matches = () =>
      matchPattern(one, pattern, (source) => {
        const text = files.lessonText(source);
        return text === undefined ? undefined : readCourseLesson(text, source, course.loaded.config).lesson;
      });
    for (const one of await interruptibly(matches, invocation.signal)) matched.push(one);
  }
  const notebooks = selection.notebooks.filter((path) => matchesText(pattern, path));
  if (matched.length + notebooks.length === 0) {
    throw new UsageError(`-t ${sourceOfPattern(pattern)} matches nothing in ${total(selection)}`, {
      help: 'it is a regular expression for paths and titles of lessons, and ids and headings of exercises',
    });
  }
  const reasons = [
    ...matched.map(({ source, line, by }) => [line === undefined ? source : `${source}:${line}`, by] as const),
    ...notebooks.map((path) => [path, 'its path'] as const),
  ];
  const lessons = matched.map(({ source, line }): Selected => (line === undefined ? { source } : { source, line }));
  const filtered = { ...selection, lessons, notebooks };
  say(invocation, `-t ${sourceOfPattern(pattern)}: ${count(filtered)} of ${total(selection)}`, reasons);
  return filtered;
}

async function changedSince(selection: Selection, ref: string | undefined, invocation: Invocation): Promise<Selection> {
  const { changedFiles } = await import('../select/changed-files.ts');
  const { touchedBy, touchedLessons } = await import('../pipeline/touched-lessons.ts');
  const { course } = selection;
  const { files: changed, since } = await changedFiles(course.dir, ref);
  const sources = [...new Set(selection.lessons.map(({ source }) => source))];
  const touched = touchedLessons(course, sources, changed, courseFiles(course.dir, course.loaded.config.output));
  const lessons = selection.lessons.filter(({ source }) => touched.has(source));
  const notebooks = selection.notebooks.filter((path) => changed.has(path));
  if (lessons.length + notebooks.length === 0) {
    if (ref === undefined && isCi(invocation.io.env)) {
      throw new OperatorError('--changed compares with HEAD, and that is what CI has checked out: nothing can differ', {
        help: 'name the commit to compare with, as in: --changed origin/main',
      });
    }
    say(invocation, `nothing that the lessons are made of has changed since ${since}: there is nothing to do`, []);
  } else {
    const reasons = [
      ...[...touched].map(([source, path]) => [source, touchedBy(source, path)] as const),
      ...notebooks.map((path) => [path, 'it changed'] as const),
    ];
    const filtered = { ...selection, lessons, notebooks };
    say(invocation, `changed since ${since}: ${count(filtered)} of ${total(selection)}`, reasons);
  }
  return { ...selection, lessons, notebooks };
}

function part(selection: Selection, choice: { index: number; count: number }, invocation: Invocation): Filtered {
  const { course } = selection;
  const sources = [...new Set([...selection.lessons.map(({ source }) => source), ...selection.notebooks])];
  const durations = readDurations(course.dir);
  const weighed = sources.map((source) => ({
    source,
    seconds: durations.get(source),
    bytes: statSync(join(course.dir, source), { throwIfNoEntry: false })?.size ?? 0,
  }));
  const own = shardOf(weighed, choice);
  const { index, count } = choice;
  const remembered = weighed.filter(({ seconds }) => seconds !== undefined).length;
  const by = remembered === 0 ? 'size' : remembered < weighed.length ? 'duration and size' : 'duration';
  say(invocation, `shard ${index}/${count}: ${own.length} of ${total(selection)}, balanced by ${by}`, []);
  return {
    ...selection,
    lessons: selection.lessons.filter(({ source }) => own.includes(source)),
    notebooks: selection.notebooks.filter((path) => own.includes(path)),
    shard: { index, count, sources, own },
  };
}

/** Lines that a list of reasons may have. */
const mostLines = 10;

function say({ io, options }: Invocation, what: string, reasons: Reasons): void {
  if (options.quiet === true) return;
  const style = makeStyle(wantsColor(io.stderr, io.env, options.color));
  const shown = reasons.length > mostLines ? reasons.slice(0, mostLines - 1) : reasons;
  const wide = Math.min(greatestOf([0, ...shown.map(([name]) => printable(name).length)]), 50);
  const lines = shown.map(([name, why]) => `   ${printable(name).padEnd(wide)}  ${style.dim(printable(why))}`);
  if (shown.length < reasons.length) lines.push(style.dim(`   and ${reasons.length - shown.length} more`));
  io.stderr.write(`${[` ${style.cyan(style.symbols.skipped)} ${printable(what)}`, ...lines].join('\n')}\n`);
}

/** JavaScript shows a slash as it would stand in its own code. */
function sourceOfPattern({ source }: RegExp): string {
  return source.replaceAll('\\/', '/');
}

function count({ lessons, notebooks }: Selection): number {
  return new Set(lessons.map(({ source }) => source)).size + notebooks.length;
}

function total(selection: Selection): string {
  const { lessons, notebooks } = selection;
  return plural(count(selection), lessons.length === 0 && notebooks.length > 0 ? 'notebook' : 'lesson');
}
