import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readFrontMatter } from '../../src/config/front-matter.ts';
import { defaultConfig, loadConfig } from '../../src/config/load-config.ts';
import { OperatorError } from '../../src/diagnostics/operator-error.ts';
import { kernelOfHeader } from '../../src/markdown/dialects/dialects.ts';
import { readLesson } from '../../src/markdown/read-lesson.ts';
import { cleanCourse } from '../../src/pipeline/build/clean.ts';
import { initCourse } from '../../src/pipeline/init.ts';
import { discoverLessons } from '../../src/select/discover.ts';

let course: string;
beforeEach(() => {
  course = mkdtempSync(join(tmpdir(), 'course-'));
});
afterEach(() => rmSync(course, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(course, path)), { recursive: true });
  writeFileSync(join(course, path), content);
}

const read = (path: string) => readFileSync(join(course, path), 'utf8');
const changes = (dir = course) => initCourse(dir, '1.2.3').files.map(({ path, change }) => `${change} ${path}`);

test('a new course has a configuration of defaults and one lesson', () => {
  const dir = join(course, 'new/course');
  expect(changes(dir)).toEqual([
    'created coursewright.yaml',
    'created source-md/first-lesson.md',
    'created .github/workflows/lessons.yml',
    'created .gitignore',
  ]);
  const loaded = loadConfig(dir);
  expect(loaded).toMatchObject({ config: defaultConfig, diagnostics: [] });
  expect(loaded.text).not.toContain('$schema');
  expect(discoverLessons(dir, loaded).lessons).toEqual([{ source: 'source-md/first-lesson.md' }]);
});

test('the first lesson is one that nothing is to be said about', () => {
  initCourse(course, '1.2.3');
  const source = 'source-md/first-lesson.md';
  const { lesson, diagnostics } = readLesson(read(source), {
    source,
    frontMatter: (yaml, offset) => readFrontMatter(yaml, source, offset, kernelOfHeader),
    languageOfKernel: () => 'python',
  });
  expect(diagnostics).toEqual([]);
  const [exercise, ...others] = lesson.blocks.filter((block) => block.type === 'exercise');
  expect(others).toEqual([]);
  const roles = exercise?.parts.map((part) => (part.type === 'code' ? part.role : part.type));
  expect(roles).toEqual(['prose', 'starter', 'hint', 'solution', 'test', 'test']);
});

test('the workflow runs the version that made it', () => {
  initCourse(course, '1.2.3');
  const { jobs, permissions } = parse(read('.github/workflows/lessons.yml'));
  const commands = jobs.check.steps.flatMap(({ run }: { run?: string }) => (run === undefined ? [] : [run]));
  expect(commands).toEqual([
    'npx --yes coursewright@1.2.3 setup',
    'npx --yes coursewright@1.2.3 check -r default -r github -r markdown="$GITHUB_STEP_SUMMARY" -r html=report.html',
  ]);
  expect(permissions).toEqual({ contents: 'read' });
  const actions = jobs.check.steps.flatMap(({ uses }: { uses?: string }) => (uses === undefined ? [] : [uses]));
  for (const action of actions) expect(action).toMatch(/^actions\/[\w-]+@[\da-f]{40}$/);
});

test.each([
  ['gitlab', ['coursewright.gitlab-ci.yml'], /^add `include: part\/coursewright\.gitlab-ci\.yml` .* `cd part`/],
  ['kubernetes', ['kubernetes/Dockerfile', 'kubernetes/shards.yml', 'kubernetes/merge.yml'], /IMAGE/],
  ['none', [], undefined],
  [
    'github',
    ['.github/workflows/lessons.yml'],
    /^GitHub runs workflows of the repository's root only: move .* `part` as/,
  ],
] as const)('--ci %s writes its own files, of this version, and says what is left to do', (ci, paths, note) => {
  mkdirSync(join(course, '.git'));
  const { files, notes } = initCourse(join(course, 'part'), '1.2.3', { ci });
  const made = files.map(({ path }) => path).slice(2, -1);
  expect(made).toEqual(paths);
  expect(notes).toEqual(note === undefined ? [] : [expect.stringMatching(note)]);
  const texts = made.map((path) => read(join('part', path)));
  expect(texts.join('')).not.toContain('VERSION');
  if (made.length > 0) expect(texts.join('')).toContain('coursewright@1.2.3');
});

test('the editor is told of the schema where the package is installed', () => {
  write('node_modules/coursewright/schemas/config.schema.json', '{}');
  initCourse(course, '1.2.3');
  expect(read('coursewright.yaml')).toMatch(/^# yaml-language-server: \$schema=\.\/node_modules\/\S+\.json\n/);
});

test('what exists stays as it is', () => {
  write('coursewright.yml', 'source: lessons\n');
  write('lessons/mine.md', '# Mine\n');
  write('.github/workflows/lessons.yml', 'mine\n');
  write('.gitignore', '/.coursewright\r\n*.log');
  expect(changes()).toEqual([
    'kept coursewright.yml',
    'kept lessons/mine.md',
    'kept .github/workflows/lessons.yml',
    'updated .gitignore',
  ]);
  expect(read('.gitignore')).toBe('/.coursewright\r\n*.log\r\n.ipynb_checkpoints/\r\n__pycache__/\r\n');
  expect([read('coursewright.yml'), read('lessons/mine.md'), read('.github/workflows/lessons.yml')]).toEqual([
    'source: lessons\n',
    '# Mine\n',
    'mine\n',
  ]);
  expect(existsSync(join(course, 'source-md'))).toBe(false);
});

test('a second time nothing changes', () => {
  initCourse(course, '1.2.3');
  const before = readdirSync(course, { recursive: true, encoding: 'utf8' }).sort();
  expect(changes().every((change) => change.startsWith('kept'))).toBe(true);
  expect(readdirSync(course, { recursive: true, encoding: 'utf8' }).sort()).toEqual(before);
});

test('a folder that cannot be is an operator error', () => {
  write('file', '');
  expect(() => initCourse(join(course, 'file'), '1.2.3')).toThrow(OperatorError);
});

test('clean removes the working folder and nothing else', () => {
  write('.coursewright/venv/bin/python', '');
  write('notebooks/a.ipynb', '{}');
  expect(cleanCourse(course)).toBe(true);
  expect(readdirSync(course)).toEqual(['notebooks']);
  expect(cleanCourse(course)).toBe(false);
});

const lesson = '# A\n\n```python\nimport numpy as np, pandas\n```\n';

test.each([
  [
    'a Carpentries lesson (config.yaml): 2 lessons in episodes',
    { 'config.yaml': 'episodes:\n- b.md\n- a.md\n' },
    'episodes',
    'carpentries',
    [],
  ],
  [
    'a Carpentries lesson of the old style (_config.yml): 2 lessons in _episodes',
    { '_config.yml': 'carpentry: swc\n' },
    '_episodes',
    'carpentries',
    [],
  ],
  [
    'a Jupyter Book (book/_toc.yml): 2 lessons in book',
    { 'book/_toc.yml': 'format: jb-book\nroot: b\nchapters:\n- file: a\n' },
    'book',
    'myst',
    ['b', 'a'],
  ],
  [
    'a MyST project (myst.yml): 2 lessons',
    { 'myst.yml': 'project:\n  toc:\n  - file: b.md\n  - title: More\n    children:\n    - file: a.md\n' },
    '.',
    'myst',
    ['b', 'a'],
  ],
  [
    'a MyST project (myst.yml): 2 lessons',
    {
      'myst.yml': 'version: 1\nextends:\n  - https://example.com/style.yml\n  - toc.yml\nproject: {}\n',
      'toc.yml': 'version: 1\nproject:\n  toc:\n  - file: b.md\n  - file: a.md\n',
    },
    '.',
    'myst',
    ['b', 'a'],
  ],
  [
    'a Quarto project (_quarto.yml): 2 lessons',
    { '_quarto.yml': 'book:\n  chapters:\n  - b.qmd\n  - part: More\n    chapters: [a.md]\n' },
    '.',
    'quarto',
    ['b', 'a'],
  ],
  [
    'a Quarto project (_quarto.yml): 2 lessons',
    {
      '_quarto.yml': 'metadata-files: [parts/_chapters.yml, _gone.yml]\nbook:\n  chapters:\n  - b.qmd\n',
      'parts/_chapters.yml': 'book:\n  chapters:\n  - part: More\n    chapters: [a.md]\n',
    },
    '.',
    'quarto',
    ['b', 'a'],
  ],
  [
    'a MkDocs site (mkdocs.yml): 2 lessons in pages',
    { 'mkdocs.yml': 'docs_dir: pages\nnav:\n- First: b.md\n- Then: a.md\nx: !!python/name:y\n' },
    'pages',
    'mkdocs',
    ['b', 'a'],
  ],
  [
    'a MkDocs site (zensical.toml): 2 lessons in pages',
    { 'zensical.toml': '[project]\ndocs_dir = "pages"\nnav = [{ First = "b.md" }, { Then = "a.md" }]\n' },
    'pages',
    'mkdocs',
    ['b', 'a'],
  ],
  [
    'a course in the format of Hugging Face (units/en/_toctree.yml): 2 lessons in units/en',
    {
      'units/de/_toctree.yml': '[]',
      'units/en/_toctree.yml': '- title: One\n  sections:\n  - local: b\n  - local: a\n',
    },
    'units/en',
    'huggingface',
    ['b', 'a'],
  ],
  ['a Sphinx project (docs/conf.py): 2 lessons in docs', { 'docs/conf.py': 'project = "x"\n' }, 'docs', 'myst', []],
  ['a folder of Markdown: 2 lessons in notes', { 'README.md': '# Not a lesson\n' }, 'notes', 'auto', []],
] as const)('%s is adopted: its lessons are found where they are', (found, files, source, dialect, order) => {
  for (const [path, text] of Object.entries(files)) write(path, text);
  const [first, second] = source.endsWith('en')
    ? ['a.mdx', 'b.mdx']
    : ['a.md', dialect === 'quarto' ? 'b.qmd' : 'b.md'];
  for (const name of [first, second]) write(join(source, name), lesson);
  expect(() => discoverLessons(course, loadConfig(course))).toThrow('there are no lessons in source-md');
  const result = initCourse(course, '1.2.3');
  expect(result.found[0]).toBe(found);
  expect(result.found.at(-1)).toBe('what the lessons import: numpy, pandas');
  expect(existsSync(join(course, 'source-md'))).toBe(false);
  const loaded = loadConfig(course);
  expect(loaded).toMatchObject({ config: { source, dialect, order }, diagnostics: [] });
  expect(loaded.config.python.requirements).toEqual(['numpy', 'pandas']);
  const sorted =
    dialect === 'carpentries' && source === 'episodes'
      ? [second, first]
      : order.length > 0
        ? [second, first]
        : [first, second];
  expect(discoverLessons(course, loaded).lessons).toEqual(sorted.map((name) => ({ source: join(source, name) })));
});

test.each([
  ['notebooks', { 'notebooks/b.md': lesson }],
  ['notebooks/part', { 'notebooks/part/b.md': lesson }],
  ['.', { 'notebooks/b.md': lesson, 'docs/c.md': lesson }],
  ['notebooks', { 'notebooks/_toc.yml': 'format: jb-book\nroot: a\n' }],
])('lessons that stand in notebooks/ are found there, and the notebooks go elsewhere (source %s)', (source, files) => {
  write(source === 'notebooks/part' ? 'notebooks/part/a.md' : 'notebooks/a.md', lesson);
  for (const [path, text] of Object.entries(files)) write(path, text);
  initCourse(course, '1.2.3');
  const loaded = loadConfig(course);
  expect(loaded).toMatchObject({ config: { source, output: 'lesson-notebooks' }, diagnostics: [] });
  expect(discoverLessons(course, loaded).lessons).toHaveLength(
    Object.keys(files)[0]?.endsWith('.yml') ? 1 : Object.keys(files).length + 1,
  );
});

test('what included files import is proposed', () => {
  write('_quarto.yml', 'project:\n  render: [a.qmd]\n');
  write('a.qmd', '# A\n\n{{< include parts/p.qmd >}}\n\n```{python}\nimport pandas as pd\n```\n');
  write('parts/p.qmd', '```{python}\nimport scipy\n```\n');
  expect(initCourse(course, '1.2.3').found.at(-1)).toBe('what the lessons import: pandas, scipy');
});

test('what pandas draws with is proposed', () => {
  write('notes/a.md', '# A\n\n```python\nimport pandas as pd\npd.Series([1]).plot()\n```\n');
  expect(initCourse(course, '1.2.3').found.at(-1)).toBe('what the lessons import: matplotlib, pandas');
});

test('packages whose modules have other names are proposed by the names that pip knows', () => {
  write('notes/a.md', '# A\n\n```python\nimport re2, regex, bson\nfrom scikit_posthocs import x\nimport stock\n```\n');
  expect(initCourse(course, '1.2.3').found.at(-1)).toBe(
    'what the lessons import: google-re2, pymongo, regex, scikit-posthocs',
  );
});

test('a course made of READMEs is adopted: the order names them, in folders of their own or alone', () => {
  write('README.md', '# About\n\n```python\nprint(1)\n```\n');
  write('CONTRIBUTING.md', lesson);
  expect(initCourse(course, '1.2.3').found[0]).toBe('a folder of Markdown: 1 lesson');
  expect(loadConfig(course).config.order).toEqual(['README']);
  rmSync(join(course, 'coursewright.yaml'));
  write('02/README.md', lesson);
  write('01/README.md', '# Intro\n\n[Next](../02/README.md)\n\n```python\n1\n```\n');
  write('02/more.md', '# More\n');
  expect(initCourse(course, '1.2.3').found[0]).toBe('a folder of Markdown: 3 lessons');
  const loaded = loadConfig(course);
  expect(loaded.config.order).toEqual(['01/README', '02/README', '02/more']);
  expect(discoverLessons(course, loaded).lessons.map(({ source }) => source)).toEqual([
    '01/README.md',
    '02/README.md',
    '02/more.md',
  ]);
});

test('a table of contents that names a README has it in its place', () => {
  write('mkdocs.yml', 'nav:\n- b.md\n- a/README.md\n');
  write('docs/a/README.md', lesson);
  write('docs/b.md', lesson);
  initCourse(course, '1.2.3');
  expect(loadConfig(course).config.order).toEqual(['b', 'a/README']);
});

test('what is for instructors only by its name is proposed: folders, patterns, lessons', () => {
  const proposed = (...names: string[]) => {
    for (const name of names) write(`lessons/${name}.md`, lesson);
    write('lessons/resolution.md', lesson);
    write('lessons/solving.md', lesson);
    initCourse(course, '1.2.3');
    const { instructors } = loadConfig(course).config;
    rmSync(join(course, 'coursewright.yaml'));
    rmSync(join(course, 'lessons'), { recursive: true });
    return instructors;
  };
  expect(proposed('ex1', 'soln1', 'soln2')).toEqual(['soln*']);
  expect(proposed('ex1', 'answers')).toEqual(['answers']);
  expect(proposed('1/ex', '1/ex-solution', '1/b-solution', '2/answers1')).toEqual(['1/*solution', '2/answers1']);
  expect(proposed('solutions/ex1', 'solutions/ex2', '3/corrigés/a')).toEqual(['3/corrigés/', 'solutions/']);
  expect(proposed('sql', 'sql_correction', 'Correction_sql', 'bias_correction')).toEqual([
    'Correction_sql',
    'sql_correction',
  ]);
  expect(proposed('ex1')).toEqual([]);
});

test('lessons that stand where the defaults look for them are described like those of any course', () => {
  write('source-md/loops.md', lesson);
  write('source-md/answers.md', lesson);
  expect(changes()[0]).toBe('created coursewright.yaml');
  const { source, instructors, python } = loadConfig(course).config;
  expect([source, instructors, python.requirements]).toEqual(['source-md', ['answers'], ['numpy', 'pandas']]);
  expect(existsSync(join(course, 'source-md/first-lesson.md'))).toBe(false);
});

test('where such lessons need nothing, the configuration shows what can be set', () => {
  write('source-md/loops.md', '# Loops\n\n```python\n1\n```\n');
  initCourse(course, '1.2.3');
  expect(read('coursewright.yaml')).toMatch(/^# The configuration of this course/);
});

test('a course that has notebooks of its own where ours would be gets another folder for these', () => {
  write('conf.py', '');
  write('a.md', '# A\n\n```python\n1\n```\n');
  write('notebooks/a.ipynb', '{}');
  changes();
  expect(loadConfig(course).config.output).toBe('lesson-notebooks');
});

test('of several projects beside each other it is the one with the most lessons', () => {
  for (const folder of ['cards', 'course', 'extra']) write(`${folder}/_quarto.yml`, 'project:\n  type: website\n');
  for (const path of ['cards/a.qmd', 'course/b.qmd', 'course/c.qmd', 'extra/d.qmd']) write(path, lesson);
  expect(initCourse(course, '1.2.3').found[0]).toBe('a Quarto project (course/_quarto.yml): 2 lessons in course');
});

test('a Quarto project may end in .yaml', () => {
  write('_quarto.yaml', 'book:\n  chapters: [b.qmd, a.qmd]\n');
  write('a.qmd', lesson);
  write('b.qmd', lesson);
  expect(initCourse(course, '1.2.3').found[0]).toBe('a Quarto project (_quarto.yaml): 2 lessons');
  expect(loadConfig(course).config).toMatchObject({ dialect: 'quarto', order: ['b', 'a'] });
});

test('a course for another tool that nothing is said of to us is named, with the command that adopts it', () => {
  write('myst.yml', 'version: 1\n');
  write('intro.md', lesson);
  const help = (error: unknown) => (error as OperatorError).help;
  const refused = () => {
    try {
      return discoverLessons(course, loadConfig(course));
    } catch (error) {
      return help(error);
    }
  };
  expect(refused()).toBe('this is a MyST project with 1 lesson: coursewright init makes the configuration for it');
  write('coursewright.yaml', 'output: out\n');
  expect(refused()).toBe('this is a MyST project with 1 lesson: write `source: .` in coursewright.yaml');
});

test.each([
  [
    'requirements.txt',
    '-r more.txt\nnumpy >= 2 ; python_version > "3.9" # fast\ngit+https://host/pandas\nsphinx==7\n',
    ['numpy >= 2 ; python_version > "3.9"', 'pandas'],
  ],
  [
    'environment.yml',
    'dependencies:\n- python=3.12\n- numpy=1.26=py312\n- conda-forge::pandas>=2\n- pip:\n  - jupyter-book\n',
    ['numpy==1.26.*', 'pandas>=2'],
  ],
  [
    'pyproject.toml',
    '[project]\ndependencies = ["numpy[extra]~=2.0"]\n[dependency-groups]\ndocs = ["pandas<3"]\n',
    ['numpy[extra]~=2.0', 'pandas<3'],
  ],
  ['pyproject.toml', 'not = [toml', ['numpy', 'pandas']],
])('versions of what lessons import are those of %s', (path, text, requirements) => {
  write('notes/a.md', lesson);
  write(path, text);
  initCourse(course, '1.2.3');
  expect(loadConfig(course).config.python.requirements).toEqual(requirements);
});

test('a magic that draws with a package of its own needs that', () => {
  write('notes/a.md', '# A\n\n```python\n%matplotlib widget\nimport numpy\n```\n');
  initCourse(course, '1.2.3');
  expect(loadConfig(course).config.python.requirements).toEqual(['ipympl', 'numpy']);
});

test('a folder of documents without code is no course, and one with lessons in source-md stays as it is', () => {
  write('docs/a.md', '# About\n\nimport of goods\n');
  expect(initCourse(course, '1.2.3').found).toEqual([]);
  expect(existsSync(join(course, 'source-md/first-lesson.md'))).toBe(true);
});

test('an editor’s settings name the schema of the configuration, and never overwrite what is there', () => {
  write('.vscode/extensions.json', '{}');
  const files = initCourse(course, '1.2.3', { editor: 'vscode' }).files.map(({ path, change }) => `${change} ${path}`);
  expect(files.slice(-2)).toEqual(['created .vscode/settings.json', 'kept .vscode/extensions.json']);
  const [schema = ''] = Object.keys(JSON.parse(read('.vscode/settings.json'))['yaml.schemas']);
  expect(existsSync(schema.replace('./node_modules/coursewright/', ''))).toBe(true);
  expect(read('.vscode/extensions.json')).toBe('{}');
});
