import type { Finding } from '../model/result.ts';
import { causeFolder, type Folded, foldedText } from './causes.ts';
import { groupsOf } from './group.ts';
import { printable, printableLines } from './printable.ts';
import type { Reporter, ReporterContext } from './reporter.ts';

const levels = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * Workflow commands that GitHub shows as annotations at the lines of the changed files. Escaping as in actions/toolkit,
 * packages/core/src/command.ts: `%`, CR and LF in data; `:` and `,` in properties too.
 */
export function githubReporter({ write, prefix = '', verbosity }: ReporterContext): Reporter {
  return {
    on(event) {
      if (event.type !== 'run-ended') return;
      const fold = causeFolder();
      for (const { findings } of groupsOf(event.result))
        for (const one of verbosity === 'verbose' ? findings : fold(findings))
          write(annotation('findings' in one ? together(one) : one, prefix));
    },
  };
}

/** One annotation for findings that are told of together, at the first of them: a host shows only a few of a step. */
function together(folded: Folded): Finding {
  const [first] = folded.findings;
  if (first === undefined) throw new Error('nothing is folded');
  const { file, line, endLine, column, endColumn, rule, severity } = first;
  const { help } = folded;
  const place = { file, line, endLine, column, endColumn };
  return { rule, severity, message: foldedText(folded), ...place, ...(help === undefined ? {} : { help }) };
}

function annotation(finding: Finding, prefix: string): string {
  const { line, endLine, column, endColumn } = finding;
  const properties = {
    file: printable(`${prefix}${finding.file}`),
    line,
    endLine,
    // Columns are shown only for a finding within one line; others GitHub refuses.
    ...(line === endLine ? { col: column, endColumn: Math.max(endColumn, column) } : {}),
    title: `coursewright ${finding.rule}`,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${levels[finding.severity]} ${list.join(',')}::${data(text(finding))}\n`;
}

function text({ message, expected, actual, help }: Finding): string {
  const parts = [message];
  if (expected !== undefined) parts.push(`Expected:\n${expected}`);
  if (actual !== undefined) parts.push(`Found:\n${actual}`);
  if (help !== undefined) parts.push(`Help: ${help}`);
  return printableLines(parts.join('\n\n'));
}

function data(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string): string {
  return data(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
