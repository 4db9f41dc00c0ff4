import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { CodeAction, CodeLens, Diagnostic } from 'vscode-languageserver';
import { folder } from '../cli/run.ts';
import { openEditor } from '../lsp/client.ts';
import { leftOf, testEnvironment } from './engine.ts';

const path = 'source-md/lesson.md';
const configuration = `python: { environment: ${JSON.stringify(join(testEnvironment().python, '..', '..'))} }\n`;
const text = `# Lesson

\`\`\`python
print(1.0000001)
\`\`\`

\`\`\`output
1.0
\`\`\`

Between.

\`\`\`python
print("two")
\`\`\`

\`\`\`output
zwei
\`\`\`

:::exercise{#double}
### Double

\`\`\`python starter
def double(n):
    ...
\`\`\`

\`\`\`python solution
def double(n):
    return n * 2
\`\`\`

\`\`\`python test
assert double(2) == 4
\`\`\`
:::
`;

const rules = (all: readonly Diagnostic[]) => all.map(({ code, range }) => [code, range.start.line + 1]);

test('what a check found on save stays until its text changes, and is fixed by an update or a mode', async () => {
  const dir = folder({ 'coursewright.yaml': configuration, [path]: text });
  const editor = await openEditor(dir);
  const { open, save, shows, type, ask, apply, textOf, execute, uriOf, says } = editor;
  await open(path);
  expect(await shows(path)).toEqual([]);
  await save(path);
  const both = [
    ['output-mismatch', 8],
    ['output-mismatch', 18],
  ];
  expect(rules(await shows(path, (all) => all.length > 0))).toEqual(both);
  expect(JSON.parse(readFileSync(join(dir, 'notebooks/lesson.ipynb'), 'utf8')).nbformat).toBe(4);

  // Text between moves what is below it, and changes no verdict; a change of a cell takes its own away.
  type(path, text.replace('Between.', 'Between.\n\nAnd more.'));
  expect(rules(await shows(path))).toEqual([both[0], ['output-mismatch', 20]]);
  type(path, text.replace('print(1.0000001)', 'print(1.0)'));
  expect(rules(await shows(path))).toEqual([both[1]]);
  type(path, text);
  expect(rules(await shows(path))).toEqual([both[1]]);

  const actionsAt = async (line: number) => {
    const range = { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 0 } };
    return ask<CodeAction[]>('textDocument/codeAction', path, { range, context: { diagnostics: [] } });
  };
  const [update] = await actionsAt(18);
  await execute(update?.command?.command ?? '', update?.command?.arguments ?? []);
  expect(textOf(path)).toBe(text.replace('zwei', 'two'));

  writeFileSync(join(dir, path), textOf(path));
  await save(path);
  await shows(path, (all) => all.length > 0);
  const [mode] = await actionsAt(8);
  apply(mode?.edit ?? {});
  expect(textOf(path)).toContain('```output tolerance=1e-7\n1.0\n');
  writeFileSync(join(dir, path), textOf(path));
  await save(path);
  await shows(path, (all) => all.length === 0);

  const [lens] = await ask<CodeLens[]>('textDocument/codeLens', path);
  await execute(lens?.command?.command ?? '', lens?.command?.arguments ?? []);
  await says('exercise double is proven');
  expect(lens?.command?.arguments?.[0]).toBe(uriOf(path));
  expect(await editor.close()).toBe(0);
  expect(leftOf(editor.child.pid)).toEqual([]);
});

test('a test is added to an exercise without one, and nothing is run that is not saved, or where that is turned off', async () => {
  const untested = '# L\n\n:::exercise{#a}\n\n```python solution\na = 1\n```\n:::\n';
  const dir = folder({ 'coursewright.yaml': configuration, [path]: untested });
  const { open, save, shows, ask, apply, textOf, type, execute, uriOf, messages, child } = await openEditor(dir);
  await open(path);
  await save(path);
  const [found] = await shows(path, (all) => all.some(({ code }) => code === 'exercise-without-tests'));
  const actions = await ask<CodeAction[]>('textDocument/codeAction', path, {
    range: found?.range,
    context: { diagnostics: [] },
  });
  apply(actions.find(({ title }) => title === 'add a `test` fence')?.edit ?? {});
  expect(textOf(path)).toContain('a = 1\n```\n\n```python test\nassert False, "write what must hold"\n```\n:::\n');
  type(path, `${textOf(path)}\nMore.\n`);
  await execute('coursewright.check', [uriOf(path), 8, 'a']);
  expect(messages).toEqual(['save the lesson first: what is saved is what is run']);
  child.kill('SIGKILL');

  const off = await openEditor(dir, { checkOnSave: false });
  await off.open(path);
  await off.shows(path);
  await off.save(path);
  await sleep(1500);
  expect(await off.shows(path)).toEqual([]);
  expect(leftOf(off.child.pid)).toEqual([]);
});
