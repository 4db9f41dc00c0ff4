import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { takesSharedNames } from '../languages/shared-names.ts';
import type { Executed, Run, RunObserver } from '../model/run.ts';
import type { Cache, Loaded } from './cache.ts';
import { cellDigests } from './cache-key.ts';
import { type CourseWatch, watchCourse } from './course-watch.ts';
import { seesImports } from './fork-server.ts';
import type { Ended } from './job-under-way.ts';
import { seesPause } from './pause.ts';
import { showsBytecode } from './run-folder.ts';
import type { Begun, Slot, Use } from './slot.ts';

/**
 * Runs of lessons that are being edited, begun before they are asked for: their cells up to the last edit have been executed,
 * and their kernels wait there. Each serves one run, which is one like any other but for the pause.
 */
export interface RunsAhead {
  /** Notes what came of a run: where it is another one than before, there it is edited. */
  note(run: Run, executed: Executed): void;
  /** The run that was begun as this one begins, if there is one. It is the caller's from now on. */
  take(run: Run, cache: Cache): Promise<RunAhead | undefined>;
  /** Begins what will be asked for next. */
  begin(cache: Cache): void;
  /** Ends what this signal aborts. */
  cancel(signal: AbortSignal): void;
  close(): Promise<void>;
}

/** A run that was begun, and belongs to one that was asked for. */
export interface RunAhead {
  /** Executes the rest; undefined where the run has to be executed from its beginning after all. */
  finish(observer: RunObserver | undefined, use: Use): Promise<Ended | undefined>;
  /** It is not needed. */
  abandon(): Promise<void>;
}

export interface RunsAheadOptions {
  readonly courseDir: string;
  readonly newSlot: () => Slot;
  /** How many are executed at once. */
  readonly jobs: number;
  /** Bytes that a run may use. */
  readonly memory: number;
}

/** How many kernels may wait. */
export const mostAhead = 4;
/** Of what one run may use, what a kernel may use that waits: together a quarter. */
const memoryShare = 1 / 16;
/** Milliseconds that cells take which are worth a kernel that waits. */
const worth = 300;
/** Cells before the edit that take no longer than that together are left out: the next edit may be among them. */
const cheap = 100;
/** Milliseconds that a kernel waits. */
const longest = 15 * 60_000;
/** How many runs are known. */
const mostKnown = 500;
/** Far above the numbers of other runs. */
const firstNumber = 1_000_000;

/** A run as it was last. */
interface Known {
  readonly run: Run;
  readonly cells: readonly string[];
  /** The first cell that the last edit changed. */
  readonly edited?: number;
  /** How many cells are to be executed ahead; 0: none. */
  readonly count: number;
  /** The key of cells that were tried, and at whose end a kernel cannot wait. */
  readonly vain?: string;
}

/** A kernel that waits, or will. */
interface Ahead {
  readonly run: Run;
  readonly count: number;
  readonly key: string;
  readonly slot: Slot;
  readonly began: number;
  readonly round: number;
  readonly begun: Promise<Begun | undefined>;
  isReady: boolean;
  /** Nobody wants it any more. */
  isOver: boolean;
  /** Of the command that has taken it. */
  signal?: AbortSignal | undefined;
}

export function openRunsAhead({ courseDir, newSlot, jobs, memory }: RunsAheadOptions): RunsAhead {
  const known = new Map<string, Known>();
  const waiting = new Set<Ahead>();
  const taken = new Set<Ahead>();
  const slots: Slot[] = [];
  const idle: Slot[] = [];
  let number = firstNumber;
  let isClosed = false;
  /** What is begun is begun in rounds; nothing is where somebody waits for a run. */
  let round = 0;
  let beginning: Promise<void> = Promise.resolve();

  function note(run: Run, executed: Executed): void {
    if (isClosed || run.again !== undefined || run.language !== 'python' || executed.status === 'interrupted') return;
    const before = known.get(run.id);
    const cells = cellDigests(run);
    const edited = before === undefined ? undefined : (firstOther(before.cells, cells) ?? before.edited);
    known.delete(run.id);
    const count = edited === undefined || executed.status !== 'completed' ? 0 : countOf(run, executed, edited);
    known.set(run.id, { ...before, run, cells, count, ...(edited === undefined ? {} : { edited }) });
    for (const id of [...known.keys()].slice(0, Math.max(0, known.size - mostKnown))) known.delete(id);
  }

  /** Begins runs, those that were edited last first, until something else is asked for. */
  async function beginAll(cache: Cache, mine: number): Promise<void> {
    const wanted = [...known.values()].filter(({ count }) => count > 0);
    if (wanted.length === 0) return;
    const course = watchCourse(courseDir);
    async function beginMore(): Promise<void> {
      for (let one = wanted.pop(); one !== undefined && mine === round; one = wanted.pop()) {
        const { id } = one.run;
        const key = await keyOf(one.run, one.count, cache);
        const same = [...waiting].find(({ run }) => run.id === id);
        if (key === undefined || key === one.vain || same?.key === key) continue;
        const given =
          same ?? (waiting.size < mostAhead ? undefined : [...waiting].find((ahead) => ahead.round !== mine));
        if (given !== undefined) await end(given);
        if (mine === round && waiting.size < mostAhead) await beginOne(one, key, course);
      }
    }
    try {
      await Promise.all(Array.from({ length: jobs }, beginMore));
    } finally {
      course.close();
    }
  }

  function beginOne({ run, count }: Known, key: string, course: CourseWatch): Promise<unknown> {
    const slot = idle.pop() ?? grown();
    const moment = course.now();
    const began = Date.now();
    const begins = { ...run, cells: run.cells.slice(0, count) };
    const ahead: Ahead = {
      ...{ run, count, key, slot, began, round, isReady: false, isOver: false },
      begun: slot.begin(begins, ++number, memory * memoryShare).then(async (begun) => {
        if (begun !== undefined && !ahead.isOver && canWait(begun) && (await course.since(moment, run)).length === 0) {
          ahead.isReady = true;
          setTimeout(() => waiting.has(ahead) && void end(ahead), longest).unref();
          return begun;
        }
        if (!ahead.isOver) cannotWait(run.id, key);
        if (begun !== undefined) await slot.abandon(begun);
        idle.push(slot);
        waiting.delete(ahead);
        return undefined;
      }),
    };
    waiting.add(ahead);
    return ahead.begun;
  }

  function cannotWait(id: string, key: string): void {
    const one = known.get(id);
    if (one !== undefined) known.set(id, { ...one, vain: key });
  }

  function grown(): Slot {
    const slot = newSlot();
    slots.push(slot);
    return slot;
  }

  async function end(ahead: Ahead): Promise<void> {
    waiting.delete(ahead);
    ahead.isOver = true;
    if (!ahead.isReady) ahead.slot.stop();
    const begun = await ahead.begun;
    if (begun === undefined) return;
    await ahead.slot.abandon(begun);
    idle.push(ahead.slot);
  }

  function begin(cache: Cache): void {
    if (isClosed) return;
    round += 1;
    const mine = round;
    beginning = beginning.then(() => beginAll(cache, mine)).catch(() => undefined);
  }

  function handOver(ahead: Ahead, run: Run, cache: Cache): RunAhead {
    waiting.delete(ahead);
    taken.add(ahead);
    const leave = async (begun: Begun | undefined) => {
      taken.delete(ahead);
      if (begun === undefined) return undefined;
      await ahead.slot.abandon(begun);
      idle.push(ahead.slot);
      return undefined;
    };
    return {
      async finish(observer, use) {
        ahead.signal = use.signal;
        const begun = await ahead.begun;
        const isAborted = () => use.signal?.aborted === true;
        if (begun === undefined || isAborted() || !(await isAsThen(begun, ahead.began, cache))) return leave(begun);
        const ended = await ahead.slot.finish(begun, run, observer, use);
        taken.delete(ahead);
        idle.push(ahead.slot);
        return ended.executed.status === 'interrupted' && !isAborted() ? undefined : ended;
      },
      abandon: async () => void (await leave(await ahead.begun)),
    };
  }

  return {
    note,
    async take(run, cache) {
      if (run.again !== undefined || seesImports(run)) return undefined;
      for (const ahead of [...waiting].sort((a, b) => b.count - a.count)) {
        if (ahead.run.source !== run.source || ahead.count > run.cells.length) continue;
        const isSame = (await keyOf(run, ahead.count, cache)) === ahead.key;
        if (!waiting.has(ahead)) continue;
        if (isSame && showsBytecode(run) === showsBytecode(ahead.run)) return handOver(ahead, run, cache);
        if (ahead.run.id === run.id) void end(ahead);
      }
      // Somebody waits for this one: the processors are its.
      round += 1;
      for (const ahead of waiting) if (!ahead.isReady && ahead.run.source !== run.source) void end(ahead);
      return undefined;
    },
    begin,
    cancel(signal) {
      for (const ahead of taken) {
        if (ahead.signal !== signal) continue;
        ahead.isOver = true;
        ahead.slot.stop();
      }
    },
    async close() {
      isClosed = true;
      round += 1;
      for (const slot of slots) slot.stop();
      await Promise.all(slots.map((slot) => slot.close()));
    },
  };
}

/** How many cells there are before the edit, without cheap ones at their end; 0 where to wait there is not worth it, or not possible. */
function countOf(run: Run, executed: Executed, edited: number): number {
  const took = run.cells.map(({ id }) => executed.cells.get(id)?.durationMs ?? 0);
  let count = Math.min(edited, run.cells.length);
  for (let sum = 0; count > 0; count -= 1) {
    sum += took[count - 1] ?? 0;
    if (sum > cheap) break;
  }
  const code = run.cells.slice(0, count).map(({ source }) => source);
  const isWorth = took.slice(0, count).reduce((sum, one) => sum + one, 0) >= worth;
  return isWorth && !run.network && !code.some((source) => seesPause(source) || takesSharedNames(source)) ? count : 0;
}

function firstOther(before: readonly string[], now: readonly string[]): number | undefined {
  const at = now.findIndex((digest, index) => digest !== before[index]);
  return at === -1 ? (before.length > now.length ? now.length : undefined) : at;
}

/** What decides about the first cells of a run; undefined where a module of the lesson could see a pause, or cannot be read. */
async function keyOf(run: Run, count: number, cache: Cache): Promise<string | undefined> {
  try {
    const modules = run.files.filter(({ path }) => path.endsWith('.py'));
    for (const { from } of modules) {
      const code = await readFile(from, 'utf8');
      if (seesPause(code) || takesSharedNames(code)) return undefined;
    }
    return await cache.keyOf({ ...run, cells: run.cells.slice(0, count) });
  } catch {
    return undefined;
  }
}

/** Whether a pause here would be none to the lesson, and to what is around it. */
function canWait({ ended }: Begun): boolean {
  const { waiting, loaded, outside = [] } = ended;
  return waiting?.busy === null && loaded !== undefined && outside.length === 0;
}

/** Whether what the first cells have read outside of their folders has not changed since they began, and their folder is there. */
async function isAsThen({ ended, folder }: Begun, began: number, cache: Cache): Promise<boolean> {
  const loaded = ended.loaded as Loaded;
  if (!existsSync(folder.cwd) || (await cache.isThere(loaded.absent ?? []))) return false;
  for (const path of loaded.helpers) {
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined || facts.ctimeMs >= began) return false;
  }
  return true;
}
