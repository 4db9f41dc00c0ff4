import { posix } from 'node:path';
import type { Cell } from '../model/cell.ts';
import type { PrecedingLesson } from '../model/compiled-lesson.ts';
import type { Lesson } from '../model/lesson.ts';
import { hasAll, type Variant } from '../model/variants.ts';
import { originOf } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { DeclaredFile, Reader } from './notebook-files.ts';

/**
 * What of a lesson's notebook of a variant may name files, and the files that it and the lessons before it declare. What
 * only a solution or a hidden test names students do not get: it might be the answer.
 */
export function readersOf(
  lesson: Lesson,
  cells: readonly Cell[],
  earlier: readonly PrecedingLesson[],
  variant: Variant,
  collapsed: boolean,
): [readonly Reader[], readonly DeclaredFile[]] {
  const folder = posix.dirname(lesson.source);
  const isOwn = (cell: Cell) =>
    cell.variants.includes(variant) || hasAll(variant) || (collapsed && cell.solution === true);
  const readers = cells.flatMap((cell): Reader[] => {
    const isSecret = !isOwn(cell);
    if (cell.type === 'markdown') {
      const { text } = cell;
      const spanOf: Reader['spanOf'] = (start, end) => originOf(text, start, end);
      return [{ text: text.text, language: undefined, folder, spanOf, isSecret }];
    }
    const { source, language } = cell.code;
    const from = cell.preceding === undefined ? folder : posix.dirname(cell.preceding);
    const spanOf: Reader['spanOf'] = (start, end) => originOf(source, start, end);
    return [{ text: source.text, language, folder: from, spanOf, isSecret }];
  });
  const declared = [
    ...declaredIn(lesson, () => undefined),
    ...earlier.flatMap(({ lesson: other, span }) => declaredIn(other, () => span)),
  ];
  return [readers, declared];
}

/** Files that a front matter names, where it does; of another lesson, where this one names that. */
function declaredIn({ meta, text, source }: Lesson, placeOf: () => Span | undefined): DeclaredFile[] {
  return meta.files.map((name) => {
    const at = Math.max(text.indexOf(name), 0);
    return { name, folder: posix.dirname(source), span: placeOf() ?? { start: at, end: at + name.length } };
  });
}
