import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { printing } from '../options.ts';

export const merge: Command = {
  name: 'merge',
  args: { syntax: '<results...>', text: 'files that --json or --reporter json=FILE wrote' },
  group: 'More',
  summary: 'join the results of several runs, such as shards, and report them as one',
  description:
    'Joins the results of several runs into one and replays it through the reporters. Of shards all must be there; the exit code is the worst of theirs.',
  examples: [
    ['coursewright merge shard-*.json', 'the summary of all shards'],
    ['coursewright merge shard-*.json -r junit=junit.xml', 'one JUnit file for all of them'],
  ],
  options: printing,
  async run(invocation) {
    const { mergeResults } = await import('../../report/merge-results.ts');
    const { readResult } = await import('../../report/read-result.ts');
    const { show } = await import('../output.ts');
    const { args, io } = invocation;
    const parts = await Promise.all(
      args.map(async (name) => ({ name, result: await readResult(resolve(io.cwd, name), name) })),
    );
    const { replay } = await import('../../report/replay.ts');
    return show(replay(mergeResults(parts)), invocation, io.cwd);
  },
};
