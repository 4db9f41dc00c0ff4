import { saidOtherwise } from '../diagnostics/advice.ts';
import { runRuleOf } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CodeCell } from '../model/cell.ts';
import { type Spoken, writeAt } from '../model/cell-words.ts';
import { type Cause, failedBefore, MAGIC, mayBindAny, reachesLine, undone } from './failed-before.ts';
import { moduleBindings, neededNames } from './python-names.ts';
import { isSyntaxError } from './traceback.ts';

/** Causes of a difference that say all of it: nothing that went wrong before makes blanks, or the words of another version. */
const ofForm: ReadonlySet<string> = new Set(['version', 'blanks', 'display', 'ellipsis']);

/** Advice to change the cell, or what the lesson says of it, which may be right. */
const ofOwnCell: ReadonlySet<string> = new Set(['update', 'add', 'fix-cell', 'by-hand']);

const undefinedName = /^NameError: name '([^']+)' is not defined/;

/**
 * Leaves out the cells that raise only because an earlier one did, or did not end: they miss a name which that cell would have bound.
 * The earlier finding says how many they are. Of several cells that miss a name which no failed one would have bound, the first
 * says where the others are. What may only follow otherwise says what to fix first, and a module that a command was to install is
 * said to be missing once. `cells` are those of one run, in order; `lineOf` tells the line of an offset.
 */
export function withoutFollowUps(
  diagnostics: readonly Diagnostic[],
  cells: readonly CodeCell[],
  lineOf: (offset: number) => number,
): Diagnostic[] {
  const raised = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    if (runRuleOf(one.rule)?.leavesNamesUnbound === true && one.cell !== undefined && !raised.has(one.cell)) {
      raised.set(one.cell, one);
    }
  }
  const failures = new Map(
    [...raised].map(([id, { rule, actual = '', span }]) => [
      id,
      rule === 'cell-raised' && !isSyntaxError(/^\w+/.exec(actual)?.[0] ?? '') ? span.start : undefined,
    ]),
  );
  /** Name → the finding of the cell that would have bound it. */
  const causeOf = new Map<string, Diagnostic>();
  /** Name → the first finding of a cell that misses it, where none would have bound it. */
  const missed = new Map<string, Diagnostic>();
  const counts = new Map<Diagnostic, number>();
  /** The lines of cells that raise the same as one before them. */
  const alike = new Map<Diagnostic, number[]>();
  const followUps = new Set<Diagnostic>(
    diagnostics.filter((one) => isSaidOfCommand(one, diagnostics) || isSaidOfTime(one, diagnostics)),
  );
  /** The first finding after which any name may be missing. */
  let ofAny: Diagnostic | undefined;
  for (const cell of cells) {
    const found = raised.get(cell.id);
    if (found === undefined || cell.code.language !== 'python') continue;
    const name = undefinedName.exec(found.actual ?? '')?.[1];
    const cause = name === undefined ? undefined : (causeOf.get(name) ?? ofAny);
    const first = cause === undefined && name !== undefined ? missed.get(name) : undefined;
    if (cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + 1);
    else if (first !== undefined) alike.set(first, [...(alike.get(first) ?? []), lineOf(found.span.start)]);
    else if (name !== undefined) missed.set(name, found);
    if (cause !== undefined || first !== undefined) followUps.add(found);
    const blamed = cause ?? first ?? found;
    for (const bound of moduleBindings(cell.code.source.text)) {
      if (!causeOf.has(bound.name)) causeOf.set(bound.name, blamed);
    }
    if (mayBindAny(undone(cell, failures))) ofAny ??= blamed;
  }
  // What a command did not do, nobody knows: no finding is left out for it.
  for (const { rule, cell } of diagnostics)
    if (rule === 'command-failed' && cell !== undefined && !failures.has(cell)) failures.set(cell, undefined);
  const broken = failedBefore(cells, failures);
  const cellOf = new Map(cells.map((cell) => [cell.id, cell]));
  const follows = ({ rule, cell, actual = '', span }: Diagnostic, cause: Cause) => {
    if (rule !== 'cell-raised') return true;
    const [name, own] = [undefinedName.exec(actual)?.[1], cellOf.get(cell ?? '')];
    // A magic comes from an extension, which a cell loads.
    if (ofOwnLine.test(actual) || (/^UsageError\b/.test(actual) && cause.spoils?.(MAGIC) === false)) return false;
    if (name !== undefined && cause.spoils?.(name) === false) return false;
    // What raises the same words has the same cause, which is neither of the two.
    const other = raised.get(cause.cell.id);
    if (other?.rule === 'cell-raised' && wordsOf(other.actual) === wordsOf(actual)) return false;
    return own === undefined || reachesLine(own, span.start, cause);
  };
  /** The earlier cell that took too long with what a cell waits for: a value of both, which no cell between binds anew. */
  const waitsFor = ({ cell }: Diagnostic): Cause | undefined => {
    const at = cells.findIndex(({ id }) => id === cell);
    const before = cells.slice(0, Math.max(at, 0));
    const values = [...neededNames(cells[at]?.code.source.text ?? '')].map((name) => {
      const bound = before.findLastIndex(({ code }) => assigns(name).test(code.source.text));
      const calls = new RegExp(`(?<![\\w.])${name}\\.\\w+\\(`);
      const isLate = ({ id, code }: CodeCell) =>
        raised.get(id)?.rule === 'cell-timeout' && calls.test(code.source.text);
      return bound === -1 ? undefined : before.slice(bound).find(isLate);
    });
    const late = values.find((one) => one !== undefined);
    return late && { cell: late };
  };
  return diagnostics
    .filter((one) => !followUps.has(one))
    .map((one) => {
      const cause = broken.get(one.cell ?? '') ?? (one.rule === 'cell-timeout' ? waitsFor(one) : undefined);
      if (cause !== undefined && one.help !== undefined && !ofForm.has(one.cause ?? '') && follows(one, cause)) {
        const first = causeHelp(cause, lineOf, cellOf.get(one.cell ?? '')?.code ?? {});
        const { fix, advice = [], ...rest } = one;
        const isOfRaise = one.rule === 'raise-missing' || one.rule === 'error-mismatch';
        // No time is enough where what it waits for never came.
        const isOfTime = one.rule === 'cell-timeout' && raised.get(cause.cell.id)?.rule === 'cell-timeout';
        const said = advice.find(
          ({ to }) => ofOwnCell.has(to) || (to === 'expect' && isOfRaise) || (to === 'allow-time' && isOfTime),
        );
        if (said !== undefined && (said.to !== 'fix-cell' || one.rule === 'cell-raised')) {
          const help = saidOtherwise(one.help, said, first);
          return { ...rest, help, ...(fix === undefined || said.to === 'fix-cell' ? {} : { fix }) };
        }
      }
      const said = [...saidAlike(alike.get(one)), ...saidAfter(counts.get(one), alike.has(one))];
      return said.length === 0 ? one : { ...one, message: `${one.message}; ${said.join(', and ')}` };
    });
}

function saidAlike(lines: readonly number[] | undefined): string[] {
  return lines === undefined ? [] : [`${laterCells(lines.length)} the same (${linesOf(lines)})`];
}

function saidAfter(count: number | undefined, hasAlike: boolean): string[] {
  if (count === undefined) return [];
  return [
    hasAlike ? `because of that ${laterCells(count)} something else too` : `because of it ${laterCells(count)} too`,
  ];
}

function laterCells(count: number): string {
  return count === 1 ? 'one later cell raises' : `${count} later cells raise`;
}

/** Names the first lines of many. */
function linesOf(lines: readonly number[]): string {
  const shown = lines.slice(0, 8).join(', ');
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown}${lines.length > 8 ? ', …' : ''}`;
}

/** Code that gives a name a value: what is imported or defined is none that anybody waits for. */
const assigns = (name: string) => new RegExp(`^[ \\t]*${name}[ \\t]*(?::[^=\\n]+)?=(?!=)|\\bas ${name}[ \\t]*:`, 'm');

/** Whether an exception is of a kind that a line has of its own: its words are wrong, or it asks for a module. */
const ofOwnLine = /^(?:SyntaxError|IndentationError|TabError|ModuleNotFoundError)\b/;

/** The first line of an exception without what is quoted in it and its numbers. */
function wordsOf(actual = ''): string {
  return (/^.*/.exec(actual)?.[0] ?? '').replace(/(['"`]).*?\1|\d+/g, '_');
}

/** What to do first about a finding that may only follow from something. */
function causeHelp({ cell, sketched }: Cause, lineOf: (offset: number) => number, own: Spoken): string {
  const line = lineOf(cell.code.span.start);
  return sketched === undefined
    ? `fix the cell at line ${line} first: this may only follow from it`
    : `\`${sketched}\` at line ${line} is only a sketch (\`...\`), and this may only follow from it: write its code, or ${writeAt(own, 'display', 'this fence')}`;
}

/** Whether a cell lacks what a command in it was to install: the command's finding gives the same advice. */
function isSaidOfCommand({ rule, cell, help }: Diagnostic, all: readonly Diagnostic[]): boolean {
  return (
    rule !== 'command-failed' &&
    help !== undefined &&
    all.some((one) => one.rule === 'command-failed' && one.cell === cell && one.help === help)
  );
}

/** Whether a solution fails by nothing but its time, which a finding of its own says. */
function isSaidOfTime({ rule, cell }: Diagnostic, all: readonly Diagnostic[]): boolean {
  if (rule !== 'solution-fails') return false;
  return all.some((one) => one.rule === 'cell-timeout' && one.cell === cell);
}
