import { diagnostic } from '../diagnostics/diagnostic.ts';
import { raisesTag } from '../model/cell-tags.ts';
import { exerciseOf } from '../model/cell-words.ts';
import type { Code } from '../model/lesson.ts';
import { mayRaiseByTag } from '../model/may-raise.ts';
import type { Building, Enclosure, OpenCode } from './building.ts';
import type { FenceItem } from './item.ts';
import { isSolutionComment } from './secret-text.ts';
import { isSolutionTitle } from './vocabulary.ts';

/** Gives a cell the role and the tags that it has where it stands, and checks that it may stand there. */
export function enclosedCell(code: Code, enclosure: Enclosure, item: FenceItem, building: Building): OpenCode {
  const { inside } = enclosure;
  const cell: OpenCode = { ...code, expected: [...code.expected] };
  // What it holds beyond its code would only raise.
  if (item.unclosed) cell.run = { ...cell.run, mode: 'skip' };
  const roleNeedsExercise = code.role === 'starter' || code.role === 'test' || code.role === 'solution';
  // Where another tool's label or tag says so, it is a solution of its own, as its containers are.
  const isApart = code.role === 'solution' && inside === 'lesson' && building.isForeign;
  if (roleNeedsExercise && !isApart && (inside === 'lesson' || inside === 'hint')) {
    building.diagnostics.push(
      diagnostic('role-outside-exercise', `a ${code.role} outside of an exercise`, building.file, code.span, {
        help: `put it into the exercise that it belongs to: ${code.tool === undefined ? ':::exercise{#id}' : exerciseOf(code.tool)} … :::`,
      }),
    );
    if (code.role !== 'solution') cell.role = 'demo';
  }
  if (inside === 'solution' && cell.role === 'demo') cell.role = 'solution';
  if (cell.role === 'demo' && (isFoldedSolution(cell) || isSolutionTitle(cell.title ?? ''))) cell.role = 'solution';
  if (inside === 'exercise' && enclosure.lenient && cell.role === 'demo' && !mayRaiseByTag(cell)) {
    cell.tags = [...cell.tags, raisesTag];
  }
  takeId(cell, item, building);
  return cell;
}

/** Takes a cell's id away where an earlier cell has it. */
function takeId(cell: OpenCode, item: FenceItem, { seen, file, diagnostics }: Building): void {
  if (cell.id === undefined) return;
  const first = seen.cellIds.get(cell.id);
  if (first === undefined) {
    seen.cellIds.set(cell.id, cell.span);
    return;
  }
  // Pandoc's `#name` is a page's anchor, or joins pieces of code of one name: no cell needs it.
  const isPandoc = item.info.attributes.id === cell.id && !item.info.attributes.values.has('id');
  diagnostics.push(
    diagnostic('fence-id-duplicate', `the cell id \`${cell.id}\` is taken`, file, cell.span, {
      help: 'give one of them another id',
      ...(isPandoc ? { severity: 'info' as const } : {}),
      related: [{ message: 'first used here', file, span: first }],
    }),
  );
  delete cell.id;
}

/** A cell that other tools fold away or give a title, as Colab does, and whose first line says that it is a solution. */
function isFoldedSolution({ tags, source }: OpenCode): boolean {
  const isTitled = /^\s*#[ \t]*@title\b/.test(source.text);
  if (!isTitled && !tags.some((tag) => /^hide[-_](?:cell|input)$/.test(tag))) return false;
  return isSolutionComment(source.text);
}
