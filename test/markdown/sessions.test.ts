import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

const said = (text: string) =>
  compileLesson(text, 'source-md/a.md', defaultConfig, noFiles).diagnostics.flatMap(({ rule, message, span }) =>
    rule === 'session-in-text' ? [`${text.slice(0, span.start).split('\n').length} ${message}`] : [],
  );

test('sessions of Python that are only text are counted, once a lesson', () => {
  const session = '>>> 1 + 2\n3';
  const text = `# A\n\n\`\`\`ruby\n${session}\n\`\`\`\n\nText.\n\n\`\`\`\n\n${session}\n\`\`\`\n\n- Item\n\n  ~~~ruby\n  ${session.replace('\n', '\n  ')}\n  ~~~\n`;
  expect(said(text)).toEqual(['3 3 sessions of Python are only text: `ruby`, no language']);
  expect(said(`# A\n\nText.\n\n    >>> 1\n    1\n`)).toEqual(['5 1 session of Python is only text: no language']);
});

test.each([
  '```python\n>>> 1\n1\n```',
  '```pycon\n>>> 1\n1\n```',
  '- Item\n\n  ```text\n  >>> 1\n  1\n  ```',
  '```text\n>>> 1\n1\n```',
  '```console\n$ python\n>>> 1\n1\n```',
  '```\n>>>> a quote\n```',
  'Write `>>> 1`.',
])('others are none: %j', (text) => expect(said(`# A\n\n${text}\n`)).toEqual([]));

test('a remark among commands of a shell is no session, several prompts are one', () => {
  expect(said('# A\n\n```sh\n>>> make sure you are on the login node!\nsalloc --nodes=1\n```\n')).toEqual([]);
  expect(said('# A\n\n```bash\n>>> ncores = 8\nexit\n```\n\n```bash\n>>> x = 1\n>>> x\n1\n```\n')).toEqual([
    '8 1 session of Python is only text: `bash`',
  ]);
});

test('a session that its author says is only shown is none', () => {
  expect(said('# A\n\n```python display\n>>> 1\n1\n```\n')).toEqual([]);
  expect(said('# A\n\n```python .noeval\n>>> 1\n1\n```\n')).toEqual([]);
});

test.each([
  ['a.md', '```{code-cell} ipython3\nx = 1\n```', '{code-cell}'],
  ['a.md', '```{python}\nx = 1\n```', '{python}'],
])('where plain fences are no cells, the help names what is: %s, %s', (file, cell, name) => {
  const text = `# A\n\n${cell}\n\n\`\`\`python\n>>> 1\n1\n\`\`\`\n`;
  const [only] = compileLesson(text, file, defaultConfig, noFiles).diagnostics;
  expect(only).toMatchObject({ rule: 'session-in-text', message: '1 session of Python is only text: `python`' });
  expect(only?.help).toContain(`in cells (\`${name}\`), without prompts`);
});
