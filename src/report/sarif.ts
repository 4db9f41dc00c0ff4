import { pathToFileURL } from 'node:url';
import type { Log, Region, ReportingDescriptor, Result } from 'sarif';
import { ruleOf } from '../diagnostics/catalog.ts';
import type { Rule } from '../diagnostics/rule.ts';
import { ruleDocument } from '../diagnostics/rules-document.ts';
import type { Finding, RunResult } from '../model/result.ts';
import { groupsOf } from './group.ts';
import { jsonLines } from './printable.ts';
import type { Reporter, ReporterContext } from './reporter.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** SARIF 2.1.0 (OASIS), as code scanning services read it: one run, its rules from the catalog, columns in UTF-16 units. */
export function sarifReporter({ write, prefix = '' }: ReporterContext): Reporter {
  return {
    on(event) {
      if (event.type === 'run-ended') write(jsonLines(logOf(event.result, prefix)));
    },
  };
}

function logOf(result: RunResult, prefix: string): Log {
  const findings = groupsOf(result).flatMap((group) => group.findings);
  const ids = [...new Set<string>(findings.map((finding) => finding.rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'coursewright',
            version: result.coursewright,
            semanticVersion: result.coursewright,
            rules: ids.map(descriptor),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, exitCode: result.exitCode }],
        results: findings.map((finding) => resultOf(finding, ids.indexOf(finding.rule), prefix)),
      },
    ],
  };
}

function descriptor(id: string): ReportingDescriptor {
  const rule: Rule | undefined = ruleOf(id);
  if (rule === undefined) return { id };
  return {
    id,
    shortDescription: { text: rule.what },
    fullDescription: { text: rule.why },
    // Hosts show it beside the finding. An address of our own page would be that of another version some day.
    help: { text: rule.fix, markdown: ruleDocument(id, rule) },
    defaultConfiguration: { level: levels[rule.severity] },
  };
}

function resultOf(finding: Finding, ruleIndex: number, prefix: string): Result {
  const { rule, severity, message, file, related = [] } = finding;
  const location = (name: string, region: Region) => ({
    physicalLocation: { artifactLocation: { uri: uri(`${prefix}${name}`) }, region },
  });
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: text(finding) },
    locations: [location(file, region(finding))],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((other) => ({
            ...location(other.file, { startLine: other.line, startColumn: other.column }),
            message: { text: other.message },
          })),
        }),
    partialFingerprints: { 'coursewright/v1': `${rule}:${file}:${finding.cell ?? finding.path ?? ''}:${message}` },
  };

  function region({ line, column, endLine, endColumn }: Finding): Region {
    return { startLine: line, startColumn: column, endLine, endColumn };
  }
}

function text({ message, expected, actual, help }: Finding): string {
  const parts = [message];
  if (expected !== undefined) parts.push(`Expected:\n${expected}`);
  if (actual !== undefined) parts.push(`Found:\n${actual}`);
  if (help !== undefined) parts.push(`Help: ${help}`);
  return parts.join('\n\n');
}

/** A relative reference with what is no URL character escaped; an absolute path becomes a file URL. */
function uri(file: string): string {
  if (file.startsWith('/')) return pathToFileURL(file).href;
  return file.split('/').map(encodeURIComponent).join('/');
}
