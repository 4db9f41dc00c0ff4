import type { Finding } from '../result/result.ts';
import { groupsOf } from './group.ts';
import { printable, printableLines } from './printable.ts';
import type { Reporter, ReporterContext } from './reporter.ts';

const levels = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * Workflow commands that GitHub shows as annotations at the lines of the changed files. Escaping as in actions/toolkit,
 * packages/core/src/command.ts: `%`, CR and LF in data; `:` and `,` in properties too.
 */
export function githubReporter({ write, prefix = '' }: ReporterContext): Reporter {
  return {
    on(event) {
      if (event.type !== 'run-ended') return;
      for (const group of groupsOf(event.result))
        for (const finding of group.findings) write(annotation(finding, prefix));
    },
  };
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
