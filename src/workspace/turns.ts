import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineEvent } from '../model/event.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import type { LessonResult } from '../model/result.ts';
import { touchedBy } from '../pipeline/touched-lessons.ts';
import { digestOf } from '../text/content-digest.ts';
import { watchOwnWrites } from './own-writes.ts';
import type { Present, Workspace } from './workspace.ts';

/** Whoever looks at the verdicts. */
export interface Audience {
  /** The notebooks of lessons were built; what was wrong with that the check says again. */
  built?(sources: readonly string[]): void;
  /** Follows a check to its end; `why` says of each lesson why it is checked. */
  check(events: AsyncIterable<PipelineEvent>, now: Present, why: ReadonlyMap<string, string>): Promise<unknown>;
  /** Something could not be done: it will be tried again with the next change. */
  failed(error: unknown): void;
  /** A check or a failure was shown, and there is nothing more to do until something changes. */
  idle?(): void;
}

/** Builds and checks a course again and again, as its files change. */
export interface Turns {
  /** These files changed, appeared or went; relative to the course's folder. */
  changed(paths: Iterable<string>): void;
  /** Checks these lessons again; without a list all, in place of what is under way. */
  again(sources?: readonly string[]): void;
  /** Begins nothing until the returned function is called: somebody is being asked something, and reads what is asked. */
  hold(): () => void;
  /** Ends what is under way; settles when nothing is. */
  close(): Promise<void>;
}

/** A check that is under way. */
interface UnderWay {
  readonly why: ReadonlyMap<string, string>;
  /** Lessons whose verdict has not come yet. */
  readonly left: Set<string>;
  /** Files that touched them meanwhile, and that they may have written themselves. */
  readonly doubts: Map<string, string>;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/**
 * The way of a change: what changed → which lessons that touches → their notebooks → their verdicts.
 *
 * Changes that come together make one turn. Notebooks are built at once. A check goes on while other lessons change; where
 * one of its own changes, it is ended, and all that it had not shown is checked again: no verdict is of a text that is gone.
 */
export function takeTurns(workspace: Workspace, audience: Audience): Turns {
  let changed = new Set<string>();
  let wanted = new Map<string, string>();
  let wantsAll = false;
  let hasNews = false;
  let isWorking = false;
  let isClosed = false;
  let isHeld = false;
  const closing = new AbortController();
  let underWay: UnderWay | undefined;
  let working: Promise<void> = Promise.resolve();
  /** Files as the last turn had them, or wrote them: what is still so is no news. */
  const known = new Map<string, string>();
  const writes = watchOwnWrites();

  function begin(): void {
    hasNews = true;
    if (!isWorking && !isHeld) working = work();
  }

  async function work(): Promise<void> {
    isWorking = true;
    try {
      while (hasNews && !isClosed && !isHeld) {
        hasNews = false;
        await turn();
      }
    } catch (error) {
      await stop();
      if (!isClosed) fail(error);
    } finally {
      isWorking = false;
    }
    if (hasNews && !isClosed) begin();
  }

  async function turn(): Promise<void> {
    const news = changed;
    const all = wantsAll;
    changed = new Set();
    wantsAll = false;
    try {
      const now = await workspace.present();
      const states = new Map([...news].map((path) => [path, stateIn(now, path)]));
      const others = new Set([...news].filter((path) => known.get(path) !== states.get(path)));
      const touched = all ? allOf(now) : withoutOwn(workspace.touched(now, others));
      const sources = [...touched.keys()];
      if (all || sources.some((source) => underWay?.left.has(source))) await stop();
      if (sources.length > 0) await build(now, sources);
      for (const [path, state] of states) known.set(path, state);
      for (const [source, why] of touched) wanted.set(source, why);
      if (underWay === undefined && !isClosed) startCheck(now);
    } catch (error) {
      // It may be that the next change fixes what is broken.
      for (const path of news) changed.add(path);
      wantsAll ||= all;
      throw error;
    }
  }

  /** Why lessons are touched, without those that are by what they write themselves; whether they do, the end of their check tells. */
  function withoutOwn(touched: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    return new Map(
      [...touched]
        .filter(([source, path]) => {
          if (path === source || lessonEnding.test(path) || !writes.isRepeated(source, path)) return true;
          if (underWay?.left.has(source) !== true) return !writes.isOwn(source, path);
          underWay.doubts.set(source, path);
          return false;
        })
        .map(([source, path]) => [source, touchedBy(source, path)] as const),
    );
  }

  /** The verdict on a lesson is there. */
  function ended(result: LessonResult, { left, doubts }: Pick<UnderWay, 'left' | 'doubts'>): void {
    left.delete(result.source);
    writes.ended(result);
    const path = doubts.get(result.source);
    if (path !== undefined && !writes.isOwn(result.source, path))
      wanted.set(result.source, touchedBy(result.source, path));
  }

  async function build(now: Present, sources: readonly string[]): Promise<void> {
    for await (const event of workspace.build(now, sources, closing.signal)) {
      if (event.type === 'notebook-written') known.set(event.path, stateIn(now, event.path));
    }
    audience.built?.(sources);
  }

  function startCheck(now: Present): void {
    const there = new Set(now.lessons.map(({ source }) => source));
    const why = new Map([...wanted].filter(([source]) => there.has(source)));
    wanted = new Map();
    if (why.size === 0) return;
    const controller = new AbortController();
    const left = new Set(why.keys());
    const doubts = new Map<string, string>();
    const selected = now.lessons.filter(({ source }) => left.has(source));
    const events = shown(workspace.check(now, selected, controller.signal));
    const over = audience
      .check(events, now, why)
      .catch((error: unknown) => {
        if (!controller.signal.aborted && !(error instanceof Superseded)) tell(() => audience.failed(error));
      })
      .then(() => {
        underWay = undefined;
        if (controller.signal.aborted || isClosed) return;
        if (wanted.size > 0) begin();
        else {
          tell(() => audience.idle?.());
          return workspace.rest();
        }
      });
    underWay = { why, left, doubts, controller, ended: over };

    /** What an audience sees: nothing more of a check that was ended, and no report with a verdict that holds no longer. */
    async function* shown(all: AsyncIterable<PipelineEvent>): AsyncGenerator<PipelineEvent> {
      for await (const event of all) {
        if (controller.signal.aborted) continue;
        if (event.type === 'lesson-ended') ended(event.result, { left, doubts });
        if (event.type === 'run-ended' && [...why.keys()].some((source) => wanted.has(source))) {
          for (const [source, reason] of why) if (!wanted.has(source)) wanted.set(source, reason);
          throw new Superseded();
        }
        yield event;
      }
      if (controller.signal.aborted) throw new Superseded();
    }
  }

  function fail(error: unknown): void {
    tell(() => {
      audience.failed(error);
      audience.idle?.();
    });
  }

  /** Ends the check that is under way. Its report was not shown: all of it is wanted again. */
  async function stop(): Promise<void> {
    const stopped = underWay;
    if (stopped === undefined) return;
    stopped.controller.abort();
    for (const [source, why] of stopped.why) if (!wanted.has(source)) wanted.set(source, why);
    await stopped.ended;
  }

  return {
    changed(paths) {
      for (const path of paths) changed.add(path);
      begin();
    },
    again(sources) {
      if (sources === undefined) wantsAll = true;
      else for (const source of sources) wanted.set(source, 'asked for');
      begin();
    },
    hold() {
      isHeld = true;
      return () => {
        isHeld = false;
        if (hasNews && !isClosed) begin();
      };
    },
    async close() {
      isClosed = true;
      closing.abort();
      await stop();
      await working;
      await stop();
    },
  };
}

/** Where there is no room to say it, it is not said: the next turn may have some. */
function tell(say: () => void): void {
  try {
    say();
  } catch {
    // as said
  }
}

/** A check whose report would show what holds no longer. */
class Superseded extends Error {}

function allOf({ lessons }: Present): ReadonlyMap<string, string> {
  return new Map(lessons.map(({ source }) => [source, 'all lessons']));
}

/** Digest of a file; of a large one, or a folder, what the system says of it. */
function stateIn({ course }: Present, path: string): string {
  try {
    const file = join(course.dir, path);
    const { size, mtimeMs, ctimeMs } = statSync(file);
    return size > large ? `${size} ${mtimeMs} ${ctimeMs}` : digestOf(readFileSync(file));
  } catch {
    return 'not there';
  }
}

/** Bytes: to read more at each change would take longer than a check. */
const large = 16_000_000;
