import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import { coursewright, folder } from './run.ts';

describe('what counts in a lesson', () => {
  const lesson = (name: string) => `# ${name}\n\nSee {ref}\`${name}\`.\n\n## Exercises\n\n1. Add 1 and 2.\n2. Add 3.\n`;
  const notesOf = async (names: readonly string[], settings = '', args: readonly string[] = []) => {
    const files = Object.fromEntries(names.map((name) => [`source-md/${name}.md`, lesson(name)]));
    const cwd = folder({ ...files, 'coursewright.yaml': `kernel: python3\n${settings}` });
    const { stdout } = await coursewright(['build', '--json', ...args], { cwd });
    const { lessons } = JSON.parse(stdout) as RunResult;
    return lessons.flatMap(({ findings }) =>
      findings.map(({ rule, file, message, related = [] }) => [rule, file, message, ...related.map((one) => one.file)]),
    );
  };

  test('is said once of a course where many lessons have it', async () => {
    expect(await notesOf(['a', 'b', 'c', 'd', 'e'])).toEqual([
      [
        'construct-shown-as-text',
        'source-md/a.md',
        'shown as text: 1 role (`{ref}`); and the like in 4 more lessons',
        'source-md/e.md',
      ],
      [
        'exercise-in-text',
        'source-md/a.md',
        '2 exercises are only text: `Exercises`; and the like in 4 more lessons',
        'source-md/e.md',
      ],
    ]);
  });

  test('is said of each where few have it, and where the course makes a warning of it', async () => {
    expect(await notesOf(['a', 'b', 'c'])).toHaveLength(6);
    expect(await notesOf(['a', 'b', 'c', 'd'], 'rules: { exercise-in-text: warning }\n')).toHaveLength(5);
  });

  test('exercises in the text of what only instructors read are none', async () => {
    const notes = await notesOf(['a', 'b'], 'instructors: [b]\n');
    expect(notes.map(([rule, file]) => `${rule} ${file}`)).toEqual([
      'construct-shown-as-text source-md/a.md',
      'exercise-in-text source-md/a.md',
      'construct-shown-as-text source-md/b.md',
    ]);
  });
});
