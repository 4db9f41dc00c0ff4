import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readFrontMatter } from '../../src/config/front-matter.ts';
import { defaultConfig, loadConfig } from '../../src/config/load-config.ts';
import { OperatorError } from '../../src/diagnostics/operator-error.ts';
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
    frontMatter: (yaml, offset) => readFrontMatter(yaml, source, offset),
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
  const { jobs } = parse(read('.github/workflows/lessons.yml'));
  const commands = jobs.check.steps.flatMap(({ run }: { run?: string }) => (run === undefined ? [] : [run]));
  expect(commands).toEqual([
    'npx --yes coursewright@1.2.3 setup',
    'npx --yes coursewright@1.2.3 check --reporter default --reporter github',
  ]);
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

test('in a folder of a repository it says where the workflow must go', () => {
  write('.git/HEAD', '');
  expect(initCourse(course, '1.2.3').notes).toEqual([]);
  expect(initCourse(join(course, 'a/b'), '1.2.3').notes).toEqual([expect.stringContaining('../../.github/workflows')]);
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
