import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

const lesson =
  '---\nrequires: [aiohttp]\n---\n# A\n\n```console\n$ pip install numpy "pandas>=2"\n```\n\n```python\n1\n```\n';

test('what a lesson requires and what it tells to install is one cell, for Colab alone', () => {
  const colab = { github: 'org/repo', branch: 'main', badge: true };
  const [notebook] = compileLesson(lesson, 'source-md/a.md', { ...defaultConfig, colab }, noFiles).notebooks;
  expect(notebook?.notebook.cells.slice(0, 2).map(({ id }) => id)).toEqual(['colab-badge', 'colab-install']);
  expect(notebook?.notebook.cells[1]?.source).toBe(
    '#@title Set-up on Colab\nimport sys\n\nif "google.colab" in sys.modules:\n    %pip install --quiet aiohttp numpy "pandas>=2"',
  );
  const [plain] = compileLesson(lesson, 'source-md/a.md', defaultConfig, noFiles).notebooks;
  expect(plain?.notebook.cells[0]?.cell_type).toBe('markdown');
  expect(plain?.text).not.toContain('%pip');
});
