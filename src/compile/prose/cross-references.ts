import { posix } from 'node:path';
import type { Target } from '../../model/lesson.ts';
import { lessonEndings } from '../../model/lesson-names.ts';
import { type Edit, type MappedText, originOf } from '../../text/mapped-text.ts';
import type { ProseContext } from './context.ts';
import { rewriteUrl } from './rewrite-url.ts';
import { withoutRoles } from './roles.ts';
import type { MarkdownToken } from './tokens.ts';

/** A block with a label, and where a link to it goes. */
interface Found {
  readonly target: Target;
  readonly url: string;
}

/** Looks for the block that a label names: in the lesson, then in the others of the course. */
export function targetOf(label: string, context: ProseContext): Found | undefined {
  const { targets, fragments } = context.anchors;
  const own = targets.get(label);
  if (own !== undefined) return { target: own, url: `#${fragments.get(label) ?? label}` };
  if (!/^[\w:.+-]+$/.test(label)) return undefined;
  const there = context.elsewhere(label);
  if (there === undefined) return undefined;
  const path = posix.relative(posix.dirname(context.source), there.path);
  const url = rewriteUrl(`${path}#${label}`, 'link', context);
  return url === undefined || url.broken !== undefined ? undefined : { target: there.target, url: url.url };
}

const words: Readonly<Record<Target['kind'], string>> = {
  section: '',
  equation: '',
  figure: 'Figure',
  table: 'Table',
  listing: 'Listing',
  block: '',
};

/** What a reference shows: the title that its block has, or its number, `as` the author asks. */
export function shownText({ kind, number, title }: Target, label: string, as: 'title' | 'number'): string {
  const numbered = number === undefined ? undefined : kind === 'equation' ? `(${number})` : `${words[kind]} ${number}`;
  const named = title === undefined ? undefined : withoutRoles(title);
  return (as === 'title' ? (named ?? numbered) : (numbered ?? named)) ?? label;
}

/** A reference to a label as a link; undefined where no lesson of the course has it. */
function referenceTo(label: string, as: 'title' | 'number', context: ProseContext): string | undefined {
  const found = targetOf(label, context);
  return found === undefined ? undefined : `[${shownText(found.target, label, as)}](${found.url})`;
}

/**
 * `@fig-x`, `[@fig-x]` and `[@fig-x; @fig-y]` of Quarto, and `\@ref(fig:x)` of bookdown, as links; undefined where one of
 * them names nothing.
 */
export function quartoReference(text: string, context: ProseContext): string | undefined {
  const ofBookdown = /^\\@ref\(([\w:-]+)\)$/.exec(text.trim())?.[1];
  if (ofBookdown !== undefined) return bookdownReference(ofBookdown, context);
  const labels = text.replace(/^\[|\]$/g, '').split(';');
  const links = labels.map((one) => {
    const label = /^\s*-?@([\w-]+)\s*$/.exec(one)?.[1];
    return label === undefined ? undefined : referenceTo(label, label.startsWith('sec-') ? 'title' : 'number', context);
  });
  return links.includes(undefined) ? undefined : links.join(', ');
}

/** Before it the author writes what it is: "Figure \@ref(fig:x)". */
function bookdownReference(label: string, context: ProseContext): string | undefined {
  const found = targetOf(label, context);
  if (found !== undefined) return `[${found.target.number ?? shownText(found.target, label, 'title')}](${found.url})`;
  const fragment = context.anchors.fragments.get(label);
  return fragment === undefined ? undefined : `[${label.replaceAll('-', ' ')}](#${fragment})`;
}

/** What a link without a text shows: the title of the lesson or block that it leads to, or its address. */
export function textOfEmptyLink(url: string, context: ProseContext): string {
  const label = url.replace(/^#/, '');
  const found = /^#?[\w:.+-]+$/.test(url) ? targetOf(label, context) : undefined;
  if (found !== undefined) return shownText(found.target, label, 'title');
  return lessonTitle(url, context) ?? url.replace(/^(?:#|mailto:|\w+:(?!\/))/, '');
}

/** The title of the lesson that a path names, with or without its ending. */
export function lessonTitle(url: string, context: ProseContext): string | undefined {
  const [path = ''] = url.split(/[?#]/);
  if (path === '' || /^\w+:/.test(path)) return undefined;
  const base = path.startsWith('/') ? context.folder : posix.dirname(context.source);
  const file = posix.join(base, path).replace(/\.(?:html|ipynb)$/, '');
  const found = ['', ...lessonEndings.map((ending) => `.${ending}`)]
    .map((ending) => context.lesson(file + ending)?.anchors.title)
    .find((title) => title !== undefined);
  return found === undefined ? undefined : withoutRoles(found);
}

/** Anchors before the blocks of a text that have a label and no heading; the numbers of figures and tables with them. */
export function editTargets(mapped: MappedText, list: readonly MarkdownToken[], { anchors }: ProseContext): Edit[] {
  if (anchors.marks.size === 0) return [];
  const edits: Edit[] = [];
  const said = new Set<number>();
  const targets = new Map([...anchors.targets.values()].map((target) => [target.at, target]));
  for (const token of list) {
    if (/^line|^definition$/.test(token.type)) continue;
    const { start: at } = originOf(mapped, token.start);
    const mark = anchors.marks.get(at);
    const target = targets.get(at);
    if (mark === undefined || target === undefined || target.kind === 'section' || said.has(at)) continue;
    // That of an equation is a formula, see `editText`.
    if (/Heading$/.test(token.type) && target.kind !== 'equation') continue;
    said.add(at);
    const number =
      target.number === undefined || target.kind === 'equation' ? '' : `**${words[target.kind]} ${target.number}**`;
    const shown =
      target.kind === 'equation' && !isTaggable(mapped.text.slice(token.start, token.end))
        ? `(${target.number})`
        : number;
    edits.push({ start: token.start, end: token.start, text: `<a id="${mark}"></a>${shown}\n\n` });
  }
  return edits;
}

/** Whether `\tag` may stand in a formula: not where LaTeX numbers its lines. */
function isTaggable(formula: string): boolean {
  return !/\\tag\b|\\begin\{(?:align|gather|equation|eqnarray|multline|alignat|flalign)\*?\}/.test(formula);
}

/** What is put before the end of a formula with a label, so that readers see its number. */
export function tagOf(label: string | undefined, formula: string, { anchors }: ProseContext): string {
  const target = label === undefined ? undefined : anchors.targets.get(label);
  return target?.number === undefined || target.kind !== 'equation' || !isTaggable(formula)
    ? ''
    : ` \\tag{${target.number}}`;
}

/** Labels behind formulas, `$$ … $$ (label)`, which only their own tool reads: they go, and the formula has its number. */
export function editFormulaLabels(
  text: string,
  formulas: readonly { readonly start: number; readonly end: number }[],
  context: ProseContext,
): Edit[] {
  return formulas.flatMap(({ start, end }) => {
    const line = text.slice(start, text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end));
    const found = /\$\$[ \t]*(?:\(([\w:.+-]+)\)|\{#([\w:.+-]+)\})(?=[ \t.,;]*$)/.exec(line);
    const label = found?.[1] ?? found?.[2];
    if (found === null || label === undefined || !context.anchors.targets.has(label)) return [];
    const from = start + found.index;
    return [{ start: from, end: from + found[0].length, text: `${tagOf(label, line, context).trim()}$$` }];
  });
}
