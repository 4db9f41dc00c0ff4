import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import { coursewright } from './run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const files = (path: string) => readdirSync(join(folder, path), { recursive: true }).map(String).sort();
const cell = (type: 'code' | 'markdown', source: string) => ({
  cell_type: type,
  id: `c${source.length}`,
  metadata: {},
  source,
  ...(type === 'code' ? { outputs: [], execution_count: null } : {}),
});
const notebook = (...cells: readonly object[]) =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });

async function imported(...args: readonly string[]): Promise<{ exitCode: number | undefined; result: RunResult }> {
  const { exitCode, stdout } = await coursewright(['import', ...args, '--json'], { cwd: folder });
  return { exitCode, result: JSON.parse(stdout) };
}

const rules = (result: RunResult) =>
  result.lessons.flatMap(({ source, findings }) => findings.map(({ rule }) => `${source} ${rule}`));

test('a folder of notebooks becomes lessons that link to each other, with the files that they show and read', async () => {
  write(
    'old/intro.ipynb',
    notebook(cell('markdown', '# Intro\n\n[next](part/more%20loops.ipynb#Loops) ![a](img/a.svg)')),
  );
  write('old/part/more loops.ipynb', notebook(cell('code', 'open("data.csv").read()'), cell('markdown', '# Loops')));
  write('old/img/a.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  write('old/part/data.csv', 'a,b\n1,2\n');
  write('old/helper.py', 'x = 1\n');
  write('old/notes.txt', 'Notes.\n');
  write('old/script.py', '# %%\ny = 2\n');
  write('old/part/.ipynb_checkpoints/more loops-checkpoint.ipynb', notebook());
  const { exitCode, result } = await imported('old');
  expect(rules(result)).toEqual([]);
  expect(exitCode).toBe(0);
  expect(files('source-md')).toEqual([
    'img',
    'img/a.svg',
    'intro.md',
    'part',
    'part/data.csv',
    'part/more loops.md',
    'script.md',
  ]);
  expect(read('source-md/intro.md')).toBe('# Intro\n\n[next](part/more%20loops.md#Loops) ![a](img/a.svg)\n');
  expect((await coursewright(['build'], { cwd: folder })).exitCode).toBe(0);
});

test('nothing is overwritten: a lesson that is there, two originals of one name, another file of that name', async () => {
  write('source-md/intro.qmd', 'mine');
  write('source-md/a.csv', 'mine');
  write('one/intro.ipynb', notebook(cell('markdown', 'new')));
  write('one/other.ipynb', notebook(cell('code', 'open("a.csv")')));
  write('one/a.csv', 'new');
  write('two/other.ipynb', notebook(cell('markdown', 'new')));
  const { exitCode, result } = await imported('one', 'two');
  expect(exitCode).toBe(1);
  expect(rules(result)).toEqual([
    'source-md/intro.md import-taken',
    'source-md/other.md import-left-out',
    'source-md/other.md import-taken',
  ]);
  expect(result.lessons.map(({ status }) => status)).toEqual(['failed', 'passed', 'failed']);
  expect(read('source-md/intro.qmd')).toBe('mine');
  expect(read('source-md/a.csv')).toBe('mine');
  expect(files('source-md')).toEqual(['a.csv', 'intro.qmd', 'other.md']);
});

test('what cannot be read is said for each file, and the others are imported', async () => {
  write('good.ipynb', notebook(cell('markdown', '# Good')));
  write('broken.ipynb', '{"cells": [');
  write('old.ipynb', '{"nbformat": 3, "worksheets": []}');
  write('empty.html', '<html><body><nav>Home</nav></body></html>');
  write('picture.png', new Uint8Array([1, 2]));
  const { exitCode, result } = await imported('good.ipynb', 'broken.ipynb', 'old.ipynb', 'empty.html', 'picture.png');
  expect(exitCode).toBe(1);
  expect(result.lessons.map(({ status }) => status)).toEqual(['passed', 'failed', 'failed', 'failed', 'failed']);
  expect(files('source-md')).toEqual(['good.md']);
  const said = result.lessons.flatMap(({ findings }) => findings.map(({ message }) => message));
  expect(said).toEqual([
    'broken.ipynb is no notebook',
    'old.ipynb is a notebook of format 3, and only those of format 4 can be imported',
    'empty.html has no text in its main part',
    'picture.png is of no kind that can be imported',
  ]);
});

test('a path that selects nothing is exit 2, and --to names another folder', async () => {
  expect((await coursewright(['import', 'nothing.ipynb'], { cwd: folder })).exitCode).toBe(2);
  write('a.ipynb', notebook(cell('markdown', '# A')));
  const { exitCode, stdout } = await coursewright(['import', 'a.ipynb', '--to', 'drafts/new'], { cwd: folder });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('created  drafts/new/a.md');
  expect(read('drafts/new/a.md')).toBe('# A\n');
});

test('links of a page lead to where it came from, to its own headings, and to pages that are imported with it', async () => {
  const page = (name: string, body: string) =>
    `<html><head><link rel="canonical" href="https://example.org/course/${name}.html"></head><body><main>${body}</main></body></html>`;
  const text = 'Words of a paragraph that is long enough to be what the page says.';
  write(
    'a.html',
    page(
      'a',
      `<h1>A</h1><p>${text} <a href="#s2">down</a> <a href="b.html#deep">there</a> <a href="../other.html#x">away</a></p><section id="s2"><h2>Second part</h2><p>${text}</p></section>`,
    ),
  );
  write('b.html', page('b', `<h1>B</h1><p>${text}</p><h2 id="deep">Deep &amp; wide</h2><p>${text}</p>`));
  const { result } = await imported('a.html', 'b.html');
  expect(rules(result)).toEqual([]);
  expect(read('source-md/a.md')).toContain(
    '[down](#second-part) [there](b.md#deep--wide) [away](https://example.org/other.html#x)',
  );
});
