import type { ListItem, Paragraph, PhrasingContent, Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
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
  const parts = [markdown(heading(2, `${mark} coursewright ${result.command}`), summaryTable(result))];
  const fold = causeFolder();
  let size = 0;
  let left = 0;
  for (const { file, findings } of groupsOf(result)) {
    if (findings.length === 0) continue;
    if (size > most) {
      left += findings.length;
      continue;
    }
    const items = fold(findings).map((one) => ('findings' in one ? item([text(foldedText(one))]) : findingItem(one)));
    const part = markdown(heading(3, `${prefix}${file}`), { type: 'list', spread: false, children: items });
    size += part.length;
    if (size > most) left += findings.length;
    else parts.push(part);
  }
  if (left > 0) parts.push(`And ${plural(left, 'more finding')}.\n`);
  return parts.join('\n');
}

const writer = unified().use(remarkGfm).use(remarkStringify, { bullet: '-' }).freeze();

/** In a tree each text is only text: what it holds is escaped. */
function markdown(...children: RootContent[]): string {
  const root: Root = { type: 'root', children };
  return writer.stringify(root);
}

function heading(depth: 2 | 3, title: string): RootContent {
  return { type: 'heading', depth, children: [text(title)] };
}

function summaryTable(result: RunResult): RootContent {
  const rows = [['', ''], ...summaryRows(result, makeStyle(false, true))];
  const cell = (value: string) => ({ type: 'tableCell' as const, children: [text(value)] });
  return { type: 'table', children: rows.map((row) => ({ type: 'tableRow', children: row.map(cell) })) };
}

function findingItem({ line, column, severity, message, rule, help }: Finding): ListItem {
  const first: PhrasingContent[] = [
    { type: 'strong', children: [text(severity)] },
    text(` ${line}:${column} ${message} (${rule})`),
  ];
  return item(help === undefined ? first : [...first, { type: 'break' }, text(`help: ${help}`)]);
}

function item(children: PhrasingContent[]): ListItem {
  const paragraph: Paragraph = { type: 'paragraph', children };
  return { type: 'listItem', spread: false, children: [paragraph] };
}

function text(value: string): PhrasingContent {
  return { type: 'text', value: printable(value).replaceAll('\n', ' ') };
}
