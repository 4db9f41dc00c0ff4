import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { coursewright, folder } from './run.ts';

test('threads make the bytes that one makes', async () => {
  const lesson = (number: number) =>
    `# Lesson ${number}\n\n:::exercise{#e${number}}\n\`\`\`python solution\nx = ${number}\n\`\`\`\n:::\n`;
  const lessons = Object.fromEntries(
    Array.from({ length: 20 }, (_, number) => [`source-md/${number}.md`, lesson(number)]),
  );
  const [one, two] = await Promise.all(
    ['1', '2'].map(async (jobs) => {
      const dir = folder(lessons);
      const { exitCode, stderr } = await coursewright(['build', '--quiet', '--jobs', jobs], { cwd: dir });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const paths = readdirSync(join(dir, 'notebooks'), { recursive: true, encoding: 'utf8' });
      const notebooks = paths.filter((path) => path.endsWith('.ipynb')).sort();
      return notebooks.map((path) => [path, readFileSync(join(dir, 'notebooks', path), 'utf8')]);
    }),
  );
  expect(one).toHaveLength(40);
  expect(two).toEqual(one);
});
