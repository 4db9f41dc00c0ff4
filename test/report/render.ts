import type { PipelineEvent } from '../../src/model/event.ts';
import type { RunResult } from '../../src/model/result.ts';
import { replay } from '../../src/report/replay.ts';
import type { Reporter, ReporterContext } from '../../src/report/reporter.ts';
import { makeStyle } from '../../src/report/style.ts';
import { readSource } from './sample.ts';

/** What a reporter writes about a result. */
export async function render(
  make: (context: ReporterContext) => Reporter,
  result: RunResult,
  context: Partial<ReporterContext> = {},
): Promise<string> {
  let text = '';
  const reporter = make({
    write: (part) => {
      text += part;
    },
    style: makeStyle(false, true),
    width: 100,
    verbosity: 'normal',
    now: () => new Date('2024-05-06T07:08:09Z'),
    readSource,
    ...context,
  });
  for await (const event of replay(result)) reporter.on(event satisfies PipelineEvent);
  await reporter.end?.();
  return text;
}
