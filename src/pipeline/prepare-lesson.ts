import { join } from 'node:path';
import { compileLesson } from '../compile/compile-lesson.ts';
import type { CourseFiles } from '../compile/course-files.ts';
import { type PlanContext, type PlannedRun, planRuns } from '../compile/plan.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { Engine, Executed, RunFile } from '../model/run.ts';
import type { Variant } from '../model/variants.ts';
import type { Selected } from '../select/selected.ts';
import { interruptibly } from '../text/interruptibly.ts';
import type { Course } from './course.ts';
import { gate } from './gate.ts';
import { readLossy, readSource } from './read-source.ts';

/** What is known of a lesson before anything has run. */
export interface Prepared {
  readonly source: string;
  readonly text: string;
  /** Undefined where the file could not be read. */
  readonly compiled: CompiledLesson | undefined;
  readonly runs: readonly PlannedRun[];
  /** What the runs were planned with; undefined where the file could not be read. */
  readonly plan?: PlanContext;
  readonly diagnostics: readonly Diagnostic[];
  /** Only what begins before this offset is run and judged. */
  readonly until?: number;
}

/** Reads and compiles a lesson and plans what must be executed to prove it. */
export async function prepareLesson(
  { source, line }: Selected,
  course: Course,
  files: CourseFiles,
  network: boolean,
  signal?: AbortSignal,
): Promise<Prepared> {
  const { config } = course.loaded;
  const read = await readSource(course.dir, source);
  if (read.text === undefined) {
    const text = await readLossy(course.dir, source);
    return { source, text, compiled: undefined, runs: [], diagnostics: [read.diagnostic] };
  }
  const { text } = read;
  return interruptibly(() => prepared(text), signal);

  function prepared(text: string): Prepared {
    const compiled = compileLesson(text, source, config, files);
    const until = line === undefined ? {} : { until: endOfLine(text, line) };
    const plan: PlanContext = {
      kernel: compiled.kernel,
      timeout: config.execute.timeout,
      lessonTimeout: config.execute.lessonTimeout,
      network,
      collapsed: config.solutions === 'collapsed',
      files: (variant) => filesOf(compiled, variant, course.dir),
      notebooks: compiled.notebooks,
      ...until,
    };
    const runs = planRuns(compiled.lesson, compiled.cells, plan);
    const diagnostics = [...compiled.diagnostics, ...gate(compiled, source)];
    return { source, text, compiled, runs, plan, diagnostics, ...until };
  }
}

/** What stands beside the notebook of a variant and below its folder, and what else its code reads. */
function filesOf({ notebooks, reads }: CompiledLesson, variant: Variant, courseDir: string): RunFile[] {
  const beside = notebooks.find((one) => one.variant === variant)?.files ?? [];
  const files = new Map(
    [...beside.filter(({ path }) => !path.startsWith('../')), ...reads[variant]].map(({ path, from }) => [path, from]),
  );
  return [...files].map(([path, from]) => ({ path, from: join(courseDir, from) }));
}

/** Executes what a lesson needs; tells of each kernel that is there and each cell that ended. */
export async function executeLesson(
  { source, runs }: Prepared,
  engine: () => Promise<Engine>,
  tell: (event: PipelineEvent) => void,
  ended: (executed: Executed) => void = () => {},
): Promise<Executed[]> {
  if (runs.length === 0) return [];
  const opened = await engine();
  const total = runs.reduce((sum, { run }) => sum + run.cells.length, 0);
  let done = 0;
  return Promise.all(
    runs.map(async ({ run }) => {
      const executed = await opened.execute(run, {
        started: () => tell({ type: 'kernel-started', source, total }),
        cell: (cell, status) => {
          done++;
          tell({ type: 'cell-ended', source, cell, status, done, total });
        },
      });
      ended(executed);
      return executed;
    }),
  );
}

/** The offset at which a line (from 1) ends. */
function endOfLine(text: string, line: number): number {
  let at = 0;
  for (let number = 1; number < line; number++) {
    const next = text.indexOf('\n', at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
