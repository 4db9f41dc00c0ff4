import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineEvent } from '../model/event.ts';
import { digestOf } from '../text/content-digest.ts';
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
      const touched = all ? allOf(now) : workspace.touched(now, others);
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
    const selected = now.lessons.filter(({ source }) => left.has(source));
    const events = noting(workspace.check(now, selected, controller.signal), left, controller.signal);
    const ended = audience
      .check(events, now, why)
      .catch((error: unknown) => {
        if (!controller.signal.aborted) tell(() => audience.failed(error));
      })
      .then(() => {
        underWay = undefined;
        if (controller.signal.aborted || isClosed) return;
        if (wanted.size > 0) begin();
        else tell(() => audience.idle?.());
      });
    underWay = { why, left, controller, ended };
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

/** The events of a check, noting whose verdict is there; that of an ended one has no end. */
async function* noting(
  events: AsyncIterable<PipelineEvent>,
  left: Set<string>,
  signal: AbortSignal,
): AsyncGenerator<PipelineEvent> {
  for await (const event of events) {
    if (signal.aborted) continue;
    if (event.type === 'lesson-ended') left.delete(event.result.source);
    yield event;
  }
  if (signal.aborted) throw new Error('the check was ended');
}

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
