import type { Finding } from '../model/result.ts';
import type { Folded } from './causes.ts';
import { causesLines, findingText, foldedFindings } from './finding-text.ts';
import type { ReporterContext } from './reporter.ts';

/** The findings of one file for people: causes that several share first, then what was `fixed`, then each, or `folded` with others. */
export function findingsLines(
  findings: readonly Finding[],
  folded: readonly (Finding | Folded)[],
  fixed: readonly string[],
  sourceLines: (file: string) => readonly string[] | undefined,
  context: ReporterContext,
): readonly string[] {
  return [
    ...causesLines(findings, context),
    ...fixed,
    ...folded.flatMap((one) => [
      'findings' in one ? foldedFindings(one, context) : findingText(one, sourceLines, context),
      '',
    ]),
  ];
}
