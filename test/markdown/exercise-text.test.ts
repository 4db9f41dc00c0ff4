import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

const said = (text: string) =>
  compileLesson(text, 'source-md/a.md', defaultConfig, noFiles).diagnostics.flatMap(({ rule, message }) =>
    rule === 'exercise-in-text' ? [message] : [],
  );

test('a list of choices answers a question; another list with boxes is what there is to do', () => {
  const boxes = '- [ ] Sep 2\n- [x] Sep 9\n';
  expect(said(`# A\n\nWhen does it begin?\n\n${boxes}`)).toEqual(['1 exercise is only text: a list of choices']);
  expect(said(`# A\n\nMeetings:\n\n${boxes}`)).toEqual([]);
});
