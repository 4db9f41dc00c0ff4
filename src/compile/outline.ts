import { asks } from '../markdown/exercise-titles.ts';
import { calloutTitle } from '../markdown/vocabulary.ts';
import type { Cell, CodeCell, MarkdownCell } from '../model/cell.ts';
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
import { type MappedText, originOf, sliceMapped, synthetic } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { type CellIds, cellIds } from './cell-ids.ts';
import { ownCellIds } from './compile-notebook.ts';
import { foldOutText, isForInstructors, separateBlocks, titledByHeading } from './fold-out.ts';
import type { PrecedingCode } from './preceding-cells.ts';
import { calloutMarkdown, foldedMarkdown } from './prose/callout.ts';

/** Where a block stands: the variants that have what is around it, the exercise that it is part of. */
interface Position {
  readonly ids: CellIds;
  readonly variants: readonly Variant[];
  readonly exercise: Exercise | undefined;
}

const solved = variantsWith('solved');
const nobody: readonly Variant[] = [];

/**
 * Lays a lesson out as cells, in document order, for all variants at once: which cell is in which notebook is written
 * on it. A Markdown cell ends where code begins and before every heading. First stand, folded, the code of lessons that
 * run before (`preceding`) and hidden set-up.
 */
export function outline(lesson: Lesson, preceding: readonly PrecedingCode[] = []): Cell[] {
  const ids = cellIds(new Set([...givenIds(lesson.blocks), ...ownCellIds]));
  const top: Position = { ids, variants: allVariants, exercise: undefined };
  const before = preceding.map(
    (piece): Cell => ({ type: 'code', id: ids.next('preceding'), span: piece.code.span, ...piece }),
  );
  const title = headerTitle(lesson);
  const titled = title === undefined ? [] : [markdownCell(title, originOf(title, 0), 'title', top)];
  const cells = [...before, ...titled, ...lesson.blocks.flatMap((block) => blockCells(block, top))];
  return [...cells.filter(isFirst), ...cells.filter((cell) => !isFirst(cell))];
}

function blockCells(block: Block | Part, position: Position): Cell[] {
  switch (block.type) {
    case 'prose':
      return proseCells(block, position);
    case 'code':
      return codeCells(block, position);
    case 'callout': {
      const cells = calloutCells(block, position);
      return block.kind === 'solution' ? ofSolution(cells) : cells;
    }
    case 'exercise':
      return exerciseCells(block, position);
    case 'hint':
      return titledFold(block, 'Hint', 'hint', position);
    case 'solution':
      return ofSolution(solutionCells(block, { ...position, variants: solved }));
  }
}

function ofSolution(cells: readonly Cell[]): Cell[] {
  return cells.map((cell) => (cell.variants.length > 0 ? { ...cell, solution: true } : cell));
}

function solutionCells(solution: Solution, position: Position): Cell[] {
  const title = solution.title ?? (isUnmarked(solution) ? 'Solution' : undefined);
  const titled = title === undefined ? [] : [titleCell(title, solution.span, position)];
  return [...titled, ...solution.blocks.flatMap((inner) => blockCells(inner, position))];
}

function proseCells(prose: Prose, position: Position): Cell[] {
  return atHeadings(prose).flatMap((part) => {
    const heading = part.nodes[0]?.type === 'heading' ? part.text.text.slice(0, part.nodes[0].end) : undefined;
    if (heading !== undefined && position.exercise === undefined) position.ids.section(heading);
    if (part.nodes.every(({ type }) => type === 'definition' || type === 'footnoteDefinition')) return [];
    return [markdownCell(part.text, part.span, heading === undefined ? 'text' : '', position, part.nodes)];
  });
}

function markdownCell(
  text: MappedText,
  span: Span,
  role: string,
  { ids, variants, exercise }: Position,
  nodes?: readonly ProseNode[],
): MarkdownCell {
  return {
    type: 'markdown',
    id: ids.next(role),
    span,
    variants,
    text,
    ...(nodes === undefined ? {} : { nodes }),
    ...(exercise === undefined ? {} : { exercise }),
  };
}

/** A container's own title, where no heading says it. */
function titleCell(title: string, span: Span, position: Position): MarkdownCell {
  const at = startOf(span);
  return markdownCell(synthetic(`**${title}**`, at), at, 'title', position);
}

function codeCells(code: Code, position: Position): Cell[] {
  const { ids, exercise } = position;
  const role = code.role === 'test' && code.hidden ? 'hidden-test' : code.role;
  const variants = variantsOf(code, position.variants);
  const cell: CodeCell = {
    type: 'code',
    id: ids.next(role, code.id),
    span: code.span,
    variants,
    code,
    ...(code.role === 'setup' && code.hidden ? { folded: code.title ?? 'Set-up' } : {}),
    ...(exercise === undefined ? {} : { exercise }),
  };
  const caption = code.caption?.trim() ?? '';
  if (caption === '') return [cell];
  const at = startOf(code.span);
  return [cell, markdownCell(synthetic(caption, at), at, 'caption', { ...position, variants })];
}

/** Prose of a callout becomes quotes, its code cells stand between them. */
function calloutCells(callout: Callout, around: Position): Cell[] {
  const { kind, title, blocks, folded } = callout;
  const position = { ...around, variants: calloutVariants(callout, around.variants) };
  if (folded && !blocks.some((piece) => piece.type === 'code'))
    return titledFold(callout, calloutTitle(kind), kind, position);
  if (blocks.length === 0) return title === undefined ? [] : [calloutTitleCell(callout, position)];
  return blocks.flatMap((piece, index): Cell[] => {
    const isFirstPiece = index === 0;
    if (piece.type === 'prose') {
      // A callout whose text begins with a heading has its title there.
      const headed = piece.nodes[0]?.type === 'heading' && title === undefined;
      const text = calloutMarkdown(kind, isFirstPiece && !headed ? title : null, piece.text, callout.span);
      return [markdownCell(text, piece.span, kind, position)];
    }
    const titled = isFirstPiece ? [calloutTitleCell(callout, position)] : [];
    return [...titled, ...blockCells(piece, position)];
  });
}

function calloutVariants({ kind }: Callout, around: readonly Variant[]): readonly Variant[] {
  if (kind === 'solution') return solved;
  return kind === 'instructor' ? variantsWith('notes') : around;
}

function calloutTitleCell({ kind, title, span }: Callout, position: Position): MarkdownCell {
  const at = startOf(span);
  return markdownCell(calloutMarkdown(kind, title, synthetic('', at)), at, kind, position);
}

/** A fold-out under its own title, or its first heading, or else what it is. */
function titledFold(block: Hint | Callout, name: string, role: string, position: Position): Cell[] {
  const headed = block.title === undefined ? titledByHeading(block.blocks) : undefined;
  if (headed === undefined) return foldedCells(block, block.title ?? name, role, position);
  return foldedCells({ ...block, blocks: headed.blocks }, headed.title, role, position);
}

/** One cell that the reader unfolds; what is for instructors alone stands below it, in cells of its own. */
function foldedCells(block: Hint | Callout | Solution, title: string, role: string, position: Position): Cell[] {
  const isSecret = position.variants.every(hasAll) ? () => false : isForInstructors;
  const { shown, secret } = separateBlocks(block.blocks, isSecret);
  const isEmpty = shown.length === 0 && secret.length > 0;
  const folded = isEmpty ? [] : [markdownCell(foldedMarkdown(title, foldOutText(shown)), block.span, role, position)];
  return [...folded, ...secret.flatMap((one) => blockCells(one, position))];
}

function exerciseCells(exercise: Exercise, { ids }: Position): Cell[] {
  ids.exercise(exercise.id);
  const position: Position = { ids, variants: allVariants, exercise };
  const { parts, title } = exercise;
  const headed = parts.some((part) => part.type === 'prose' && part.nodes.some((node) => node.type === 'heading'));
  const text = title === undefined ? 'Exercise' : asks.test(title) ? title : `Exercise: ${title}`;
  const titled = headed || parts.length === 0 ? [] : [titleCell(text, exercise.span, position)];
  const alternatives: readonly Part[] = alternativesOf(exercise);
  const cells = parts.flatMap((part) => {
    if (part.type !== 'solution') return blockCells(part, position);
    const inside = { ...position, variants: solved };
    return alternatives.includes(part) ? alternativeCells(part, inside) : blockCells(part, inside);
  });
  ids.exercise(undefined);
  return [...titled, ...cells];
}

/** Another solution is text, folded away; its code runs for the proof alone. */
function alternativeCells(solution: Solution, position: Position): Cell[] {
  return [
    ...ofSolution(foldedCells(solution, solution.title ?? 'Another way', 'another-way', position)),
    ...codesIn(solution.blocks).flatMap((code) => codeCells(code, { ...position, variants: nobody })),
  ];
}

function startOf({ start }: Span): Span {
  return { start, end: start };
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
