import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { build } from '../../src/pipeline/build/build.ts';
import { findOrphans } from '../../src/pipeline/build/orphans.ts';
import { discoverLessons } from '../../src/select/discover.ts';
import { folder } from '../cli/run.ts';

const lesson = (file: string) => `# A\n\n\`\`\`python\nopen("${file}")\n\`\`\`\n`;
const copies = ['notebooks/t.csv', 'notebooks/solutions/t.csv'];

function course(files: Record<string, string> = {}) {
  const dir = folder({ 'source-md/a.md': lesson('t.csv'), 'source-md/t.csv': '1\n', ...files });
  const loaded = loadConfig(dir);
  const own = { dir, loaded, version: '0.0.0' };
  const at = (path: string) => join(dir, path);
  return {
    read: (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : undefined),
    write(path: string, text: string) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
    },
    remove: (path: string) => rmSync(at(path)),
    /** The rules of the findings, and of files beside notebooks what became of them. */
    async build(force = false) {
      const { lessons } = discoverLessons(dir, loaded);
      const found: string[] = [];
      for await (const event of build(own, lessons, { force })) {
        if (event.type === 'notebook-written' && !event.path.endsWith('.ipynb') && event.change !== 'unchanged') {
          found.push(`${event.change} ${event.path}`);
        }
        if (event.type === 'run-ended') {
          for (const { findings } of event.result.lessons) for (const { rule } of findings) found.push(rule);
        }
      }
      return found;
    },
    prune: () => findOrphans(own, { prune: true }),
  };
}

test('a copy is made, renewed when its file changes, and made again when it is gone', async () => {
  const { build, read, write, remove } = course();
  expect(await build()).toEqual(copies.map((path) => `created ${path}`));
  expect(await build()).toEqual([]);
  write('source-md/t.csv', '2\n');
  expect(await build()).toEqual(copies.map((path) => `updated ${path}`));
  expect(copies.map(read)).toEqual(['2\n', '2\n']);
  remove('notebooks/t.csv');
  expect(await build()).toEqual(['created notebooks/t.csv']);
});

test('what somebody else put there is never overwritten, and nothing of the lesson is written then', async () => {
  const { build, read } = course({ 'notebooks/t.csv': 'theirs\n' });
  for (const force of [false, true]) expect(await build(force)).toEqual(['notebook-file-taken']);
  expect(read('notebooks/t.csv')).toBe('theirs\n');
  expect(read('notebooks/a.ipynb')).toBeUndefined();
});

test('a copy that somebody changed is kept, until `force`', async () => {
  const { build, read, write } = course();
  await build();
  write('notebooks/t.csv', 'edited\n');
  write('source-md/a.md', `${lesson('t.csv')}\nMore.\n`);
  expect(await build()).toEqual(['notebook-file-taken']);
  expect(read('notebooks/t.csv')).toBe('edited\n');
  expect(await build(true)).toEqual(['updated notebooks/t.csv']);
});

test('a copy that no notebook needs any more goes; one that another needs, or somebody changed, stays', async () => {
  const { build, read, write } = course({ 'source-md/b.md': lesson('t.csv'), 'source-md/u.csv': '' });
  await build();
  write('source-md/a.md', lesson('u.csv'));
  expect(await build()).toEqual(['created notebooks/u.csv', 'created notebooks/solutions/u.csv']);
  expect(copies.map(read)).toEqual(['1\n', '1\n']);
  write('notebooks/solutions/t.csv', 'edited\n');
  write('source-md/b.md', '# B\n');
  expect(await build(true)).toEqual(['removed notebooks/t.csv']);
  expect(copies.map(read)).toEqual([undefined, 'edited\n']);
});

test('a file that is new in a folder which code names as a whole comes along', async () => {
  const { build, write } = course({
    'source-md/a.md': '# A\n\n```python\nimport os\nos.listdir("data")\n```\n',
    'source-md/data/x.csv': '',
  });
  await build();
  write('source-md/data/y.csv', '');
  expect(await build()).toEqual(['created notebooks/data/y.csv', 'created notebooks/solutions/data/y.csv']);
});

test('--prune takes the files of a notebook along whose lesson is gone', async () => {
  const { build, read, remove, prune } = course({ 'source-md/b.md': '# B\n' });
  await build();
  remove('source-md/a.md');
  await prune();
  expect([...copies, 'notebooks/a.ipynb'].map(read)).toEqual([undefined, undefined, undefined]);
});
