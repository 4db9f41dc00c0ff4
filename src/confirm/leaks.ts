import type { ICell } from '@jupyterlab/nbformat';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { findLeaks, type PublicPart } from '../languages/leak.ts';
import { givenBy, linesOf, TELLING } from '../languages/leak-lines.ts';
import type { CodeCell } from '../model/cell.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { Code, Exercise } from '../model/lesson.ts';
import type { Compiled } from '../model/notebook.ts';
import { variantTraits } from '../model/variants.ts';
import { codesIn, proseIn } from '../model/walk.ts';
import { originOf } from '../text/mapped-text.ts';
import { lineIndex, type Span } from '../text/span.ts';

export interface Leak {
  readonly exercise: string;
  readonly diagnostic: Diagnostic;
}

/** A part of a notebook, and where in the Markdown a range of it stands. */
interface PublicPlace extends PublicPart {
  readonly cell: string;
  readonly spanOf: (start: number, end: number) => Span;
}

/**
 * Searches the notebooks that keep solutions or hidden tests back for these. What we made (outputs, metadata) may hold
 * nothing of them: an error. In text that the author wrote for students it may be meant: a warning, at its line.
 */
export function leakDiagnostics(compiled: CompiledLesson, exercises: readonly Exercise[]): Leak[] {
  return compiled.notebooks.flatMap((notebook) => leaksIn(notebook, compiled, exercises));
}

/** Code that a prompt shows in its text, as lessons do whose cells are directives, or whose fences have no language. */
function shownCode(parts: Exercise['parts']): string[] {
  return proseIn(parts).flatMap(({ text: { text } }) =>
    [...text.matchAll(/^[ \t>]*(`{3,}|~{3,})([^\n]*)\n([\s\S]*?)^[ \t>]*\1/gm)].flatMap(([, , info = '', code = '']) =>
      /^[ \t]*(?:(?:i?python3?|py)\b|$)/.test(info) ? [code] : [],
    ),
  );
}

/** Whether code has a line that can be told from any other code. */
function tells(text: string): boolean {
  return linesOf(text).some(({ weight }) => weight >= TELLING);
}

function leaksIn(notebook: Compiled, compiled: CompiledLesson, exercises: readonly Exercise[]): Leak[] {
  const { readers, solved, hiddenTests } = variantTraits[notebook.variant];
  if (solved && hiddenTests) return [];
  const lines = lineIndex(compiled.lesson.text);
  const codeCells = new Map(compiled.cells.flatMap((cell) => (cell.type === 'code' ? [[cell.id, cell] as const] : [])));
  const cellExercise = new Map(compiled.cells.map((cell) => [cell.id, cell.exercise]));
  const leaks: Leak[] = [];
  // Where a notebook has the solutions, folded too, only hidden tests are secret.
  const collapsed = solved || compiled.cells.some((cell) => cell.solution === true && notebook.origins.has(cell.id));
  for (const exercise of exercises) {
    const codes = codesIn(exercise.parts);
    const secrets = codes.filter(
      (code) => (code.role === 'solution' && !collapsed) || (code.role === 'test' && code.hidden && !hiddenTests),
    );
    if (secrets.length === 0) continue;
    // What the prompt gives in code is given; a hint's code may give the solution away.
    const given = exercise.parts.filter((part) => part.type !== 'hint' && part.type !== 'solution');
    const known = codesIn(given).filter((code) => !secrets.includes(code));
    const places = notebook.notebook.cells.flatMap((cell) => placesOf(cell, exercise));
    // A hidden test is much like those that students see; a solution in one of these is told.
    for (const role of ['solution', 'test'] as const) {
      const kept = secrets.filter((code) => code.role === role);
      const shown = known.filter((code) => role === 'test' || code.role !== 'test');
      const texts = (codes: readonly Code[]) => codes.map((code) => code.source.text);
      const secret = texts(kept);
      const open = shown.map(({ role, source: { text } }) => (role === 'starter' ? givenBy(text, secret) : text));
      const found = findLeaks(secret, places, [...open, ...(role === 'solution' ? shownCode(given) : [])]);
      const told = new Set(found.map((leak) => kept[leak.secret]));
      for (const leak of found) {
        const place = places[leak.part];
        const code = kept[leak.secret];
        if (place === undefined || code === undefined) continue;
        // A solution may begin with a cell of the lesson; the rest of it is the answer.
        const whole = exercise.parts.find((part) => part.type === 'solution' && codesIn(part.blocks).includes(code));
        const isKept = (one: Code) => kept.includes(one) && !told.has(one) && tells(one.source.text);
        if (place.kind === 'lesson' && whole?.type === 'solution' && codesIn(whole.blocks).some(isKept)) continue;
        leaks.push({ exercise: exercise.id, diagnostic: leakDiagnostic(place, code, exercise, leak) });
      }
    }
  }
  return leaks;

  function placesOf(cell: ICell, exercise: Exercise): PublicPlace[] {
    const id = String(cell.id);
    const origin = notebook.origins.get(id);
    if (origin === undefined) return [];
    const own = cellExercise.get(id) === exercise;
    const whole = () => origin.span;
    const made = (where: string, text: string): PublicPlace => ({ cell: id, where, text, kind: 'made', spanOf: whole });
    const code: CodeCell | undefined = codeCells.get(id);
    return [
      {
        cell: id,
        where: code === undefined ? 'the text' : `the ${code.code.role} cell`,
        text: origin.source.text,
        kind: own ? 'exercise' : 'lesson',
        spanOf: (start, end) => originOf(origin.source, start, end),
      },
      ...(Array.isArray(cell.outputs) && cell.outputs.length > 0
        ? [made('an output', JSON.stringify(cell.outputs))]
        : []),
      ...(Object.keys(cell.metadata).length > 0 ? [made('the metadata', JSON.stringify(cell.metadata))] : []),
      ...(cell.attachments === undefined ? [] : [made('an attachment', JSON.stringify(cell.attachments))]),
    ];
  }

  function leakDiagnostic(
    place: PublicPlace,
    secret: Code,
    exercise: Exercise,
    leak: { start: number; end: number; lines: readonly string[] },
  ): Diagnostic {
    const what = secret.role === 'test' ? 'a hidden test' : 'the solution';
    const { line } = lines.point(secret.span.start);
    const shown = leak.lines[0]?.trim() ?? '';
    return diagnostic(
      place.kind === 'made' ? 'solution-leaks' : 'solution-shown',
      `${readers} see ${what} of exercise \`${exercise.id}\` (line ${line}) in ${place.where} here: \`${shown}\``,
      compiled.lesson.source,
      place.kind === 'made' ? place.spanOf(0, 0) : place.spanOf(leak.start, leak.end),
      {
        cell: place.cell,
        help:
          place.kind === 'made'
            ? 'take it out of what this cell shows'
            : 'if it is meant to be shown, set `rules: { solution-shown: off }`; otherwise move or change it',
        related: [{ message: `${what} is here`, file: compiled.lesson.source, span: secret.span }],
      },
    );
  }
}
