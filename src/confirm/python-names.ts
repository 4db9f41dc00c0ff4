import { cellNames, type NamePlace } from '../languages/python/names.ts';

/** A name that code binds at module level, and where in the code. */
export type Binding = NamePlace;

/** The names that a cell binds for the cells after it: assignments, definitions, imports, loop and `with` targets. */
export function moduleBindings(source: string): readonly Binding[] {
  return cellNames(source).defines;
}

/** The names that a cell needs from the cells before it. */
export function neededNames(source: string): Set<string> {
  return new Set(cellNames(source).uses.map(({ name }) => name));
}
