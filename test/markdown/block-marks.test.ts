import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

test('they end a paragraph in whose midst they stand', () => {
  const text =
    '```{code-cell}\n1\n```\n\nOne\n+++\ntwo\n% a comment\nthree\n(label)=\n## Head\n\n(b)=\nfour\n\n+++\n\nfive\n';
  const { notebooks } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  expect(notebooks[0]?.notebook.cells.slice(1).map((cell) => cell.source)).toEqual([
    'One\n\ntwo\n\nthree',
    '## Head\n\n<a id="b"></a>\n\nfour\n\nfive',
  ]);
});

// Other lessons may lead to what has a label.
const place = '<a id="label"></a>\n\n';

test.each([
  ['(label)=\nText.', `${place}Text.`],
  ['+++\nText.', 'Text.'],
  ['+++ {"a": 1}\n(label)=\nText.', `${place}Text.`],
  ['(label)=\n\nText.', `${place}Text.`],
])('marks of MyST show nothing, also where they touch a paragraph: %j', (marked, shown) => {
  const text = `\`\`\`{code-cell}\n1\n\`\`\`\n\n${marked}\n`;
  const { notebooks } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  expect(notebooks[0]?.notebook.cells.at(-1)?.source).toBe(shown);
});

test.each(['$$\na =\n%\nb\n$$', '\\begin{align}\na\n% note\n\\end{align}'])(
  'a line of a formula is none of them: %j',
  (formula) => {
    const text = `\`\`\`{code-cell}\n1\n\`\`\`\n\n(label)=\n${formula}\n`;
    const { notebooks } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
    expect(notebooks[0]?.notebook.cells.at(-1)?.source).toBe(place + formula);
  },
);
