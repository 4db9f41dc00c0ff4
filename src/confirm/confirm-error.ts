import type { MatchMode } from '../lesson/lesson.ts';
import type { Raised } from './cell-outputs.ts';
import { type Comparison, compareText, type MatchRule } from './match.ts';
import { withoutPlaces } from './sanitize.ts';
import { terminalText } from './terminal-text.ts';
import { errorIn, raisedText, withoutIncompleteInput } from './traceback.ts';

/** What came of comparing a declared error with the real one. */
export type ErrorComparison =
  | { readonly equal: true }
  | {
      readonly equal: false;
      /** The line of the declared text that differs. */
      readonly line: number | 'end';
      readonly what: 'type' | 'message' | 'traceback' | 'unreadable';
      readonly reason?: string;
      readonly help?: string;
      readonly expected: string;
      readonly actual: string;
    };

const structural: readonly MatchMode[] = ['regex', 'contains', 'unordered', 'json'];

/**
 * Compares a declared error text with what was raised: the exception's type and the last line of its message, by the
 * fence's modes; the whole traceback, but for names of cells and folders of packages, with the mode `exact`.
 */
export function compareError(declared: string, raised: Raised, rule: MatchRule): ErrorComparison {
  const text = withoutIncompleteInput(terminalText(declared));
  const real = raisedText(raised);
  if (rule.modes.has('exact')) {
    const comparison = compareText(withoutPlaces(text), withoutPlaces(raised.traceback), rule);
    return differing(comparison, 'traceback', text, raised.traceback);
  }
  if (structural.some((mode) => rule.modes.has(mode))) {
    const short = compareText(text, real, rule);
    if (short.equal) return short;
    if (short.unreadable === undefined && compareText(withoutPlaces(text), withoutPlaces(raised.traceback), rule).equal)
      return { equal: true };
    return differing(short, 'message', text, real);
  }
  if (rule.modes.has('ellipsis') && compareText(text, real, rule).equal) return { equal: true };
  if (`\n${raised.traceback}`.endsWith(`\n${text}`) && text !== '') return { equal: true };
  return compareParts(text, raised, real, rule);
}

function compareParts(text: string, raised: Raised, real: string, rule: MatchRule): ErrorComparison {
  const [realHead = '', ...realMore] = real.split('\n');
  const name = /^\w+/.exec(realHead)?.[0] ?? raised.name;
  const declared = errorIn(text, name) ?? errorIn(text);
  const lines = text.split('\n');
  if (declared === undefined) {
    return { equal: false, what: 'type', line: lines.length - 1, expected: text, actual: real };
  }
  const expected = lines.slice(declared.line).join('\n');
  if (declared.name !== name) return { equal: false, what: 'type', line: declared.line, expected, actual: real };
  const shown = lastLine([realHead.slice(name.length).replace(/^:\s*/, ''), ...realMore]);
  // Notes are shown after the message; a text without them has the message all the same.
  const message = lastLine(raised.value.split('\n'));
  for (const last of new Set([shown, message])) {
    if (compareText(lastLine(declared.message), last, rule).equal) return { equal: true };
  }
  const differs = declared.message.findLastIndex((line) => line.trim() !== '');
  return { equal: false, what: 'message', line: declared.line + Math.max(differs, 0), expected, actual: real };
}

function lastLine(message: readonly string[]): string {
  return (message.findLast((line) => line.trim() !== '') ?? '').trim();
}

function differing(
  comparison: Comparison,
  what: 'message' | 'traceback',
  expected: string,
  actual: string,
): ErrorComparison {
  if (comparison.equal) return comparison;
  const { line, unreadable: reason, help } = comparison;
  const why = { ...(reason !== undefined && { reason }), ...(help !== undefined && { help }) };
  if (reason !== undefined) return { equal: false, what: 'unreadable', line, ...why, expected, actual };
  return { equal: false, what, line, expected, actual };
}
