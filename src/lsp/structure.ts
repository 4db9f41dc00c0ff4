import {
  type CodeLens,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type Range,
  SymbolKind,
} from 'vscode-languageserver';
import type { Block, Lesson, Part } from '../model/lesson.ts';
import { exercisesIn } from '../model/walk.ts';
import { originOf } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { titleOf } from './references.ts';
import type { RangeOf } from './shown.ts';

/** The lesson as an outline: headings, exercises, cells. */
export function symbolsOf(lesson: Lesson, rangeOf: RangeOf): DocumentSymbol[] {
  const root: DocumentSymbol[] = [];
  let open: { readonly depth: number; readonly symbol: DocumentSymbol }[] = [];
  const add = (symbol: DocumentSymbol) => {
    const parent = open.at(-1)?.symbol;
    (parent?.children ?? root).push(symbol);
    for (const { symbol: above } of open) above.range = { start: above.range.start, end: symbol.range.end };
  };
  const walk = (blocks: readonly (Block | Part)[]) => {
    for (const block of blocks) {
      if (block.type === 'prose') {
        for (const { type, start, end, depth = 1 } of block.nodes) {
          if (type !== 'heading') continue;
          while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= depth) open.pop();
          const title = titleOf(block.text.text.slice(start, end));
          const symbol = symbolOf(title, SymbolKind.String, rangeOf(originOf(block.text, start, end)));
          add(symbol);
          open.push({ depth, symbol });
        }
      } else if (block.type === 'code') {
        const first = block.source.text.split('\n').find((line) => line.trim() !== '') ?? block.language;
        add(symbolOf(first.trim(), SymbolKind.Function, rangeOf(block.span), block.role));
      } else {
        const name = block.title ?? ('id' in block ? block.id : block.type);
        add(symbolOf(name, SymbolKind.Class, rangeOf(block.span), block.type));
        if (block.type !== 'exercise') continue;
        const own = [...open];
        open.push({ depth: 7, symbol: lastOf(open.at(-1)?.symbol.children ?? root) });
        walk(block.parts);
        open = own;
      }
    }
  };
  walk(lesson.blocks);
  return root;
}

function lastOf(symbols: readonly DocumentSymbol[]): DocumentSymbol {
  const last = symbols.at(-1);
  if (last === undefined) throw new Error('a symbol was added');
  return last;
}

function symbolOf(name: string, kind: SymbolKind, range: Range, detail?: string): DocumentSymbol {
  return {
    name: name === '' ? '(empty)' : name.slice(0, 80),
    kind,
    range,
    selectionRange: { start: range.start, end: range.start },
    children: [],
    ...(detail === undefined ? {} : { detail }),
  };
}

/** What can be folded: containers, fences, and what stands below a heading. */
export function foldsOf({ blocks, text }: Lesson, rangeOf: RangeOf): FoldingRange[] {
  const folds: FoldingRange[] = [];
  const add = (span: Span) => {
    const { start, end } = rangeOf(span);
    const endLine = end.character === 0 ? end.line - 1 : end.line;
    if (endLine > start.line) folds.push({ startLine: start.line, endLine, kind: FoldingRangeKind.Region });
  };
  const headings: { depth: number; start: number }[] = [];
  const walk = (list: readonly (Block | Part)[]) => {
    for (const block of list) {
      if (block.type === 'prose') {
        for (const { type, start, end, depth = 1 } of block.nodes) {
          if (type === 'heading') headings.push({ depth, start: originOf(block.text, start, end).start });
        }
        continue;
      }
      add(block.span);
      if (block.type === 'code') for (const { span } of block.expected) add(span);
      else walk(block.type === 'exercise' ? block.parts : block.blocks);
    }
  };
  walk(blocks);
  for (const [at, { depth, start }] of headings.entries()) {
    const next = headings.slice(at + 1).find((other) => other.depth <= depth);
    add({ start, end: next === undefined ? text.trimEnd().length : text.slice(0, next.start).trimEnd().length });
  }
  return folds;
}

/** Above each exercise, what checks it. */
export function lensesOf({ blocks }: Lesson, uri: string, rangeOf: RangeOf): CodeLens[] {
  return exercisesIn(blocks).map(({ span, id }) => {
    const range = rangeOf(span);
    const end = range.end.character === 0 ? range.end.line : range.end.line + 1;
    return {
      range: { start: range.start, end: range.start },
      command: { title: 'check this exercise', command: 'coursewright.check', arguments: [uri, end, id] },
    };
  });
}
