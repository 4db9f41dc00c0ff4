import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellsOf } from './cells.ts';
import { formulasInJupyterLab } from './jupyterlab-math.ts';
import { formulas, formulasWritten, prosePriced } from './prices.ts';

/** The formulas that JupyterLab shows in a lesson. */
const shown = (lesson: string) => cellsOf(lesson).cells.flatMap(formulasInJupyterLab);

describe('no price becomes a formula in JupyterLab', () => {
  test('in a course without mathematics', () => {
    fc.assert(
      fc.property(prosePriced(false), (prose) => {
        expect(shown(prose)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('in a course with mathematics, whose formulas stay', () => {
    fc.assert(
      fc.property(prosePriced(true), (prose) => {
        expect(shown(`$$E = mc^2$$\n\n${prose}`)).toEqual(['$$E = mc^2$$', ...formulasWritten(prose)]);
      }),
      { numRuns: 500 },
    );
  });

  test('the judge takes for formulas what JupyterLab does', () => {
    expect(formulas.flatMap((one) => formulasInJupyterLab(`so ${one} is`))).toEqual(formulas);
    expect(formulasInJupyterLab('it costs $5 and $6, `$x$` and \\$7')).toEqual(['$5 and $']);
  });
});
