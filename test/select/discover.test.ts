import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../src/config/load-config.ts';
import { OperatorError } from '../../src/diagnostics/operator-error.ts';
import { discoverSelected } from '../../src/select/discover.ts';
import { lessonsBelow } from '../../src/select/lesson-files.ts';
import { outputPathOf } from '../../src/select/output-path.ts';

let course: string;
beforeEach(() => {
  course = mkdtempSync(join(tmpdir(), 'course-'));
});
afterEach(() => rmSync(course, { recursive: true }));

function write(...paths: string[]): void {
  for (const path of paths) {
    const file = join(course, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '# Title\n\ntext\n');
  }
}

function discover(paths: string[] = [], config = '', cwd = '.') {
  return discoverSelected(course, { file: 'coursewright.yaml', ...readConfig(config, 'c') }, paths, join(course, cwd));
}

const sources = async (...args: Parameters<typeof discover>) =>
  (await discover(...args)).lessons.map(({ source, line }) => (line === undefined ? source : `${source}:${line}`));

async function failure(...args: Parameters<typeof discover>): Promise<string> {
  try {
    await discover(...args);
  } catch (error) {
    if (error instanceof OperatorError) return `${error.message} | ${error.help}`;
    throw error;
  }
  throw new Error('nothing failed');
}

test('lessons come in code-point order of their paths', async () => {
  write(...['b', 'a', 'B', 'a/b', 'a-b', '10', '9', '\u{1F600}', '\uFB01', 'é'].map((name) => `source-md/${name}.md`));
  expect(await sources()).toEqual(
    ['10', '9', 'B', 'a-b', 'a', 'a/b', 'b', 'é', '\uFB01', '\u{1F600}'].map((name) => `source-md/${name}.md`),
  );
});

test('what is no lesson is left out, unless it is named', async () => {
  write('source-md/a.md', 'source-md/b.MD', 'source-md/c.qmd', 'source-md/d.Rmd', 'source-md/e.markdown');
  write(
    'source-md/README.md',
    'source-md/x/License.md',
    'source-md/_draft.md',
    'source-md/_x/a.md',
    'source-md/.x/a.md',
  );
  write('source-md/node_modules/a.md', 'source-md/data.csv', 'source-md/venv/lib/site-packages/p/a.md');
  expect(await sources()).toEqual(['a.md', 'b.MD', 'c.qmd', 'd.Rmd', 'e.markdown'].map((name) => `source-md/${name}`));
  expect(await sources(['source-md/README.md', 'source-md/_draft.md'])).toEqual([
    'source-md/README.md',
    'source-md/_draft.md',
  ]);
});

test('`order` comes first, and may name what a folder leaves out', async () => {
  write('source-md/a.md', 'source-md/b.md', 'source-md/part/c.md', 'source-md/_d.md');
  expect(await sources([], 'order: [part/c, _d, b.md]')).toEqual(
    ['part/c', '_d', 'b', 'a'].map((name) => `source-md/${name}.md`),
  );
  expect(await sources(['source-md/a.md', 'source-md/part'], 'order: [part/c]')).toEqual([
    'source-md/part/c.md',
    'source-md/a.md',
  ]);
});

test('`order` with a lesson that is not there is a finding in the configuration', async () => {
  write('source-md/intro.md', 'source-md/part/loops.md');
  const text = 'order: [intor, loops, zzz, oop]\n';
  const { diagnostics } = await discover([], text);
  expect(diagnostics.map(({ message, help, span }) => [text.slice(span.start, span.end), message, help])).toEqual([
    ['intor', 'unexpected lesson `intor` in `order`, did you mean `intro`?', undefined],
    ['loops', 'unexpected lesson `loops` in `order`, did you mean `part/loops`?', undefined],
    ['zzz', 'unexpected lesson `zzz` in `order`', 'there is no source-md/zzz.md'],
    ['oop', 'unexpected lesson `oop` in `order`, did you mean `part/loops`?', undefined],
  ]);
});

test("a Carpentries course's own order holds", async () => {
  write('episodes/a.md', 'episodes/b.md', 'episodes/c.md');
  writeFileSync(join(course, 'config.yaml'), 'carpentry: swc\nepisodes:\n- c.md\n- b.md\n');
  const inOrder = ['episodes/c.md', 'episodes/b.md'];
  expect(await sources(['episodes'])).toEqual([...inOrder, 'episodes/a.md']);
  expect(await sources([], 'source: episodes')).toEqual(inOrder);
});

test('paths are lessons, folders and globs, from where the user stands', async () => {
  write('source-md/a.md', 'source-md/part/b.md', 'source-md/part/c.md', 'other/d.md', 'notebooks/a.ipynb');
  expect(await sources(['part'], '', 'source-md')).toEqual(['source-md/part/b.md', 'source-md/part/c.md']);
  expect(await sources(['../other/d.md', './a.md'], '', 'source-md')).toEqual(['other/d.md', 'source-md/a.md']);
  expect(await sources(['source-md/**/[bc].md'])).toEqual(['source-md/part/b.md', 'source-md/part/c.md']);
  expect(await sources(['*/p*'])).toEqual(['source-md/part/b.md', 'source-md/part/c.md']);
  expect(await sources(['{other,source-md}/*.md'])).toEqual(['other/d.md', 'source-md/a.md']);
  expect(await sources([join(course, 'source-md/a.md'), 'source-md', 'source-md/a.md'])).toHaveLength(3);
  expect(await discover(['notebooks/*.ipynb', 'source-md/a.md'])).toMatchObject({
    lessons: [{ source: 'source-md/a.md' }],
    notebooks: ['notebooks/a.ipynb'],
  });
});

test('a file is taken by its name even where that looks like a glob or a line', async () => {
  write('source-md/les[1].md', 'source-md/les1.md', 'source-md/a.md:2');
  write('source-md/b (1).md', 'source-md/{x}.md');
  expect(await sources(['source-md/les[1].md'])).toEqual(['source-md/les[1].md']);
  expect(await sources(['source-md/b (1).md', 'source-md/{x}.md'])).toEqual(['source-md/b (1).md', 'source-md/{x}.md']);
  expect(await failure(['source-md/a.md:2'])).toContain('selects nothing');
});

test('lesson.md:LINE selects a line, the whole lesson covers its lines', async () => {
  write('source-md/a.md', 'source-md/b.md');
  expect(await sources(['source-md/a.md:3', 'source-md/a.md:1:7', 'source-md/a.md:3'])).toEqual([
    'source-md/a.md:1',
    'source-md/a.md:3',
  ]);
  expect(await sources(['source-md/a.md:3', 'source-md'])).toEqual(['source-md/a.md', 'source-md/b.md']);
});

test.each([
  [
    'source-md/intr.md',
    'source-md/intr.md selects nothing: there is no such lesson or folder | did you mean source-md/intro.md?',
  ],
  ['intro', 'intro selects nothing: there is no such lesson or folder | did you mean source-md/intro.md?'],
  ['int', 'int selects nothing: there is no such lesson or folder | did you mean source-md/intro.md?'],
  [
    'src-md/intro.md:2',
    'src-md/intro.md:2 selects nothing: there is no such lesson or folder | did you mean source-md/intro.md?',
  ],
  ['zzzzzz', 'zzzzzz selects nothing: there is no such lesson or folder | undefined'],
  ['source-md/*.txt', 'source-md/*.txt selects nothing: there is no such lesson | undefined'],
  [
    'source-md/data.csv',
    'source-md/data.csv selects nothing: a lesson is a Markdown file whose name ends in .md | undefined',
  ],
  [
    'notebooks',
    'notebooks selects nothing: no lesson (*.md) is in that folder | notebooks are named one by one or as a glob, such as notebooks/*.ipynb',
  ],
  ['source-md/intro.md:0', 'source-md/intro.md:0 selects nothing: the lesson has lines 1 to 3 | undefined'],
  ['source-md/intro.md:4', 'source-md/intro.md:4 selects nothing: the lesson has lines 1 to 3 | undefined'],
])('%s selects nothing', async (path, message) => {
  write('source-md/intro.md', 'source-md/data.csv', 'notebooks/a.ipynb');
  expect(await failure([path])).toBe(message);
  expect(await failure(['source-md/intro.md', path])).toBe(message);
});

test('a course without lessons is an operator error', async () => {
  expect(await failure()).toMatch(/^there are no lessons in source-md \| coursewright init/);
  write('lessons/README.md');
  expect(await failure([], 'source: lessons')).toMatch(/^there are no lessons in lessons \|/);
});

test('files about a program, in capitals, are no lessons', async () => {
  for (const name of ['NEWS', 'CHANGES', 'news', 'history']) write(`source-md/${name}.md`);
  expect(lessonsBelow(course, 'source-md').sort()).toEqual(['source-md/history.md', 'source-md/news.md']);
});

test('the lessons of a folder are those that globs would find', async () => {
  const glob = () =>
    globSync('**/*.{md,markdown,mdx,qmd,rmd}', {
      cwd: join(course, 'source-md'),
      ignore: ['**/_*', '**/node_modules/**', '**/site-packages/**', ...hostFiles.map((name) => `**/${name}.md`)],
      caseSensitiveMatch: false,
      expandDirectories: false,
    });
  const hostFiles = ['readme', 'license', 'licence', 'contributing', 'code_of_conduct', 'code-of-conduct', 'changelog'];
  const names = ['a', 'b.c', '_d', '.e', 'f_', 'README', 'Licence', 'code-of-conduct', 'contributing', 'node_modules'];
  const folders = ['', 'sub/', '_sub/', '.sub/', 'sub_/x.md/', 'node_modules/', 'Site-Packages/x/'];
  const endings = ['.md', '.MD', '.markdown', '.qmd', '.Rmd', '.rmd', '.mdx', '.mdx.js', '.md.txt', ''];
  for (const folder of folders) {
    for (const [index, name] of names.entries()) {
      write(`source-md/${folder}${name}${endings[(index + folder.length) % endings.length]}x`);
      for (const ending of endings)
        if (!`${name}${ending}`.match(/^node_modules$/)) write(`source-md/${folder}${name}${ending}`);
    }
  }
  write('elsewhere/linked.md', 'elsewhere/_not.md');
  symlinkSync('../elsewhere', join(course, 'source-md/link'));
  symlinkSync('../elsewhere/linked.md', join(course, 'source-md/other.md'));
  symlinkSync('nowhere.md', join(course, 'source-md/dangling.md'));
  const found = glob().map((path) => `source-md/${path}`);
  expect(found).toContain('source-md/link/linked.md');
  expect(found.length).toBeGreaterThan(100);
  expect((await sources()).sort()).toEqual(found.sort());
});

test('links in a circle end', async () => {
  write('source-md/a.md');
  symlinkSync('..', join(course, 'source-md/loop'));
  expect(await sources()).toContain('source-md/a.md');
});

test.each([
  ['source-md/a/b.md', '', 'notebooks/a/b.ipynb', 'notebooks/solutions/a/b.ipynb'],
  ['source-md/a.b.qmd', '', 'notebooks/a.b.ipynb', 'notebooks/solutions/a.b.ipynb'],
  ['extra/b.md', '', 'notebooks/extra/b.ipynb', 'notebooks/solutions/extra/b.ipynb'],
  ['..extra/b.md', '', 'notebooks/..extra/b.ipynb', 'notebooks/solutions/..extra/b.ipynb'],
  ['source-md2/b.md', '', 'notebooks/source-md2/b.ipynb', 'notebooks/solutions/source-md2/b.ipynb'],
  ['../there/b.md', '', 'notebooks/b.ipynb', 'notebooks/solutions/b.ipynb'],
  ['a/b.md', 'source: .\noutput: ./out/', 'out/a/b.ipynb', 'out/solutions/a/b.ipynb'],
  ['../there/a/b.md', 'source: ../there', 'notebooks/a/b.ipynb', 'notebooks/solutions/a/b.ipynb'],
  ['source-md/b.md', 'output: .', 'b.ipynb', 'solutions/b.ipynb'],
])('%s (%j) goes to %s', (source, text, student, instructor) => {
  const { config } = readConfig(text, 'c');
  expect(outputPathOf(source, config, 'student')).toBe(student);
  expect(outputPathOf(source, config, 'instructor')).toBe(instructor);
});

test('two lessons that make one notebook are a finding', async () => {
  write('source-md/a.md', 'source-md/a.qmd', 'source-md/b.md', 'source-md/solutions/b.md');
  expect((await discover()).diagnostics.map(({ rule, file, message }) => [rule, file, message])).toEqual([
    [
      'notebook-path-taken',
      'source-md/a.qmd',
      'unexpected second lesson for notebooks/a.ipynb, expected one lesson a notebook',
    ],
    [
      'notebook-path-taken',
      'source-md/solutions/b.md',
      'unexpected second lesson for notebooks/solutions/b.ipynb, expected one lesson a notebook',
    ],
  ]);
  expect((await discover([], 'variants: [student]')).diagnostics.map(({ file }) => file)).toEqual(['source-md/a.qmd']);
  expect((await discover()).withoutNotebook).toEqual(['source-md/a.qmd', 'source-md/solutions/b.md']);
});

test('names that are one on a disk that ignores case are a finding on every system', async () => {
  write('source-md/A.md', 'source-md/a.md', 'source-md/Part/x.md', 'source-md/part/X.markdown');
  write('source-md/caf\u00e9.md', 'source-md/cafe\u0301.md');
  const { diagnostics } = await discover();
  expect(diagnostics.map(({ rule, file, message }) => [rule, file, message])).toEqual([
    [
      'notebook-path-taken',
      'source-md/a.md',
      'unexpected second lesson for notebooks/a.ipynb (source-md/A.md has the same name on a disk that ignores case), expected one lesson a notebook',
    ],
    ['notebook-path-taken', 'source-md/caf\u00e9.md', expect.stringContaining('source-md/cafe\u0301.md')],
    ['notebook-path-taken', 'source-md/part/X.markdown', expect.stringContaining('source-md/Part/x.md')],
  ]);
  expect((await discover(['source-md/a.md'])).withoutNotebook).toEqual(['source-md/a.md']);
});

test('a lesson whose notebook belongs to one that was not named makes none either', async () => {
  write('source-md/a.md', 'source-md/a.qmd');
  expect((await discover(['source-md/a.qmd'])).withoutNotebook).toEqual(['source-md/a.qmd']);
  expect((await discover(['source-md/a.md'])).withoutNotebook).toEqual([]);
});

test('copies of files beside the notebooks are no lessons where these are in the folder of the lessons', async () => {
  write('a.md', 'notebooks/a/b.md', 'notebooks2/c.md');
  expect(await sources([], 'source: .')).toEqual(['a.md', 'notebooks2/c.md']);
  write('docs/a.md', 'docs/out/x.md');
  expect(await sources([], 'source: docs\noutput: docs/out')).toEqual(['docs/a.md']);
  // Notebooks beside their lessons.
  expect(await sources([], 'source: docs\noutput: docs')).toEqual(['docs/a.md', 'docs/out/x.md']);
});

/** Lessons of a project that has such a file. */
async function pages(file: string, settings: string, ...paths: string[]) {
  write(...paths);
  writeFileSync(join(course, file), settings);
  return await sources([], 'source: .\n');
}

test('the pages of a project of Quarto are those that it renders, and none of its output', async () => {
  const paths = ['a.qmd', 'b/c.md', 'b/d/e.qmd', 'b/no_render/f.qmd', 'site/a.md', 'slides/s.qmd'];
  expect(await pages('_quarto.yml', 'project:\n  output-dir: site\n', ...paths)).toEqual(
    paths.filter((path) => !path.startsWith('site/')),
  );
  // https://quarto.org/docs/projects/quarto-projects.html#render-targets: a pattern holds in all folders, a folder is all in it.
  const render = (list: string) => pages('_quarto.yml', `project:\n  output-dir: site\n  render:\n${list}`, ...paths);
  expect(await render('    - a.qmd\n    - b/*\n    - "!b/no_render"\n')).toEqual(['a.qmd', 'b/c.md', 'b/d/e.qmd']);
  expect(await render('    - "*.qmd"\n')).toEqual(['a.qmd', 'b/d/e.qmd', 'b/no_render/f.qmd', 'slides/s.qmd']);
  expect(await render('    - /*.qmd\n    - b/d/\n')).toEqual(['a.qmd', 'b/d/e.qmd']);
  expect(await render('    - "!slides/"\n    - "**"\n')).toEqual(['a.qmd', 'b/c.md', 'b/d/e.qmd', 'b/no_render/f.qmd']);
});

test('the episodes of the Workbench are those that it lists; the others are drafts', async () => {
  const episodes = async (settings: string) => {
    write('episodes/a.md', 'episodes/b.md', 'episodes/files/notes.md');
    writeFileSync(join(course, 'config.yaml'), settings);
    return await sources([], 'source: episodes\n');
  };
  expect(await episodes('carpentry: swc\nepisodes:\n- b.md\n')).toEqual(['episodes/b.md']);
  const all = ['episodes/a.md', 'episodes/b.md', 'episodes/files/notes.md'];
  expect(await episodes('carpentry: swc\nepisodes:\n')).toEqual(all);
  expect(await episodes('title: A\n')).toEqual(all);
});

test('what Jupyter Book and Sphinx exclude is no lesson', async () => {
  const paths = ['a.md', 'b/c.md', 'b/shown/d.md', 'drafts/e/f.md'];
  const yaml = 'exclude_patterns: ["**/shown/*", drafts, "*.bcp.md"]\n';
  expect(await pages('_config.yml', yaml, ...paths)).toEqual(['a.md', 'b/c.md']);
  rmSync(join(course, '_config.yml'));
  const python = 'extensions = []\nexclude_patterns = [\n    "b/*",  # not "a.md"\n    \'drafts/\',\n]\n';
  expect(await pages('conf.py', python)).toEqual(['a.md']);
  expect(await pages('conf.py', 'exclude_patterns = other\n')).toEqual(paths);
});

test('the chapters of a book of bookdown are the files that it names, else those beside its settings', async () => {
  const paths = ['01.Rmd', '02.Rmd', 'index.Rmd', 'more/03.Rmd', 'notes.md'];
  const named = 'rmd_files:\n  - index.Rmd\n  - 02.Rmd\n';
  expect(await pages('_bookdown.yml', 'output_dir: docs\n', ...paths)).toEqual([
    '01.Rmd',
    '02.Rmd',
    'index.Rmd',
    'notes.md',
  ]);
  expect(await pages('_bookdown.yml', named)).toEqual(['02.Rmd', 'index.Rmd', 'notes.md']);
  expect(await pages('_bookdown.yml', `${named}rmd_subdir: [more]\n`)).toEqual([
    '02.Rmd',
    'index.Rmd',
    'more/03.Rmd',
    'notes.md',
  ]);
  expect(await pages('_bookdown.yml', 'rmd_subdir: true\n')).toEqual(paths);
});
