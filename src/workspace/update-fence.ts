import type { UpdateOptions } from '../pipeline/update.ts';
import { fenceLine } from '../text/fence-line.ts';
import type { Present, Workspace } from './workspace.ts';

/** What came of an update of one fence. */
export interface FenceUpdate {
  /** The lesson's text before and after. */
  readonly before: string;
  readonly after: string;
  /** Why nothing was written; absent where something was. */
  readonly reason?: string;
}

/**
 * Writes what really ran into the fence at a line (from 1) of a lesson, as `update` does; without a line into all of its
 * fences.
 */
export async function updateFence(
  workspace: Workspace,
  now: Present,
  source: string,
  line: number | undefined,
  options: Pick<UpdateOptions, 'dryRun'> & { readonly signal: AbortSignal },
): Promise<FenceUpdate> {
  const lesson = await workspace.compiled(now, source);
  if (lesson === undefined) return { before: '', after: '', reason: 'the lesson cannot be read' };
  const fence = fenceLines(lesson.lesson.text);
  const isMeant = (one: { readonly line: number }) => line === undefined || fence(one.line) === fence(line);
  const events = workspace.update(now, [source], {
    ...options,
    choose: async (_, changes) => changes.filter(isMeant),
  });
  for await (const event of events) {
    if (event.type !== 'lesson-updated') continue;
    const { before, after, kept, varying, findings } = event.lesson;
    if (before !== after) return { before, after };
    const wrong = findings.find(({ severity }) => severity === 'error');
    const reason =
      kept.find(isMeant)?.reason ??
      (varying.some((at) => isMeant({ line: at })) ? 'the cell prints something else in each run' : undefined) ??
      wrong?.message ??
      'there is nothing to write';
    return { before, after, reason };
  }
  return { before: '', after: '', reason: 'there is nothing to write' };
}

/** Findings stand at a line in a fence: which fence that is, by the line that opens it. */
function fenceLines(text: string): (line: number) => number {
  const lines = text.split('\n');
  return (line) => {
    for (let at = line - 1; at >= 0; at -= 1) {
      const [, , language = ''] = fenceLine.exec(lines[at] ?? '') ?? [];
      if (language !== '') return at;
    }
    return line;
  };
}
