import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { confirmAgain } from '../confirm/confirm-again.ts';
import { missingIn } from '../confirm/missing-files.ts';
import { type FenceChange, type FenceKept, updateLesson } from '../confirm/update.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { Finding } from '../model/result.ts';
import type { Engine, Executed } from '../model/run.ts';
import type { Selected } from '../select/selected.ts';
import { interruptibly } from '../text/interruptibly.ts';
import { shellWord } from '../text/shell-word.ts';
import { oncePerLesson } from './check.ts';
import type { Course } from './course.ts';
import { codeOfFile, courseFiles } from './course-files.ts';
import { findingsOf } from './findings.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { executeLesson, type Prepared, prepareLesson } from './prepare-lesson.ts';

export interface UpdateOptions {
  readonly engine: () => Promise<Engine>;
  readonly network: boolean;
  readonly window: number;
  /** Writes nothing. */
  readonly dryRun?: boolean;
  /** Adds output fences after cells that print something and have none. */
  readonly add?: boolean;
  /** Asked about the changes of each lesson, one lesson at a time (with `window: 1`); gives those to make. */
  readonly choose?: (source: string, changes: readonly FenceChange[]) => Promise<readonly FenceChange[]>;
  /** Removes output fences of cells that print nothing any more. */
  readonly prune?: boolean;
  readonly signal?: AbortSignal;
}

/** What became of one lesson. */
export interface UpdatedLesson {
  readonly source: string;
  readonly before: string;
  /** The same text as `before` where nothing changed. */
  readonly after: string;
  readonly changes: readonly FenceChange[];
  /** Fences that are wrong and that only the author can fix. */
  readonly kept: readonly FenceKept[];
  /** Lines of fences of which only what differs in each run differs; they stay as they are. */
  readonly varying: readonly number[];
  readonly durationMs: number;
  /** What was wrong with the lesson itself; then nothing was updated. */
  readonly findings: readonly Finding[];
}

export type UpdateEvent = PipelineEvent | { readonly type: 'lesson-updated'; readonly lesson: UpdatedLesson };

/**
 * `update`: runs lessons and rewrites the expected-output fences that differ from what really ran, and nothing else. A
 * file that somebody changed meanwhile is left alone.
 */
export async function* update(
  course: Course,
  selected: readonly Selected[],
  options: UpdateOptions,
): AsyncGenerator<UpdateEvent> {
  const lessons = oncePerLesson(selected);
  yield { type: 'run-started', command: 'update', sources: lessons.map(({ source }) => source) };
  const files = courseFiles(course.dir, course.loaded.config.output);
  const { config } = course.loaded;
  const stop = () => options.signal?.aborted === true;
  for await (const one of mapConcurrently(lessons, { window: options.window, stop }, updateOne)) {
    if (one.type === 'told') yield one.event;
    else yield { type: 'lesson-updated', lesson: one.result };
  }

  async function updateOne(lesson: Selected, tell: (event: PipelineEvent) => void): Promise<UpdatedLesson> {
    const begun = performance.now();
    tell({ type: 'lesson-started', source: lesson.source });
    const prepared = await prepareLesson(lesson, course, files, options.network, options.signal);
    const { source, text, compiled } = prepared;
    const findings = findingsOf(prepared.diagnostics, config, () => text);
    const nothing = { before: text, after: text, changes: [], kept: [], varying: [] };
    const ended = () => ({ source, ...nothing, durationMs: Math.round(performance.now() - begun), findings });
    if (compiled === undefined) return ended();
    const executed = await executeLesson(prepared, options.engine, tell);
    if (executed.some(({ status }) => status === 'interrupted')) return ended();
    const cells = cellsOf(compiled, prepared, executed);
    const settings = {
      defaults: config.confirm.default,
      tolerance: config.confirm.tolerance,
      absolute: config.confirm.absolute,
      sanitize: config.confirm.sanitize,
      image: files.bytes,
      missing: missingIn(compiled, prepared.runs),
      ...(options.add === undefined ? {} : { add: options.add }),
      ...(options.prune === undefined ? {} : { prune: options.prune }),
    };
    const once = await interruptibly(() => updateLesson(compiled.lesson, cells, settings), options.signal);
    const judging = { config, network: options.network, image: files.bytes, code: codeOfFile };
    const { again } = once.changes.some(mayBeAnotherNextTime)
      ? await confirmAgain(compiled, prepared.runs, executed, judging, options.engine, options.signal)
      : { again: new Map() };
    const settled = { ...settings, again };
    const all = await interruptibly(() => updateLesson(compiled.lesson, cells, settled), options.signal);
    const varying = once.changes
      .map(({ line }) => line)
      .filter((line) => all.changes.every((one) => one.line !== line));
    const chosen = all.changes.length > 0 ? await options.choose?.(source, all.changes) : undefined;
    const updated =
      chosen === undefined
        ? all
        : updateLesson(compiled.lesson, cells, {
            ...settled,
            accept: (change) => chosen.some((one) => isSame(one, change)),
          });
    if (options.dryRun !== true) {
      if (updated.text !== text) await write(course.dir, source, text, updated.text);
      for (const { path, bytes } of updated.images) replaceFile(join(course.dir, path), bytes, { name: path });
    }
    return { ...ended(), after: updated.text, changes: updated.changes, kept: updated.kept, varying };
  }
}

function mayBeAnotherNextTime({ type }: FenceChange): boolean {
  return type === 'changed';
}

function isSame(one: FenceChange, other: FenceChange): boolean {
  return one.line === other.line && one.type === other.type && one.stream === other.stream && one.after === other.after;
}

/** Each code cell with how it ended: further solutions in their own runs, all else in the instructor's. */
function cellsOf({ cells }: CompiledLesson, { runs }: Prepared, executed: readonly Executed[]) {
  const results = new Map(executed.map((one) => [one.id, one]));
  const order = ['solved', 'alternative', 'unsolved', 'starter'];
  const sorted = [...runs].sort((a, b) => order.indexOf(a.purpose.type) - order.indexOf(b.purpose.type));
  return cells.flatMap((cell) => {
    if (cell.type !== 'code') return [];
    const ran = sorted
      .filter(({ purpose }) => purpose.type === 'solved' || purpose.type === 'alternative')
      .map(({ run }) => results.get(run.id)?.cells.get(cell.id))
      .find((result) => result !== undefined);
    return [{ code: cell.code, executed: ran }];
  });
}

async function write(courseDir: string, source: string, before: string, after: string): Promise<void> {
  const path = join(courseDir, source);
  const now = await readFile(path, 'utf8');
  const mark = now.startsWith('\uFEFF') ? '\uFEFF' : '';
  if (now.slice(mark.length) !== before) {
    throw new OperatorError(`${source} was changed while its cells ran; it is left as it is`, {
      help: `run coursewright update ${shellWord(source)} again`,
    });
  }
  replaceFile(path, mark + after, { name: source });
}
