import type { Block, Code, Part } from '../model/lesson.ts';
import { backticksAround } from '../text/backticks.ts';
import { concat, type MappedText, sliceMapped, synthetic } from '../text/mapped-text.ts';
import { plainHeading } from '../text/slug.ts';
import { calloutMarkdown } from './prose/callout.ts';

/** What a fold-out holds, as Markdown: its code stays fences, as the author wrote them. */
export function foldOutText(blocks: readonly (Block | Part)[]): MappedText {
  const parts: MappedText[] = [];
  for (const block of blocks) {
    if (parts.length > 0) parts.push(synthetic('\n\n', { start: block.span.start, end: block.span.start }));
    if (block.type === 'prose') parts.push(block.text);
    else if (block.type === 'code') parts.push(fenceOf(block), ...outputFencesOf(block));
    else if (block.type === 'callout') {
      const inner = foldOutText(block.blocks);
      parts.push(calloutMarkdown(block.kind, block.title, inner));
    } else if (block.type === 'hint' || block.type === 'solution') parts.push(foldOutText(block.blocks));
  }
  return concat(parts);
}

function outputFencesOf(code: Code): MappedText[] {
  return code.expected.map((expected) => {
    const at = { start: expected.span.start, end: expected.span.start };
    const fence = backticksAround(expected.text.text, 3);
    return concat([synthetic(`\n\n${fence}text\n`, at), expected.text, synthetic(`\n${fence}`, at)]);
  });
}

function fenceOf(code: Code): MappedText {
  const fence = backticksAround(code.source.text, 3);
  const at = { start: code.span.start, end: code.span.start };
  return concat([synthetic(`${fence}${code.language}\n`, at), code.source, synthetic(`\n${fence}`, at)]);
}

/** The title of a fold-out that has none of its own: the heading with which its text begins, which goes from there. */
export function titledByHeading<T extends Block | Part>(
  blocks: readonly T[],
): { readonly title: string; readonly blocks: readonly T[] } | undefined {
  const [first, ...rest] = blocks;
  const heading = first?.type === 'prose' ? first.nodes[0] : undefined;
  if (first?.type !== 'prose' || heading?.type !== 'heading') return undefined;
  const title = plainHeading(first.text.text.slice(heading.start, heading.end));
  const start = first.nodes[1]?.start;
  if (title === '') return undefined;
  if (start === undefined) return { title, blocks: rest };
  const nodes = first.nodes.slice(1).map((node) => ({ ...node, start: node.start - start, end: node.end - start }));
  return { title, blocks: [{ ...first, text: sliceMapped(first.text, start), nodes }, ...rest] };
}

/** What students do not get: in a fold-out it would be text among the rest. */
export function isForInstructors(block: Block | Part): boolean {
  if (block.type === 'callout') return block.kind === 'solution' || block.kind === 'instructor';
  return block.type === 'solution' || (block.type === 'code' && (block.role === 'solution' || block.hidden));
}

/** Takes blocks out of others, however deep they stand. */
export function separateBlocks(
  blocks: readonly (Block | Part)[],
  isSecret: (block: Block | Part) => boolean,
): { shown: (Block | Part)[]; secret: (Block | Part)[] } {
  const secret: (Block | Part)[] = [];
  const shown = blocks.flatMap((block): (Block | Part)[] => {
    if (isSecret(block)) {
      secret.push(block);
      return [];
    }
    if (!('blocks' in block)) return [block];
    const inner = separateBlocks(block.blocks, isSecret);
    if (inner.secret.length === 0) return [block];
    for (const one of inner.secret) secret.push(one);
    return [{ ...block, blocks: inner.shown as Block[] }];
  });
  return { shown, secret };
}
