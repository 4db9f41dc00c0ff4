import { setTimeout as delay } from 'node:timers/promises';
import type { PlannedRun } from '../compile/plan.ts';
import type { RuleId } from '../diagnostics/catalog.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { chanceShown } from '../languages/python/chance.ts';
import type { Chance } from '../languages/python/chance-sources.ts';
import { dependsOnHashSeed } from '../languages/python/hash-order.ts';
import { machineTraits } from '../languages/python/machine.ts';
import type { CodeCell } from '../model/cell.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { Code } from '../model/lesson.ts';
import type { Engine, Executed, ExecutedCell } from '../model/run.ts';
import { interruptibly } from '../text/interruptibly.ts';
import { cellOutputs } from './cell-outputs.ts';
import type { Again } from './confirm-context.ts';
import { type ConfirmOptions, confirmLesson, type LessonVerdict } from './confirm-lesson.ts';
import { withoutReprAddresses } from './sanitize.ts';
import { isNoise, mayVary } from './varying.ts';

export interface ConfirmAgainOptions extends ConfirmOptions {
  /** The text of a file that runs have beside them; undefined where there is none. */
  readonly code: (path: string) => string | undefined;
}

export interface Confirmed {
  readonly verdict: LessonVerdict;
  /** What further runs gave. */
  readonly again: Again;
}

/**
 * Confirms a lesson; where chance may decide what it shows, by as many runs as it takes to tell. What is drawn may come out
 * the same several times: it is executed until two runs differ, or until so many agree that no luck is left.
 */
export async function confirmAgain(
  compiled: CompiledLesson,
  runs: readonly PlannedRun[],
  executed: readonly Executed[],
  options: ConfirmAgainOptions,
  engine: () => Promise<Engine>,
  signal: AbortSignal | undefined,
): Promise<Confirmed> {
  const wanted = wantedRuns(runs);
  const kinds = chanceOf(wanted, options.code);
  const isJudged = judged(compiled);
  const shown = new Map([...kinds].filter(([id]) => isJudged.has(id)));
  const timed = timedCells(compiled, wanted, kinds);
  const confirm = (again?: Again) =>
    interruptibly(
      () =>
        again === undefined
          ? confirmLesson(compiled, runs, executed, options)
          : confirmLesson(compiled, runs, inTime(executed, again, broken), { ...options, again, timed }),
      signal,
    );
  let verdict: LessonVerdict = await confirm();
  // One that took too long once is no worse than one that did so in a further run.
  const broken: ReadonlySet<string> = new Set(
    verdict.diagnostics.flatMap(({ rule, cell }) => (raises.has(rule) && cell && timed.has(cell) ? [cell] : [])),
  );
  const doubtful = verdict.diagnostics.flatMap(({ rule, cell, expected = '', actual = '' }) =>
    cell !== undefined && (doubts[rule]?.(expected, actual) ?? false) ? [cell] : [],
  );
  // What sets, hashes and the machine give is seen to be chance in a second run only.
  const ofChance = compiled.cells.flatMap((one) => (one.type === 'code' && isOfChance(one.code) ? [one.id] : []));
  // What comes after a cell's end may be more or less, or stand elsewhere, the next time.
  const late = executed.flatMap(({ cells }) => [...cells].flatMap(([id, { late = false }]) => (late ? [id] : [])));
  const drawn = [...shown].flatMap(([id, kinds]) => (kinds.some((kind) => kind !== 'duration') ? [id] : []));
  let cells: ReadonlySet<string> = new Set([...doubtful, ...ofChance, ...late, ...drawn, ...broken]);
  const tests = new Set(
    compiled.cells.flatMap((one) => (one.type === 'code' && one.code.role === 'test' ? [one.id] : [])),
  );
  const again = new Map<ExecutedCell, ExecutedCell[]>();
  const failed: Diagnostic[] = [];
  let number = 0;
  for (let count = 1; cells.size > 0 && number < mostRuns; count = Math.min(2 * count, mostRuns - number)) {
    const wait = number === 0 && doubtful.length > 0 ? TICK : 0;
    const numbers = Array.from({ length: count }, (_, index) => number + index + 1);
    const found = await Promise.all(
      numbers.map((each) => executeAgain(wanted, executed, cells, engine, { tests, timed, wait, number: each })),
    );
    const [reason] = found.flatMap((one) => one.failed);
    if (reason !== undefined) {
      // Whether anything varies is not known.
      failed.push(diagnostic('run-failed', reason, compiled.lesson.source, { start: 0, end: 0 }));
      break;
    }
    for (const { pairs } of found) {
      for (const [first, other] of pairs) again.set(first, [...(again.get(first) ?? []), other]);
    }
    number += count;
    verdict = await confirm(again);
    // One that hangs would do so each time.
    cells = executed.every(({ status }) => status === 'completed') ? openCells(verdict, number) : new Set();
  }
  return { verdict: { ...verdict, diagnostics: [...verdict.diagnostics, ...failed] }, again };

  /** The cells of which more runs may show something else. */
  function openCells({ diagnostics, outputs }: LessonVerdict, after: number): ReadonlySet<string> {
    const wrong = new Set(
      diagnostics.flatMap(({ rule, cell }) => (rule in doubts && cell !== undefined ? [cell] : [])),
    );
    const stillBroken = diagnostics.flatMap(({ rule, cell }) =>
      raises.has(rule) && cell !== undefined && broken.has(cell) ? [cell] : [],
    );
    // Of several values some may have been drawn twice.
    const partly = new Set(
      outputs.flatMap(({ cell, verdict, reason }) => (verdict === 'confirmed' && reason === 'varies' ? [cell] : [])),
    );
    const open = new Set(after < fewRuns ? stillBroken : []);
    // Where one run that is as the lesson says is enough, the first that is not need not be the last.
    const varied = new Set(diagnostics.flatMap(({ rule, cell }) => (rule === 'output-varies' ? [cell] : [])));
    for (const id of timed)
      if ((wrong.has(id) || varied.has(id)) && doubtful.includes(id) && after < fewRuns) open.add(id);
    for (const [id, kinds] of shown) {
      if (kinds.some((kind) => kind === 'random' || kind === 'order') && partly.has(id) && after < mostRuns)
        open.add(id);
      if (wrong.has(id) && kinds.some((kind) => after < mostRunsForWrong[kind])) open.add(id);
      if (kinds.some((kind) => after < mostRunsFor[kind]) && executed.some(({ cells: ended }) => agrees(ended.get(id))))
        open.add(id);
    }
    return open;
  }

  /** Whether all runs gave the same. */
  function agrees(first: ExecutedCell | undefined): boolean {
    if (first === undefined) return false;
    return again.get(first)?.every((other) => putOut(other) === putOut(first)) === true;
  }
}

/** What ran; of these cells that raised, as they ended where they did not. */
function inTime(executed: readonly Executed[], again: Again, broken: ReadonlySet<string>): readonly Executed[] {
  if (broken.size === 0) return executed;
  return executed.map((one) => {
    const cells = [...one.cells].map(([id, ended]): [string, ExecutedCell] => {
      const other = broken.has(id) ? again.get(ended)?.find(({ status }) => status === 'ok') : undefined;
      return [id, other ?? ended];
    });
    return { ...one, cells: new Map(cells) };
  });
}

function putOut(cell: ExecutedCell): string {
  const { output, stderr, bundles, raised } = cellOutputs(cell);
  return withoutReprAddresses(JSON.stringify([output, stderr, bundles, raised?.name, raised?.value]));
}

/** The further runs after which what still agrees is no chance: a coin that is tossed so often falls on both sides. */
const mostRuns = 19;

/** The further runs after which what agrees depends on no hash, no part of the year, and no pace. */
const someRuns = 7;

/** The further runs after which what is too slow, or too early, is so each time. */
const fewRuns = 3;

/**
 * The further runs after which what agrees with the lesson, and in all runs, is taken for no chance. The clock is set to
 * another part of the year, week and day each time, the turns of threads are changed, and clocks go faster and slower by
 * turns, so that few runs show what depends on them. A duration that is as the lesson says need not vary. Two strings have
 * the same order under every other hash seed.
 */
const mostRunsFor: Readonly<Record<Chance, number>> = {
  random: mostRuns,
  duration: 0,
  pace: 3,
  clock: someRuns,
  order: 3,
  files: 1,
  state: 3,
  hash: someRuns,
};

/** The same for what differs from the lesson. */
const mostRunsForWrong: Readonly<Record<Chance, number>> = {
  random: mostRuns,
  duration: someRuns,
  pace: someRuns,
  clock: someRuns,
  order: mostRuns,
  files: 1,
  state: mostRuns,
  hash: someRuns,
};

/** Code cells whose outputs are compared with a text, and those that prove a solution. */
function judged({ cells }: CompiledLesson): ReadonlySet<string> {
  const isJudged = ({ role, expected }: Code) =>
    role === 'test' || expected.some(({ match }) => !match.modes.includes('ignore'));
  return new Set(cells.flatMap((one) => (one.type === 'code' && isJudged(one.code) ? [one.id] : [])));
}

/** What chance flows into what each cell shows. */
function chanceOf(
  runs: readonly PlannedRun[],
  codeOf: ConfirmAgainOptions['code'],
): ReadonlyMap<string, readonly Chance[]> {
  const found = new Map<string, readonly Chance[]>();
  for (const { run } of runs) {
    if (run.language !== 'python') continue;
    const own = run.files.flatMap(({ path, from }): [string, string][] => {
      const code = path.endsWith('.py') ? codeOf(from) : undefined;
      return code === undefined ? [] : [[path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.'), code]];
    });
    const shown = chanceShown(
      run.cells.map(({ source }) => source),
      new Map(own),
    );
    for (const [index, { id }] of run.cells.entries()) {
      const kinds = [...(shown[index] ?? [])];
      if (kinds.length > 0) found.set(id, kinds);
    }
  }
  return found;
}

/** Cells in which nothing but time decides: how long something took, and what comes first of what waits for a while. */
function timedCells(
  { cells }: CompiledLesson,
  runs: readonly PlannedRun[],
  chance: ReadonlyMap<string, readonly Chance[]>,
): ReadonlySet<string> {
  const sources = runs.flatMap(({ run }) => run.cells.map(({ source }) => source));
  const waits = sources.some((source) => /\bsleep\s*\(|\btimeout\s*=/.test(source));
  // How long something waits may be drawn.
  const sleeps = waits && !sources.some((source) => /\b(?:random|secrets|uuid)\b/.test(source));
  const isTimed = ({ id, code }: CodeCell) => {
    const kinds = chance.get(id) ?? [];
    return kinds.length === 0
      ? sleeps && !isOfChance(code)
      : kinds.every((kind) => kind === 'duration' || kind === 'pace');
  };
  return new Set(cells.flatMap((cell) => (cell.type === 'code' && isTimed(cell) ? [cell.id] : [])));
}

function isOfChance({ language, source }: Code): boolean {
  return language === 'python' && (dependsOnHashSeed(source.text) || machineTraits(source.text).size > 0);
}

/** The findings that may be about what differs in each run. Messages of errors have words that libraries change. */
const doubts: Partial<Record<RuleId, (expected: string, actual: string) => boolean>> = {
  'output-mismatch': mayVary,
  'error-mismatch': isNoise,
};

/** The findings about what raised. */
const raises: ReadonlySet<RuleId> = new Set(['cell-raised', 'solution-fails']);

/** Milliseconds between two executions, so that clocks that show seconds show others. */
const TICK = 1100;

function wantedRuns(runs: readonly PlannedRun[]): readonly PlannedRun[] {
  return runs.filter(({ purpose }) => purpose.type === 'solved' || purpose.type === 'alternative');
}

interface FurtherRun {
  readonly tests: ReadonlySet<string>;
  readonly timed: ReadonlySet<string>;
  readonly wait: number;
  readonly number: number;
}

interface Further {
  readonly pairs: readonly (readonly [ExecutedCell, ExecutedCell])[];
  /** Why runs could not be carried through. */
  readonly failed: readonly string[];
}

/**
 * Executes once more the runs that hold these cells, with another hash seed (time zone, locale, number of processors, moment)
 * and in a kernel of their own. Gives each cell's ending by its first, up to one that raises only now: what comes after
 * it lacks what it should have done. Tests are no such cells.
 */
async function executeAgain(
  runs: readonly PlannedRun[],
  executed: readonly Executed[],
  cells: ReadonlySet<string>,
  engine: () => Promise<Engine>,
  { tests, timed, wait, number }: FurtherRun,
): Promise<Further> {
  if (executed.some(({ status }) => status === 'interrupted')) return { pairs: [], failed: [] };
  const failed: string[] = [];
  const firsts = new Map(executed.map((one) => [one.id, one]));
  const opened = await engine();
  const wanted = runs.filter(({ run }) => run.cells.some(({ id }) => cells.has(id)));
  const pairs = wanted.map(async ({ run }): Promise<[ExecutedCell, ExecutedCell][]> => {
    const first = firsts.get(run.id);
    if (first === undefined) return [];
    if (!first.cached && wait > 0) await delay(wait);
    const second = await opened.execute({ ...run, id: `${run.id}#again${number}`, again: number });
    if (second.status === 'failed') failed.push(second.reason ?? second.status);
    const broken = [...first.cells].findIndex(
      ([id, { status }]) => status === 'ok' && second.cells.get(id)?.status !== 'ok' && !tests.has(id),
    );
    const told = broken === -1 ? [...first.cells] : [...first.cells].slice(0, broken + 1);
    return told.flatMap(([id, ended]): [ExecutedCell, ExecutedCell][] => {
      const other = second.cells.get(id);
      if (timed.has(id) && ended.status === 'ok' && other?.status === 'error') return [];
      return other?.status === 'ok' || other?.status === 'error' ? [[ended, other]] : [];
    });
  });
  return { pairs: (await Promise.all(pairs)).flat(), failed };
}
