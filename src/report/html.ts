import type { Element, ElementContent } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import type { CellResult, ExerciseResult, Finding, LessonResult, RunResult } from '../model/result.ts';
import { causeFolder, causesText, type Folded, foldedText } from './causes.ts';
import { duration } from './duration.ts';
import { frameOf } from './frame.ts';
import { type Group, groupsOf } from './group.ts';
import { htmlStyle } from './html-style.ts';
import { lineReader } from './lines.ts';
import { plural } from './plural.ts';
import type { Reporter, ReporterContext } from './reporter.ts';
import { type Row, shortenRow } from './row.ts';
import { makeStyle } from './style.ts';
import { summaryRows } from './summary.ts';

/** One self-contained page: no script, nothing loaded. Every text goes through the tree, so that it is escaped. */
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
  return h('html', { lang: 'en' }, [
    h('head', [
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', `${verdict === 'passed' ? '✓' : '✗'} ${title}`),
      h('style', htmlStyle),
    ]),
    h('body', [
      h('header', [h('h1', [badge(verdict), title]), summary(result), environment(result)]),
      h(
        'main',
        groups.map((group) => section(group, sourceLines)),
      ),
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

function section(group: Group, sourceLines: SourceLines): Element {
  const { file, status, findings, durationMs, lesson } = group;
  const facts = [
    ...(findings.length > 0 ? [plural(findings.length, 'finding')] : []),
    ...(lesson?.cached === true ? ['from the cache'] : durationMs > 0 ? [duration(durationMs)] : []),
  ];
  const causes = causesText(findings);
  return h('details', { class: `file ${status}`, open: findings.length > 0 }, [
    h('summary', [badge(status), h('span', { class: 'name' }, file), h('span', { class: 'facts' }, facts.join(', '))]),
    ...(causes === undefined ? [] : [h('p', { class: 'causes' }, causes)]),
    ...causeFolder()(findings).map((one) =>
      'findings' in one ? foldedElement(one, sourceLines) : article(one, sourceLines),
    ),
    ...(lesson === undefined ? [] : tables(lesson)),
  ]);
}

function foldedElement(one: Folded, sourceLines: SourceLines): Element {
  return h('details', { class: 'folded' }, [
    h('summary', foldedText(one)),
    ...(one.help === undefined ? [] : [h('p', { class: 'help' }, [h('b', 'help: '), one.help])]),
    ...one.findings.map((finding) => article(finding, sourceLines)),
  ]);
}

function article(finding: Finding, sourceLines: SourceLines): Element {
  const { file, line, column, path, severity, message, rule, related = [], help } = finding;
  const rows = frameOf(finding, sourceLines(file));
  return h('article', { class: `finding ${severity}` }, [
    h('p', { class: 'place' }, [
      h('code', `${file}:${line}:${column}${path === undefined ? '' : ` ${path}`}`),
      h('span', { class: 'severity' }, severity),
      h('code', { class: 'rule' }, rule),
    ]),
    h('p', { class: 'message' }, message),
    ...(rows.length > 0 ? [frame(rows)] : []),
    ...related.map((other) =>
      h('p', { class: 'related' }, [h('code', `${other.file}:${other.line}:${other.column}`), ` ${other.message}`]),
    ),
    ...(help === undefined ? [] : [h('p', { class: 'help' }, [h('b', 'help: '), help])]),
  ]);
}

const kinds = {
  ' ': 'context',
  '›': 'pointed',
  '^': 'underline',
  '-': 'expected',
  '+': 'actual',
  '…': 'omitted',
} as const;

function frame(rows: readonly Row[]): Element {
  return h(
    'pre',
    { class: 'frame' },
    rows
      .filter((row) => row.sign !== '^')
      .map(shortenRow)
      .map(line),
  );
}

function line(row: Row): Element {
  const sign = row.sign === '…' ? '…' : row.sign;
  return h('span', { class: `line ${kinds[row.sign]}` }, [
    h('span', { class: 'number' }, row.number === undefined ? '' : String(row.number)),
    h('span', { class: 'sign' }, sign),
    ...markedText(row),
    ...(row.note === undefined ? [] : [h('span', { class: 'note' }, `← ${row.note}`)]),
    '\n',
  ]);
}

function markedText({ text, marks = [] }: Row): ElementContent[] {
  const parts: ElementContent[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    parts.push({ type: 'text', value: text.slice(at, from) }, h('mark', text.slice(from, to)));
    at = to;
  }
  return [...parts, { type: 'text', value: text.slice(at) }];
}

function tables(lesson: LessonResult): Element[] {
  const { notebooks, cells, exercises } = lesson;
  const parts: Element[] = [];
  if (notebooks.length > 0) {
    parts.push(
      table(
        'Notebooks',
        ['path', 'variant', 'drift'],
        notebooks.map(({ path, variant, drift }) => [path, variant, drift]),
      ),
    );
  }
  if (exercises.length > 0) {
    parts.push(
      table('Exercises', ['line', 'exercise', 'solutions', 'starter', 'student notebook'], exercises.map(exerciseRow)),
    );
  }
  if (cells.length > 0)
    parts.push(
      table(
        'Cells',
        ['line', 'cell', 'status', 'time', 'outputs'],
        cells.map((cell) => cellRow(cell, lesson)),
      ),
    );
  return parts;
}

function exerciseRow({ line, id, solutions, starter, student }: ExerciseResult): string[] {
  return [String(line), id, solutions, starter, student];
}

function cellRow({ line, id, status, reason, durationMs }: CellResult, { outputs }: LessonResult): string[] {
  const own = outputs.filter((output) => output.cell === id);
  const verdicts = own.map(({ verdict, mode }) => [verdict, ...mode].join(' ')).join(', ');
  const time = status === 'skipped' || status === 'not-run' ? '' : duration(durationMs);
  return [String(line), id, reason === null ? status : `${status}: ${reason}`, time, verdicts];
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): Element {
  return h('details', { class: 'table' }, [
    h('summary', `${caption} (${rows.length})`),
    h('table', [
      h(
        'thead',
        h(
          'tr',
          heads.map((head) => h('th', head)),
        ),
      ),
      h(
        'tbody',
        rows.map((row) =>
          h(
            'tr',
            row.map((cell) => h('td', { class: kindOf(cell) }, cell)),
          ),
        ),
      ),
    ]),
  ]);
}

const bad = /^(error|timeout|kernel-died|stale|missing|hand-edited|fail|passes|breaks)\b|\bmismatch\b/;
const good = /^(ok|none|pass|fails|runs)$|^confirmed/;

function kindOf(text: string): string {
  return bad.test(text) ? 'bad' : good.test(text) ? 'good' : '';
}

function badge(status: string): Element {
  const mark = status === 'passed' ? '✓' : status === 'failed' ? '✗' : '–';
  return h('span', { class: `badge ${status}`, title: status }, mark);
}
