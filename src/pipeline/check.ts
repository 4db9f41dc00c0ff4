import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PlannedRun, planRuns } from '../compile/plan.ts';
import type { Selected } from '../config/discover.ts';
import { driftOf } from '../confirm/drift.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Engine, Executed } from '../notebook/run.ts';
import type { Environment, LessonResult, NotebookResult } from '../result/result.ts';
import { type CompiledLesson, compileLesson } from './compile-lesson.ts';
import { confirmLesson } from './confirm-lesson.ts';
import type { Course } from './course.ts';
import { courseFiles } from './course-files.ts';
import { driftDiagnostic } from './drift-diagnostic.ts';
import type { PipelineEvent } from './event.ts';
import { findingsOf } from './findings.ts';
import { gate } from './gate.ts';
import { precedingRun } from './preceding.ts';
import { readLossy, readSource } from './read-source.ts';
import { runFiles } from './run-files.ts';
import { runResult } from './run-result.ts';

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
}

/** What is known of a lesson before anything has run. */
interface Prepared {
  readonly source: string;
  readonly text: string;
  readonly compiled: CompiledLesson | undefined;
  readonly notebooks: readonly NotebookResult[];
  readonly runs: readonly PlannedRun[];
  readonly diagnostics: readonly Diagnostic[];
  readonly begun: number;
}

/**
 * `check`, the whole proof: compile, schema gate, drift against the notebooks on disk, execute, confirm outputs, prove
 * exercises. Lessons are executed side by side; their results come in course order, whatever ended first.
 */
export async function* check(
  course: Course,
  selected: readonly Selected[],
  options: CheckOptions,
): AsyncGenerator<PipelineEvent> {
  const started = performance.now();
  const lessons = merged(selected);
  yield { type: 'run-started', command: 'check', sources: lessons.map(({ source }) => source) };
  const results: LessonResult[] = [];
  const waiting = [...lessons];
  const pending: Promise<LessonResult>[] = [];
  const live: PipelineEvent[] = [];
  let wake: () => void = () => undefined;
  const emit = (event: PipelineEvent) => {
    live.push(event);
    wake();
  };
  const files = courseFiles(course.dir);
  while (waiting.length > 0 || pending.length > 0) {
    const stop = options.signal?.aborted === true || (options.failFast === true && results.some(hasFailed));
    if (stop) waiting.length = 0;
    while (pending.length < options.window && waiting.length > 0) {
      const next = waiting.shift();
      if (next !== undefined) pending.push(checkLesson(next));
    }
    const [first] = pending;
    if (first === undefined) break;
    let ended: LessonResult | undefined;
    const settled = first.then((result) => {
      ended = result;
      wake();
    });
    while (ended === undefined || live.length > 0) {
      while (live.length > 0) yield live.shift() as PipelineEvent;
      if (ended !== undefined) break;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (live.length === 0 && ended === undefined) await Promise.race([woken, settled]);
    }
    await settled;
    pending.shift();
    results.push(ended);
    yield { type: 'lesson-ended', result: ended };
  }
  yield { type: 'run-ended', result: runResult('check', course, results, started, options.environment()) };

  async function checkLesson(lesson: Selected): Promise<LessonResult> {
    emit({ type: 'lesson-started', source: lesson.source });
    const prepared = await prepare(lesson);
    const executed = await execute(prepared);
    return judge(prepared, executed, lesson.line);
  }

  async function prepare({ source, line }: Selected): Promise<Prepared> {
    const begun = performance.now();
    const { config } = course.loaded;
    const read = await readSource(course.dir, source);
    if (read.text === undefined) {
      const text = await readLossy(course.dir, source);
      return { source, text, compiled: undefined, notebooks: [], runs: [], diagnostics: [read.diagnostic], begun };
    }
    const compiled = compileLesson(read.text, source, config, files);
    const diagnostics: Diagnostic[] = [...compiled.diagnostics, ...gate(compiled, source)];
    const notebooks: NotebookResult[] = [];
    for (const notebook of compiled.notebooks) {
      const onDisk = await readFile(join(course.dir, notebook.path), 'utf8').catch(() => undefined);
      const drift = driftOf(notebook, onDisk);
      notebooks.push({ path: notebook.path, variant: notebook.variant, drift: drift.kind });
      const found = driftDiagnostic(drift, notebook.path, source);
      if (found !== undefined) diagnostics.push(found);
    }
    const found = runFiles(course.dir, compiled.lesson);
    const preceding = precedingRun(compiled.lesson, course, files, options.network);
    diagnostics.push(...found.diagnostics, ...preceding.diagnostics);
    const runs = planRuns(compiled.lesson, compiled.cells, {
      kernel: compiled.kernel,
      timeout: config.execute.timeout,
      lessonTimeout: config.execute.lessonTimeout,
      network: options.network,
      files: [...preceding.files, ...found.files],
      preceding: preceding.cells,
      ...(line === undefined ? {} : { until: offsetOfLine(read.text, line) }),
    });
    return { source, text: read.text, compiled, notebooks, runs, diagnostics, begun };
  }

  async function execute({ source, runs }: Prepared): Promise<Executed[]> {
    if (runs.length === 0) return [];
    const engine = await options.engine();
    const total = runs.reduce((sum, { run }) => sum + run.cells.length, 0);
    let done = 0;
    return Promise.all(
      runs.map(({ run }) =>
        engine.execute(run, {
          cell: (cell, status) => {
            done++;
            emit({ type: 'cell-ended', source, cell, status, done, total });
          },
        }),
      ),
    );
  }

  function judge(prepared: Prepared, executed: readonly Executed[], line: number | undefined): LessonResult {
    const { source, text, compiled, notebooks, runs, begun } = prepared;
    const textOf = (file: string) => (file === source ? text : files.lessonText(file));
    const verdict =
      compiled === undefined
        ? { cells: [], outputs: [], exercises: [], diagnostics: [], leaksOf: () => [] }
        : confirmLesson(compiled, runs, executed, {
            config: course.loaded.config,
            network: options.network,
            image: files.bytes,
            ...(line === undefined ? {} : { until: offsetOfLine(text, line) }),
          });
    const findings = findingsOf([...prepared.diagnostics, ...verdict.diagnostics], course.loaded.config, textOf);
    const failed = findings.some((finding) => finding.severity === 'error');
    return {
      source,
      status: failed ? 'failed' : executed.some(({ status }) => status === 'interrupted') ? 'skipped' : 'passed',
      durationMs: Math.round(performance.now() - begun),
      cached: executed.length > 0 && executed.every((run) => run.cached),
      notebooks,
      cells: verdict.cells,
      outputs: verdict.outputs,
      exercises: verdict.exercises.map((exercise) => ({ ...exercise, leaks: verdict.leaksOf(exercise.id, findings) })),
      findings,
    };
  }
}

/** Each lesson once; a lesson that is selected at several lines is checked up to the last of them. */
function merged(selected: readonly Selected[]): Selected[] {
  const lines = new Map<string, Selected>();
  for (const one of selected) {
    const other = lines.get(one.source);
    if (other === undefined || other.line !== undefined) {
      const line = one.line === undefined ? undefined : Math.max(one.line, other?.line ?? 0);
      lines.set(one.source, line === undefined ? { source: one.source } : { source: one.source, line });
    }
  }
  return [...lines.values()];
}

function hasFailed(result: LessonResult): boolean {
  return result.status === 'failed';
}

/** The offset at which a line (from 1) ends. */
function offsetOfLine(text: string, line: number): number {
  let at = 0;
  for (let number = 1; number < line; number++) {
    const next = text.indexOf('\n', at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
