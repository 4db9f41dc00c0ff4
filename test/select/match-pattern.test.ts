import { expect, test } from 'vitest';
import { readCourseLesson } from '../../src/compile/read-course-lesson.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { matchPattern } from '../../src/select/match-pattern.ts';

const text = '---\ntags: [basics, loops]\n---\n# For\n\n:::exercise{#sum}\n### Sum\n:::\n';
const match = (pattern: RegExp) =>
  matchPattern(
    { source: 'source-md/a.md' },
    pattern,
    () => readCourseLesson(text, 'source-md/a.md', defaultConfig).lesson,
  );

test.each([
  [/source-md\/a/, 'its path'],
  [/^For$/, 'its title "For"'],
  [/^loops$/, 'its tag `loops`'],
  [/^sum$/, 'exercise sum'],
])('%s matches by %s', (pattern, by) => expect(match(pattern).map((one) => one.by)).toEqual([by]));

test('a part of a tag is enough, as of a title; nothing else is', () => {
  expect(match(/basic/)).toEqual([{ source: 'source-md/a.md', by: 'its tag `basics`' }]);
  expect(match(/advanced/)).toEqual([]);
});
