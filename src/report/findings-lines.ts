import type { Finding } from '../result/result.ts';
import { foldCauses } from './causes.ts';
import { causesLines, findingText, foldedFindings } from './finding-text.ts';
import type { ReporterContext } from './reporter.ts';

/** The findings of one file for people: causes that several share first, then what was `fixed`, then each. */
export function findingsLines(
  findings: readonly Finding[],
  fixed: readonly string[],
  sourceLines: (file: string) => readonly string[] | undefined,
  context: ReporterContext,
): readonly string[] {
  const folded = context.verbosity === 'verbose' ? findings : foldCauses(findings);
  return [
    ...causesLines(findings, context),
    ...fixed,
    ...folded.flatMap((one) => [
      'words' in one ? foldedFindings(one, context) : findingText(one, sourceLines, context),
      '',
    ]),
  ];
}
