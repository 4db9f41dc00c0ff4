import { endOfDisplayMath } from '../../text/display-math.ts';
import type { Edit } from '../../text/mapped-text.ts';
import { codeIn, containedFormulas } from './contained-math.ts';
import { inside, type MarkdownToken } from './tokens.ts';

/** A part of a text, by offsets; lists of them are in order and do not overlap. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Whether `[start, end)` shares a character with one of the ranges; an empty one, whether it lies within. */
export function touches(ranges: readonly Range[], start: number, end: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.start < end;
}

/** Formulas of several lines, `$$ … $$`, and `math` fences: blank lines in them would end the math. */
export function displayBlocks(text: string, list: readonly MarkdownToken[], edits: Edit[]): Range[] {
  const found: Range[] = [];
  // Looked for once: from each paragraph on it would take the square of a long text's time.
  const dollars = [...text.matchAll(/^\$\$/gm)].map(({ index }) => index);
  let next = 0;
  for (const token of list) {
    if (token.start < (found.at(-1)?.end ?? 0)) continue;
    if (token.type === 'codeFenced') {
      const fences = token.children.filter((child) => child.type === 'codeFencedFence');
      const info = inside(token, 'codeFencedFenceInfo');
      const [open, close] = fences;
      if (open === undefined || close === undefined || info === undefined) continue;
      if (text.slice(info.start, info.end) !== 'math') continue;
      edits.push({ start: open.start, end: open.end, text: '$$' }, { start: close.start, end: close.end, text: '$$' });
      found.push({ start: token.start, end: token.end });
      joinLines(text, open.end, close.start, edits);
    } else if (containers.has(token.type)) {
      for (const one of containedFormulas(text, token, edits)) found.push(one);
    } else if (!opaque.has(token.type)) {
      next = firstAfter(dollars, next, token.start);
      formulasIn(text, dollars.slice(next, firstAfter(dollars, next, token.end)), found, edits);
    }
  }
  return found;
}

/**
 * Formulas that stand between `\begin` and `\end` without dollars, which JupyterLab and MathJax find in any paragraph. None
 * begins in code or in another formula.
 */
export function environmentsIn(text: string, list: readonly MarkdownToken[], blocks: readonly Range[]): Range[] {
  const found: Range[] = [];
  if (!text.includes('\\begin{')) return found;
  const code = codeIn(list);
  for (const match of text.matchAll(/\\begin\{([a-z]+\*?)\}/g)) {
    const start = match.index;
    if (start < (found.at(-1)?.end ?? 0) || touches(blocks, start, start + 1) || touches(code, start, start + 1))
      continue;
    const at = text.indexOf(`\\end{${match[1]}}`, start);
    const end = at + `\\end{${match[1]}}`.length;
    if (at === -1 || /\n[ \t>]*\n/.test(text.slice(start, at)) || touches(code, start, end)) continue;
    found.push({ start, end });
  }
  return found;
}

const containers = new Set(['blockQuote', 'listOrdered', 'listUnordered']);
const opaque = new Set(['codeIndented', 'htmlFlow', 'lineEnding', 'lineEndingBlank']);

/** Whatever a formula's lines were taken for, it begins with its dollars at the start of a line. */
function formulasIn(text: string, starts: readonly number[], found: Range[], edits: Edit[]): void {
  let at = 0;
  for (const start of starts) {
    const end = start < at ? undefined : endOfDisplayMath(text, start);
    if (end === undefined) continue;
    found.push({ start, end });
    joinLines(text, start, end, edits);
    at = end;
  }
}

/** The index of the first number that is not below another, from an index on. */
function firstAfter(numbers: readonly number[], from: number, least: number): number {
  let index = from;
  while (index < numbers.length && (numbers[index] ?? least) < least) index++;
  return index;
}

/** Takes blank lines out of a formula, which they would end in notebooks. */
export function joinLines(text: string, start: number, end: number, edits: Edit[]): void {
  for (const match of text.slice(start, end).matchAll(/\n(?:[ \t]*\n)+/g)) {
    edits.push({ start: start + match.index, end: start + match.index + match[0].length, text: '\n' });
  }
}

/**
 * Whether a lesson's author writes formulas between dollars, so that every pair of dollars is one: it has a formula
 * between `$$`, a LaTeX environment, or MyST's `dollarmath` among its extensions. Code does not count.
 */
export function usesDollarMath(lesson: string): boolean {
  if (!/\$\$|\\begin\{|dollarmath/.test(lesson)) return false;
  const text = lesson
    .replace(/^( {0,3})(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\2[`~]*[ \t]*$/gm, '')
    .replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '');
  return /\$\$(?!\$)(?=\s*[^\s$])[^$]+\$\$|\\begin\{[a-z]+\*?\}|dollarmath/.test(text);
}

/**
 * `$$…$$` and `$…$` in masked text, by offsets in the cell: what Pandoc and GitHub take for math, and other pairs where
 * what is between them can only be a formula, or, in a lesson with dollar math, where JupyterLab takes them for math.
 */
export function mathIn(masked: string, offset: number, dollarMath: boolean): Range[] {
  const found: Range[] = [];
  for (let from = masked.indexOf('$'); from !== -1; ) {
    const end = endOfMath(masked, from, dollarMath);
    if (end !== undefined) found.push({ start: offset + from, end: offset + end });
    from = masked.indexOf('$', end ?? from + 1);
  }
  return found;
}

function endOfMath(masked: string, from: number, dollarMath: boolean): number | undefined {
  strict.lastIndex = from;
  if (strict.test(masked) && !isPriced(masked.slice(from + 1, strict.lastIndex - 1))) return strict.lastIndex;
  pair.lastIndex = from;
  const content = pair.exec(masked)?.[1];
  if (content === undefined) return undefined;
  const isMath = dollarMath
    ? !isAmount(content, masked.slice(Math.max(0, from - 2), from), masked[pair.lastIndex])
    : isFormula(content, masked[from - 1], masked[pair.lastIndex]);
  return isMath ? pair.lastIndex : undefined;
}

/** Any two dollars of a paragraph, as JupyterLab pairs them. */
const pair = /(?<![\\$])\$(?!\$)([^$\uE000]*[^$\uE000\\])\$(?!\$)/y;

/**
 * Whether what follows a dollar is a price, or the name of a variable, and the next dollar begins or ends another: `$5 and $6`,
 * `$5: $x$`, `5$ and 6$`, `US$ 5 and US$ 6`, `$PATH and $x$`.
 */
function isAmount(content: string, before: string, after = ''): boolean {
  if (/^\d/.test(content) && /\d/.test(after)) return true;
  if (/^\d[\d.,]*(?:[:;!?)]|[.,](?=\s)|\s+\p{L}{2,})[^\\_^{}=]*\s$/u.test(content)) return true;
  if (!isProse(content)) return false;
  const isUneven = /^\s/.test(content) !== /\s$/.test(content);
  if (isUneven || /[\p{L}\p{N}]/u.test(after) || isPriced(content)) return true;
  // `5$ and`, `5 $ and`, `US$ 5 and`.
  return /^\s/.test(content) && (/\d\s?$/.test(before) || (/\p{Lu}$/u.test(before) && isPriced(content.trimStart())));
}

/** Whether what stands between two dollars begins as a price or a variable and goes on in words: `$5 or US$`, `$PATH at 5$`. */
function isPriced(content: string): boolean {
  return /^(?:\d|\p{Lu}{3,})\S*\s/u.test(content) && isProse(content);
}

/** Whether a text has words as sentences have them, and nothing that only formulas have. */
function isProse(text: string): boolean {
  if (/[\\_^{}=<>+]/.test(text)) return false;
  return (text.match(/\p{L}+/gu) ?? []).some(
    (word) => /^(?:\p{Lu}?\p{Ll}{2,}|\p{Lu}{3,}|\p{Ll}{2})$/u.test(word) && !functions.has(word),
  );
}

/** Words that formulas have, though they should be written with a backslash. */
const functions = new Set(
  'sin cos tan log ln exp mod max min lim det gcd lcm dim ker deg arg inf sup var cov if'.split(' '),
);

/**
 * Whether a text between two dollars is a formula though a blank or a letter stands where none stands in formulas: it has
 * what only formulas have (`p_t`, `\\alpha`), is one letter, or compares. An amount begins with a number and goes on
 * with a word: `$5 each_ and $6` is none, and neither are variables of a shell, `$A/$B $HOME`.
 */
function isFormula(content: string, before: string | undefined, after: string | undefined): boolean {
  const text = content.trim();
  const isWord = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
  if ((/\s$/.test(content) && isWord(after)) || (/^\s/.test(content) && isWord(before))) return false;
  if (/\d/.test(after ?? '') || content.split('(').length !== content.split(')').length) return false;
  if (/^\d+$/.test(content)) return true;
  if (/^\d[\d.,]*(?:[ \t]*\p{L}|$|\s+(?![=<>+\-*/^]|\\[A-Za-z]))/u.test(text)) return false;
  // Words, but for LaTeX's own and what stands in braces; and blanks inside, where only one side has one.
  if (/\p{L}{3,}/u.test(content.replace(/\\[A-Za-z]+|\{[^{}]*\}/g, ''))) return false;
  const isEven = /^\s/.test(content) === /\s$/.test(content);
  if ((!isEven || text.includes('\n')) && /\s/.test(text) && !/\\[A-Za-z]|\^|_\{|^[A-Za-z]_\w\s*=/.test(text))
    return false;
  return (
    /\\[A-Za-z]|[A-Za-z)\]}][_^]|\^\{|^_\{[^{}]+\}$/.test(text) ||
    /^(?:[A-Za-z]'*|\s+[A-Za-z]'*\s+)$/.test(content) ||
    /^[\w()+\-*/,.' ]*[=<>≤≥][\w()+\-*/,.' ]+$/.test(text)
  );
}

/**
 * In masked text, where \uE000 stands for what math does not reach over. Each part of the pattern looks at a character
 * once, so that no text takes quadratic time.
 */
const strict =
  /(?<![\p{L}\p{N}\\$])(?:\$\$(?!\$)(?=\s*[^\s$\uE000])[^$\uE000]+(?:\$(?!\$)[^$\uE000]+)*\$\$(?!\$)|\$(?![\s$])[^$\uE000]*(?<![\s\\])\$(?![\p{L}\p{N}$]))/uy;
