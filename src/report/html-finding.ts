import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import type { Finding } from '../model/result.ts';
import { type Folded, foldedText } from './causes.ts';
import { type Row, shortenRow } from './row.ts';

/** The address of what has an id in the page. */
export function linkTo(id: string): string {
  return `#${encodeURIComponent(id)}`;
}

/** Findings of one cause, folded, under what they have in common. */
export function foldedElement(one: Folded, articleOf: (finding: Finding) => Element): Element {
  return h('details', { class: 'folded' }, [
    h('summary', foldedText(one)),
    ...(one.help === undefined ? [] : [h('p', { class: 'help' }, [h('b', 'help: '), one.help])]),
    ...one.findings.map(articleOf),
  ]);
}

/** One finding; `id` is by what links name it. */
export function findingElement(finding: Finding, id: string, rows: readonly Row[]): Element {
  const { file, line, column, path, severity, message, rule, related = [], help } = finding;
  const own = { id, class: `finding ${severity}`, dataSeverity: severity, dataRule: rule, tabIndex: -1 };
  return h('article', own, [
    h('p', { class: 'place' }, [
      h('a', { href: linkTo(id) }, h('code', `${file}:${line}:${column}${path === undefined ? '' : ` ${path}`}`)),
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
