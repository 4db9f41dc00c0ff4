import type { Finding } from '../result/result.ts';
import { foldCauses } from './causes.ts';
import { duration } from './duration.ts';
import { causesLines, findingText, foldedFindings } from './finding-text.ts';
import { type Group, groupsOf } from './group.ts';
import { lessonDetails } from './lesson-details.ts';
import { linesOf } from './lines.ts';
import { mendingText } from './mending-text.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';
import type { Reporter, ReporterContext } from './reporter.ts';
import { summaryText } from './summary.ts';

/** For people: what is wrong, file by file in course order with code frames, then the summary. */
export function defaultReporter(context: ReporterContext): Reporter {
  const { style, verbosity } = context;
  const changes = { created: 0, updated: 0, unchanged: 0 };
  return {
    on(event) {
      if (event.type === 'notebook-written') changes[event.change]++;
      if (event.type !== 'run-ended') return;
      const groups = groupsOf(event.result);
      for (const group of groups) {
        const text = groupText(group);
        if (text !== undefined) context.write(`${text}\n`);
      }
      if (verbosity !== 'quiet') context.write(`${summaryText(event.result, style, changes)}\n`);
    },
  };

  function groupText(group: Group): string | undefined {
    const quiet = (finding: Finding) => verbosity === 'quiet' && finding.severity === 'info';
    const findings = group.findings.filter((finding) => !quiet(finding));
    const lesson = verbosity === 'verbose' ? group.lesson : undefined;
    const mended = group.notebook === undefined ? [] : mendingText(group.notebook, style);
    if (findings.length === 0 && lesson === undefined && mended.length === 0) return undefined;
    const facts = [
      ...(findings.length > 0 ? [plural(findings.length, 'finding')] : []),
      ...(group.lesson?.cached === true ? ['cached'] : group.durationMs > 0 ? [duration(group.durationMs)] : []),
    ].join(', ');
    const heading = ` ${mark(group)} ${style.bold(printable(group.file))}${facts === '' ? '' : style.dim(`  (${facts})`)}`;
    const details = lesson === undefined ? [] : [...lessonDetails(lesson, style), ''];
    const folded = verbosity === 'verbose' ? findings : foldCauses(findings);
    return [
      heading,
      '',
      ...details,
      ...causesLines(findings, context),
      ...mended,
      ...folded.flatMap((one) => [
        'words' in one ? foldedFindings(one, context) : findingText(one, sourceLines, context),
        '',
      ]),
    ].join('\n');
  }

  function mark({ status, findings }: Group): string {
    const { symbols } = style;
    if (status === 'failed') return style.red(symbols.failed);
    if (findings.some(({ severity }) => severity === 'warning')) return style.yellow(symbols.warning);
    return status === 'passed' ? style.green(symbols.passed) : style.yellow(symbols.skipped);
  }

  function sourceLines(file: string): readonly string[] | undefined {
    const text = context.readSource(file);
    return text === undefined ? undefined : linesOf(text);
  }
}
