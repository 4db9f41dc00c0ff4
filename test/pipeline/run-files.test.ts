import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaultConfig } from '../../src/config/load-config.ts';
import { compileLesson } from '../../src/pipeline/compile-lesson.ts';
import { courseFiles } from '../../src/pipeline/course-files.ts';
import { runFiles } from '../../src/pipeline/run-files.ts';

function filesOf(code: string, files: Readonly<Record<string, string>>): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'cwfiles-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const text = `# A\n\n\`\`\`python\n${code}\n\`\`\`\n`;
  const { lesson } = compileLesson(text, 'lessons/a.md', defaultConfig, courseFiles(dir));
  return runFiles(dir, lesson).files.map(({ path }) => path);
}

test('files that code names are found beside the lesson', () => {
  expect(filesOf('open("data/x.csv")', { 'lessons/data/x.csv': '', 'lessons/y.csv': '' })).toEqual(['data/x.csv']);
});

test('a file in the place of a folder, or a name that is too long, is no file', () => {
  const long = `${'x'.repeat(190)}.csv`;
  expect(filesOf('open("data/x.csv")', { 'lessons/data': 'a file', 'y.csv': '' })).toEqual([]);
  expect(filesOf(`open("${long}/${long}")`, { 'y.csv': '' })).toEqual([]);
});
