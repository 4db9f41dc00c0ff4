import type { Edit } from '../../text/mapped-text.ts';
import { cutHtml } from './html.ts';
import { inside, type Token } from './tokens.ts';

/** A part of the cell that is math on the page: nothing in it is edited but what is said here. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Stands for a character of code, HTML, a destination, … : math does not reach over it. */
const barrier = '\uE000';
/** Stands for a character of an escape: a text character that is no dollar. */
const escaped = '\uE001';
/** How a literal dollar is written so that nothing takes it for math: no source pattern sees it, and no typesetter looks past an element. */
const span = '<span>&#36;</span>';
const entity = '&#36;';

type Kind = 'text' | 'attribute' | 'code';

interface Dollar {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
}

/**
 * Finds the math of a cell and the edits that keep it math, and dollars dollars, in JupyterLab (marked after a search
 * for `$…$` in the Markdown, then MathJax on the page), nbconvert (mistune, MathJax) and Colab. Math is what Pandoc
 * and GitHub agree on: `$` before a character that is no blank and not after a letter or digit, up to a `$` after a
 * character that is no blank and not before a letter or digit; `$$…$$`; `` $`…`$ ``; a `math` fence.
 */
export function editDollars(text: string, list: readonly Token[]): { math: readonly Range[]; edits: readonly Edit[] } {
  const edits: Edit[] = [];
  const math: Range[] = displayBlocks(text, list, edits);
  if (!text.includes('$') && !/&(?:#36|#x24|dollar);/i.test(text)) return { math, edits };
  const dollars: Dollar[] = [];
  const visit = (tokens: readonly Token[]) => {
    for (const token of tokens) {
      if (math.some((range) => range.start <= token.start && token.end <= range.end)) continue;
      if (token.type === 'htmlFlow') rawHtml(text, token, math, dollars);
      else if (leaves.has(token.type)) leaf(text, token, math, dollars, edits);
      else if (token.type === 'definition') opaque(text, token, 'attribute', dollars);
      else if (!token.type.startsWith('code')) visit(token.children);
    }
  };
  visit(list);
  for (const dollar of dollars) {
    if (!misread(text, dollar)) continue;
    edits.push({ start: dollar.start, end: dollar.end, text: dollar.kind === 'text' ? span : entity });
  }
  return { math, edits };
}

const leaves = new Set(['paragraph', 'atxHeadingText', 'setextHeadingText', 'tableContent']);

/** `$$` on a line of its own up to the next, and `math` fences: blank lines in them would end the math. */
function displayBlocks(text: string, list: readonly Token[], edits: Edit[]): Range[] {
  const found: Range[] = [];
  for (const token of list) {
    if (found.some((range) => token.start < range.end)) continue;
    if (token.type === 'codeFenced') {
      const fences = token.children.filter((child) => child.type === 'codeFencedFence');
      const info = inside(token, 'codeFencedFenceInfo');
      const [open, close] = fences;
      if (open === undefined || close === undefined || info === undefined) continue;
      if (text.slice(info.start, info.end) !== 'math') continue;
      edits.push({ start: open.start, end: open.end, text: '$$' }, { start: close.start, end: close.end, text: '$$' });
      found.push({ start: token.start, end: token.end });
      joinLines(text, open.end, close.start, edits);
    } else if (token.type === 'content' || token.type === 'paragraph') {
      const block = /\$\$[ \t]*\n(?:(?!\$\$)[\s\S])*?\n {0,3}\$\$[ \t]*(?=\n|$)/y;
      block.lastIndex = token.start;
      const match = block.exec(text);
      if (match === null) continue;
      found.push({ start: token.start, end: block.lastIndex });
      joinLines(text, token.start, block.lastIndex, edits);
    }
  }
  return found;
}

function joinLines(text: string, start: number, end: number, edits: Edit[]): void {
  for (const match of text.slice(start, end).matchAll(/\n(?:[ \t]*\n)+/g)) {
    edits.push({ start: start + match.index, end: start + match.index + match[0].length, text: '\n' });
  }
}

/** A paragraph, heading or table cell. */
function leaf(text: string, token: Token, math: Range[], dollars: Dollar[], edits: Edit[]): void {
  const mask = text.slice(token.start, token.end).split('');
  const found: Dollar[] = [];
  let code = 0;
  const hide = (from: number, to: number, sign: string) => mask.fill(sign, from - token.start, to - token.start);
  const walk = (children: readonly Token[]) => {
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
        if (text[child.start - 1] === '$' && text[child.end] === '$') codeMath(text, child, math, edits, hide);
        else if (raw.includes('$$') && text.indexOf('$$') !== text.lastIndexOf('$$'))
          codeAsHtml(text, token, child, edits);
        else if (raw.includes('$')) joinCode(child, edits);
      } else if (child.type === 'htmlText') {
        hide(child.start, child.end, barrier);
        const name = /^<(\/?)(?:code|pre|kbd|samp|tt)\b/i.exec(raw);
        if (name !== null) code = Math.max(0, code + (name[1] === '' ? 1 : -1));
        opaque(text, child, 'attribute', dollars);
      } else if (child.type === 'resource' || child.type === 'reference' || child.type === 'image') {
        hide(child.start, child.end, barrier);
        if (child.type !== 'reference') opaque(text, child, 'attribute', dollars);
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
  const spans = mathIn(masked, token.start);
  math.push(...spans);
  for (let at = masked.indexOf('$'); at !== -1; at = masked.indexOf('$', at + 1)) {
    found.push({ start: token.start + at, end: token.start + at + 1, kind: 'text' });
  }
  for (const dollar of found) {
    if (!spans.some((range) => range.start <= dollar.start && dollar.end <= range.end)) dollars.push(dollar);
  }
}

/** A block of raw HTML: dollars of its text, and those of its tags and comments. */
function rawHtml(text: string, token: Token, math: Range[], dollars: Dollar[]): void {
  const open: string[] = [];
  for (const part of cutHtml(text, token.start, token.end)) {
    if (part.name !== undefined && /^\/?(?:code|pre|script|style|textarea)$/.test(part.name)) {
      if (part.name.startsWith('/')) open.pop();
      else open.push(part.name);
    }
    const within = open.at(-1);
    if (part.type !== 'text') opaque(text, part, 'attribute', dollars);
    else if (within === 'script' || within === 'style') continue;
    else if (within !== undefined) opaque(text, part, 'code', dollars);
    else {
      const raw = text
        .slice(part.start, part.end)
        .replace(/&(?:#36|#x24|dollar);/gi, (all) => barrier.repeat(all.length));
      const spans = mathIn(raw, part.start);
      math.push(...spans);
      opaque(text, part, 'text', dollars, spans);
    }
  }
}

/** `$$…$$` and `$…$` in masked text, by offsets in the cell. */
function mathIn(masked: string, offset: number): Range[] {
  const pattern =
    /(?<![\p{L}\p{N}\\$])(?:\$\$(?!\$)(?:(?!\$\$)[^\uE000])*?[^\s$\uE000](?:(?!\$\$)[^\uE000])*?\$\$(?!\$)|\$(?![\s$])(?:[^$\uE000]*[^\s$\uE000\\])\$(?![\p{L}\p{N}$]))/gu;
  return [...masked.matchAll(pattern)].map((match) => ({
    start: offset + match.index,
    end: offset + match.index + match[0].length,
  }));
}

function opaque(text: string, range: Range, kind: Kind, dollars: Dollar[], math: readonly Range[] = []): void {
  for (const match of text.slice(range.start, range.end).matchAll(/\\?\$|&(?:#36|#x24|dollar);/gi)) {
    const at = range.start + match.index;
    if (kind === 'attribute' && match[0].startsWith('&')) continue;
    const start = kind !== 'attribute' && match[0].startsWith('\\') ? at + 1 : at;
    if (math.some((span) => span.start <= start && start < span.end)) continue;
    dollars.push({ start, end: at + match[0].length, kind });
  }
}

/** `` $`x`$ ``, GitHub's other spelling of inline math. */
function codeMath(
  text: string,
  child: Token,
  math: Range[],
  edits: Edit[],
  hide: (from: number, to: number, sign: string) => void,
): void {
  const ticks = /^`+/.exec(text.slice(child.start))?.[0].length ?? 1;
  hide(child.start - 1, child.end + 1, barrier);
  edits.push({ start: child.start, end: child.start + ticks, text: '' });
  edits.push({ start: child.end - ticks, end: child.end, text: '' });
  math.push({ start: child.start - 1, end: child.end + 1 });
}

/** nbconvert takes everything from one `$$` to the next for math before it looks for code, over paragraphs and all. */
function codeAsHtml(text: string, leaf: Token, code: Token, edits: Edit[]): void {
  const data = code.children.filter((child) => child.type === 'codeTextData');
  const content = data.map((child) => text.slice(child.start, child.end)).join(' ');
  const plain = leaf.type === 'tableContent' ? content.replaceAll('\\|', '|') : content;
  const html = plain.replace(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  edits.push({ start: code.start, end: code.end, text: `<code>${html}</code>` });
}

/** Puts code with a dollar on one line: JupyterLab knows a code span from math only within a line. */
function joinCode(code: Token, edits: Edit[]): void {
  const breaks = code.children.filter((child) => child.type === 'lineEnding');
  for (const line of breaks) {
    const next = code.children.find((child) => child.start >= line.end && child.type === 'codeTextData');
    edits.push({ start: line.start, end: next?.start ?? line.end, text: ' ' });
  }
}

/**
 * Whether a dollar could be read as math: there is another one between the blank lines around it (JupyterLab's search
 * knows no other limit), or a backslash stands before it on the page, which MathJax would take away. A code span
 * before it keeps its dollars to itself, one after it does not: nbconvert looks for math from left to right.
 */
function misread(text: string, dollar: Dollar): boolean {
  if (text[dollar.start - 1] === '\\') return true;
  if (text.slice(dollar.start - 1, dollar.end + 1).includes('$$')) return true;
  const before =
    text
      .slice(0, dollar.start)
      .split(/\n[ \t]*\n/)
      .at(-1) ?? '';
  const after = text.slice(dollar.end).split(/\n[ \t]*\n/, 1)[0] ?? '';
  return anyDollar.test(before.replace(/(^|[^\\])(`+)([^\n]*?[^`\n])\2(?!`)/gm, '$1')) || anyDollar.test(after);
}

const anyDollar = /\$|&(?:#36|#x24|dollar);/i;

function isDollar(reference: string): boolean {
  return /^&(?:#0*36|#x0*24|dollar);$/i.test(reference);
}
