import { createHash } from 'node:crypto';
import type { Finding } from '../model/result.ts';
import { groupsOf } from './group.ts';
import { jsonLines, printable } from './printable.ts';
import type { Reporter, ReporterContext } from './reporter.ts';

/** As GitLab's documentation on code quality has them. */
interface Violation {
  readonly description: string;
  readonly check_name: string;
  /** Tells findings apart, and knows one again in a later run: lines move, so they are no part of it. */
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end: number } };
}

const severities = { error: 'major', warning: 'minor', info: 'info' } as const;

/** GitLab's code quality report: findings stand in the merge request, and those that are new are told from the others. */
export function gitlabReporter({ write, prefix = '' }: ReporterContext): Reporter {
  return {
    on(event) {
      if (event.type !== 'run-ended') return;
      const seen = new Map<string, number>();
      const findings = groupsOf(event.result).flatMap((group) => group.findings);
      write(jsonLines(findings.map((finding) => violation(finding, prefix, seen))));
    },
  };
}

function violation(finding: Finding, prefix: string, seen: Map<string, number>): Violation {
  const { rule, severity, message, file, line, endLine, cell, path = '', help } = finding;
  const place = JSON.stringify([rule, file, cell ?? path, message]);
  const count = (seen.get(place) ?? 0) + 1;
  seen.set(place, count);
  return {
    description: printable(help === undefined ? message : `${message} (help: ${help})`),
    check_name: rule,
    fingerprint: createHash('sha256').update(`${count} ${place}`).digest('hex'),
    severity: severities[severity],
    location: { path: `${prefix}${file}`, lines: { begin: line, end: endLine } },
  };
}
