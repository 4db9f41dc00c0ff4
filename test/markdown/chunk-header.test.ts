import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

/** Tags of the cell that an R Markdown chunk becomes, and what is found wrong. */
function chunk(header: string) {
  const text = `# A\n\n\`\`\`${header}\nx <- 1\n\`\`\`\n`;
  const { notebooks, diagnostics } = compileLesson(
    text,
    'source-md/a.Rmd',
    { ...defaultConfig, kernel: 'ir' },
    noFiles,
  );
  const cell = notebooks[0]?.notebook.cells.find(({ cell_type }) => cell_type === 'code');
  return { source: cell?.source, tags: cell?.metadata.tags, rules: diagnostics.map(({ rule }) => rule) };
}

test.each([
  ['{r}', undefined],
  ['{r load-data}', undefined],
  ["{r 'load-data'}", undefined],
  ['{r "setup"}', undefined],
  ['{r plot, fig.cap="A, b = c", out.width = "50%"}', undefined],
  ['{r, results="hide", dpi=c(1, 2)}', ['hide-output']],
  ['{r look-up, echo = FALSE}', ['hide-input']],
  ['{r, eval=F}', ['skip-execution']],
  ['{r oops, error=TRUE, eval = TRUE}', ['raises-exception']],
])('%s', (header, tags) => expect(chunk(header)).toEqual({ source: 'x <- 1', tags, rules: [] }));

test('a label in quotes that says that it is a solution keeps it', () => {
  expect(chunk("{r 'solution'}").source).toBeUndefined();
});

test('flags may stand in the braces, too, and slips of the pen are found', () => {
  expect(chunk('{r skip}')).toEqual({ source: 'x <- 1', tags: ['skip-execution'], rules: [] });
  expect(chunk('{r skp}').rules).toEqual(['fence-flag-unknown']);
});
