import type { Finding } from '../result/result.ts';
import type { PipelineEvent } from './event.ts';

/** Adds findings that belong to no lesson (the configuration's) to the result at the end of a run. */
export async function* withFindings(
  events: AsyncIterable<PipelineEvent>,
  findings: readonly Finding[],
): AsyncGenerator<PipelineEvent> {
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  for await (const event of events) {
    if (event.type !== 'run-ended' || findings.length === 0) {
      yield event;
      continue;
    }
    const { result } = event;
    const errors = result.summary.errors + count('error');
    const warnings = result.summary.warnings + count('warning');
    yield {
      type: 'run-ended',
      result: {
        ...result,
        exitCode: errors > 0 ? Math.max(result.exitCode, 1) : result.exitCode,
        summary: { ...result.summary, errors, warnings },
        findings: [...(result.findings ?? []), ...findings],
      },
    };
  }
}
