import type { Finding, RunResult } from '../model/result.ts';
import { causeFolder } from './causes.ts';
import { duration } from './duration.ts';
import { fixesText } from './fixes-text.ts';
import { type Group, groupsOf } from './group.ts';
import { lessonDetails } from './lesson-details.ts';
import { lineReader } from './lines.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';
import type { Reporter, ReporterContext } from './reporter.ts';
import { summaryText } from './summary.ts';

/** Characters: a call of the system for each lesson would take as long as to make its text. */
const writtenAtOnce = 65_536;

/** For people: what is wrong, file by file in course order with code frames, then the summary. */
export function defaultReporter(context: ReporterContext): Reporter {
  const { style, verbosity } = context;
  const sourceLines = lineReader(context.readSource);
  const changes = { created: 0, updated: 0, unchanged: 0, removed: 0 };
  let result: RunResult | undefined;
  return {
    on(event) {
      if (event.type === 'notebook-written' && event.path.endsWith('.ipynb')) changes[event.change]++;
      if (event.type === 'run-ended') result = event.result;
    },
    async end() {
      if (result === undefined) return;
      const fold = verbosity === 'verbose' ? (findings: readonly Finding[]) => findings : causeFolder();
      const groups = groupsOf(result).map((group) => {
        const findings = group.findings.filter(({ severity }) => verbosity !== 'quiet' || severity !== 'info');
        return { ...group, findings, folded: fold(findings) };
      });
      // What shows findings is large, and most runs have none.
      const any = groups.some((group) => group.findings.length > 0);
      const { findingsLines } = any ? await import('./findings-lines.ts') : { findingsLines: undefined };
      let texts = '';
      for (const group of groups) {
        const text = groupText(group, (findings, fixed) => {
          if (findings.length === 0) return fixed;
          return findingsLines?.(findings, group.folded, fixed, sourceLines, context) ?? [];
        });
        if (text !== undefined) texts += `${text}\n`;
        if (texts.length < writtenAtOnce) continue;
        context.write(texts);
        texts = '';
      }
      if (verbosity !== 'quiet') texts += `${summaryText(result, style, changes)}\n`;
      if (texts !== '') context.write(texts);
    },
  };

  function groupText(group: Group, linesOfFindings: FindingsLines): string | undefined {
    const { findings } = group;
    const lesson = verbosity === 'verbose' ? group.lesson : undefined;
    const fixed = group.notebook === undefined ? [] : fixesText(group.notebook, style);
    if (findings.length === 0 && lesson === undefined && fixed.length === 0) return undefined;
    const facts = [
      ...(findings.length > 0 ? [plural(findings.length, 'finding')] : []),
      ...(group.lesson?.cached === true ? ['cached'] : group.durationMs > 0 ? [duration(group.durationMs)] : []),
    ].join(', ');
    const heading = ` ${mark(group)} ${style.bold(printable(group.file))}${facts === '' ? '' : style.dim(`  (${facts})`)}`;
    const details = lesson === undefined ? [] : [...lessonDetails(lesson, style), ''];
    return [heading, '', ...details, ...linesOfFindings(findings, fixed)].join('\n');
  }

  function mark({ status, findings }: Group): string {
    const { symbols } = style;
    if (status === 'failed') return style.red(symbols.failed);
    if (findings.some(({ severity }) => severity === 'warning')) return style.yellow(symbols.warning);
    return status === 'passed' ? style.green(symbols.passed) : style.yellow(symbols.skipped);
  }
}

type FindingsLines = (findings: readonly Finding[], fixed: readonly string[]) => readonly string[];
