import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { updateLesson } from '../../src/confirm/update.ts';
import { codesIn } from '../../src/model/walk.ts';

test('only the changes that are accepted are made', () => {
  const text = '```python\nprint(1)\n```\n\n```output\n0\n```\n\n```python\nprint(2)\n```\n\n```output\n0\n```\n';
  const { lesson } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  const cells = codesIn(lesson.blocks).map((code, index) => ({
    code,
    executed: {
      status: 'ok' as const,
      outputs: [{ output_type: 'stream', name: 'stdout', text: `${index + 1}\n` }],
      durationMs: 1,
    },
  }));
  const updated = updateLesson(lesson, cells, { accept: ({ line }) => line > 5 });
  expect(updated.text).toBe(text.replace(/0(?=\n```\n$)/, '2'));
  expect(updated.changes.map(({ line, after }) => [line, after])).toEqual([[13, '2']]);
});
