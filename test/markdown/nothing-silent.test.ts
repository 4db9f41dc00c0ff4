import { expect, test } from 'vitest';
import { readFrontMatter } from '../../src/config/front-matter.ts';
import { languageOfKernel } from '../../src/languages/kernels.ts';
import { kernelOfHeader } from '../../src/markdown/dialects/dialects.ts';
import { readLesson } from '../../src/markdown/read-lesson.ts';
import { codesIn } from '../../src/model/walk.ts';
import { lineIndex } from '../../src/text/span.ts';

function read(text: string) {
  const { lesson, diagnostics } = readLesson(text, {
    source: 'a.md',
    frontMatter: (yaml, offset) => readFrontMatter(yaml, 'a.md', offset, kernelOfHeader),
    languageOfKernel: (kernel) => languageOfKernel(kernel ?? 'python3'),
  });
  const point = (offset: number) => lineIndex(text).point(offset);
  const found = diagnostics.map(({ rule, severity, span }) => {
    const { line, column } = point(span.start);
    return `${line}:${column} ${severity} ${rule}`;
  });
  return { lesson, diagnostics, found };
}

test.each([
  ['indented', ' ---\ntitle: A\n ---\n', '1:2'],
  ['no TOML', '+++\ntitle = A\n+++\n', '1:1'],
  ['TOML without an end', '+++\ntitle = "A"\n\n# A\n', '1:1'],
])('front matter that is %s is an error', (_, text, at) => {
  expect(read(text).found).toEqual([`${at} error front-matter-unread`]);
});

test.each([
  ['a blank after the closing dashes', '---\ntitle: A\n--- \n\n# B\n'],
  ['a tab after the closing dashes', '---\ntitle: A\n---\t\n\n# B\n'],
  ['blanks after both', '---  \ntitle: A\n---  \n\n# B\n'],
])('front matter with %s is read', (_, text) => {
  const { lesson, found } = read(text);
  expect({ title: lesson.meta.title, found }).toEqual({ title: 'A', found: [] });
});

test.each([
  ['a rule and a heading', '---\n\n# A\n'],
  ['a rule and a remark', '---\nNote: this is text.\n\nMore.\n'],
  ['a list of terms', 'title: A\n---\n'],
])('%s is no front matter', (_, text) => expect(read(text).found).toEqual([]));

test.each(['pyton', 'phyton', 'Pyhton', 'pythn', 'ipyton', 'python3.11'])('%s is a slip', (name) => {
  const { found, diagnostics } = read(`# A\n\n\`\`\`${name}\nprint(1)\n\`\`\`\n\n\`\`\`output\n2\n\`\`\`\n`);
  expect(found).toEqual(['3:4 warning fence-language-unknown', '7:1 info output-without-cell']);
  expect(diagnostics[0]?.help).toMatch(/^did you mean `i?python3?`\?$/);
});

test.each(['cython', 'jython', 'python2', 'python2.7', 'text', 'yaml', 'json', 'toml', 'bash', ''])(
  'a fence in "%s" is no slip',
  (name) => expect(read(`# A\n\n\`\`\`${name}\nx\n\`\`\`\n`).found).toEqual([]),
);

test('so is one with text between, but not below a cell', () => {
  const below = (language: string) =>
    read(`# A\n\n\`\`\`${language}\nx\n\`\`\`\n\nIt shows both:\n\n\`\`\`output\n2\n\`\`\`\n`).found;
  expect(below('bash')).toEqual(['9:1 info output-without-cell']);
  expect(below('python')).toEqual(['9:1 warning output-without-cell']);
});

test('what students are to make the code print is no slip', () => {
  const exercise = (text: string) => read(`# A\n\n:::exercise{#a}\n${text}\n\n\`\`\`output\n2\n\`\`\`\n:::\n`).found;
  expect(exercise('```python\nx\n```\n\nWhat do you add to get:')).toEqual(['10:1 info output-without-cell']);
});

test('outputs of code that is only shown are counted once a lesson', () => {
  const shown = '```bash\nls\n```\n\n```output\na\n```\n\n';
  const { found, diagnostics } = read(`# A\n\n${shown}${shown}`);
  expect(found).toEqual(['7:1 info output-without-cell']);
  expect(diagnostics[0]?.message).toBe(
    '2 outputs belong to code that is only shown, or to an answer without a cell: nothing confirms them',
  );
});

test.each(['output', 'error', 'stderr'])('an %s fence below code that is only shown is said', (stream) => {
  expect(read(`# A\n\n\`\`\`sql\nx\n\`\`\`\n\n\`\`\`${stream}\n2\n\`\`\`\n`).found).toEqual([
    '7:1 info output-without-cell',
  ]);
});

test.each([
  ['a remark', '# A\n\n<!-- hint: ask for units -->\n\nText\n'],
  ['a container that ends after HTML', '# A\n\n:::note\n<div>x</div>\n:::\n\n```python\n1\n```\n'],
  ['one that begins after HTML', '# A\n\n<div>x</div>\n:::note\nText\n:::\n'],
])('%s is read as it is meant', (_, text) => expect(read(text).found).toEqual([]));

test('what follows a container that ends after HTML is a cell', () => {
  const { lesson } = read('# A\n\n:::note\n<div>\nx\n</div>\n:::\n```python\n1\n\n2\n```\n');
  expect(codesIn(lesson.blocks).map(({ source }) => source.text)).toEqual(['1\n\n2']);
});
