import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ConfirmedOutput } from './confirm-context.ts';
import type { DeclaredText } from './declared.ts';
import type { NearMiss } from './near-miss.ts';

export interface OutputVerdict {
  readonly outputs: readonly ConfirmedOutput[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The same verdict over each fence that a declared text comes from. */
export function verdict(
  declared: DeclaredText,
  outcome: ConfirmedOutput['verdict'],
  more: { reason?: string; nearMiss?: NearMiss } = {},
  diagnostics: readonly Diagnostic[] = [],
): OutputVerdict {
  const outputs = declared.fences.map(({ span, stream, match }) => ({
    span,
    stream,
    mode: match.modes,
    verdict: outcome,
    ...more,
  }));
  return { outputs, diagnostics };
}
