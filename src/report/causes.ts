import type { NearMissKind } from '../confirm/near-miss.ts';
import { type RuleId, ruleOf } from '../diagnostics/catalog.ts';
import type { Finding } from '../model/result.ts';
import { shellWord } from '../text/shell-word.ts';
import { plural } from './plural.ts';

/** Findings of one cause that are not shown one by one. */
export interface Folded {
  readonly rule: RuleId;
  readonly cause: string | undefined;
  readonly findings: readonly Finding[];
  /** What fixes all of them; absent where it was said of the same cause before. */
  readonly help?: string;
}

/** As many findings of one cause in a lesson are all shown. */
const FEW = 3;

/** When so many findings of one cause were shown in the course, the others are only counted. */
const ENOUGH = 10;

const words: Readonly<Record<NearMissKind, string>> = {
  version: 'in what another version of a library writes',
  blanks: 'in blanks and line ends only',
  numeric: 'in the last digits of numbers',
  order: 'in their order',
  display: 'in how Jupyter shows a value',
  ellipsis: 'in what `...` leaves out',
  more: 'in what they print beyond the text',
  'nothing-printed': 'in that nothing is printed',
};

/** Causes by which no value is another; what each output says instead is shown of all others. */
const foldable: ReadonlySet<string> = new Set<NearMissKind>([
  'version',
  'blanks',
  'display',
  'ellipsis',
  'nothing-printed',
]);

/**
 * Folds the findings of one lesson after the other: where many have one and the same cause, the first is shown, and of
 * the others how many they are and where; of a cause that was shown often enough in earlier lessons, all. What differs
 * for no known reason, or in values, is always shown.
 */
export function causeFolder(): (findings: readonly Finding[]) => readonly (Finding | Folded)[] {
  const shown = new Map<string, number>();
  const told = new Set<string>();
  return (findings) => {
    const groups = new Map<string, Finding[]>();
    for (const finding of findings) {
      const name = `${finding.file}\n${causeOf(finding)}`;
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [finding]);
      else group.push(finding);
    }
    return findings.flatMap((finding): (Finding | Folded)[] => {
      const cause = causeOf(finding);
      if (cause === undefined) return [finding];
      const own = groups.get(`${finding.file}\n${cause}`) ?? [];
      const enough = (shown.get(cause) ?? 0) >= ENOUGH;
      if (own[0] !== finding && (own.length > FEW || enough)) return [];
      if (!enough) shown.set(cause, (shown.get(cause) ?? 0) + 1);
      if (own.length <= FEW && !enough) return [finding];
      const rest = enough ? own : own.slice(1);
      const help = helpFor(finding, rest);
      const advice = `${cause}\n${help.replace(particulars, '…')}`;
      const again = told.has(advice);
      told.add(advice);
      const folded = { rule: finding.rule, cause: finding.cause, findings: rest, ...(again ? {} : { help }) };
      return enough ? [folded] : [finding, folded];
    });
  };
}

/** What findings that are told of together have in common; undefined for one that is always shown. */
function causeOf({ rule, severity, cause, expected, message }: Finding): string | undefined {
  if (cause !== undefined) return foldable.has(cause) ? `${rule} ${severity} ${cause}` : undefined;
  return expected === undefined && rule !== 'output-mismatch' ? `${rule} ${severity} ${outlineOf(message)}` : undefined;
}

/** Code, quoted names, paths and numbers: in what else messages of one cause differ. */
const particulars = /`[^`]*`|(?<!\w)'[^']*'|"[^"]*"|\S*[/.]\w\S*|\d+/g;

/** What followed from a finding, of which the number differs. */
const consequences = /; because of it .*$/s;

/** A message without what is particular to its finding. */
function outlineOf(message: string): string {
  return message.replace(consequences, '').replace(particulars, '…');
}

/** The same advice holds for all where each gives it, up to names; else what most give, or the rule in general. */
function helpFor(first: Finding, rest: readonly Finding[]): string {
  if (first.rule !== 'output-mismatch') {
    const helps = rest.flatMap(({ help }) => help ?? []);
    const outlines = helps.map((help) => help.replace(particulars, '…'));
    const counts = [...new Set(outlines)].map((outline) => [outline, outlines.filter((one) => one === outline).length]);
    const [most = '', count = 0] = counts.sort(([, a], [, b]) => Number(b) - Number(a))[0] ?? [];
    if (Number(count) * 2 <= rest.length) return ruleOf(first.rule)?.fix ?? '';
    const { outline } = inCommon(helps.filter((_, at) => outlines[at] === most));
    return count === rest.length ? outline : `for most of them: ${outline}`;
  }
  const other = / or [\s\S]*$/.exec(first.help ?? '')?.[0] ?? '';
  // Each help names the command as it can be called here.
  const called = /^(?:npx )?coursewright/.exec(first.help ?? '')?.[0] ?? 'coursewright';
  const update = `${called} update ${shellWord(first.file)}`;
  return rest.every(({ help }) => help?.endsWith(other)) && other !== '' ? `${update},${other}` : update;
}

/** How many outputs differ and why, the most frequent cause first; undefined where they are few or nothing is known. */
export function causesText(findings: readonly Finding[]): string | undefined {
  const differing = findings.filter(({ rule }) => rule === 'output-mismatch');
  if (differing.length <= FEW) return undefined;
  const counts = [...countsOf(differing)].sort(([, a], [, b]) => b - a);
  const known = counts.reduce((sum, [, count]) => sum + count, 0);
  if (known === 0) return undefined;
  const others = differing.length - known;
  const parts = [
    ...counts.map(([cause, count]) => `${count} ${wordsOf(cause)}`),
    ...(others > 0 ? [`${others} otherwise`] : []),
  ];
  return `${differing.length} outputs differ: ${parts.join(', ')}`;
}

/** The folded findings as a sentence without a full stop: how many, why, and where. */
export function foldedText({ rule, cause, findings }: Folded): string {
  const lines = [...new Set(findings.map(({ line }) => line))];
  const where = `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
  if (rule === 'output-mismatch') {
    const differ = findings.length === 1 ? 'differs' : 'differ';
    return `${plural(findings.length, 'more output')} ${differ} ${wordsOf(cause)}: ${where}`;
  }
  return `${plural(findings.length, 'more finding')} of ${rule} in ${where}: ${messageOf(findings)}`;
}

/** What the messages have in common, and by which names they differ. */
function messageOf(findings: readonly Finding[]): string {
  const messages = [...new Set(findings.map(({ message }) => message.replace(consequences, '')))];
  const { outline, names } = inCommon(messages);
  if (names.length < 2) return outline;
  const more = names.length > NAMES ? `, and ${names.length - NAMES} more` : '';
  return `${outline} (${names.slice(0, NAMES).join(', ')}${more})`;
}

/** Texts of one outline as one text, with `…` for the particulars in which they differ, and these. */
function inCommon(texts: readonly string[]): { readonly outline: string; readonly names: readonly string[] } {
  const parts = texts.map((text) => text.match(particulars) ?? []);
  const differing = (parts[0] ?? []).flatMap((part, at) => (parts.every((other) => other[at] === part) ? [] : [at]));
  const names = [...new Set(parts.map((own) => differing.map((at) => own[at]).join(' ')))];
  let at = -1;
  const outline = (texts[0] ?? '').replace(particulars, (part) => {
    at++;
    const quote = /^[`'"]/.exec(part)?.[0] ?? '';
    return differing.includes(at) ? `${quote}…${quote}` : part;
  });
  return { outline, names };
}

/** So many of the names by which messages differ are listed. */
const NAMES = 8;

function countsOf(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { cause } of findings) if (cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return counts;
}

function wordsOf(cause: string | undefined): string {
  return cause !== undefined && isKind(cause) ? words[cause] : 'for one reason';
}

function isKind(cause: string): cause is NearMissKind {
  return Object.hasOwn(words, cause);
}
