import type { Finding, RunResult } from '../model/result.ts';

/** The result of a run with findings that belong to no lesson: the configuration's, those of orphaned notebooks. */
export function withFindings(result: RunResult, findings: readonly Finding[]): RunResult {
  if (findings.length === 0) return result;
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const errors = result.summary.errors + count('error');
  const warnings = result.summary.warnings + count('warning');
  return {
    ...result,
    exitCode: errors > 0 ? Math.max(result.exitCode, 1) : result.exitCode,
    summary: { ...result.summary, errors, warnings },
    findings: [...(result.findings ?? []), ...findings],
  };
}
