import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { constructOfSummary } from '../../src/markdown/vocabulary.ts';

/** The exercises of a lesson (id, first and last line's text) and its findings. */
function read(text: string) {
  const { lesson, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  return {
    exercises: lesson.blocks.flatMap((block) =>
      block.type === 'exercise'
        ? [
            {
              id: block.id,
              text: text.slice(block.span.start, block.span.end),
              parts: block.parts.map((one) => one.type),
            },
          ]
        : [],
    ),
    findings: diagnostics.map(({ rule }) => rule),
  };
}

const gated = (open: string, close: string) => `# A

${open}

Write it.

${close}

Between.
`;

test.each([
  ['fences', '```{exercise-start}\n:label: one\n```', '```{exercise-end}\n```'],
  ['colons', ':::{exercise-start}\n:label: one\n:::', ':::{exercise-end}\n:::'],
])('gates written as %s hold what stands between them, without a finding', (_, open, close) => {
  const { exercises, findings } = read(gated(open, close));
  expect(findings).toEqual([]);
  expect(exercises).toMatchObject([{ id: 'one', parts: ['prose'] }]);
  expect(exercises[0]?.text).toContain('Write it.');
  expect(exercises[0]?.text).not.toContain('Between.');
});

test('a gate that nothing ends is said once', () => {
  expect(read('# A\n\n```{exercise-start}\n:label: one\n```\n\nWrite it.\n').findings).toEqual(['container-unclosed']);
});

test('an exercise by its heading stands where its heading is', () => {
  const text =
    '# A\n\nText.\n\n### Exercise 2\n\nWrite it.\n\n<details><summary>Solution</summary>\n\n```python\n1\n```\n\n</details>\n';
  const { exercises, findings } = read(text);
  expect(findings).toEqual([]);
  expect(exercises).toMatchObject([{ id: 'exercise-2', parts: ['prose', 'solution'] }]);
  expect(exercises[0]?.text).toMatch(/^### Exercise 2\n[\s\S]*<\/details>$/);
});

test.each([
  ['Solution', 'solution'],
  ['<b>Solution 2</b>: with a loop', 'solution'],
  ['▶ Click here to see the answer', 'solution'],
  ['Show me a possible solution', 'solution'],
  ['Answers', 'solution'],
  ['Need a hint?', 'hint'],
  ['Click for a second hint', 'hint'],
  ['What is the answer to everything', 'callout'],
  ['Why this is no solution', 'callout'],
  ['Mixed solutions', 'callout'],
  ['More', 'callout'],
])('a summary that says %j folds away a %s', (summary, type) => {
  expect(constructOfSummary(summary).type).toBe(type);
});

test("the exercises of the extension of Cambridge's courses for Quarto hold their hints and answers", () => {
  const text =
    '# A\n\n### Sums {#sec-exr_sums}\n\n:::{.callout-exercise}\n\nAdd them.\n\n:::{.callout-hint}\nUse `sum`.\n:::\n\n' +
    '::: {.callout-answer collapse="true"}\n\nThere are six.\n\n:::\n:::\n';
  const { exercises, findings } = read(text);
  expect(exercises.map(({ id, parts }) => [id, parts])).toEqual([['exercise-1', ['prose', 'hint', 'solution']]]);
  expect(findings).toEqual([]);
});
