import '../../text/micromark-edits.ts';
import { parse, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';
import { normalizeIdentifier } from 'micromark-util-normalize-identifier';
import { subtokenize } from 'micromark-util-subtokenize';
import type { Event, ParseContext, Token as SyntaxToken } from 'micromark-util-types';
import { deepMarks, deepNotes } from '../../text/deep-marks.ts';
import { isTooDense } from './too-dense.ts';

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    denseText: 'denseText';
  }
}

/** A micromark token with what it holds. Offsets are offsets in the text that was parsed. */
export interface MarkdownToken {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly MarkdownToken[];
}

/** What a parse looks for. */
export interface Wanted {
  /** Labels that count as defined, though their definitions stand in another cell. */
  readonly links: readonly string[];
  readonly footnotes: readonly string[];
  /** Whether the text of a paragraph, heading or table cell is of interest: the inline Markdown of others is not parsed. */
  readonly inline: (text: string) => boolean;
}

interface Open {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: Open[];
}

/** Made once: putting the syntax together takes longer than parsing a short cell. */
const context: ParseContext & { gfmFootnotes?: string[] } = parse({ extensions: [gfm()] });
/** What is nested deeper than anybody reads is not looked at: the walks over tokens are recursive. */
const deepest = 400;

/**
 * Parses one cell as GitHub does (CommonMark and GFM) into micromark's own tokens: unlike mdast they say where a
 * destination, a label or an escape stands, and edits are made by offset. Inline Markdown that nobody wants stays
 * `chunkText`, and what is too dense to be read in time begins with a `denseText`.
 */
export function tokens(text: string, { links, footnotes, inline }: Wanted): readonly MarkdownToken[] {
  context.lazy = {};
  context.defined = links.map(normalizeIdentifier);
  context.gfmFootnotes = footnotes.map(normalizeIdentifier);
  // At the start of a text, micromark drops a byte order mark and counts from behind it.
  const whole = shallow(text.startsWith('\ufeff') ? `\u00a0${text.slice(1)}` : text);
  const events = context.document().write(preprocess()(whole, undefined, true));
  // As micromark's `postprocess` does, but for what is left out.
  do leaveOut(events, inline, whole);
  while (!subtokenize(events));
  return treeOf(events, text.length);
}

/** The text with letters in the place of marks that nest too deep: no edit looks at these. */
function shallow(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (let start = 0; start < text.length; ) {
    const deep = deepMarks(text, start) ?? deepNotes(text, start);
    // A row of dashes or stars alone is a line across the page.
    if (deep !== undefined && /[^\s*-]/.test(text.slice(start, text.indexOf('\n', deep.end) + 1 || text.length))) {
      parts.push(text.slice(kept, deep.start), 'x'.repeat(deep.end - deep.start));
      kept = deep.end;
    }
    const end = text.indexOf('\n', deep?.end ?? start);
    start = end === -1 ? text.length : end + 1;
  }
  return kept === 0 ? text : parts.join('') + text.slice(kept);
}

/** The blocks of a text; its inline Markdown is not parsed. */
export function blockTokens(text: string): readonly MarkdownToken[] {
  return tokens(text, blocksOnly);
}

const blocksOnly: Wanted = { links: [], footnotes: [], inline: () => false };

/** Takes inline content that nobody wants, or that is too dense, for parsed. */
function leaveOut(events: readonly Event[], isWanted: Wanted['inline'], text: string): void {
  for (const [kind, token] of events) {
    if (kind !== 'enter' || token.contentType !== 'text' || token.previous !== undefined) continue;
    let leaf = '';
    for (const part of chain(token)) leaf += text.slice(part.start.offset, part.end.offset);
    if (isWanted(leaf)) {
      if (!isTooDense(leaf)) continue;
      token.type = 'denseText';
    }
    for (const part of chain(token)) delete part.contentType;
  }
}

/** The lines of a paragraph, heading or table cell. */
function* chain(first: SyntaxToken): Generator<SyntaxToken> {
  for (let token: SyntaxToken | undefined = first; token !== undefined; token = token.next) yield token;
}

function treeOf(events: readonly Event[], length: number): readonly MarkdownToken[] {
  const root: Open = { type: 'root', start: 0, end: length, children: [] };
  const stack: Open[] = [root];
  for (const [kind, token] of events) {
    if (kind === 'exit') {
      stack.pop();
      continue;
    }
    if (stack.length > deepest) {
      stack.push(root);
      continue;
    }
    const node: Open = { type: token.type, start: token.start.offset, end: token.end.offset, children: [] };
    stack.at(-1)?.children.push(node);
    stack.push(node);
  }
  return root.children;
}

/** The first token, depth first, that `found` accepts. */
export function find(
  list: readonly MarkdownToken[],
  found: (token: MarkdownToken) => boolean,
): MarkdownToken | undefined {
  for (const token of list) {
    const hit = found(token) ? token : find(token.children, found);
    if (hit !== undefined) return hit;
  }
  return undefined;
}

/** The child of a type at any depth below a token. */
export function inside(token: MarkdownToken, type: string): MarkdownToken | undefined {
  return find(token.children, (child) => child.type === type);
}
