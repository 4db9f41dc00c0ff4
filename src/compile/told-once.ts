import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** Findings of one rule at one place, as of all files that a pattern such as `f"../data/{name}.csv"` names, as the first of them. */
export function toldOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const one of diagnostics) {
    const place = `${one.rule} ${one.span.start}-${one.span.end}`;
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [one]);
    else group.push(one);
  }
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined || more.length === 0) return first ?? [];
    const files = more.length === 1 ? 'one more file' : `${more.length} more files`;
    return [{ ...first, message: `${first.message}; so it is with ${files} that this names` }];
  });
}
