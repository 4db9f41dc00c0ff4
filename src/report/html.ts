import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Element } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import type { Finding, RunResult } from '../model/result.ts';
import { causeFolder, causesText } from './causes.ts';
import { duration } from './duration.ts';
import { frameOf } from './frame.ts';
import { type Group, groupsOf } from './group.ts';
import { findingElement, foldedElement, linkTo } from './html-finding.ts';
import { htmlStyle } from './html-style.ts';
import { lessonTables } from './html-tables.ts';
import { lineReader } from './lines.ts';
import { plural } from './plural.ts';
import type { Reporter, ReporterContext } from './reporter.ts';
import { makeStyle } from './style.ts';
import { summaryRows } from './summary.ts';

/** Beyond these findings, files begin folded; beyond these files, their list does. */
const most = { findings: 200, files: 40 };

/**
 * One page that holds everything and loads nothing. Every text goes through the tree, so that it is escaped, and the
 * page's policy allows no script but its own.
 */
export function htmlReporter({ write, readSource }: ReporterContext): Reporter {
  return {
    on(event) {
      if (event.type === 'run-ended') write(`<!doctype html>\n${toHtml(page(event.result, lineReader(readSource)))}\n`);
    },
  };
}

type SourceLines = ReturnType<typeof lineReader>;

function page(result: RunResult, sourceLines: SourceLines): Element {
  const title = `coursewright ${result.command}`;
  const groups = groupsOf(result);
  const verdict = result.exitCode === 0 ? 'passed' : 'failed';
  const findings = groups.flatMap((group) => group.findings);
  const script = findings.length === 0 ? undefined : reportScript();
  const idOf = uniqueIds();
  return h('html', { lang: 'en' }, [
    h('head', [
      h('meta', { charSet: 'utf-8' }),
      h('meta', { httpEquiv: 'Content-Security-Policy', content: policy(script) }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', `${verdict === 'passed' ? '✓' : '✗'} ${title}`),
      h('style', htmlStyle),
    ]),
    h('body', [
      h('header', [h('h1', [badge(verdict), title]), summary(result), environment(result)]),
      ...(groups.length > 1 ? [contents(groups)] : []),
      ...(script === undefined ? [] : [filterForm(findings, groups)]),
      h(
        'main',
        groups.map((group) => section(group, sourceLines, idOf, findings.length <= most.findings)),
      ),
      ...(script === undefined ? [] : [h('script', script)]),
    ]),
  ]);
}

/** Two findings may stand at one place: the second is `a.md:3:1~2`. */
function uniqueIds(): (finding: Finding) => string {
  const seen = new Map<string, number>();
  return ({ file, line, column }) => {
    const place = `${file}:${line}:${column}`;
    const count = (seen.get(place) ?? 0) + 1;
    seen.set(place, count);
    return count === 1 ? place : `${place}~${count}`;
  };
}

function reportScript(): string {
  return readFileSync(new URL('../../templates/report.js', import.meta.url), 'utf8');
}

function policy(script: string | undefined): string {
  const own =
    script === undefined ? [] : [`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`];
  return ["default-src 'none'", "style-src 'unsafe-inline'", ...own].join('; ');
}

/** The files, with a link to each and what was found in it. */
function contents(groups: readonly Group[]): Element {
  const entries = groups.map(({ file, status, findings }) =>
    h('li', [
      badge(status),
      h('a', { href: linkTo(file) }, file),
      ...(findings.length === 0 ? [] : [h('span', { class: 'facts' }, severityCounts(findings))]),
    ]),
  );
  return h(
    'nav',
    h('details', { open: groups.length <= most.files }, [
      h('summary', `Contents: ${plural(groups.length, 'file')}`),
      h('ul', entries),
    ]),
  );
}

const severityNames = { error: 'error', warning: 'warning', info: 'note' } as const;
const severities = Object.keys(severityNames) as readonly (keyof typeof severityNames)[];

function severityCounts(findings: readonly Finding[]): string {
  return severities
    .map((one) => ({ one, count: findings.filter(({ severity }) => severity === one).length }))
    .flatMap(({ one, count }) => (count > 0 ? [plural(count, severityNames[one])] : []))
    .join(', ');
}

/** What the page's script filters by; hidden where no script runs. */
function filterForm(findings: readonly Finding[], groups: readonly Group[]): Element {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const files = groups.filter((group) => group.findings.length > 0).map(({ file }) => file);
  const choice = (name: string, all: string, values: readonly string[]) =>
    h('select', { name, ariaLabel: name }, [
      h('option', { value: '' }, all),
      ...values.map((value) => h('option', { value }, value)),
    ]);
  return h('form', { class: 'filter', hidden: true }, [
    h('input', { type: 'search', name: 'search', placeholder: 'Search  /', ariaLabel: 'Search', autoComplete: 'off' }),
    ...severities
      .map((one) => ({ one, own: findings.filter(({ severity }) => severity === one) }))
      .filter(({ own }) => own.length > 0)
      .map(({ one, own }) =>
        h('label', [
          h('input', { type: 'checkbox', name: 'severity', value: one, checked: true }),
          ` ${severityCounts(own)}`,
        ]),
      ),
    choice('rule', 'all rules', rules),
    choice('file', 'all files', files),
    h('button', { type: 'button' }, 'Clear'),
    h('output'),
    h('p', { class: 'keys' }, [
      h('kbd', '/'),
      ' search · ',
      h('kbd', 'j'),
      ' ',
      h('kbd', 'k'),
      ' next and previous finding · ',
      h('kbd', 'Esc'),
      ' clear',
    ]),
  ]);
}

function summary(result: RunResult): Element {
  const rows = summaryRows(result, makeStyle(false, true));
  return h(
    'dl',
    { class: 'summary' },
    rows.map(([name, text]) => h('div', [h('dt', name), h('dd', text)])),
  );
}

function environment({ environment: { node, python, nbconvert, kernels = {} }, coursewright }: RunResult): Element {
  const facts = [
    `coursewright ${coursewright}`,
    `Node ${node}`,
    ...(python === undefined ? [] : [`Python ${python}`]),
    ...(nbconvert === undefined ? [] : [`nbconvert ${nbconvert}`]),
    ...Object.entries(kernels).map(([name, version]) => `${name}: ${version}`),
  ];
  return h('p', { class: 'environment' }, facts.join(' · '));
}

function section(
  group: Group,
  sourceLines: SourceLines,
  idOf: (finding: Finding) => string,
  unfolded: boolean,
): Element {
  const { file, status, findings, durationMs, lesson } = group;
  const facts = [
    ...(findings.length > 0 ? [plural(findings.length, 'finding')] : []),
    ...(lesson?.cached === true ? ['from the cache'] : durationMs > 0 ? [duration(durationMs)] : []),
  ];
  const causes = causesText(findings);
  const articleOf = (finding: Finding) =>
    findingElement(finding, idOf(finding), frameOf(finding, sourceLines(finding.file)));
  return h('details', { class: `file ${status}`, id: file, open: findings.length > 0 && unfolded }, [
    h('summary', [badge(status), h('span', { class: 'name' }, file), h('span', { class: 'facts' }, facts.join(', '))]),
    ...(causes === undefined ? [] : [h('p', { class: 'causes' }, causes)]),
    ...causeFolder()(findings).map((one) => ('findings' in one ? foldedElement(one, articleOf) : articleOf(one))),
    ...(lesson === undefined ? [] : lessonTables(lesson)),
  ]);
}

function badge(status: string): Element {
  const mark = status === 'passed' ? '✓' : status === 'failed' ? '✗' : '–';
  return h('span', { class: `badge ${status}`, title: status }, mark);
}
