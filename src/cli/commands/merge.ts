import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findCourse } from '../../config/find-course.ts';
import type { RunResult } from '../../model/result.ts';
import type { Command } from '../command.ts';
import { printing } from '../options.ts';
import { show } from '../output.ts';

export const merge: Command = {
  name: 'merge',
  args: { syntax: '<results...>', text: 'files written by --json or --reporter json=FILE' },
  group: 'More',
  summary: 'join the results of several runs, such as shards, and report them as one',
  description:
    'Joins the results of several runs into one and reports it. If they are shards, none may be missing, and all must come from the same lessons, files, settings and versions. It exits with the worst of their exit codes. The durations of the lessons are kept to balance the next shards.',
  examples: [
    ['coursewright merge shard-*.json', 'the summary of all shards'],
    ['coursewright merge shard-*.json -r junit=junit.xml', 'one JUnit file for all of them'],
  ],
  options: printing,
  async run(invocation) {
    const { mergeResults } = await import('../../report/merge-results.ts');
    const { readResult } = await import('../../report/read-result.ts');
    const { args, io } = invocation;
    const parts = await Promise.all(
      args.map(async (name) => ({ name, result: await readResult(resolve(io.cwd, name), name) })),
    );
    const merged = mergeResults(parts);
    if (parts.some(({ result }) => result.shard !== undefined)) await remember(merged, findCourse(io.cwd));
    const { replay } = await import('../../report/replay.ts');
    return show(replay(merged), invocation, io.cwd);
  },
};

/** Shards themselves remember nothing: they would change what those that begin later are cut by. */
async function remember({ command, lessons }: RunResult, courseDir: string): Promise<void> {
  if (command !== 'check') return;
  const { rememberDurations } = await import('../../select/durations.ts');
  const { workFolder } = await import('../../execute/work-folder.ts');
  const executed = lessons.filter(({ source, cells, cached }) => {
    return !cached && cells.length > 0 && existsSync(join(courseDir, source));
  });
  if (executed.length === 0) return;
  await workFolder(courseDir);
  await rememberDurations(courseDir, new Map(executed.map(({ source, durationMs }) => [source, durationMs / 1000])));
}
