import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';

/** A micromark token with what it holds. Offsets are offsets in the text that was parsed. */
export interface Token {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Token[];
}

/** Labels that count as defined, though their definitions stand in another cell. */
export interface Defined {
  readonly links: Iterable<string>;
  readonly footnotes: Iterable<string>;
}

interface Open {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: Open[];
}

const extensions = [gfm()];
/** What is nested deeper than anybody reads is not looked at: the walks over tokens are recursive. */
const deepest = 400;

/**
 * Parses one cell as GitHub does (CommonMark and GFM) into micromark's own tokens: unlike mdast they say where a
 * destination, a label or an escape stands, and edits are made by offset.
 */
export function tokens(text: string, defined: Defined = { links: [], footnotes: [] }): readonly Token[] {
  const before = stubs(defined);
  const key = before + text;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const list = parseTokens(text, before);
  if (parsed.size >= memory) parsed.clear();
  parsed.set(key, list);
  return list;
}

/** Both variants of a lesson have the same cells: what was parsed for one is kept for the other. */
const parsed = new Map<string, readonly Token[]>();
/** More cells than a lesson has; the memory of a long build stays flat. */
const memory = 500;

function parseTokens(text: string, before: string): readonly Token[] {
  const events = postprocess(
    parse({ extensions })
      .document()
      .write(preprocess()(before + text, undefined, true)),
  );
  const root: Open = { type: 'root', start: 0, end: text.length, children: [] };
  const stack: Open[] = [root];
  for (const [kind, token] of events) {
    if (kind === 'exit') {
      stack.pop();
      continue;
    }
    const start = token.start.offset - before.length;
    if (stack.length > deepest) {
      stack.push(root);
      continue;
    }
    const node: Open = { type: token.type, start, end: token.end.offset - before.length, children: [] };
    stack.at(-1)?.children.push(node);
    stack.push(node);
  }
  return root.children.filter((child) => child.start >= 0);
}

/** The first token, depth first, that `found` accepts. */
export function find(list: readonly Token[], found: (token: Token) => boolean): Token | undefined {
  for (const token of list) {
    const hit = found(token) ? token : find(token.children, found);
    if (hit !== undefined) return hit;
  }
  return undefined;
}

/** The child of a type at any depth below a token. */
export function inside(token: Token, type: string): Token | undefined {
  return find(token.children, (child) => child.type === type);
}

/**
 * Definitions that only make their labels known. Footnotes first: a footnote definition would swallow an indented
 * block after it, the thematic break ends it. The first line keeps a byte order mark from standing at the start.
 */
function stubs(defined: Defined): string {
  const footnotes = [...defined.footnotes].map((label) => `[^${label}]: x\n\n`);
  const links = [...defined.links].map((label) => `[${label}]: <x>\n`);
  return `${footnotes.join('')}***\n\n${links.join('')}\n`;
}
