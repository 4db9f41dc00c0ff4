import { runRuleOf } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** One finding a mistake: runs that share cells find the same things. */
export function uniqueFindings(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((one) => {
    const key = `${one.rule} ${one.cell ?? one.span.start} ${distinction(one)}`;
    return !seen.has(key) && seen.add(key);
  });
}

function distinction({ rule, span, message }: Diagnostic): string | number {
  const by = runRuleOf(rule)?.apartBy;
  return by === 'place' ? span.start : by === 'message' ? message : '';
}
