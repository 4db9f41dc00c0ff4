import type { NearMissKind } from '../confirm/near-miss.ts';
import type { Finding } from '../result/result.ts';
import { shellWord } from '../text/shell-word.ts';
import { plural } from './plural.ts';

/** Findings of one cause that are not shown one by one. */
export interface Folded {
  readonly cause: string;
  /** As the end of "11 more outputs differ: …". */
  readonly words: string;
  readonly findings: readonly Finding[];
  /** The command that writes what the cells print now, and what else fixes all of them. */
  readonly help: string;
}

/** As many findings of one cause in a lesson are all shown. */
const FEW = 3;

const words: Readonly<Record<NearMissKind, string>> = {
  version: 'in what another version of a library writes',
  blanks: 'in blanks and line ends only',
  numeric: 'in the last digits of numbers',
  order: 'in their order',
  display: 'in quotes or brackets',
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
 * The findings of a lesson with those that only repeat a cause folded: where many outputs differ for one and the same
 * reason, the first is shown, and of the others how many they are. What differs for no known reason, or in values, is
 * always shown.
 */
export function foldCauses(findings: readonly Finding[]): readonly (Finding | Folded)[] {
  const counts = countsOf(findings);
  const seen = new Set<string>();
  return findings.flatMap((finding): (Finding | Folded)[] => {
    const { cause } = finding;
    if (cause === undefined || !foldable.has(cause) || (counts.get(cause) ?? 0) <= FEW) return [finding];
    if (seen.has(cause)) return [];
    seen.add(cause);
    const rest = findings.filter((other) => other !== finding && other.cause === cause);
    return [finding, { cause, words: wordsOf(cause), findings: rest, help: helpFor(finding, rest) }];
  });
}

/** The same advice holds for all where each gives it. */
function helpFor(first: Finding, rest: readonly Finding[]): string {
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
export function foldedText({ findings, words: why }: Folded): string {
  const lines = findings.map(({ line }) => line);
  return `${plural(findings.length, 'more output')} differ ${why}: lines ${lines.join(', ')}`;
}

function countsOf(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { cause } of findings) if (cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return counts;
}

function wordsOf(cause: string): string {
  return isKind(cause) ? words[cause] : 'for one reason';
}

function isKind(cause: string): cause is NearMissKind {
  return Object.hasOwn(words, cause);
}
