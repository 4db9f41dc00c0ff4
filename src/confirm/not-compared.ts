import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../model/lesson.ts';
import type { ExecutedCell } from '../model/run.ts';
import { cellOutputs } from './cell-outputs.ts';
import { compareText } from './match.ts';
import { ruleOf } from './match-rule.ts';
import { closingPlace, firstLine } from './places.ts';
import { terminalText } from './terminal-text.ts';
import { mayVary } from './varying.ts';

/** A cell and what came of it. */
export interface RanCell {
  readonly code: Code;
  readonly executed: ExecutedCell | undefined;
}

/**
 * Says once in a lesson of the fences that stand where an output stands and look like what their cells print, but that
 * nothing makes outputs: they are not compared, and can become wrong unseen.
 */
export function notCompared(cells: readonly RanCell[], file: string, text: string): Diagnostic[] {
  const found = cells.flatMap(({ code: { unbound }, executed }) => {
    if (unbound === undefined || executed === undefined) return [];
    const likeness = likenessOf(unbound.text.text, executed);
    return likeness === undefined ? [] : [{ ...unbound, likeness }];
  });
  const [first] = found;
  if (first === undefined) return [];
  const same = found.filter(({ likeness }) => likeness === 'same').length;
  const languages = [...new Set(found.map(({ language }) => language))].sort();
  const one = found.length === 1;
  const message = `${found.length} ${one ? 'fence' : 'fences'} directly after ${one ? 'a cell' : 'cells'} ${one ? 'is' : 'are'} not compared with what ${one ? 'it prints' : 'they print'}: ${howAlike(same, found.length)}`;
  return [
    diagnostic('output-not-compared', message, file, firstLine(first.span, text), {
      help: `write \`confirm: { outputFences: [${languages.join(', ')}] }\` in coursewright.yaml, or call the fences \`output\``,
      ...(found.length === 1
        ? {}
        : {
            related: [
              { message: 'the last of them', file, span: closingPlace(found.at(-1)?.span ?? first.span, text) },
            ],
          }),
    }),
  ];
}

/** How many of the fences are what their cells print. */
function howAlike(same: number, all: number): string {
  if (same === all) return all === 1 ? 'it is just that' : 'all are just that';
  if (same === 0) return all === 1 ? 'it looks like it' : 'they look like it';
  return `${same} ${same === 1 ? 'is' : 'are'} just that, the others look like it`;
}

/** Whether a text is what a cell printed, or has its form or one of its lines. */
function likenessOf(shown: string, executed: ExecutedCell): 'same' | 'like' | undefined {
  const clean = terminalText(shown);
  const { output } = cellOutputs(executed);
  if (clean.trim() === '' || output.trim() === '') return undefined;
  if (compareText(clean, output, ruleOf({ modes: [] }, {})).equal) return 'same';
  const printed = new Set(output.split('\n').map((line) => line.trim()));
  const isLine = clean.split('\n').some((line) => line.trim().length > 2 && printed.has(line.trim()));
  return isLine || mayVary(clean.trim(), output.trim()) ? 'like' : undefined;
}
