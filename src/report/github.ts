import type { Finding } from '../model/result.ts';
import { causeFolder, type Folded, foldedText } from './causes.ts';
import { groupsOf } from './group.ts';
import { plural } from './plural.ts';
import { printable, printableLines } from './printable.ts';
import type { Reporter, ReporterContext } from './reporter.ts';

const levels = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** GitHub shows so many annotations of a level for a step, and drops the others (its documentation on workflow commands). */
const most = 10;

/**
 * Workflow commands that GitHub shows as annotations at the lines of the changed files; those that it would drop are lines
 * of a folded group in the log. Escaping as in actions/toolkit, packages/core/src/command.ts: `%`, CR and LF in data; `:`
 * and `,` in properties too.
 */
export function githubReporter({ write, prefix = '', verbosity }: ReporterContext): Reporter {
  return {
    on(event) {
      if (event.type !== 'run-ended') return;
      const fold = causeFolder();
      const shown = groupsOf(event.result).flatMap(({ findings }) =>
        (verbosity === 'verbose' ? findings : fold(findings)).map((one) => ('findings' in one ? together(one) : one)),
      );
      const first = annotated(shown);
      for (const finding of first) write(annotation(finding, prefix));
      const more = shown.filter((finding) => !first.has(finding));
      if (more.length === 0) return;
      write(`::group::${plural(more.length, 'more finding')}\n`);
      for (const finding of more) write(`${line(finding, prefix)}\n`);
      write('::endgroup::\n');
    },
  };
}

/** The few that are annotations: of each rule one before any has a second, whatever fails first and most. */
function annotated(findings: readonly Finding[]): ReadonlySet<Finding> {
  const ofRule = new Map<string, number>();
  const ranked = findings.map((finding) => {
    const rank = ofRule.get(finding.rule) ?? 0;
    ofRule.set(finding.rule, rank + 1);
    return { finding, rank };
  });
  ranked.sort((a, b) => a.rank - b.rank);
  const counts = { error: 0, warning: 0, info: 0 };
  const taken = ranked.filter(({ finding }) => ++counts[finding.severity] <= most).map(({ finding }) => finding);
  const own = new Set(taken);
  return new Set(findings.filter((finding) => own.has(finding)));
}

/** A finding as a line of the log, in which no text is a command (actions/runner, ActionCommand.cs: `::` first, `##[` anywhere). */
function line({ file, line, column, severity, message, rule }: Finding, prefix: string): string {
  return printable(`- ${prefix}${file}:${line}:${column}  ${severity}  ${message}  ${rule}`).replaceAll('##[', '## [');
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
