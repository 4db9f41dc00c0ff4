import { kernelLanguage } from '../languages/kernels.ts';
import type { Target } from '../model/lesson.ts';
import { originOf } from '../text/mapped-text.ts';
import { commentOptions, directiveOptions } from './cell-options.ts';
import type { Document } from './document.ts';
import { type Line, linesIn } from './spellings/lines.ts';
import { cellDirectives } from './vocabulary.ts';

const name = '[\\w:.+/-]+';
/** `(label)=` of MyST, on a line of its own. */
const label = /^[ \t>]*\(([^()\n]+)\)=[ \t]*$/;
/** The end of a formula with a label: `$$ (label)`, `$$ {#eq-label}`. */
const formula = new RegExp(`\\$\\$[ \\t]*(?:\\((${name})\\)|\\{#(${name})\\})[ \\t.,;]*$`);
const heading = /^ {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$/;
const attributes = new RegExp(`\\{[^{}\\n]*#(${name})[^{}\\n]*\\}[ \\t]*$`);
/** A directive, a container or a chunk: its name, or the attributes of one of Pandoc, and what follows. */
const opener = /^[ \t>]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{([^}\n]*)\}[ \t]*(.*)$/;

/** Beginnings of labels that say in Quarto what they are of. */
const prefixes: Readonly<Record<string, Target['kind']>> = {
  sec: 'section',
  eq: 'equation',
  fig: 'figure',
  tbl: 'table',
  lst: 'listing',
};

const directives: Readonly<Record<string, Target['kind']>> = {
  math: 'equation',
  figure: 'figure',
  image: 'figure',
  table: 'table',
  'list-table': 'table',
  'csv-table': 'table',
  'code-block': 'listing',
  literalinclude: 'listing',
  code: 'listing',
};

/**
 * What cross-references of a lesson may name: headings, formulas, figures, tables and blocks with a label, as MyST,
 * Quarto and Pandoc write one. Formulas, figures, tables and listings are counted, each kind for itself.
 */
export function targetsIn(document: Document): Map<string, Target> {
  const { text } = document.mapped;
  const targets = new Map<string, Target>();
  if (!/\)=|\{[^}\n]*#|:(?:label|name):|\b(?:label|name)[ \t]*:|\$\$[ \t]*\(|fig\.cap|kable/.test(text)) return targets;
  const counts = new Map<Target['kind'], number>();
  const lines = linesIn(text);
  let pending: string[] = [];
  let section: { readonly at: number; readonly title: string } | undefined;
  const add = (labels: readonly (string | undefined)[], kind: Target['kind'], at: number, title = ''): void => {
    const known = labels.filter((one) => one !== undefined && !targets.has(one)) as string[];
    if (known.length === 0) return;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const isCounted = kind !== 'section' && kind !== 'block';
    const target: Target = {
      kind,
      at: originOf(document.mapped, at).start,
      ...(isCounted ? { number } : {}),
      ...(title === '' ? {} : { title }),
    };
    for (const one of known) targets.set(one, target);
  };
  for (const [index, line] of lines.entries()) {
    const found = line.isCode ? undefined : label.exec(line.text)?.[1];
    if (found !== undefined) {
      pending.push(found);
      continue;
    }
    if (line.text.trim() === '' || (line.isCode && opener.exec(line.text) === null)) continue;
    const opened = opener.exec(line.text);
    const labelled = line.isCode || opened === null ? undefined : attributes.exec(line.text)?.[1];
    const title = line.isCode ? undefined : heading.exec(line.text)?.[1];
    const [, round, braced] = line.isCode ? [] : (formula.exec(line.text) ?? []);
    const own = line.isCode ? undefined : attributes.exec(line.text)?.[1];
    if (opened !== null) {
      const [, inner = '', argument = ''] = opened;
      const options = optionsBelow(lines, index);
      const given =
        options.get('label') ??
        options.get('name') ??
        labelled ??
        /#([\w:.+/-]+)/.exec(inner)?.[1] ??
        labelOfChunk(inner, options, lines, index);
      const [directive = ''] = inner.trim().split(/[\s,]/);
      const caption =
        options.get('caption') ??
        options.get('fig-cap') ??
        options.get('tbl-cap') ??
        options.get('fig.cap') ??
        /\bfig\.cap[ \t]*=[ \t]*["']([^"']+)/.exec(inner)?.[1];
      const kind = directives[directive] ?? kindOf(given) ?? 'block';
      const isCell = kind === 'block' && caption !== undefined && given !== undefined;
      const isCode = cellDirectives.has(directive) || kernelLanguage(directive) !== undefined;
      if (given?.startsWith('tab:') === true) {
        // The table's own code shows its caption, where a notebook has no anchor.
        if (section !== undefined) add([given, ...pending], 'table', section.at);
        pending = [];
        continue;
      }
      if (isCode && !isCell && kind === 'block' && section !== undefined) {
        // A notebook has no anchor at a cell: references lead to its section.
        add([given, ...pending], 'section', section.at, section.title);
        pending = [];
        continue;
      }
      add([given, ...pending], isCell ? 'figure' : kind, line.start, caption ?? (kind === 'block' ? argument : ''));
    } else if (title !== undefined) {
      const plain = title.replace(/[ \t]*\{:?[^{}]*\}$|[ \t]*\[\[[\w-]+\]\]$/, '');
      section = { at: line.start, title: plain };
      add([own, ...pending], 'section', line.start, plain);
    } else if (round !== undefined || braced !== undefined) {
      add([round ?? braced, ...pending], 'equation', startOfFormula(lines, index));
    } else {
      const kind = kindOf(own) ?? kindOf(pending[0]) ?? (/^[ \t>]*!\[/.test(line.text) ? 'figure' : 'block');
      const caption = /^[ \t>]*!\[([^\]\n]*)\]/.exec(line.text)?.[1] ?? /^:[ \t]+(.*?)[ \t]*\{/.exec(line.text)?.[1];
      const isOwn = own !== undefined && (caption !== undefined || kindOf(own) !== undefined);
      add([isOwn ? own : undefined, ...pending], kind, line.start, caption);
    }
    pending = [];
  }
  return targets;
}

/**
 * The label by which bookdown knows what a chunk with a caption shows: `{r plot, fig.cap="…"}` is `fig:plot`, and one
 * whose code makes a table with a caption is `tab:plot`.
 */
function labelOfChunk(
  inner: string,
  options: ReadonlyMap<string, string>,
  lines: readonly Line[],
  index: number,
): string | undefined {
  const label = /^r[ \t]+([\w-]+)[ \t]*(?:,|$)/.exec(inner.trim())?.[1];
  if (label === undefined) return undefined;
  if (options.has('fig.cap') || /,.*\bfig\.cap[ \t]*=/.test(inner)) return `fig:${label}`;
  const closer = lines.findIndex(({ closes }, at) => at > index && closes === index);
  const code = lines.slice(index + 1, closer === -1 ? index + 1 : closer).map(({ text }) => text);
  return /\bkable\w*\([\s\S]*\bcaption[ \t]*=/.test(code.join('\n')) ? `tab:${label}` : undefined;
}

function kindOf(given: string | undefined): Target['kind'] | undefined {
  return prefixes[given?.split('-')[0] ?? ''];
}

/** The options in the lines below one that opens a directive or a chunk. */
function optionsBelow(lines: readonly Line[], index: number): ReadonlyMap<string, string> {
  const comments = lines.slice(index + 1).findIndex(({ text }) => !/^[ \t>]*#[ \t]*\|/.test(text));
  const written = lines
    .slice(index + 1, index + 1 + Math.max(comments, 0))
    .map(({ text }) => text.replace(/^[ \t>]+/, ''));
  if (/^#[ \t]*\|[ \t]*[\w.-]+[ \t]*=/.test(written[0] ?? ''))
    return new Map(commentOptions(`${written.join('\n')}\n`).options.map(({ key, value }) => [key, value]));
  const head: string[] = [];
  for (const { text } of lines.slice(index + 1, index + 30)) {
    const line = text.replace(/^[ \t>]*#[ \t]*\|[ \t]?/, '').replace(/^[ \t>]+(?=[:-])/, '');
    if (head.length > 0 && head[0] === '---' ? false : !/^(?::[\w-]+:|---|[\w-]+[ \t]*:)/.test(line)) break;
    head.push(line);
    if (head.length > 1 && line.trim() === '---') break;
  }
  const isYaml = head[0]?.trim() === '---';
  const text = isYaml ? head.join('\n') : head.map((line) => line.replace(/^([\w-]+)[ \t]*:/, ':$1:')).join('\n');
  const options = new Map(directiveOptions(`${text}\n`).options.map(({ key, value }) => [key, value.trim()]));
  const figure = isYaml ? /^[ \t]+name:[ \t]*(\S+)/m.exec(text)?.[1] : undefined;
  if (figure !== undefined && !options.has('name')) options.set('name', figure);
  return options;
}

/** Offset of the line on which the formula begins that ends on a line. */
function startOfFormula(lines: readonly Line[], last: number): number {
  const end = lines[last] as Line;
  if ((end.text.match(/\$\$/g) ?? []).length > 1) return end.start;
  for (let index = last - 1; index >= 0 && index > last - 400; index--) {
    if (/^[ \t>]*\$\$/.test(lines[index]?.text ?? '')) return lines[index]?.start ?? end.start;
  }
  return end.start;
}
