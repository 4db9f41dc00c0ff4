import type { RuleId } from '../diagnostics/catalog.ts';
import { type JsonDocument, Kind, type Node, pointer } from '../json/json-document.ts';
import { type Place, placeOf } from '../json/place.ts';

/** One thing that is wrong in a notebook's file, by byte offsets. It becomes a Finding when lines are counted. */
export interface Problem {
  readonly rule: RuleId;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly help?: string;
  readonly expected?: string;
  readonly actual?: string;
  /** JSON Pointer. */
  readonly path?: string;
  readonly cell?: string;
  readonly cellNumber?: number;
}

/** What the makers of problems say beyond rule and place. */
export type ProblemDetails = Pick<Problem, 'help' | 'expected' | 'actual'>;

/** A problem with a value. Of a list or object only the opening bracket is marked: the rest may be the whole file. */
export function problemAt(
  document: JsonDocument,
  rule: RuleId,
  node: Node,
  message: string | ((place: Place) => string),
  details: ProblemDetails = {},
): Problem {
  const place = placeOf(document, node);
  const start = document.starts[node] ?? 0;
  const kind = document.kinds[node];
  const end = kind === Kind.array || kind === Kind.object ? start + 1 : (document.ends[node] ?? start);
  return {
    rule,
    message: typeof message === 'string' ? message : message(place),
    start,
    end,
    path: pointer(place.path),
    ...details,
    ...(place.cell === undefined ? {} : { cell: place.cell }),
    ...(place.cellNumber === undefined ? {} : { cellNumber: place.cellNumber }),
  };
}

/** A sentence of alternatives: `"a", "b" or "c"`. */
export function oneOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

/** The names joined by `and`. */
export function allOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
