import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ConfirmedOutput } from './confirm-context.ts';
import type { ExpectedText } from './expected-outputs.ts';
import type { NearMiss } from './near-miss.ts';

export interface OutputVerdict {
  readonly outputs: readonly ConfirmedOutput[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The same verdict over each fence that an expected text comes from. */
export function verdict(
  expected: ExpectedText,
  outcome: ConfirmedOutput['verdict'],
  more: { reason?: string; nearMiss?: NearMiss } = {},
  diagnostics: readonly Diagnostic[] = [],
): OutputVerdict {
  const outputs = expected.fences.map(({ span, stream, match }) => ({
    span,
    stream,
    mode: match.modes,
    verdict: outcome,
    ...more,
  }));
  return { outputs, diagnostics };
}
