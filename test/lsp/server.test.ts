import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { folder } from '../cli/run.ts';
import { marked, openEditor } from './client.ts';

const course = (files: Readonly<Record<string, string>>) => folder({ 'coursewright.yaml': '{}\n', ...files });
const lesson = 'source-md/lesson.md';

const slips: readonly (readonly [what: string, text: string, rule: string, fixed: string])[] = [
  ['a misspelt role', '```python setpu\nx = 1\n```\n', 'fence-flag-unknown', '```python setup\nx = 1\n```\n'],
  [
    'a misspelt match mode',
    '```python\n1\n```\n\n```output elipsis\n1\n```\n',
    'fence-flag-unknown',
    '```python\n1\n```\n\n```output ellipsis\n1\n```\n',
  ],
  [
    'a misspelt option of an output',
    '```python\n1\n```\n\n```output tolerence=1e-3\n1\n```\n',
    'fence-flag-unknown',
    '```python\n1\n```\n\n```output tolerance=1e-3\n1\n```\n',
  ],
  [
    'a misspelt language',
    '```pyhton\nx = 1\n```\n\n```python\n2\n```\n',
    'fence-language-unknown',
    '```python\nx = 1\n```\n\n```python\n2\n```\n',
  ],
  ['a misspelt container', ':::exersise{#a}\nDo it.\n:::\n', 'container-unknown', ':::exercise{#a}\nDo it.\n:::\n'],
  ['a container that nobody closes', ':::note\nText.\n', 'container-unclosed', ':::note\nText.\n:::\n'],
  ['a fence that nobody closes', 'Text.\n\n```python\nx = 1\n', 'fence-unclosed', 'Text.\n\n```python\nx = 1\n```\n'],
  [
    'a fence that nobody closes before a container ends',
    ':::note\n\n```python\nx = 1\n:::\n',
    'fence-unclosed',
    ':::note\n\n```python\nx = 1\n```\n:::\n',
  ],
];

test('what is typed is judged at once, and each slip has a fix', async () => {
  const { open, type, shows, ask, textOf, apply, uriOf } = await openEditor(course({ [lesson]: '# Lesson\n' }));
  await open(lesson);
  expect(await shows(lesson)).toEqual([]);
  for (const [what, text, rule, fixed] of slips) {
    type(lesson, `# Lesson\n\n${text}`);
    const found = (await shows(lesson)).find(({ code }) => code === rule);
    expect(found, what).toBeDefined();
    const actions = await ask<CodeAction[]>('textDocument/codeAction', lesson, {
      range: found?.range,
      context: { diagnostics: [] },
    });
    const [action] = actions.filter(({ diagnostics }) => diagnostics?.[0]?.code === rule);
    expect(Object.keys(action?.edit?.changes ?? {}), what).toEqual([uriOf(lesson)]);
    apply(action?.edit ?? {});
    expect(textOf(lesson), what).toBe(`# Lesson\n\n${fixed}`);
    type(lesson, textOf(lesson));
    expect(
      (await shows(lesson)).filter(({ code }) => code === rule),
      what,
    ).toEqual([]);
  }
});

test('a file that is no lesson, and a configuration with an error', async () => {
  const dir = folder({
    'coursewright.yaml': 'sources: x\n',
    [lesson]: '# L\n',
    'README.md': '```python setpu\n1\n```\n',
  });
  const { open, shows } = await openEditor(dir);
  await open('README.md');
  expect((await shows('coursewright.yaml')).map(({ code, range }) => [code, range.start.line])).toEqual([
    ['unknown-key', 0],
  ]);
  expect(await shows('README.md')).toEqual([]);
});

test('keys of the front matter and of the configuration have fixes, too', async () => {
  const dir = folder({
    'coursewright.yaml': 'sources: x\nrules: { output-mismach: off }\n',
    [lesson]: '---\ntitel: L\n---\n',
  });
  const { open, shows, ask, apply, textOf } = await openEditor(dir);
  const fixed = async (path: string, line: number) => {
    const range = { start: { line, character: 0 }, end: { line, character: 30 } };
    const [action] = await ask<CodeAction[]>('textDocument/codeAction', path, { range, context: { diagnostics: [] } });
    apply(action?.edit ?? {});
  };
  const config = 'coursewright.yaml';
  await open(config);
  await shows(config, (all) => all.length > 0);
  await fixed(config, 0);
  await fixed(config, 1);
  expect(textOf(config)).toBe('source: x\nrules: { output-mismatch: off }\n');

  const other = course({ [lesson]: '# L\n' });
  const editor = await openEditor(other);
  await editor.open(lesson);
  editor.type(lesson, '---\ntitel: L\n---\n\n# L\n');
  const [found] = await editor.shows(lesson);
  const [action] = await editor.ask<CodeAction[]>('textDocument/codeAction', lesson, {
    range: found?.range,
    context: { diagnostics: [] },
  });
  editor.apply(action?.edit ?? {});
  expect(editor.textOf(lesson)).toBe('---\ntitle: L\n---\n\n# L\n');
});

const words: readonly (readonly [where: string, text: string, among: readonly string[], not: string])[] = [
  ['the language of a fence', '```¦\n```\n', ['output', 'python'], 'solution'],
  ['after the language of a cell', '```python ¦\n```\n', ['setup', 'solution', 'network', 'hidden'], 'ellipsis'],
  ['after that of an output', '```output ¦\n```\n', ['ellipsis', 'tolerance=1e-6'], 'solution'],
  ['a container', ':::¦\n', ['exercise', 'hint', 'note'], 'setup'],
  ['front matter', '---\n¦\n---\n', ['title', 'continues', 'requires'], 'exercise'],
  ['the lesson before', '---\ncontinues: ¦\n---\n', ['other', 'lesson'], 'title'],
  ['a link', '[see](¦)\n', ['other.md', 'data.csv'], 'exercise'],
  ['a part of another lesson', '[see](other.md#¦)\n', ['a-heading', 'mean'], 'sum'],
];
const other = '# Other\n\n## A heading\n\n## The mean {#mean}\n\n:::exercise{#sum}\nDo it.\n:::\n';

test('words, keys, files and ids are completed from the records that the compiler reads', async () => {
  const dir = course({ [lesson]: '# L\n', 'source-md/other.md': other, 'source-md/data.csv': '1\n' });
  const { open, type, shows, ask } = await openEditor(dir);
  await open(lesson);
  for (const [where, written, among, not] of words) {
    const { text, position } = marked(written);
    type(lesson, text);
    await shows(lesson);
    const labels = (await ask<CompletionItem[]>('textDocument/completion', lesson, { position })).map(
      ({ label }) => label,
    );
    expect(labels, where).toEqual(expect.arrayContaining([...among]));
    expect(labels, where).not.toContain(not);
  }
  const { text, position } = marked('# L\n\nPlain text¦\n');
  type(lesson, text);
  expect(await ask('textDocument/completion', lesson, { position })).toEqual([]);
});

test('a word says what it means, and a rule what explain says', async () => {
  const dir = course({ [lesson]: '# L\n' });
  const { open, type, ask } = await openEditor(dir);
  await open(lesson);
  const hovered = async (written: string) => {
    const { text, position } = marked(written);
    type(lesson, text);
    const hover = await ask<Hover | null>('textDocument/hover', lesson, { position });
    return hover === null ? null : (hover.contents as { value: string }).value;
  };
  expect(await hovered('```python star¦ter\n```\n')).toContain('students begin');
  expect(await hovered('```output ellip¦sis\n```\n')).toContain('stands for any text');
  expect(await hovered(':::exer¦cise\n:::\n')).toContain('an exercise');
  expect(await hovered('output-mis¦match\n')).toContain('output-mismatch  error');
  expect(await hovered('Just te¦xt.\n')).toBeNull();
});

test('ids and headings are found and renamed in all lessons that link to them', async () => {
  const links = '# L\n\nSee [one](other.md#mean), [two](other.md#a-heading), and [here](#l).\n';
  const third = '# Third\n\n[the mean][m]\n\n[m]: other.md#mean\n';
  const dir = course({ [lesson]: links, 'source-md/other.md': other, 'source-md/third.md': third });
  const { open, ask, uriOf, apply, textOf } = await openEditor(dir);
  await open(lesson);
  await open('source-md/other.md');
  const toMean = { position: { line: 2, character: links.split('\n')[2]?.indexOf('mean') } };
  expect(await ask<Location>('textDocument/definition', lesson, toMean)).toMatchObject({
    uri: uriOf('source-md/other.md'),
    range: { start: { line: 4 } },
  });
  apply(await ask<WorkspaceEdit>('textDocument/rename', lesson, { ...toMean, newName: 'average' }));
  expect(textOf(lesson)).toContain('[one](other.md#average)');
  expect(textOf('source-md/other.md')).toContain('## The mean {#average}');
  expect(textOf('source-md/third.md')).toContain('[m]: other.md#average');

  const heading = { position: { line: 2, character: 5 } };
  const edit = await ask<WorkspaceEdit>('textDocument/rename', 'source-md/other.md', {
    ...heading,
    newName: 'New words',
  });
  apply(edit);
  expect(textOf('source-md/other.md')).toContain('## New words\n');
  expect(textOf(lesson)).toContain('[two](other.md#new-words)');
});

test('an exercise gets another id where its solution and cross-references name it', async () => {
  const text =
    '# L\n\n```{exercise} Add up\n:label: sum-up\nDo it.\n```\n\n```{solution} sum-up\nSo.\n```\n\nSee {ref}`sum-up`.\n';
  const { open, ask, apply, textOf } = await openEditor(course({ [lesson]: text }));
  await open(lesson);
  const position = { line: 3, character: 10 };
  apply(await ask<WorkspaceEdit>('textDocument/rename', lesson, { position, newName: 'add up' }));
  expect(textOf(lesson)).toBe(text.replaceAll('sum-up', 'add-up'));
});

test('the outline, what can be folded, and what checks an exercise', async () => {
  const text = readFileSync('templates/first-lesson.md', 'utf8');
  const { open, shows, ask, uriOf, close } = await openEditor(course({ [lesson]: text }));
  await open(lesson);
  await shows(lesson);
  const [top] = await ask<DocumentSymbol[]>('textDocument/documentSymbol', lesson);
  const titles = text.split('\n').filter((line) => /^# /.test(line));
  expect(top?.name).toBe(titles[0]?.slice(2));
  expect(JSON.stringify(top)).toContain('"detail":"exercise"');
  const folds = await ask<FoldingRange[]>('textDocument/foldingRange', lesson);
  const lines = text.split('\n');
  const exercise = lines.findIndex((line) => /^:{3,}\s*\{?exercise/.test(line));
  expect(folds.some(({ startLine }) => startLine === exercise)).toBe(true);
  const lenses = await ask<CodeLens[]>('textDocument/codeLens', lesson);
  expect(lenses.map(({ command }) => command?.title)).toEqual(['check this exercise']);
  expect(lenses[0]?.range.start.line).toBe(exercise);
  expect(lenses[0]?.command?.arguments?.[0]).toBe(uriOf(lesson));
  expect(await close()).toBe(0);
});

test('a server whose editor is gone ends', async () => {
  const dir = course({ [lesson]: '# L\n' });
  const { open, shows, child } = await openEditor(dir);
  await open(lesson);
  await shows(lesson);
  child.stdin.end();
  expect((await child).exitCode).not.toBeUndefined();
  expect(readFileSync(join(dir, lesson), 'utf8')).toBe('# L\n');
});
