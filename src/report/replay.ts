import type { PipelineEvent } from '../model/event.ts';
import type { RunResult } from '../model/result.ts';

/** The events of a run that is over, as reporters saw them when it ran. */
export async function* replay(result: RunResult): AsyncIterable<PipelineEvent> {
  yield { type: 'run-started', command: result.command, sources: result.lessons.map((lesson) => lesson.source) };
  for (const lesson of result.lessons) yield { type: 'lesson-ended', result: lesson };
  yield { type: 'run-ended', result };
}
