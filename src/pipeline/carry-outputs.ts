import { isInSolution } from '../compile/compile-notebook.ts';
import type { PlannedRun } from '../compile/plan.ts';
import { withOutputs } from '../compile/with-outputs.ts';
import { keptOutputs } from '../confirm/kept-outputs.ts';
import { behavioursOf } from '../confirm/modes/behaviours.ts';
import { runRuleOf } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CodeCell } from '../model/cell.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { Config } from '../model/config.ts';
import type { Compiled, IOutput } from '../model/notebook.ts';
import type { Executed } from '../model/run.ts';
import { type Variant, variantTraits } from '../model/variants.ts';

/**
 * `outputs: executed`: the notebooks with what their own runs put out, the students' from the run of one who has solved
 * nothing; in an exercise they get only what the lesson shows them. What the lesson declares stays where nothing is
 * executed (`skip`, `network`, blanks) and where a match mode says that the output is another each time: so no notebook
 * changes while its lesson does the same.
 */
export function carryOutputs(
  compiled: CompiledLesson,
  runs: readonly PlannedRun[],
  executed: readonly Executed[],
  config: Config,
): CompiledLesson {
  if (config.outputs !== 'executed') return compiled;
  const notebooks = compiled.notebooks.map((notebook): Compiled => {
    const planned = runs.find(({ purpose }) => purpose.type === variantTraits[notebook.variant].run);
    const ran = executed.find(({ id }) => id === planned?.run.id);
    const outputs = new Map<string, readonly IOutput[]>();
    for (const cell of compiled.cells) {
      if (cell.type !== 'code') continue;
      const own = outputsOf(cell, notebook.variant, ran, config);
      if (own !== undefined) outputs.set(cell.id, own);
    }
    return withOutputs(notebook, outputs);
  });
  return { ...compiled, notebooks };
}

/** Undefined: those that the lesson declares. */
function outputsOf(
  { id, code, exercise }: CodeCell,
  variant: Variant,
  ran: Executed | undefined,
  config: Config,
): readonly IOutput[] | undefined {
  const own = code.expected.filter((one) => variantTraits[variant].solved || !isInSolution(one, exercise));
  // "What does this print?" is the student's to find out, and what a starter raises says nothing.
  if (!variantTraits[variant].solved && exercise !== undefined && own.length === 0) return [];
  if (code.run.mode !== 'execute') return undefined;
  if (own.some(({ match }) => behavioursOf(match.modes).some(({ varying }) => varying))) return undefined;
  const cell = ran?.cells.get(id);
  if (cell === undefined) return [];
  const expected = own.filter(({ stream }) => stream !== 'error').map(({ text }) => text.text);
  return keptOutputs(cell, {
    cell: id,
    sanitize: config.confirm.sanitize,
    expected: [...expected, expected.join('\n')],
  });
}

/** Of what confirming a lesson found: what is wrong with the run itself, whatever the lesson says of its outputs. */
export function spoils({ rule }: Pick<Diagnostic, 'rule'>): boolean {
  return runRuleOf(rule)?.spoilsOutputs === true;
}
