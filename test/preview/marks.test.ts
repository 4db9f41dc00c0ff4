import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import type { Finding, LessonResult } from '../../src/model/result.ts';
import { marksOf } from '../../src/preview/marks.ts';

const text = `# A

\`\`\`python
1
\`\`\`

::: exercise {#first}

Do it.

:::

Text between.

::: challenge

## Again

Do it again.

:::
`;

/** How the cell begins beside which a finding at a line stands. */
function beside(line: number): string | undefined {
  const compiled = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  const finding: Finding = {
    ...{ rule: 'exercise-without-tests', severity: 'info', message: 'm', file: 'source-md/a.md' },
    ...{ line, column: 1, endLine: line, endColumn: 2 },
  };
  const result: LessonResult = {
    ...{ source: 'source-md/a.md', status: 'passed', cached: false, notebooks: [], cells: [] },
    ...{ outputs: [], exercises: [], findings: [finding], durationMs: 0 },
  };
  const [mark] = marksOf(compiled, result);
  const cell = compiled.cells.find(({ id }) => id === mark?.cell);
  return cell?.type === 'markdown' ? cell.text.text.split('\n').at(-1) : cell?.code.source.text;
}

test.each([
  [1, '# A'],
  [4, '1'],
  [7, '**Exercise**'],
  [9, 'Do it.'],
  [13, 'Text between.'],
  [15, 'Do it again.'],
])('a finding at line %i stands beside the cell %j', (line, cell) => {
  expect(beside(line)).toBe(cell);
});
