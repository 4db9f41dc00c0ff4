import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code, Exercise } from '../model/lesson.ts';
import { originOf } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { firstLine } from './places.ts';
import type { CellRun, ProofContext } from './proof.ts';
import { hasFailed } from './prove-exercises.ts';

/** A solution with one small mistake in it, and how the tests ended with it. */
export interface MutantRun {
  /** The cell of the solution that was changed. */
  readonly code: Code;
  /** What is wrong with it, as "`<` became `<=`". */
  readonly description: string;
  /** The place in the cell's source that was changed. */
  readonly start: number;
  readonly end: number;
  /** The solution's cells, the changed one among them. */
  readonly cells: readonly CellRun[];
  readonly tests: readonly CellRun[];
  /** Why it tells nothing, as "its run was interrupted". */
  readonly because?: string;
}

interface Survivor {
  readonly description: string;
  readonly span: Span;
}

/** How strong the tests of an exercise are. */
export interface TestStrength {
  readonly exercise: Exercise;
  /** Mutants that the tests noticed, those that they did not, and those that did not run to the end. */
  readonly killed: number;
  readonly survived: readonly Survivor[];
  readonly notRun: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Judges the tests of an exercise by wrong solutions: each that every test passes is a finding at the line of the
 * solution that was changed. Several that survive on one line are one finding.
 */
export function judgeMutants(exercise: Exercise, runs: readonly MutantRun[], context: ProofContext): TestStrength {
  let killed = 0;
  let notRun = 0;
  const survived: Survivor[] = [];
  const reasons = new Map<string, number>();
  for (const { code, description, start, end, cells, tests, because = 'a cell before its tests did not end' } of runs) {
    const all = [...cells, ...tests];
    if (all.some((one) => hasFailed(one.code, one.executed))) killed += 1;
    else if (
      tests.length === 0 ||
      all.some(({ executed }) => executed === undefined || executed.status === 'not-run')
    ) {
      notRun += 1;
      reasons.set(because, (reasons.get(because) ?? 0) + 1);
    } else survived.push({ description, span: originOf(code.source, start, end) });
  }
  return {
    exercise,
    killed,
    survived,
    notRun,
    diagnostics: [...findings(exercise, survived, context), ...untried(exercise, reasons, context)],
  };
}

function untried(exercise: Exercise, reasons: ReadonlyMap<string, number>, { file, text }: ProofContext): Diagnostic[] {
  return [...reasons].map(([because, count]) => {
    const what = count === 1 ? '1 wrong solution' : `${count} wrong solutions`;
    const message = `${what} of exercise \`${exercise.id}\` did not run: ${because}`;
    return diagnostic('mutant-not-run', message, file, firstLine(exercise.span, text));
  });
}

function findings(exercise: Exercise, survived: readonly Survivor[], { file, text }: ProofContext): Diagnostic[] {
  const lines = new Map<number, Survivor[]>();
  for (const one of [...survived].sort((a, b) => a.span.start - b.span.start)) {
    const line = Math.max(text.lastIndexOf('\n', one.span.start - 1), text.lastIndexOf('\r', one.span.start - 1));
    lines.set(line, [...(lines.get(line) ?? []), one]);
  }
  return [...lines.values()].map((mutants) => {
    const [first] = mutants;
    const changes = [...new Set(mutants.map(({ description }) => description))];
    const named = changes.slice(0, 3).join('; or ');
    const more = changes.length > 3 ? `; or ${changes.length - 3} more` : '';
    const span = firstLine(first?.span ?? exercise.span, text);
    return diagnostic(
      'mutant-survives',
      `the tests of exercise \`${exercise.id}\` also pass a solution where ${named}${more}`,
      file,
      span,
      { help: 'add a test that this change fails' },
    );
  });
}
