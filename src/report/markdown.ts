import type { Finding, RunResult } from '../model/result.ts';
import { causeFolder, foldedText } from './causes.ts';
import { groupsOf } from './group.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';
import type { Reporter, ReporterContext } from './reporter.ts';
import { makeStyle } from './style.ts';
import { summaryRows } from './summary.ts';

/** GitHub takes a summary of at most 1 MiB for a step, and refuses a longer one whole. */
const most = 500_000;

/** What happened, in Markdown that code hosts show: the summary as a table, then the findings by file. */
export function markdownReporter({ write, prefix = '' }: ReporterContext): Reporter {
  return {
    on(event) {
      if (event.type === 'run-ended') write(documentOf(event.result, prefix));
    },
  };
}

function documentOf(result: RunResult, prefix: string): string {
  const mark = result.exitCode === 0 ? '✓' : '✗';
  const rows = summaryRows(result, makeStyle(false, true)).map(([name, text]) => `| ${name} | ${plain(text)} |`);
  const parts = [`## ${mark} coursewright ${result.command}\n`, ['| | |', '|---|---|', ...rows, ''].join('\n')];
  const fold = causeFolder();
  let size = 0;
  let left = 0;
  for (const { file, findings } of groupsOf(result)) {
    if (findings.length === 0) continue;
    const items = fold(findings).map((one) => ('findings' in one ? `- ${plain(foldedText(one))}` : item(one)));
    const text = `### ${plain(`${prefix}${file}`)}\n\n${items.join('\n')}\n`;
    size += text.length;
    if (size > most) left += findings.length;
    else parts.push(text);
  }
  if (left > 0) parts.push(`And ${plural(left, 'more finding')}.\n`);
  return parts.join('\n');
}

function item({ line, column, severity, message, rule, help }: Finding): string {
  const first = `- **${severity}** ${line}:${column} ${plain(message)} (${rule})`;
  return help === undefined ? first : `${first}<br>help: ${plain(help)}`;
}

/** A text of which nothing is Markdown or HTML, in one line. */
function plain(text: string): string {
  return printable(text)
    .replaceAll('\n', ' ')
    .replace(/[\\`*_{}[\]()#+!|~$@:]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}
