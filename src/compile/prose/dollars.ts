import type { Edit } from '../../text/mapped-text.ts';
import { oneLine, quotesOf } from './contained-math.ts';
import { cutHtml } from './html.ts';
import { displayBlocks, mathIn, type Range, touches } from './math.ts';
import { anyDollar, mayBeMathIn } from './may-be-math.ts';
import { find, type MarkdownToken } from './tokens.ts';

/** Stands for a character of code, HTML, a destination, … : math does not reach over it. */
const barrier = '\uE000';
/** Stands for a character of an escape: a text character that is no dollar. */
const escaped = '\uE001';
/** How a literal dollar is written so that nothing takes it for math: no source pattern sees it, and no typesetter looks past an element. */
const span = '<span>&#36;</span>';
const entity = '&#36;';

type Kind = 'text' | 'attribute' | 'code';

interface Found {
  readonly dollars: Dollar[];
  /** Offsets of dollars in code spans. */
  readonly inCode: Set<number>;
  readonly math: Range[];
  readonly edits: Edit[];
  readonly dollarMath: boolean;
}

interface Dollar {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
}

/**
 * Finds the math of a cell and the edits that keep it math, and dollars dollars, in JupyterLab (marked after a search
 * for `$…$` in the Markdown, then MathJax on the page), nbconvert (mistune, MathJax) and Colab. Math is what Pandoc
 * and GitHub agree on: `$` before a character that is no blank and not after a letter or digit, up to a `$` after a
 * character that is no blank and not before a letter or digit; `$$…$$`; `` $`…`$ ``; a `math` fence; and further pairs
 * that can only be formulas. With `dollarMath`, every pair is math that is not `$5 and $6`.
 */
export function editDollars(
  text: string,
  list: readonly MarkdownToken[],
  dollarMath: boolean,
): { math: readonly Range[]; edits: readonly Edit[] } {
  const edits: Edit[] = [];
  const blocks = displayBlocks(text, list, edits);
  if (!anyDollar.test(text)) return { math: blocks, edits };
  const found: Found = { dollars: [], inCode: new Set(), math: [], edits, dollarMath };
  const visit = (tokens: readonly MarkdownToken[]) => {
    for (const token of tokens) {
      const isBlock = touches(blocks, token.start, token.end);
      // Only of a quote or list, more than the formula may be left.
      if (isBlock && (leaves.has(token.type) || token.children.length === 0)) continue;
      if (token.type === 'htmlFlow') rawHtml(text, token, found);
      else if (leaves.has(token.type)) leaf(text, token, found);
      else if (token.type === 'definition') opaque(text, token, 'attribute', found);
      else if (!token.type.startsWith('code')) visit(token.children);
    }
  };
  visit(list);
  const mayBeMath = mayBeMathIn(text, found.inCode);
  for (const dollar of found.dollars) {
    if (!mayBeMath(dollar.start, dollar.end)) continue;
    edits.push({ start: dollar.start, end: dollar.end, text: dollar.kind === 'text' ? span : entity });
  }
  return { math: [...blocks, ...found.math].sort((one, other) => one.start - other.start), edits };
}

const leaves = new Set(['paragraph', 'atxHeadingText', 'setextHeadingText', 'tableContent']);

/** A paragraph, heading or table cell. */
function leaf(text: string, token: MarkdownToken, all: Found): void {
  if (find(token.children, (child) => child.type === 'denseText') !== undefined) return;
  const mask = text.slice(token.start, token.end).split('');
  const found: Dollar[] = [];
  let code = 0;
  const hide = (from: number, to: number, sign: string) => mask.fill(sign, from - token.start, to - token.start);
  const walk = (children: readonly MarkdownToken[]) => {
    for (const child of children) {
      const raw = text.slice(child.start, child.end);
      if (child.type === 'characterEscape') {
        if (raw === '\\$') found.push({ start: child.start, end: child.end, kind: code > 0 ? 'code' : 'text' });
        hide(child.start, child.end, escaped);
      } else if (child.type === 'characterReference') {
        if (isDollar(raw)) found.push({ start: child.start, end: child.end, kind: code > 0 ? 'code' : 'text' });
        hide(child.start, child.end, isDollar(raw) ? barrier : escaped);
      } else if (child.type === 'codeText') {
        hide(child.start, child.end, barrier);
        for (let at = raw.indexOf('$'); at !== -1; at = raw.indexOf('$', at + 1)) all.inCode.add(child.start + at);
        if (text[child.start - 1] === '$' && text[child.end] === '$') codeMath(text, child, all, hide);
        else if (raw.includes('$$') && text.indexOf('$$') !== text.lastIndexOf('$$'))
          codeAsHtml(text, token, child, all.edits);
        else if (raw.includes('$')) joinCode(child, all.edits);
      } else if (child.type === 'htmlText') {
        hide(child.start, child.end, barrier);
        const name = /^<(\/?)(?:code|pre|kbd|samp|tt)\b/i.exec(raw);
        if (name !== null) code = Math.max(0, code + (name[1] === '' ? 1 : -1));
        opaque(text, child, 'attribute', all);
      } else if (child.type === 'resource' || child.type === 'reference' || child.type === 'image') {
        hide(child.start, child.end, barrier);
        if (child.type !== 'reference') opaque(text, child, 'attribute', all);
      } else if (child.type === 'autolink' || child.type === 'literalAutolink' || child.type === 'gfmFootnoteCall') {
        hide(child.start, child.end, barrier);
      } else if (code > 0 && child.children.length === 0) {
        for (let at = child.start; at < child.end; at++) {
          if (text[at] === '$') found.push({ start: at, end: at + 1, kind: 'code' });
        }
        hide(child.start, child.end, barrier);
      } else walk(child.children);
    }
  };
  walk(token.children);
  const masked = mask.join('');
  const spans = mathIn(masked, token.start, all.dollarMath);
  for (const range of spans) {
    all.math.push(range);
    const formula = text.slice(range.start, range.end);
    const quotes = quotesOf(formula);
    // A percentage is no comment in what might be two prices after all.
    if (quotes > 0 && !formula.includes('%')) oneLine(text, range.start, range.end, quotes, all.edits);
  }
  for (let at = masked.indexOf('$'); at !== -1; at = masked.indexOf('$', at + 1)) {
    found.push({ start: token.start + at, end: token.start + at + 1, kind: 'text' });
  }
  for (const dollar of found) {
    if (!touches(spans, dollar.start, dollar.end)) all.dollars.push(dollar);
  }
}

/** A block of raw HTML: dollars of its text, and those of its tags and comments. */
function rawHtml(text: string, token: MarkdownToken, found: Found): void {
  const open: string[] = [];
  for (const part of cutHtml(text, token.start, token.end)) {
    if (part.name !== undefined && /^\/?(?:code|pre|script|style|textarea)$/.test(part.name)) {
      if (part.name.startsWith('/')) open.pop();
      else open.push(part.name);
    }
    const within = open.at(-1);
    if (part.type !== 'text') opaque(text, part, 'attribute', found);
    else if (within === 'script' || within === 'style') continue;
    else if (within !== undefined) opaque(text, part, 'code', found);
    else {
      const raw = text
        .slice(part.start, part.end)
        .replace(/&(?:#36|#x24|dollar);/gi, (all) => barrier.repeat(all.length));
      const spans = mathIn(raw, part.start, found.dollarMath);
      for (const range of spans) found.math.push(range);
      opaque(text, part, 'text', found, spans);
    }
  }
}

function opaque(text: string, range: Range, kind: Kind, found: Found, math: readonly Range[] = []): void {
  for (const match of text.slice(range.start, range.end).matchAll(/\\?\$|&(?:#36|#x24|dollar);/gi)) {
    const at = range.start + match.index;
    if (kind === 'attribute' && match[0].startsWith('&')) continue;
    const start = kind !== 'attribute' && match[0].startsWith('\\') ? at + 1 : at;
    if (touches(math, start, start + 1)) continue;
    found.dollars.push({ start, end: at + match[0].length, kind });
  }
}

/** `` $`x`$ ``, GitHub's other spelling of inline math. */
function codeMath(
  text: string,
  child: MarkdownToken,
  { math, edits }: Found,
  hide: (from: number, to: number, sign: string) => void,
): void {
  const ticks = /^`+/.exec(text.slice(child.start))?.[0].length ?? 1;
  hide(child.start - 1, child.end + 1, barrier);
  edits.push({ start: child.start, end: child.start + ticks, text: '' });
  edits.push({ start: child.end - ticks, end: child.end, text: '' });
  math.push({ start: child.start - 1, end: child.end + 1 });
}

/** nbconvert takes everything from one `$$` to the next for math before it looks for code, over paragraphs and all. */
function codeAsHtml(text: string, leaf: MarkdownToken, code: MarkdownToken, edits: Edit[]): void {
  const data = code.children.filter((child) => child.type === 'codeTextData');
  const content = data.map((child) => text.slice(child.start, child.end)).join(' ');
  const plain = leaf.type === 'tableContent' ? content.replaceAll('\\|', '|') : content;
  const html = plain.replace(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  edits.push({ start: code.start, end: code.end, text: `<code>${html}</code>` });
}

/** Puts code with a dollar on one line: JupyterLab knows a code span from math only within a line. */
function joinCode(code: MarkdownToken, edits: Edit[]): void {
  for (const [index, line] of code.children.entries()) {
    if (line.type !== 'lineEnding') continue;
    let next = index + 1;
    while (code.children[next] !== undefined && code.children[next]?.type !== 'codeTextData') next++;
    edits.push({ start: line.start, end: code.children[next]?.start ?? line.end, text: ' ' });
  }
}

function isDollar(reference: string): boolean {
  return /^&(?:#0*36|#x0*24|dollar);$/i.test(reference);
}
