import type { RunResult } from '../model/result.ts';
import { digestOf } from '../text/content-digest.ts';

/** A shard's result as it is written; any other as it is. */
export function sealed(result: RunResult): RunResult {
  return result.shard === undefined ? result : { ...result, shard: { ...result.shard, seal: sealOf(result) } };
}

/** What a shard's result is known to be unchanged by. Not against somebody who forges it, but against edits and accidents. */
export function sealOf({ lessons, findings = [], summary, shard }: RunResult): string {
  return digestOf(JSON.stringify([lessons, findings, summary, { ...shard, seal: undefined }]));
}
