import type { CodeCell } from '../model/cell.ts';
import { runModes } from '../model/cell-flags.ts';
import type { PrecedingLesson } from '../model/compiled-lesson.ts';
import type { Code } from '../model/lesson.ts';
import { isErrorAnnounced } from '../model/may-raise.ts';
import { variants as allVariants, type Variant } from '../model/variants.ts';
import { type MappedText, synthetic } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { isAlternative } from './exercise-cells.ts';

/** A piece of the code of a lesson that runs before, ready to be a cell. */
export type PrecedingCode = Pick<CodeCell, 'code' | 'variants' | 'folded' | 'preceding'>;

/**
 * The code of a lesson that another continues, as folded cells with which the notebooks of that one begin, so that they
 * run alone: its demo and set-up code, and for instructors its first solutions. Students get those where they get all
 * solutions (`collapsed`). Code that is nothing special becomes one cell.
 */
export function precedingCode(
  { source, title, cells, key, span }: PrecedingLesson,
  collapsed: boolean,
): PrecedingCode[] {
  const pieces: PrecedingCode[] = [];
  for (const cell of cells) {
    if (cell.type !== 'code' || !isTaken(cell)) continue;
    const variants = collapsed && cell.solution === true ? allVariants : cell.variants;
    const last = pieces.at(-1);
    if (last !== undefined && isPlain(last.code) && isPlain(cell.code) && isSame(last.variants, variants)) {
      pieces[pieces.length - 1] = { ...last, code: joinCode(last.code, cell.code, span) };
      continue;
    }
    const said = key === 'continues' ? `Code of “${title}”, which this lesson continues` : `Set-up: code of “${title}”`;
    const folded = cell.solution === true ? `Solutions of “${title}”` : said;
    pieces.push({ code: ofLesson(cell.code, span), variants, folded, preceding: source });
  }
  return pieces;
}

/** Tests and starters define nothing that a later lesson builds on; a blank cannot run, and `skip` shall not. */
function isTaken(cell: CodeCell): boolean {
  const { role, run } = cell.code;
  if (role === 'test' || role === 'starter' || isAlternative(cell)) return false;
  return runModes[run.mode].runs !== 'never' && cell.variants.length > 0;
}

/** Code that may stand in a cell with other code: no cell magic, no error, no time of its own. */
function isPlain({ source, run, expected }: Code): boolean {
  return (
    run.mode === 'execute' &&
    run.timeout === undefined &&
    !isErrorAnnounced({ run, expected }) &&
    !/^\s*%%|^\s*from\s+__future__\s/.test(source.text)
  );
}

function isSame(one: readonly Variant[], other: readonly Variant[]): boolean {
  return one.length === other.length && one.every((variant) => other.includes(variant));
}

function joinCode(one: Code, other: Code, span: Span): Code {
  return { ...one, source: at(`${one.source.text}\n\n${other.source.text}`, span) };
}

/** The code of a cell without what its own lesson says of it: outputs, ids and captions. */
function ofLesson({ language, source, tags, run, expected }: Code, span: Span): Code {
  const raises = run.raises ?? (isErrorAnnounced({ run, expected }) ? '' : undefined);
  return {
    type: 'code',
    span,
    language,
    source: at(source.text, span),
    role: 'setup',
    hidden: false,
    tags,
    run: { ...run, ...(raises === undefined ? {} : { raises }) },
    expected: [],
  };
}

function at(text: string, span: Span): MappedText {
  return synthetic(text, span);
}
