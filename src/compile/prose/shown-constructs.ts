import { kernelLanguage } from '../../languages/kernels.ts';
import { dialects } from '../../markdown/dialects/dialects.ts';
import { snippetPatterns } from '../../markdown/spellings/snippets.ts';
import { directiveOf, isRendered } from './directives.ts';
import { type Role, roleAt } from './roles.ts';
import type { MarkdownToken } from './tokens.ts';

/** Something of another tool's that a reader of the notebook sees as it is written. */
export interface ShownConstruct {
  /** What it is, in the singular and, after `/`, in the plural. */
  readonly what: string;
  /** How it begins. */
  readonly sample: string;
  readonly start: number;
  readonly end: number;
}

const { inCode: snippet } = snippetPatterns;

const known = dialects.flatMap(({ texts }) =>
  texts.map(({ what, pattern }) => ({ what, pattern: new RegExp(pattern.source, 'gm') })),
);
const gate = new RegExp(
  [
    ...known.map(({ pattern }) => pattern.source),
    '\\{[a-z][\\w:.+-]*\\}`',
    '`(?:\\{(?:python|r|julia)\\}|r) ',
    ':[a-z]+:`',
    snippet.source,
    '^[\\s>]*[`~]{3,}[ \\t]*\\{',
  ].join('|'),
  'im',
);

/** A role as reStructuredText has it, which in Markdown is text: `:math:` before code. */
const sphinxRole = /(?<![\w:`])(:(?:[a-z]+:)+)$/;

/** Code whose value a page shows: `{python} x`, in R Markdown `r x`. */
const inlineCode = /^`+(\{(?:python|r|julia)\}|r) /;

/** Whether a text can hold such a thing: most do not, and need no parse. */
export function mayHoldConstructs(text: string): boolean {
  return /[{@<=!?[`:/*-]/.test(text) && gate.test(text);
}

/**
 * What is shown as it is written: words of other tools in the text, their roles, and fences of a directive that nobody
 * here reads. Code and formulas (`math`) hold none.
 */
export function shownConstructs(
  text: string,
  list: readonly MarkdownToken[],
  math: readonly { readonly start: number; readonly end: number }[],
  isKnown: (label: string) => boolean,
  inR = false,
): ShownConstruct[] {
  if (!mayHoldConstructs(text)) return [];
  const found: ShownConstruct[] = [];
  const comments = [...text.matchAll(/<!--[\s\S]*?-->/g)];
  const hidden = [...math, ...comments.map(({ index, 0: comment }) => ({ start: index, end: index + comment.length }))];
  const visit = (tokens: readonly MarkdownToken[]): void => {
    for (const token of tokens) {
      if (!/^code(?:Fenced|Indented|Text)$/.test(token.type)) {
        visit(token.children);
        continue;
      }
      hidden.push(token);
      const included = token.type === 'codeFenced' ? snippet.exec(text.slice(token.start, token.end)) : null;
      if (included !== null) {
        const start = token.start + included.index;
        found.push({ what: 'snippet', sample: included[0].trim(), start, end: start + included[0].length });
      }
      const role = token.type === 'codeText' ? roleAt(text, token) : undefined;
      if (role !== undefined && isShown(role, isKnown)) {
        const what = role.shown === undefined || 'to' in role.shown ? 'role' : 'citation';
        found.push({ what, sample: `{${role.name}}`, start: role.start, end: role.end });
      }
      const ofSphinx =
        token.type === 'codeText'
          ? sphinxRole.exec(text.slice(Math.max(0, token.start - 40), token.start))?.[1]
          : undefined;
      if (ofSphinx !== undefined) {
        const start = token.start - ofSphinx.length;
        hidden.push({ start, end: token.end });
        found.push({
          what: 'role of reStructuredText/roles of reStructuredText',
          sample: ofSphinx,
          start,
          end: token.end,
        });
      }
      const inline = token.type === 'codeText' ? inlineCode.exec(text.slice(token.start, token.end))?.[1] : undefined;
      if (inline !== undefined && (inR || inline !== 'r')) {
        const sample = `${inline} …`;
        found.push({ what: 'piece of inline code/pieces of inline code', sample, start: token.start, end: token.end });
      }
      const directive = directiveOf(text, token);
      if (directive !== undefined && !isRendered(directive) && kernelLanguage(directive) === undefined) {
        found.push({
          what: 'directive',
          sample: `{${directive}}`,
          start: token.start,
          end: lineEnd(text, token.start),
        });
      }
    }
  };
  visit(list);
  const masked = withoutRanges(text, hidden);
  for (const { what, pattern } of known) {
    for (const match of masked.matchAll(pattern)) {
      const start = match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0);
      // Code in its cells splits a table.
      const last = found.at(-1);
      const isOfLast = last?.what === what && / table$/.test(what) && !/\n[ \t>]*\n/.test(text.slice(last.end, start));
      const end = match.index + match[0].length;
      if (last !== undefined && isOfLast) found[found.length - 1] = { ...last, end };
      else found.push({ what, sample: match[0].trim().replace(/\s*\n\s*/g, ' '), start, end });
    }
  }
  return found;
}

/** Whether a notebook shows a role as it is written, or the key of a source in its place. */
function isShown({ shown }: Role, isKnown: (label: string) => boolean): boolean {
  if (shown === undefined) return true;
  if ('to' in shown) return shown.to === 'label' && shown.text === undefined && !isKnown(shown.target);
  return shown.isCitation === true;
}

/** The sentence about all of a lesson: the most frequent first. */
export function shownMessage(shown: readonly ShownConstruct[]): string {
  const kinds = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (const { what, sample } of shown) {
    counts.set(what, (counts.get(what) ?? 0) + 1);
    const samples = kinds.get(what) ?? new Set();
    kinds.set(what, samples.add(sample.length > 30 ? `${sample.slice(0, 29)}…` : sample));
  }
  const parts = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => {
      const [one, many] = what.includes('/') ? what.split('/') : [what, `${what}s`];
      const samples = [...(kinds.get(what) ?? [])].slice(0, 4).map((sample) => `\`${sample.replaceAll('`', "'")}\``);
      const more = (kinds.get(what)?.size ?? 0) > samples.length ? ', …' : '';
      return `${count} ${count === 1 ? one : many} (${samples.join(', ')}${more})`;
    });
  return `shown as text: ${parts.join(', ')}`;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** The text with blanks in place of what is in the ranges; its lines stay. */
function withoutRanges(text: string, ranges: readonly { readonly start: number; readonly end: number }[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    parts.push(text.slice(at, from), text.slice(from, end).replace(/[^\n]/g, ' '));
    at = end;
  }
  return parts.join('') + text.slice(at);
}
