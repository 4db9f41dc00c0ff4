import { confirmAgain } from '../confirm/confirm-again.ts';
import type { TestStrength } from '../confirm/judge-mutants.ts';
import { isFixedByBuild } from '../diagnostics/catalog.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { PipelineEvent } from '../model/event.ts';
import { nothingExecuted } from '../model/nothing-executed.ts';
import type { Environment, LessonResult } from '../model/result.ts';
import type { Engine, Executed } from '../model/run.ts';
import type { Selected } from '../select/selected.ts';
import { carryOutputs, spoils } from './carry-outputs.ts';
import type { Course } from './course.ts';
import { codeOfFile, courseFiles } from './course-files.ts';
import { findingsOf } from './findings.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { notebookDrift } from './notebook-drift.ts';
import { executeLesson, type Prepared, prepareLesson } from './prepare-lesson.ts';
import { inNotebookWords, type PreparedNotebook, prepareNotebook } from './prepare-notebook.ts';
import { runResult } from './run-result.ts';
import { strengthOf, testStrengths } from './test-strength.ts';
import { withFindings } from './with-findings.ts';

export interface CheckOptions {
  /** Opened once, when the first lesson has something to execute. */
  readonly engine: () => Promise<Engine>;
  /** What executes, known when the engine has run. */
  readonly environment: () => Partial<Environment>;
  /** Run the cells that need the network. */
  readonly network: boolean;
  /** Lessons under way at once: enough that workers never wait, few enough that memory stays flat. */
  readonly window: number;
  readonly failFast?: boolean;
  readonly signal?: AbortSignal;
  /** Notebooks to execute beside the lessons, relative to the course's folder. */
  readonly notebooks?: readonly string[];
  /** Wrong solutions of each exercise that its tests are tried on, at most; undefined: none. */
  readonly mutants?: number;
  /** Seconds that lessons took when they were last executed: long ones are begun first. */
  readonly durations?: ReadonlyMap<string, number>;
  /** Told the seconds that the runs of a whole lesson took together, when they had to be executed. */
  readonly onExecuted?: (source: string, seconds: number) => void;
  /** Whether notebooks must print their saved outputs again. */
  readonly compare?: boolean;
  /** Report what was proven where nothing more can be executed, and why, in place of failing. */
  readonly partial?: boolean;
  /** Whether the lessons are those of one shard. */
  readonly isShard?: boolean;
}

/** What is known of a lesson when nothing can be executed. */
function notRun(source: string): LessonResult {
  const nothing = { notebooks: [], cells: [], outputs: [], exercises: [], findings: [] };
  return { source, status: 'skipped', cached: false, durationMs: 0, ...nothing };
}

function isNotRun({ status, findings }: LessonResult): boolean {
  return status === 'skipped' && findings.length === 0;
}

/** A lesson, or a notebook that no lesson stands behind. */
type Item = Selected & { readonly isNotebook?: boolean };

/**
 * `check`, the whole proof: compile, schema gate, execute, confirm outputs, prove exercises, drift against the notebooks on
 * disk. Lessons are executed side by side; their results come in course order, whatever ended first.
 */
export async function* check(
  course: Course,
  selected: readonly Selected[],
  options: CheckOptions,
): AsyncGenerator<PipelineEvent> {
  const started = performance.now();
  const { config } = course.loaded;
  const notebooks = (options.notebooks ?? []).map((source): Item => ({ source, isNotebook: true }));
  const lessons: Item[] = [...oncePerLesson(selected), ...notebooks];
  yield { type: 'run-started', command: 'check', sources: lessons.map(({ source }) => source) };
  const files = courseFiles(course.dir, course.loaded.config.output);
  const results: LessonResult[] = [];
  let hasFailed = false;
  let problem: OperatorError | undefined;
  const stop = () =>
    options.signal?.aborted === true || problem !== undefined || (options.failFast === true && hasFailed);
  const begin = options.failFast === true ? lessons : longFirst(lessons, options);
  for await (const one of mapConcurrently(lessons, { window: options.window, stop, begin }, checkIfPossible)) {
    if (one.type === 'told') yield one.event;
    else {
      results.push(one.result);
      yield { type: 'lesson-ended', result: one.result };
    }
  }
  const result = (ended: readonly LessonResult[]) =>
    withFindings(
      runResult('check', course, ended, started, options.environment()),
      options.isShard === true ? [] : nothingExecuted(ended),
    );
  // What was proven before stays proven: it is reported, with all that is left.
  const known = new Map(results.map((one) => [one.source, one]));
  const all = lessons.map(({ source }) => known.get(source) ?? notRun(source));
  const isStopped = options.signal?.aborted === true;
  if (isStopped || problem === undefined) yield { type: 'run-ended', result: result(isStopped ? all : results) };
  else if (results.every(isNotRun)) throw problem;
  else {
    const { message, help } = problem;
    yield { type: 'run-ended', result: { ...result(all), exitCode: 2, error: { message, ...(help && { help }) } } };
  }

  /** A lesson that nothing can execute any more is left as it is, and so are those after it. */
  async function checkIfPossible(lesson: Item, tell: (event: PipelineEvent) => void): Promise<LessonResult> {
    try {
      return await checkLesson(lesson, tell);
    } catch (error) {
      if (!(error instanceof OperatorError) || options.partial !== true) throw error;
      problem ??= error;
      return notRun(lesson.source);
    }
  }

  async function checkLesson(lesson: Item, tell: (event: PipelineEvent) => void): Promise<LessonResult> {
    tell({ type: 'lesson-started', source: lesson.source });
    const { network, compare = false } = options;
    const prepared =
      lesson.isNotebook === true
        ? await prepareNotebook(lesson.source, course, files, { network, compare })
        : { ...(await prepareLesson(lesson, course, files, network, options.signal)), findings: [] };
    const times = workingTimes();
    const executed = await executeLesson(prepared, options.engine, tell, times.ended);
    const strengths = await testStrengths(prepared, options);
    const judged = await judge(prepared, executed, strengths, lesson.isNotebook === true);
    hasFailed ||= judged.status === 'failed';
    if (lesson.line === undefined) measure(lesson.source, executed);
    return { ...judged, durationMs: Math.round(times.together()) };
  }

  /** A run that was not executed says nothing, and one that was interrupted too little. */
  function measure(source: string, executed: readonly Executed[]): void {
    if (executed[0]?.cached !== false || executed.some(({ status }) => status === 'interrupted')) return;
    options.onExecuted?.(source, tookMs(executed) / 1000);
  }

  async function judge(
    prepared: Prepared & Pick<PreparedNotebook, 'findings' | 'saved'>,
    executed: readonly Executed[],
    strengths: readonly TestStrength[],
    isNotebook: boolean,
  ): Promise<Omit<LessonResult, 'durationMs'>> {
    const { source, text, runs, until } = prepared;
    const compiled = prepared.compiled && carryOutputs(prepared.compiled, runs, executed, config);
    const settings = {
      config,
      network: options.network,
      image: files.bytes,
      entries: files.entries,
      code: codeOfFile,
      ...(until === undefined ? {} : { until }),
      ...(prepared.saved === undefined ? {} : { saved: prepared.saved }),
    };
    const confirmed =
      compiled && (await confirmAgain(compiled, runs, executed, settings, options.engine, options.signal));
    const verdict = confirmed?.verdict;
    const outputsKnown =
      config.outputs !== 'executed' ||
      (until === undefined && executed.every(isWhole) && verdict?.diagnostics.some(spoils) === false);
    const textOf = (file: string) => (file === source ? text : files.lessonText(file));
    const drift = await notebookDrift(
      { dir: course.dir, output: config.output },
      source,
      compiled?.notebooks ?? [],
      outputsKnown,
      options.signal,
    );
    const judged = [...(verdict?.diagnostics ?? []), ...strengths.flatMap(({ diagnostics }) => diagnostics)];
    const isWrong = [...prepared.diagnostics, ...judged].some(({ severity }) => severity === 'error');
    // What does not compile cannot be built: that its notebooks are missing or old only follows.
    const compiles = findingsOf(prepared.diagnostics, config, textOf).every(({ severity }) => severity !== 'error');
    const own = compiles ? drift.diagnostics : drift.diagnostics.filter(({ rule }) => !isFixedByBuild(rule));
    const drifted = [...own, ...(isWrong ? [] : drift.otherFiles)];
    const all = [...prepared.diagnostics, ...drifted, ...(isNotebook ? judged.map(inNotebookWords) : judged)];
    const located = findingsOf(all, config, textOf);
    const findings = [...prepared.findings, ...located];
    const failed = findings.some((finding) => finding.severity === 'error');
    const reasons = [...new Set(executed.flatMap(({ executedBecause: why }) => (why === undefined ? [] : [why])))];
    return {
      source,
      status: failed ? 'failed' : executed.some(({ status }) => status === 'interrupted') ? 'skipped' : 'passed',
      cached: executed.length > 0 && executed.every((run) => run.cached),
      ...(reasons.length === 0 ? {} : { executedBecause: reasons }),
      notebooks: drift.notebooks,
      cells: verdict?.cells ?? [],
      outputs: verdict?.outputs ?? [],
      exercises: (verdict?.exercises ?? []).map((one) => ({
        ...one,
        leaks: verdict?.leaksOf(one.id, findings) ?? [],
        ...strengthOf(one.id, strengths),
      })),
      findings,
    };
  }
}

/** Milliseconds in which at least one of a lesson's runs was under way: two at once count once. */
function workingTimes(): { readonly ended: (executed: Executed) => void; readonly together: () => number } {
  const spans: [start: number, end: number][] = [];
  return {
    ended({ cached, durationMs }) {
      const now = performance.now();
      if (!cached) spans.push([now - durationMs, now]);
    },
    together() {
      let until = 0;
      return [...spans]
        .sort(([a], [b]) => a - b)
        .reduce((sum, [start, end]) => {
          const own = Math.max(0, end - Math.max(start, until));
          until = Math.max(until, end);
          return sum + own;
        }, 0);
    },
  };
}

/** What executing took, without what came from the cache and without waiting for a worker. */
function tookMs(executed: readonly Executed[]): number {
  return executed.filter(({ cached }) => !cached).reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function isWhole({ status }: Executed): boolean {
  return status === 'completed';
}

/** Part of the time that all take together above which a lesson is long: begun late it runs on alone. */
const longShare = 0.05;

/** The long ones first, the longest before all; the others in their order, so that results come soon. */
function longFirst(lessons: readonly Item[], { durations = new Map() }: CheckOptions): Item[] {
  const seconds = ({ source }: Item) => durations.get(source) ?? 0;
  const all = lessons.reduce((sum, lesson) => sum + seconds(lesson), 0);
  const isLong = (lesson: Item) => seconds(lesson) > longShare * all;
  const long = lessons.filter(isLong).sort((a, b) => seconds(b) - seconds(a));
  return [...long, ...lessons.filter((lesson) => !isLong(lesson))];
}

/** Each lesson once; one that is selected at several lines is checked up to the last of them. */
export function oncePerLesson(selected: readonly Selected[]): Selected[] {
  const lessons = new Map<string, Selected>();
  for (const one of selected) {
    const other = lessons.get(one.source);
    const whole = one.line === undefined || (other !== undefined && other.line === undefined);
    lessons.set(
      one.source,
      whole ? { source: one.source } : { source: one.source, line: Math.max(one.line ?? 0, other?.line ?? 0) },
    );
  }
  return [...lessons.values()];
}
