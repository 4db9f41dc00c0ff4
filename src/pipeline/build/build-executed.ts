import { contentsOf, noContents } from '../../compile/contents.ts';
import type { CourseFiles } from '../../compile/course-files.ts';
import { confirmLesson } from '../../confirm/confirm-lesson.ts';
import type { PipelineEvent } from '../../model/event.ts';
import type { Engine } from '../../model/run.ts';
import { interruptibly } from '../../text/interruptibly.ts';
import { carryOutputs, spoils } from '../carry-outputs.ts';
import type { Course } from '../course.ts';
import { findingsOf } from '../findings.ts';
import { gate } from '../gate.ts';
import { executeLesson, prepareLesson } from '../prepare-lesson.ts';
import type { BuiltLesson } from './build-lesson.ts';
import { writeNotebooks } from './write-notebooks.ts';

export interface ExecutedBuildOptions {
  readonly engine: () => Promise<Engine>;
  readonly force: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * `build` with `outputs: executed`: as `buildLesson`, but the notebooks carry what their cells put out when they ran. A
 * lesson whose run goes wrong writes nothing. There is no record of it: what an output depends on the engine's cache knows.
 */
export async function buildExecuted(
  source: string,
  course: Course,
  files: CourseFiles,
  { engine, force, signal }: ExecutedBuildOptions,
  tell: (event: PipelineEvent) => void,
): Promise<BuiltLesson & { readonly cached: boolean; readonly interrupted: boolean }> {
  const { config } = course.loaded;
  const { network } = config.execute;
  const prepared = await prepareLesson({ source }, course, files, network, signal);
  const { compiled, text } = prepared;
  const textOf = (file: string) => (file === source ? text : files.lessonText(file));
  const before = findingsOf(prepared.diagnostics, config, textOf);
  const unwritten = {
    source,
    notebooks: (compiled?.notebooks ?? []).map(({ path, variant }) => ({
      path,
      variant,
      drift: 'not-checked' as const,
    })),
    written: [],
    ...(compiled === undefined ? noContents : contentsOf(compiled)),
    cached: false,
    interrupted: false,
  };
  if (compiled === undefined || before.some(isError)) return { ...unwritten, findings: before };
  const runs = prepared.runs.filter(({ purpose: { type } }) => type === 'solved' || type === 'unsolved');
  const executed = await executeLesson({ ...prepared, runs }, engine, tell);
  if (executed.some(({ status }) => status === 'interrupted')) {
    return { ...unwritten, findings: before, interrupted: true };
  }
  const carried = carryOutputs(compiled, runs, executed, config);
  const settings = { config, network, image: files.bytes, entries: files.entries };
  const judged = await interruptibly(() => confirmLesson(carried, runs, executed, settings), signal);
  const found = [...prepared.diagnostics, ...gate(carried, source), ...judged.diagnostics.filter(spoils)];
  const findings = findingsOf(found, config, textOf);
  const cached = executed.length > 0 && executed.every((run) => run.cached);
  const exercises = judged.exercises.map((one) => ({ ...one, leaks: judged.leaksOf(one.id, findings) }));
  const contents = { cells: judged.cells, exercises };
  if (findings.some(isError)) return { ...unwritten, ...contents, findings, cached };
  const { notebooks, written, unused, diagnostics } = writeNotebooks(
    { dir: course.dir, config },
    source,
    carried.notebooks,
    force,
  );
  return {
    ...contents,
    ...{ source, notebooks, written, unused, cached, interrupted: false },
    findings: [...findingsOf(diagnostics, config, textOf), ...findings],
  };
}

function isError({ severity }: { readonly severity: string }): boolean {
  return severity === 'error';
}
