import { concat, type MappedText, originOf, sliceMapped, synthetic } from '../../text/mapped-text.ts';

/** A part of a cell between two marker comments, as nbgrader has them. Offsets are of whole lines, markers included. */
export interface Region {
  readonly kind: 'solution' | 'hidden-tests';
  readonly start: number;
  readonly end: number;
  /** Blanks before the opening marker. */
  readonly indent: string;
}

/** A marker without its partner. */
export interface StrayMarker {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

const MARKER = /^([ \t]*)#{1,}[ \t]*(BEGIN|END)[ \t]+(SOLUTION|HIDDEN TESTS)[ \t]*$/;

/**
 * Finds `### BEGIN SOLUTION` … `### END SOLUTION` and `### BEGIN HIDDEN TESTS` … `### END HIDDEN TESTS`. nbgrader
 * takes any line that contains the delimiter; we want a comment with nothing else in it, with any number of `#`.
 */
export function findRegions(text: string): { regions: readonly Region[]; stray: readonly StrayMarker[] } {
  const regions: Region[] = [];
  const stray: StrayMarker[] = [];
  let open: { kind: Region['kind']; start: number; end: number; indent: string; name: string } | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const start = at;
    const end = start + line.length;
    at = end + 1;
    const [, indent = '', edge, name = ''] = MARKER.exec(line.replace(/\r$/, '')) ?? [];
    if (edge === undefined) continue;
    const kind = name === 'SOLUTION' ? 'solution' : 'hidden-tests';
    if (edge === 'BEGIN') {
      if (open !== undefined)
        stray.push({ start: open.start, end: open.end, message: `"BEGIN ${open.name}" has no end` });
      open = { kind, start, end, indent, name };
    } else if (open === undefined || open.kind !== kind) {
      stray.push({ start, end, message: `"END ${name}" has no beginning` });
    } else {
      regions.push({ kind, start: open.start, end, indent: open.indent });
      open = undefined;
    }
  }
  if (open !== undefined) stray.push({ start: open.start, end: open.end, message: `"BEGIN ${open.name}" has no end` });
  return { regions, stray };
}

/** Whether a cell has a solution or a hidden-tests region. */
export function hasRegions(text: string, kind?: Region['kind']): boolean {
  return findRegions(text).regions.some((region) => kind === undefined || region.kind === kind);
}

/** The stub that nbgrader puts in place of a solution. */
const STUB = ['# YOUR CODE HERE', 'raise NotImplementedError()'];

/**
 * The starter that a solution cell yields by itself: each solution region becomes `# YOUR CODE HERE` and `raise
 * NotImplementedError()` at the region's indentation; hidden tests are taken away. The stub maps to its region.
 */
export function starterOf(source: MappedText): MappedText {
  return withoutRegions(source, ['solution', 'hidden-tests']);
}

/** A cell without its hidden tests: lines and markers are gone. */
export function withoutHiddenTests(source: MappedText): MappedText {
  return withoutRegions(source, ['hidden-tests']);
}

/** A cell with its regions' code and without the marker lines: what runs, and what an instructor reads. */
export function withoutMarkers(source: MappedText): MappedText {
  const { regions } = findRegions(source.text);
  const lines = regions.flatMap(({ start, end }) => [
    { start, end: endOfLine(source.text, start) },
    { start: source.text.lastIndexOf('\n', end - 1) + 1, end },
  ]);
  return cutLines(source, lines);
}

function withoutRegions(source: MappedText, kinds: readonly Region['kind'][]): MappedText {
  const regions = findRegions(source.text).regions.filter(({ kind }) => kinds.includes(kind));
  return cutLines(
    source,
    regions.map(({ kind, start, end, indent }) => ({
      start,
      end,
      ...(kind === 'solution' ? { stub: STUB.map((line) => indent + line).join('\n') } : {}),
    })),
  );
}

/** Takes whole lines out, each with its line end; the last lines with the line end before them. */
function cutLines(source: MappedText, pieces: readonly { start: number; end: number; stub?: string }[]): MappedText {
  const { text } = source;
  const parts: MappedText[] = [];
  let at = 0;
  for (const { start, end, stub } of pieces) {
    parts.push(sliceMapped(source, at, start));
    if (stub !== undefined) parts.push(synthetic(stub, originOf(source, start, end)));
    at = stub === undefined && end < text.length ? end + 1 : end;
  }
  parts.push(sliceMapped(source, at));
  const whole = concat(parts);
  // When the last lines went, the line end before them stays behind.
  const end = text.endsWith('\n') ? whole.text.length : whole.text.replace(/\n$/, '').length;
  return end === whole.text.length ? whole : sliceMapped(whole, 0, end);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
