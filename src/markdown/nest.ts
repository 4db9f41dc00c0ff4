import { diagnostic } from '../diagnostics/diagnostic.ts';
import type { Fix } from '../diagnostics/fix.ts';
import { originOf } from '../text/mapped-text.ts';
import type { Document } from './document.ts';
import type { FlattenContext } from './flatten.ts';
import type { CloseItem, FenceItem, Item, OpenItem, ProseItem } from './item.ts';
import { constructOfTitle } from './vocabulary.ts';

/** Items with their containers closed: a tree. */
export type Nested = ProseItem | FenceItem | Container;

export interface Container {
  readonly type: 'container';
  readonly open: OpenItem;
  /** Absent where the author forgot it. */
  readonly close?: CloseItem;
  readonly children: readonly Nested[];
}

interface Frame {
  readonly open?: OpenItem;
  readonly children: Nested[];
}

/** An opener that stands deeper than anybody reads is text: the walks over containers are recursive. */
const deepest = 200;

/**
 * Matches openers and closers. A closer closes the innermost container of its spelling, and with it whatever was left open
 * inside. Colon counts mean nothing, but for MyST's `:::{name}`: there a closer of as many colons as an outer one has, and
 * the inner ones have fewer, is that one's, and the inner ones end with it. A gate or comment names what it closes.
 */
export function nest(items: readonly Item[], context: FlattenContext): Nested[] {
  const stack: Frame[] = [{ children: [] }];
  const swallowed = swallowedBy(items);
  const top = () => stack.at(-1) ?? { children: [] };
  const pop = (close?: CloseItem) => {
    const frame = stack.pop();
    if (frame?.open === undefined) return;
    if (close === undefined && swallowed !== frame.open.spelling) reportUnclosed(frame.open, context);
    const closed = close === undefined ? {} : { close };
    if (close === undefined && frame.open.spelling === 'details') {
      top().children.push(proseOf(frame.open), ...frame.children);
      return;
    }
    top().children.push({
      type: 'container',
      open: byHeading(frame.open, frame.children),
      ...closed,
      children: frame.children,
    });
  };
  for (const item of items) {
    if (item.type === 'open' && stack.length > deepest) top().children.push(proseOf(item));
    else if (item.type === 'open') stack.push({ open: item, children: [] });
    else if (item.type === 'close') {
      const at = stack.findLastIndex((frame) => frame.open !== undefined && closes(item, frame.open));
      if (at === -1) {
        reportUnmatched(item, context);
        if (item.spelling === 'details') top().children.push(proseOf(item));
        continue;
      }
      const outer = ofSameLength(item, stack) ?? at;
      while (stack.length - 1 > outer) pop(outer === at ? undefined : item);
      pop(item);
    } else top().children.push(item);
  }
  while (stack.length > 1) pop();
  return top().children;
}

/** How the closers are written that stand in a fence which nobody closed: what they would close is not the mistake. */
function swallowedBy(items: readonly Item[]): OpenItem['spelling'] | undefined {
  const fence = items.findLast((item) => item.type === 'fence' && item.unclosed);
  if (fence?.type !== 'fence') return undefined;
  if (/^[ \t>]*:{3,}[ \t]*$/m.test(fence.content.text)) return 'colons';
  return /^[ \t>]*<!-- *\/[\w-]+ *-->/m.test(fence.content.text) ? 'comment' : undefined;
}

/** The index of MyST's container that has as many colons as a closer, where those inside of it have fewer. */
function ofSameLength(close: CloseItem, stack: readonly Frame[]): number | undefined {
  const length = colonsOf(close, /^\s*(:{3,})\s*$/);
  for (let at = stack.length - 1; at > 0 && length !== undefined; at -= 1) {
    const open = stack[at]?.open;
    const own = open === undefined ? undefined : colonsOf(open, /^\s*(:{3,})[ \t]*\{[A-Za-z]/);
    if (own === undefined || own > length) return undefined;
    if (own === length) return at;
  }
  return undefined;
}

function colonsOf({ spelling, document, node }: OpenItem | CloseItem, form: RegExp): number | undefined {
  if (spelling !== 'colons') return undefined;
  return form.exec(document.mapped.text.slice(node.start, node.end))?.[1]?.length;
}

/** A container without a title has one where it begins with a heading or a line in bold, and is what that says. */
function byHeading(open: OpenItem, [first]: readonly Nested[]): OpenItem {
  if (open.title !== undefined || first?.type !== 'prose') return open;
  const text = first.document.mapped.text.slice(first.node.start, first.node.end);
  const heading = first.node.type === 'heading' ? text : /^(\*\*|__)([^\n]*)\1:?$/.exec(text)?.[2];
  return heading === undefined ? open : { ...open, construct: constructOfTitle(open.construct, heading) };
}

function closes(close: CloseItem, open: OpenItem): boolean {
  return close.spelling === open.spelling && (close.closes === undefined || close.closes === open.closes);
}

function proseOf(item: OpenItem | CloseItem): ProseItem {
  return { type: 'prose', document: item.document, node: item.node };
}

function reportUnclosed(open: OpenItem, context: FlattenContext): void {
  if (open.spelling === 'details') return;
  const end = { colons: ':::', comment: `<!-- /${open.name} -->`, gate: `{${open.name}-end}`, directive: '```' };
  context.diagnostics.push(
    diagnostic('container-unclosed', `the container \`${open.name}\` is never closed`, context.file, open.span, {
      help: `close it with ${end[open.spelling]} where it ends`,
      ...(open.spelling === 'gate' ? {} : { fix: lineAfter(open.document, end[open.spelling]) }),
      // What is nothing by itself changes nothing where it goes on to the end, as Pandoc has it.
      ...(open.construct.type === 'group' ? { severity: 'warning' as const } : {}),
    }),
  );
}

/** Writes a line at the end of a text. */
function lineAfter({ mapped }: Document, line: string): Fix {
  const before = mapped.text.trimEnd().length;
  const { end } = originOf(mapped, Math.max(before - 1, 0), before);
  return { title: `write \`${line}\` at the end`, edits: [{ span: { start: end, end }, text: `\n${line}` }] };
}

function reportUnmatched(close: CloseItem, context: FlattenContext): void {
  if (close.spelling === 'details') return;
  context.diagnostics.push(
    diagnostic('container-close-unmatched', 'this closes a container, but none is open', context.file, close.span, {
      help: 'remove it, or open the container it was meant for',
    }),
  );
}
