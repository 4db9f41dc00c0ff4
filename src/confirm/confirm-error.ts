import type { CellOutputs } from './cell-outputs.ts';
import type { Comparison } from './comparison.ts';
import { chainDifference, membersDifference, messageDifference } from './error-difference.ts';
import { errorOutline, joinsExceptions, type Outline } from './error-outline.ts';
import { compareText } from './match.ts';
import type { MatchRule } from './match-rule.ts';
import { behavioursOf } from './modes/behaviours.ts';
import type { Raised } from './raised.ts';
import { withoutRemarks } from './remarks.ts';
import { withoutPlaces } from './sanitize.ts';
import { terminalText } from './terminal-text.ts';
import {
  errorIn,
  framesStart,
  raisedText,
  withOuterLastLine,
  withoutIncompleteInput,
  withoutModuleFile,
  withoutSuggestion,
} from './traceback.ts';

/** What came of comparing an expected error with the real one. */
export type ErrorComparison =
  | { readonly equal: true }
  | {
      readonly equal: false;
      /** The line of the expected text that differs. */
      readonly line: number | 'end';
      readonly what: 'type' | 'message' | 'members' | 'chain' | 'above' | 'traceback' | 'unreadable';
      readonly reason?: string;
      readonly help?: string;
      readonly expected: string;
      readonly actual: string;
    };

/**
 * Compares an expected error text with what was raised, by the fence's modes: the exception's type and message and, as far
 * as the text shows them, its notes, the exceptions that a group holds, and those that came before. With the mode `exact`
 * the whole traceback counts, but for names of cells and folders of packages.
 */
export function compareError(expected: string, raised: Raised, rule: MatchRule): ErrorComparison {
  const real = raisedText(raised, { withModuleFile: !rule.moduleFiles });
  const clean = terminalText(expected);
  const said = rule.remarks === undefined ? clean : withoutRemarks(clean, real, false);
  const whole = withoutSuggestion(withoutIncompleteInput(withOuterLastLine(said)), raised);
  if (rule.modes.has('exact')) {
    const comparison = compareText(withoutPlaces(whole), withoutPlaces(raised.traceback), rule);
    return differing(comparison, 'traceback', whole, raised.traceback);
  }
  const text = rule.moduleFiles ? withoutModuleFile(raised.name, whole) : whole;
  if (isWhole(rule)) {
    const short = compareText(text, real, rule);
    if (short.equal) return short;
    if (short.unreadable === undefined && compareText(withoutPlaces(text), withoutPlaces(raised.traceback), rule).equal)
      return { equal: true };
    return differing(short, 'message', text, real);
  }
  if (rule.modes.has('ellipsis') && compareText(text, real, rule).equal) return { equal: true };
  if (`\n${raised.traceback}`.endsWith(`\n${text}`) && text !== '') return { equal: true };
  return compareParts(text, raised, real, rule).comparison;
}

function isWhole({ modes }: MatchRule): boolean {
  return behavioursOf(modes).some(({ wholeError }) => wholeError);
}

/**
 * An expected error that is as it was raised, held against what the cell printed: above the error stands what Python or
 * IPython writes there (frames, and exceptions that came before), and what was printed before.
 */
export function compareAbove(
  expected: string,
  raised: Raised,
  { outputWithStandIns, stderr }: CellOutputs,
  rule: MatchRule,
): ErrorComparison {
  if (rule.modes.has('exact') || isWhole(rule)) return { equal: true };
  const lines = withOuterLastLine(terminalText(expected)).split('\n');
  const text = lines.join('\n');
  const from = Math.min(
    framesStart(lines) ?? lines.length,
    compareParts(text, raised, raisedText(raised, { withModuleFile: !rule.moduleFiles }), rule).from,
  );
  const printed = `${outputWithStandIns}\n${stderr}`;
  const shown = raised.traceback.split('\n').filter((line) => !joinsExceptions(line));
  const given = new Set([...printed.split('\n'), ...shown].map((line) => line.trim()));
  const line = lines.slice(0, from).findIndex((one) => !OF_FRAMES.test(one) && !given.has(one.trim()));
  if (line === -1) return { equal: true };
  return { equal: false, what: 'above', line, expected: lines.slice(0, from).join('\n'), actual: printed };
}

/** Lines of a traceback, also of one that is cut: what is indented, numbered or underlined, and what names a place. */
const OF_FRAMES =
  /^$|^\s|^[-~^<\d│|+.>(]|^(?:File|Cell|In|Input|Traceback|Error|line)\b|^\S*[/\\]|Traceback \(most recent/;

/** What came of comparing exceptions, and the line at which those begin that were compared. */
interface Parts {
  readonly comparison: ErrorComparison;
  readonly from: number;
}

function compareParts(text: string, raised: Raised, real: string, rule: MatchRule): Parts {
  const [realHead = '', ...realMore] = real.split('\n');
  const name = /^[\p{L}\p{N}_]+/u.exec(realHead)?.[0] ?? raised.name;
  const lines = text.split('\n');
  const whole = errorOutline(text, name);
  const found = compareChain(whole);
  const [oldest] = whole.chain;
  const first = oldest?.link?.line ?? oldest?.line ?? 0;
  if (found === undefined) return { comparison: differsAt('type', lines.length - 1, 0), from: first };
  if (found.equal) return { comparison: found, from: first };
  // What the author shows above, printed by the cell, may look like an error too.
  const from = errorIn(text, name)?.line ?? 0;
  if (whole.chain.length > 1 || (whole.chain[0]?.members.length ?? 0) > 0 || from === 0)
    return { comparison: found, from: first };
  const last = compareChain(errorOutline(lines.slice(from).join('\n'), name), from);
  return { comparison: last === undefined || (!last.equal && last.what === 'type') ? found : last, from };

  function compareChain({ chain, unfollowed }: Outline, offset = 0): ErrorComparison | undefined {
    const main = chain.at(-1);
    if (main === undefined) return undefined;
    const at = main.line + offset;
    if (main.name !== name) return differsAt('type', at, at);
    const shown = [realHead.slice(name.length).replace(/^:\s*/, ''), ...realMore];
    // Notes are shown after the message; a text without them has the message all the same.
    const value = raised.value.replaceAll('\r\n', '\n').trimEnd().split('\n');
    const least = Math.min(value.length, shown.length);
    const differs = messageDifference(
      main.message,
      [value, shown, shown.slice(0, Math.max(least, main.message.length))],
      rule,
    );
    if (differs !== undefined) return differsAt('message', at + differs, at);
    const outline = errorOutline(raised.traceback, name);
    if (unfollowed !== undefined) return chainDiffers('chain', unfollowed, outline.text);
    // Some versions of IPython do not show what is in a group, or came before.
    if (outline.chain.at(-1)?.name !== name) return { equal: true };
    const place = membersDifference(main, outline.chain.at(-1), rule);
    const what = place === undefined ? 'chain' : 'members';
    const line = place ?? chainDifference(chain, outline.chain, rule);
    if (line === undefined) return { equal: true };
    return chainDiffers(what, line, outline.text);

    function chainDiffers(what: 'chain' | 'members', line: number, actual: string): ErrorComparison {
      return { equal: false, what, line: line + offset, expected: errorOutline(text, name).text, actual };
    }
  }

  function differsAt(what: 'type' | 'message', line: number, from: number): ErrorComparison {
    return { equal: false, what, line, expected: lines.slice(from).join('\n'), actual: real };
  }
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
