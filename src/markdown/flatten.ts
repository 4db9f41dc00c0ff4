import type { Blockquote, Code, List, ListItem, RootContent } from 'mdast';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { ProseNode } from '../model/lesson.ts';
import { concat, editMapped, sliceMapped } from '../text/mapped-text.ts';
import { type CellOptions, commentOptions, directiveOptions as headOptions } from './cell-options.ts';
import { containerItem } from './container-item.ts';
import { type Document, documentOf, indentation, lineRange, spanOf, stripLines } from './document.ts';
import { parseFenceInfo } from './fence.ts';
import { htmlItems } from './html-items.ts';
import type { FenceItem, Item } from './item.ts';
import { parseBlocks } from './parse-blocks.ts';
import { secretOfFence } from './secret-text.ts';
import { secretWord } from './secret-words.ts';
import { cellDirectives } from './vocabulary.ts';

/** What flattening needs to know of the lesson. */
export interface FlattenContext {
  readonly file: string;
  readonly diagnostics: Diagnostic[];
  /** Whether a fence of that info would be a cell or an output, so that it is worth lifting out of a list. */
  readonly isLesson: (item: FenceItem) => boolean;
  /** The lesson is another tool's. */
  readonly isForeign: boolean;
  /** Lines that show nothing, and are text in other lessons. */
  readonly marks: RegExp | undefined;
}

/** Parses a document and gives its blocks as one sequence of items. */
function flatten(document: Document, context: FlattenContext): Item[] {
  return flattenNodes(document, parseBlocks(document.mapped.text).children, context);
}

export function flattenNodes(document: Document, nodes: readonly RootContent[], context: FlattenContext): Item[] {
  const items: Item[] = [];
  for (const [index, node] of nodes.entries()) {
    switch (node.type) {
      case 'yaml':
        break;
      case 'containerLine': {
        const options = directiveOptions(document, node, nodes[index + 1]);
        for (const one of containerItem(document, proseNode(document, node), { options })) items.push(one);
        break;
      }
      case 'code':
        for (const one of isFenced(document, node) ? fenceItems(document, node, context) : [prose(document, node)])
          items.push(one);
        break;
      case 'html':
        for (const one of htmlItems(document, proseNode(document, node))) items.push(one);
        break;
      case 'list':
        for (const one of listItems(document, node, context)) items.push(one);
        break;
      case 'blockquote':
        for (const one of quoteItems(document, node, context)) items.push(one);
        break;
      case 'paragraph': {
        const before = nodes[index - 1];
        const options = before === undefined ? '' : directiveOptions(document, before, node);
        const own = proseNode(document, node);
        for (const part of betweenMarks(document.mapped.text.slice(own.start + options.length, own.end), context)) {
          const start = own.start + options.length + part.start;
          items.push({ type: 'prose', document, node: { ...own, start, end: start + part.text.length } });
        }
        break;
      }
      default:
        items.push(prose(document, node));
    }
  }
  return items;
}

/** The parts of a paragraph. Lines that are marks for another tool's own machinery end one, and show nothing. */
function betweenMarks(text: string, { marks }: FlattenContext): { start: number; text: string }[] {
  const parts: { start: number; text: string }[] = [];
  let start = 0;
  for (const mark of marks === undefined ? [] : text.matchAll(marks)) {
    // A line of a formula is none.
    if (parts.some((part) => isFormula(part.text)) || isFormula(text.slice(start, mark.index))) break;
    add(text.slice(start, mark.index));
    start = mark.index + mark[0].length;
  }
  add(text.slice(start));
  return parts;

  function add(part: string): void {
    if (part !== '') parts.push({ start, text: part.replace(/\n$/, '') });
  }
}

function isFormula(text: string): boolean {
  return /\$\$|\\begin\{/.test(text);
}

/** The option lines (`:label: x`) directly below a `::: {directive}` line, with their line ends. */
function directiveOptions(document: Document, line: RootContent, next: RootContent | undefined): string {
  if (line.type !== 'containerLine' || next?.type !== 'paragraph') return '';
  const opener = document.mapped.text.slice(offsets(line).start, offsets(line).end);
  if (!/^:+[ \t]*\{/.test(opener)) return '';
  if (document.lines.point(offsets(next).start).line !== document.lines.point(offsets(line).end).line + 1) return '';
  const text = document.mapped.text.slice(proseNode(document, next).start, offsets(next).end);
  return /^(?:[ \t]*:[\w-]+:[^\n]*(?:\n|$))+/.exec(text)?.[0] ?? '';
}

function prose(document: Document, node: RootContent): Item {
  return { type: 'prose', document, node: proseNode(document, node) };
}

/** Blanks before a block on its first line belong to it: without them nested lists would be indented otherwise. */
function proseNode(document: Document, node: RootContent): ProseNode {
  const { start, end } = offsets(node);
  const { text } = document.mapped;
  let from = start;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--;
  if (from > 0 && text[from - 1] !== '\n' && text[from - 1] !== '\r') from = start;
  return { type: node.type, start: from, end, ...(node.type === 'heading' ? { depth: node.depth } : {}) };
}

function offsets(node: RootContent): { start: number; end: number } {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
}

function isFenced(document: Document, node: Code): boolean {
  return /^[`~]{3}/.test(document.mapped.text.slice(offsets(node).start, offsets(node).start + 3));
}

function fenceItems(document: Document, node: Code, context: FlattenContext): Item[] {
  const item = fenceItem(document, node);
  const { directive } = item.info;
  if (directive === undefined || context.isLesson(item)) return [item];
  const opened = containerItem(document, item.node, { fence: item });
  if (opened.length === 0) return [item];
  const inner = documentOf(withoutOptions(item.content));
  const close: Item = { type: 'close', spelling: 'directive', document, node: item.node, span: item.span };
  // A gate is a mark: what it opens ends at another gate, not with this fence.
  const isOpen = opened[0]?.type === 'open' && opened[0].spelling === 'directive';
  return [...opened, ...flatten(inner, context), ...(isOpen ? [close] : [])];
}

/** MyST's options at the head of a directive (`:class: dropdown`, or a `---` block) are not content. */
function withoutOptions(content: FenceItem['content']): FenceItem['content'] {
  const match = /^(?:---\n[\s\S]*?\n---(?:\n|$)|(?:[ \t]*:[\w-]+:.*(?:\n|$))+)/.exec(content.text);
  return match === null ? content : sliceMapped(content, match[0].length);
}

/** A fence with its content, each line without what the list, quote or indentation around it put before it. */
function fenceItem(document: Document, node: Code): FenceItem {
  const { start, end } = offsets(node);
  const { text } = document.mapped;
  const open = document.lines.point(start).line;
  const last = document.lines.point(end).line;
  const opener = /^(`{3,}|~{3,})([^\r\n]*)/.exec(text.slice(start, lineRange(document, open).end));
  const marker = opener?.[1] ?? '```';
  const lastLine = text.slice(lineRange(document, last).start, lineRange(document, last).end);
  const closed = last > open && new RegExp(`(?:^|[\\s>])\\${marker[0]}{${marker.length},}[ \\t]*$`).test(lastLine);
  const content = stripLines(document, open + 1, closed ? last - 1 : last, contentStarts(document, node));
  const infoAt = start + marker.length;
  const named = parseFenceInfo(opener?.[2] ?? '');
  const head = headOf(named.directive, content.text);
  const headAt = document.lines.lineStart(Math.min(open + 1, last));
  const marks = head.marks.map((mark) => {
    const at = text.indexOf(mark, headAt);
    const secret = secretWord(mark)?.secret;
    return { text: secret === 'solution' ? secret : mark, at: (at === -1 ? infoAt : at) - infoAt - named.attributesAt };
  });
  return {
    type: 'fence',
    document,
    node: proseNode(document, node),
    span: spanOf(document, start, end),
    info: marks.length === 0 ? named : { ...named, marks: [...named.marks, ...marks] },
    infoAt,
    content,
    head,
    unclosed: !closed,
  };
}

/** The options at the head of a fence, where its name says that some may be there. */
function headOf(directive: string | undefined, code: string): CellOptions {
  if (directive !== undefined && cellDirectives.has(directive)) return headOptions(code);
  return commentOptions(code);
}

/** Says for each line of a code block, in order, how many characters stand before its content. */
function contentStarts(document: Document, node: Code): (line: string, number: number) => number {
  const { start: opener } = offsets(node);
  if (opener === lineStartOf(document, opener)) return () => 0;
  const lines = node.data?.lines ?? [];
  let index = 0;
  let before = 0;
  return (line, number) => {
    const start = document.lines.lineStart(number);
    const next = lines[index];
    if (next !== undefined && next.start <= start + line.length) {
      index++;
      before = next.exact ? next.start - start : 0;
      return before;
    }
    // A line with a letter was left out of the skeleton because it is indented as the one above it.
    return /[A-Za-z\u0080-\uffff]/.test(line) ? before : line.length;
  };
}

/**
 * A fence or container inside a list is lifted out, with what follows it in its list item; a list of numbers goes on
 * counting behind it. Where a container ends elsewhere, the whole list stays Markdown, and a diagnostic says so.
 */
function listItems(document: Document, list: List, context: FlattenContext): Item[] {
  const closer = trailingCloser(document, list);
  if (closer !== undefined) {
    const whole = proseNode(document, list);
    const inner = sliceMapped(document.mapped, whole.start, closer.start);
    const node = { type: 'containerLine', start: closer.start, end: closer.end };
    return [
      ...flatten(documentOf(sliceMapped(inner, 0, inner.text.trimEnd().length)), context),
      ...containerItem(document, node, {}),
    ];
  }
  if (!holdsConstruct(document, list, context)) return [prose(document, list)];
  const items: Item[] = [];
  const whole = proseNode(document, list);
  let start = whole.start;
  let first = 0;
  const flush = (end: number, next: number, nextStart: number) => {
    const before = sliceMapped(document.mapped, start, end);
    if (before.text.trim() !== '') items.push(listSlice(document, list, first, start, before.text.trimEnd().length));
    start = nextStart;
    first = next;
  };
  for (const [index, item] of list.children.entries()) {
    const at = item.children.findIndex(
      (child, place) =>
        isConstruct(document, child, context) ||
        (place > 0 && child.type === 'list' && holdsConstruct(document, child, context)),
    );
    if (at === -1) {
      reportKept(document, item, context);
      continue;
    }
    if (!isBalanced(document, item, at)) {
      reportKept(document, item, context);
      continue;
    }
    const child = item.children[at];
    if (child === undefined) continue;
    const childStart = offsets(child).start;
    const next = list.children[index + 1];
    flush(childStart, index + 1, next === undefined ? whole.end : lineStartOf(document, offsets(next).start));
    for (const one of flatten(tail(document, childStart, offsets(item).end), context)) items.push(one);
  }
  flush(whole.end, list.children.length, whole.end);
  return items;
}

/** A closer on the list's last line, indented into its last item, whose opener stands before the list. */
function trailingCloser(document: Document, list: List): { start: number; end: number } | undefined {
  const { start, end } = offsets(list);
  const text = document.mapped.text.slice(start, end);
  const last = /\n[ \t]+(:{3,})[ \t]*$/.exec(text);
  if (last === null) return undefined;
  let depth = 0;
  const count = (node: RootContent): void => {
    if (node.type === 'containerLine') depth += isCloser(document, node) ? -1 : 1;
    if ('children' in node) for (const child of node.children as RootContent[]) count(child);
  };
  count(list);
  return depth < 0 ? { start: end - (last[1]?.length ?? 0), end } : undefined;
}

/** A part of a list as prose of its own; an ordered one goes on counting where the lesson's does. */
function listSlice(document: Document, list: List, first: number, start: number, length: number): Item {
  const text = sliceMapped(document.mapped, start, start + length);
  const number = (list.start ?? 1) + first;
  const marker = /^([ \t]*)(\d{1,9})(?=[.)])/.exec(text.text);
  const renumbered =
    list.ordered === true && first > 0 && marker !== null && Number(marker[2]) !== number
      ? editMapped(text, [{ start: marker[1]?.length ?? 0, end: marker[0].length, text: String(number) }])
      : text;
  const own = documentOf(renumbered);
  return { type: 'prose', document: own, node: { type: 'list', start: 0, end: renumbered.text.length } };
}

/** What follows in a list item from `start` on, without the item's indentation. */
function tail(document: Document, start: number, end: number): Document {
  const firstLine = document.lines.point(start).line;
  const columns = columnOf(document, start);
  const lastLine = document.lines.point(Math.max(start, end - 1)).line;
  return documentOf(
    stripLines(document, firstLine, lastLine, (line, number) =>
      number === firstLine ? document.lines.point(start).column - 1 : indentation(line, columns),
    ),
  );
}

/** How many columns stand before an offset in its line. */
function columnOf(document: Document, offset: number): number {
  const { line } = document.lines.point(offset);
  let column = 0;
  for (const character of document.mapped.text.slice(document.lines.lineStart(line), offset)) {
    column += character === '\t' ? 4 - (column % 4) : 1;
  }
  return column;
}

function lineStartOf(document: Document, offset: number): number {
  return document.lines.lineStart(document.lines.point(offset).line);
}

/** Fences in a quote are lifted; what stands before and after them are quotes of their own. */
function quoteItems(document: Document, quote: Blockquote, context: FlattenContext): Item[] {
  if (!quote.children.some((child) => isConstruct(document, child, context))) {
    if (holdsConstruct(document, quote, context)) reportKept(document, quote, context);
    return [prose(document, quote)];
  }
  const items: Item[] = [];
  let run: RootContent[] = [];
  const flush = () => {
    const [first] = run;
    const last = run.at(-1);
    if (first !== undefined && last !== undefined) {
      const start = lineStartOf(document, offsets(first).start);
      items.push({ type: 'prose', document, node: { type: 'blockquote', start, end: offsets(last).end } });
    }
    run = [];
  };
  let constructs: RootContent[] = [];
  const lift = () => {
    const [first] = constructs;
    const last = constructs.at(-1);
    if (first !== undefined && last !== undefined)
      for (const one of flatten(unquoted(document, first, last), context)) items.push(one);
    constructs = [];
  };
  let depth = 0;
  for (const child of quote.children) {
    if (child.type === 'containerLine') depth += isCloser(document, child) ? -1 : 1;
    if (isConstruct(document, child, context) || depth > 0) {
      flush();
      constructs.push(child);
    } else {
      lift();
      run.push(child);
    }
  }
  flush();
  lift();
  return items;
}

function unquoted(document: Document, first: RootContent, last: RootContent): Document {
  const from = document.lines.point(offsets(first).start).line;
  const to = document.lines.point(Math.max(offsets(first).start, offsets(last).end - 1)).line;
  return documentOf(
    concat([stripLines(document, from, to, (line) => /^[ \t]{0,3}>[ \t]?/.exec(line)?.[0].length ?? 0)]),
  );
}

function isCloser(document: Document, node: RootContent): boolean {
  const { start, end } = offsets(node);
  return /^:+[ \t]*$/.test(document.mapped.text.slice(start, end));
}

function isConstruct(document: Document, node: RootContent, context: FlattenContext): boolean {
  if (node.type === 'containerLine') return true;
  return node.type === 'code' && isFenced(document, node) && context.isLesson(fenceItem(document, node));
}

function holdsConstruct(document: Document, node: RootContent, context: FlattenContext): boolean {
  if (isConstruct(document, node, context)) return true;
  return (
    'children' in node && (node.children as RootContent[]).some((child) => holdsConstruct(document, child, context))
  );
}

/** Whether the containers that begin in a list item, from a child on, end there. */
function isBalanced(document: Document, item: ListItem, from: number): boolean {
  let depth = 0;
  for (const child of item.children.slice(from)) {
    if (child.type === 'containerLine') depth += isCloser(document, child) ? -1 : 1;
  }
  return depth === 0;
}

/** Names the fences that stay Markdown because of what is around them. */
function reportKept(document: Document, node: RootContent, context: FlattenContext): void {
  if (node.type === 'code' && isFenced(document, node)) {
    const item = fenceItem(document, node);
    // What is secret in it is an error of its own.
    if (
      !context.isLesson(item) ||
      secretOfFence(item.info) !== undefined ||
      item.info.language in { output: 1, error: 1, stderr: 1 }
    )
      return;
    context.diagnostics.push(
      diagnostic(
        'fence-not-lifted',
        'this code stays text: it is nested too deep to become a cell',
        context.file,
        item.span,
        { help: 'move the code out of the quote or list around it' },
      ),
    );
  }
  if ('children' in node) for (const child of node.children as RootContent[]) reportKept(document, child, context);
}
