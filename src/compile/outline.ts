import { calloutTitle } from '../markdown/vocabulary.ts';
import type { Cell } from '../model/cell.ts';
import { alternativesOf } from '../model/exercise.ts';
import type {
  Block,
  Callout,
  Code,
  Exercise,
  Hint,
  Lesson,
  Part,
  Prose,
  ProseNode,
  Solution,
} from '../model/lesson.ts';
import { variants as allVariants, hasAll, unsolvedVariants, type Variant, variantsWith } from '../model/variants.ts';
import { codesIn, proseIn } from '../model/walk.ts';
import { greatestOf } from '../text/extremes.ts';
import { concat, type MappedText, originOf, sliceMapped, synthetic } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { cellIds } from './cell-ids.ts';
import { ownCellIds } from './compile-notebook.ts';
import type { PrecedingCode } from './preceding-cells.ts';
import { calloutMarkdown, foldedMarkdown } from './prose/callout.ts';

const solved = variantsWith('solved');
const nobody: readonly Variant[] = [];

/**
 * Lays a lesson out as cells, in document order, for all variants at once: which cell is in which notebook is written
 * on it. A Markdown cell ends where code begins and before every heading. First stand, folded, the code of lessons that
 * run before (`preceding`) and hidden set-up.
 */
export function outline(lesson: Lesson, preceding: readonly PrecedingCode[] = []): Cell[] {
  const cells: Cell[] = [];
  const ids = cellIds(new Set([...givenIds(lesson.blocks), ...ownCellIds]));
  for (const piece of preceding)
    cells.push({ type: 'code', id: ids.next('preceding'), span: piece.code.span, ...piece });
  const title = headerTitle(lesson);
  if (title !== undefined) addMarkdown(title, originOf(title, 0), allVariants, undefined, 'title');
  for (const block of lesson.blocks) addBlock(block, allVariants, undefined);
  return [...cells.filter(isFirst), ...cells.filter((cell) => !isFirst(cell))];

  function addBlock(block: Block | Part, variants: readonly Variant[], exercise: Exercise | undefined): void {
    switch (block.type) {
      case 'prose':
        addProse(block, variants, exercise);
        return;
      case 'code':
        addCode(block, variants, exercise);
        return;
      case 'callout':
        if (block.kind === 'solution') inSolution(() => addCallout(block, variants, exercise));
        else addCallout(block, variants, exercise);
        return;
      case 'exercise':
        addExercise(block);
        return;
      case 'hint':
        addFolded(block, block.title ?? 'Hint', 'hint', variants, exercise);
        return;
      case 'solution':
        inSolution(() => {
          const title = block.title ?? (isUnmarked(block) ? 'Solution' : undefined);
          if (title !== undefined) addTitle(title, block.span, solved, exercise);
          for (const inner of block.blocks) addBlock(inner, solved, exercise);
        });
        return;
    }
  }

  function inSolution(add: () => void): void {
    const before = cells.length;
    add();
    for (let index = before; index < cells.length; index++) {
      const cell = cells[index] as Cell;
      if (cell.variants.length > 0) cells[index] = { ...cell, solution: true };
    }
  }

  function addProse(prose: Prose, variants: readonly Variant[], exercise: Exercise | undefined): void {
    for (const part of atHeadings(prose)) {
      const heading = part.nodes[0]?.type === 'heading' ? part.text.text.slice(0, part.nodes[0].end) : undefined;
      if (heading !== undefined && exercise === undefined) ids.section(heading);
      if (part.nodes.every(({ type }) => type === 'definition' || type === 'footnoteDefinition')) continue;
      addMarkdown(part.text, part.span, variants, exercise, heading === undefined ? 'text' : '', part.nodes);
    }
  }

  function addMarkdown(
    text: MappedText,
    span: Span,
    variants: readonly Variant[],
    exercise: Exercise | undefined,
    role: string,
    nodes?: readonly ProseNode[],
  ): void {
    cells.push({
      type: 'markdown',
      id: ids.next(role),
      span,
      variants,
      text,
      ...(nodes === undefined ? {} : { nodes }),
      ...(exercise === undefined ? {} : { exercise }),
    });
  }

  function addCode(code: Code, variants: readonly Variant[], exercise: Exercise | undefined): void {
    const role = code.role === 'test' && code.hidden ? 'hidden-test' : code.role;
    const own = variantsOf(code, variants);
    cells.push({
      type: 'code',
      id: ids.next(role, code.id),
      span: code.span,
      variants: own,
      code,
      ...(code.role === 'setup' && code.hidden ? { folded: code.title ?? 'Set-up' } : {}),
      ...(exercise === undefined ? {} : { exercise }),
    });
    if (code.caption === undefined || code.caption.trim() === '') return;
    const at = { start: code.span.start, end: code.span.start };
    addMarkdown(synthetic(code.caption.trim(), at), at, own, exercise, 'caption');
  }

  /** Prose of a callout becomes quotes, its code cells stand between them. */
  function addCallout(callout: Callout, variants: readonly Variant[], exercise: Exercise | undefined): void {
    const own = callout.kind === 'solution' ? solved : callout.kind === 'instructor' ? variantsWith('notes') : variants;
    const pieces = callout.blocks;
    if (callout.folded && !pieces.some((piece) => piece.type === 'code')) {
      addFolded(callout, callout.title ?? calloutTitle(callout.kind), callout.kind, own, exercise);
      return;
    }
    let first = true;
    for (const piece of pieces) {
      if (piece.type === 'prose') {
        // A callout whose text begins with a heading has its title there.
        const headed = piece.nodes[0]?.type === 'heading' && callout.title === undefined;
        const text = calloutMarkdown(callout.kind, first && !headed ? callout.title : null, piece.text);
        addMarkdown(text, piece.span, own, exercise, callout.kind);
      } else {
        if (first) addCalloutTitle(callout, own, exercise);
        addBlock(piece, own, exercise);
      }
      first = false;
    }
    if (pieces.length === 0 && callout.title !== undefined) addCalloutTitle(callout, own, exercise);
  }

  function addCalloutTitle(
    { kind, title, span: { start } }: Callout,
    variants: readonly Variant[],
    exercise: Exercise | undefined,
  ): void {
    const at = { start, end: start };
    addMarkdown(calloutMarkdown(kind, title, synthetic('', at)), at, variants, exercise, kind);
  }

  function addFolded(
    block: Hint | Callout | Solution,
    title: string,
    role: string,
    variants: readonly Variant[],
    exercise: Exercise | undefined,
  ): void {
    const isSecret = variants.every(hasAll) ? () => false : isForInstructors;
    const { shown, secret } = apart(block.blocks, isSecret);
    if (shown.length > 0 || secret.length === 0)
      addMarkdown(foldedMarkdown(title, bodyOf(shown, lesson)), block.span, variants, exercise, role);
    for (const one of secret) addBlock(one, variants, exercise);
  }

  /** A container's own title, where no heading says it. */
  function addTitle(title: string, span: Span, variants: readonly Variant[], exercise: Exercise | undefined): void {
    const at = { start: span.start, end: span.start };
    addMarkdown(synthetic(`**${title}**`, at), at, variants, exercise, 'title');
  }

  function addExercise(exercise: Exercise): void {
    ids.exercise(exercise.id);
    const [first] = exercise.parts;
    const headed = exercise.parts.some(
      (part) => part.type === 'prose' && part.nodes.some((node) => node.type === 'heading'),
    );
    if (!headed && first !== undefined) {
      addTitle(
        exercise.title === undefined ? 'Exercise' : `Exercise: ${exercise.title}`,
        exercise.span,
        allVariants,
        exercise,
      );
    }
    const alternatives = alternativesOf(exercise);
    for (const part of exercise.parts) {
      if (part.type === 'solution') {
        if (alternatives.includes(part)) {
          inSolution(() => addFolded(part, part.title ?? 'Another way', 'another-way', solved, exercise));
          for (const code of codesIn(part.blocks)) addCode(code, nobody, exercise);
        } else addBlock(part, solved, exercise);
      } else addBlock(part, allVariants, exercise);
    }
    ids.exercise(undefined);
  }
}

/** The title that only the header says, as a heading: tools of pages show it above the text. */
function headerTitle({ meta, text, blocks }: Lesson): MappedText | undefined {
  const title = meta.title?.replace(/\s+/g, ' ').trim() ?? '';
  const headings = proseIn(blocks).flatMap(({ nodes }) => nodes.filter((node) => node.type === 'heading'));
  if (title === '' || /<h1[\s>]/i.test(text) || headings.some(({ depth }) => depth === 1)) return undefined;
  const start = Math.max(text.search(/^title[ \t]*:/m), 0);
  return synthetic(`# ${title}`, { start, end: start });
}

/** Whether nothing says of a container that it is a solution; a fence has its role. */
function isUnmarked({ blocks, span }: Solution): boolean {
  const [first] = blocks;
  if (first?.type === 'prose')
    return first.nodes[0]?.type !== 'heading' && !/^\s*\*\*[^*\n]+\*\*/.test(first.text.text);
  return first !== undefined && first.span.start !== span.start;
}

function variantsOf(code: Code, around: readonly Variant[]): readonly Variant[] {
  const own = ((): readonly Variant[] => {
    if (code.role === 'starter') return unsolvedVariants;
    if (code.role === 'solution') return solved;
    if (code.role === 'test' && code.hidden) return variantsWith('hiddenTests');
    return allVariants;
  })();
  return own.filter((variant) => around.includes(variant));
}

/** What students do not get: in a fold-out it would be text among the rest. */
function isForInstructors(block: Block | Part): boolean {
  if (block.type === 'callout') return block.kind === 'solution' || block.kind === 'instructor';
  return block.type === 'solution' || (block.type === 'code' && (block.role === 'solution' || block.hidden));
}

/** Takes blocks out of others, however deep they stand. */
function apart(
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
    const inner = apart(block.blocks, isSecret);
    if (inner.secret.length === 0) return [block];
    for (const one of inner.secret) secret.push(one);
    return [{ ...block, blocks: inner.shown as Block[] }];
  });
  return { shown, secret };
}

/** Whether a cell stands before all others: it readies them. */
function isFirst(cell: Cell): boolean {
  return cell.type === 'code' && cell.folded !== undefined;
}

/** Cuts prose before each heading. */
function atHeadings(prose: Prose): Prose[] {
  const starts = prose.nodes.flatMap((node, index) => (node.type === 'heading' || index === 0 ? [index] : []));
  if (starts.length <= 1) return [prose];
  return starts.map((from, index): Prose => {
    const nodes = prose.nodes.slice(from, starts[index + 1]);
    const start = nodes[0]?.start ?? 0;
    const end = nodes.at(-1)?.end ?? start;
    const text = sliceMapped(prose.text, start, end);
    const first = text.segments[0]?.source.start ?? prose.span.start;
    const last = text.segments.at(-1)?.source.end ?? prose.span.end;
    return {
      type: 'prose',
      span: { start: first, end: last },
      text,
      nodes: nodes.map((node) => ({ ...node, start: node.start - start, end: node.end - start })),
    };
  });
}

/** What a fold-out holds, as Markdown: its code stays fences, as the author wrote them. */
function bodyOf(blocks: readonly (Block | Part)[], lesson: Lesson): MappedText {
  const parts: MappedText[] = [];
  for (const block of blocks) {
    if (parts.length > 0) parts.push(synthetic('\n\n', { start: block.span.start, end: block.span.start }));
    if (block.type === 'prose') parts.push(block.text);
    else if (block.type === 'code') parts.push(fenceOf(block), ...outputsOf(block));
    else if (block.type === 'callout') {
      const inner = bodyOf(block.blocks, lesson);
      parts.push(calloutMarkdown(block.kind, block.title, inner));
    } else if (block.type === 'hint' || block.type === 'solution') parts.push(bodyOf(block.blocks, lesson));
  }
  return concat(parts);
}

function outputsOf(code: Code): MappedText[] {
  return code.expected.map((expected) => {
    const at = { start: expected.span.start, end: expected.span.start };
    const fence = fenceAround(expected.text);
    return concat([synthetic(`\n\n${fence}text\n`, at), expected.text, synthetic(`\n${fence}`, at)]);
  });
}

function fenceOf(code: Code): MappedText {
  const fence = fenceAround(code.source);
  const at = { start: code.span.start, end: code.span.start };
  return concat([synthetic(`${fence}${code.language}\n`, at), code.source, synthetic(`\n${fence}`, at)]);
}

function givenIds(blocks: readonly (Block | Part)[]): Set<string> {
  const ids = new Set<string>();
  const visit = (block: Block | Part): void => {
    if (block.type === 'code' && block.id !== undefined) ids.add(block.id);
    if ('blocks' in block) block.blocks.forEach(visit);
    if ('parts' in block) block.parts.forEach(visit);
  };
  blocks.forEach(visit);
  return ids;
}

/** A row of backticks that nothing in the text closes. */
function fenceAround({ text }: MappedText): string {
  const longest = greatestOf([2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length)]);
  return '`'.repeat(longest + 1);
}
