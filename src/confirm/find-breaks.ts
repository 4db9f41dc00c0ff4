import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code, Exercise, Solution } from '../model/lesson.ts';
import type { ExecutedCell } from '../model/run.ts';
import { type MappedText, originOf } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { cellOutputs } from './cell-outputs.ts';
import { confirmCell } from './confirm-cell.ts';
import { placeRaised } from './confirm-raise.ts';
import { firstLine, lineOf } from './places.ts';
import type { ProofContext, ProofInputs } from './proof.ts';
import { type Binding, moduleBindings, neededNames } from './python-names.ts';
import type { Raised } from './raised.ts';
import { raisedText } from './traceback.ts';

export interface Breaks {
  /** The exercises whose solutions a broken cell needs. */
  readonly exercises: ReadonlySet<Exercise>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the cells that raise in the student notebook and not in the instructor's: what they need, only a solution
 * defines. A cell that merely needs what a broken cell would have defined is no finding of its own.
 */
export function findBreaks(inputs: ProofInputs, context: ProofContext): Breaks {
  const exercises = new Set<Exercise>();
  const diagnostics: Diagnostic[] = [];
  const missing = new Set<string>();
  const late = new Set<string>();
  for (const { code, cell, instructor, student } of inputs.shared) {
    if (student === undefined || student.status === 'not-run' || instructor?.status !== 'ok') continue;
    if (!breaks(code, student, context) || breaks(code, instructor, context)) continue;
    const { raised } = cellOutputs(student);
    const name = raised === undefined ? undefined : /^name '([^']+)' is not defined/.exec(raised.value)?.[1];
    // What was ended after its time has a finding of its own; what comes after it lacks what it would have done.
    const isEnded = student.status === 'timeout' || raised?.name === 'KeyboardInterrupt';
    const lacks = late.size > 0 && [...neededNames(code.source.text)].some((one) => late.has(one));
    if (isEnded || lacks) for (const bound of moduleBindings(code.source.text)) late.add(bound.name);
    if (isEnded) for (const used of neededNames(code.source.text)) late.add(used);
    // What raises by chance has a finding of its own: whether it did here says nothing.
    const isChance = (context.again?.get(instructor) ?? []).some(({ status }) => status === 'error');
    const followsAnother = isChance || isEnded || lacks || (name !== undefined && missing.has(name));
    for (const bound of moduleBindings(code.source.text)) missing.add(bound.name);
    if (followsAnother) continue;
    const cause = causeOf(code, name, inputs);
    if (cause !== undefined) exercises.add(cause.exercise);
    diagnostics.push(finding(code, cell, student, raised, cause, context));
  }
  return { exercises, diagnostics };
}

/** Whether a cell raised what nothing announces, hung, or lost its kernel. */
function breaks(code: Code, executed: ExecutedCell, context: ProofContext): boolean {
  if (executed.status !== 'ok' && executed.status !== 'error') return true;
  const { diagnostics, ran } = confirmCell(code, executed, { ...context, cell: '' });
  return !ran && !diagnostics.some(({ rule }) => rule === 'raise-missing' || rule === 'error-mismatch');
}

interface Cause {
  readonly exercise: Exercise;
  /** The lesson that has the exercise, where it is an earlier one. */
  readonly earlier?: { readonly file: string; readonly text: string };
  /** What the cell needs, and where a solution defines it. */
  readonly name?: string;
  readonly place?: Span;
}

/**
 * The exercise whose solution a broken cell needs: the one that binds the missing name, or else a name that the cell
 * uses; the last one before the cell where several do.
 */
function causeOf(code: Code, missing: string | undefined, inputs: ProofInputs): Cause | undefined {
  const wanted = missing === undefined ? neededNames(code.source.text) : new Set([missing]);
  const exercises = inputs.exercises.map(({ exercise }) => exercise);
  const before = exercises.filter(({ span }) => span.start < code.span.start).reverse();
  const after = exercises.filter(({ span }) => span.start >= code.span.start);
  const earlier = [...(inputs.earlier ?? [])].reverse().map(({ exercise, ...of }) => ({ exercise, earlier: of }));
  const own = (exercise: Exercise): Cause => ({ exercise });
  for (const cause of [...before.map(own), ...earlier, ...after.map(own)]) {
    for (const { source } of answersOf(cause.exercise)) {
      const binding = moduleBindings(source.text).find(({ name }) => wanted.has(name));
      if (binding !== undefined) return { ...cause, name: binding.name, place: placeOf(source, binding) };
    }
  }
  const [nearest] = before.filter((exercise) => answersOf(exercise).length > 0);
  return nearest === undefined ? undefined : { exercise: nearest };
}

function answersOf(exercise: Exercise): Code[] {
  return exercise.parts.flatMap((part) => (part.type === 'solution' ? codesOf(part) : []));
}

function codesOf(solution: Solution): Code[] {
  return solution.blocks.filter((block) => block.type === 'code');
}

function placeOf(source: MappedText, { start, end }: Binding): Span {
  return originOf(source, start, end);
}

function finding(
  code: Code,
  cell: string,
  student: ExecutedCell,
  raised: Raised | undefined,
  cause: Cause | undefined,
  context: ProofContext,
): Diagnostic {
  const { file, text } = context;
  const happened =
    raised !== undefined
      ? `raises ${raisedText(raised)}`
      : student.status === 'timeout'
        ? 'does not end'
        : 'loses its kernel';
  const span = raised === undefined ? firstLine(code.span, text) : placeRaised(code, raised);
  const message = `the cell ${happened} in the student notebook`;
  if (cause === undefined) {
    const help =
      'it runs with the solutions and not without them: define what it needs in a cell that students have too';
    return diagnostic('student-notebook-breaks', message, file, span, { cell, help });
  }
  const { exercise, earlier = { file, text }, name, place = firstLine(exercise.span, earlier.text) } = cause;
  const where = cause.earlier === undefined ? '' : ` of ${earlier.file}`;
  const help =
    name === undefined
      ? `it needs the solution of exercise \`${exercise.id}\`${where}`
      : `only the solution of exercise \`${exercise.id}\`${where} defines \`${name}\` (line ${lineOf(earlier.text, place.start)}); define it in a cell that students have too`;
  const needs = name === undefined ? '' : ` \`${name}\` of`;
  return diagnostic(
    'student-notebook-breaks',
    `${message}: it needs${needs} exercise \`${exercise.id}\`${where}`,
    file,
    span,
    {
      cell,
      help,
      related: [{ message: `the solution of exercise \`${exercise.id}\` is here`, file: earlier.file, span: place }],
    },
  );
}
