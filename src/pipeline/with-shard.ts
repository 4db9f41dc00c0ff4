import type { ShardResult } from '../result/result.ts';
import type { PipelineEvent } from './event.ts';

/** Adds to the result at the end of a run which shard it is, for `merge`. */
export async function* withShard(
  events: AsyncIterable<PipelineEvent>,
  shard: ShardResult | undefined,
): AsyncGenerator<PipelineEvent> {
  for await (const event of events) {
    yield event.type === 'run-ended' && shard !== undefined ? { ...event, result: { ...event.result, shard } } : event;
  }
}
