import { runRuleOf } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CodeCell } from '../model/cell.ts';
import { moduleBindings } from './python-names.ts';

const undefinedName = /^NameError: name '([^']+)' is not defined/;

/**
 * Leaves out the cells that raise only because an earlier one did, or did not end: they miss a name which that cell would have bound.
 * The earlier finding says how many they are. `cells` are those of one run, in order.
 */
export function withoutFollowUps(diagnostics: readonly Diagnostic[], cells: readonly CodeCell[]): Diagnostic[] {
  const raised = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    if (runRuleOf(one.rule)?.leavesNamesUnbound === true && one.cell !== undefined && !raised.has(one.cell)) {
      raised.set(one.cell, one);
    }
  }
  /** Missing name → the finding that all misses of it come from. */
  const causeOf = new Map<string, Diagnostic>();
  const counts = new Map<Diagnostic, number>();
  const followUps = new Set<Diagnostic>();
  for (const cell of cells) {
    const found = raised.get(cell.id);
    if (found === undefined || cell.code.language !== 'python') continue;
    const name = undefinedName.exec(found.actual ?? '')?.[1];
    const cause = name === undefined ? undefined : causeOf.get(name);
    if (cause !== undefined) {
      followUps.add(found);
      counts.set(cause, (counts.get(cause) ?? 0) + 1);
    }
    // The same name missing once more is the same mistake.
    if (name !== undefined && !causeOf.has(name)) causeOf.set(name, found);
    for (const bound of moduleBindings(cell.code.source.text)) {
      if (!causeOf.has(bound.name)) causeOf.set(bound.name, cause ?? found);
    }
  }
  return diagnostics
    .filter((one) => !followUps.has(one))
    .map((one) => {
      const count = counts.get(one);
      if (count === undefined) return one;
      const more = count === 1 ? 'one later cell raises' : `${count} later cells raise`;
      return { ...one, message: `${one.message}; because of it ${more} too` };
    });
}
