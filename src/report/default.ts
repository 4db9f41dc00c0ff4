import { duration } from './duration.ts';
import { findingText } from './finding-text.ts';
import { type Group, groupsOf } from './group.ts';
import { linesOf } from './lines.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';
import type { Reporter, ReporterContext } from './reporter.ts';
import { summaryText } from './summary.ts';

/** For people: what is wrong, file by file in course order with code frames, then the summary. */
export function defaultReporter(context: ReporterContext): Reporter {
  const { style, verbosity } = context;
  return {
    on(event) {
      if (event.type !== 'run-ended') return;
      const groups = groupsOf(event.result);
      for (const group of groups) if (group.findings.length > 0) context.write(`${groupText(group)}\n`);
      if (verbosity !== 'quiet') context.write(`${summaryText(event.result, style)}\n`);
    },
  };

  function groupText(group: Group): string {
    const facts = [
      plural(group.findings.length, 'finding'),
      ...(group.durationMs > 0 ? [duration(group.durationMs)] : []),
    ];
    const mark = group.status === 'failed' ? style.red(style.symbols.failed) : style.yellow(style.symbols.warning);
    const heading = ` ${mark} ${style.bold(printable(group.file))}  ${style.dim(`(${facts.join(', ')})`)}`;
    return [heading, '', ...group.findings.flatMap((finding) => [findingText(finding, sourceLines, context), ''])].join(
      '\n',
    );
  }

  function sourceLines(file: string): readonly string[] | undefined {
    const text = context.readSource(file);
    return text === undefined ? undefined : linesOf(text);
  }
}
