import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { coursewright, documentIn, folder } from '../cli/run.ts';
import { testPython } from '../python.ts';

const intro = `# Intro

\`\`\`python setup hidden
import helper
seed = 7
\`\`\`

![A dot](img/dot.png)

\`\`\`python
print(open("data/t.csv").read())
total = helper.double(21)
\`\`\`

\`\`\`output
x,y
1,2

\`\`\`

:::exercise{#triple}
### Exercise: triple

\`\`\`python starter
def triple(n): ...
\`\`\`

\`\`\`python solution
def triple(n):
    return 3 * n
\`\`\`

\`\`\`python test
assert triple(2) == 6
\`\`\`
:::
`;
const next = `---
continues: a-intro
setup: part/prepare
---
# Next

\`\`\`python
print(total + seed + prepared)
\`\`\`

\`\`\`output
50
\`\`\`
`;
/** What no string in it names as a whole. */
const listing = `# Listing

\`\`\`python
from pathlib import Path

folder = "da" + "ta"
\`\`\`

\`\`\`python
print(sorted(path.name for path in Path().iterdir() if path.suffix == ".py"))
print(open(folder + "/" + "t" + ".csv").readline())
\`\`\`

\`\`\`output
['deep.py', 'helper.py']
x,y
\`\`\`
`;
const above = `# Above

\`\`\`python
import os
import sys

sys.path.insert(0, "..")
import deep

print(deep.twice(1), open(os.path.join("..", "data", "t.csv")).readline())
\`\`\`

\`\`\`output
2 x,y
\`\`\`
`;
const files = {
  'coursewright.yaml': `python: { environment: ${join(testPython(), '../..')} }\n`,
  'source-md/a-intro.md': intro,
  'source-md/b-next.md': next,
  'source-md/c-listing.md': listing,
  'source-md/part/d-above.md': above,
  'source-md/part/prepare.md': '# Prepare\n\n```python\nprepared = 1\n```\n',
  'source-md/data/t.csv': 'x,y\n1,2\n',
  'source-md/helper.py': 'from deep import twice\n\ndef double(n): return twice(n)\n',
  'source-md/deep.py': 'def twice(n): return 2 * n\n',
  'source-md/img/dot.png': Buffer.from('89504e470d0a1a0a', 'hex'),
};

async function check(cwd: string, ...args: string[]) {
  const { stdout } = await coursewright(['check', '--json', ...args], { cwd });
  const document = documentIn(stdout);
  if (!('lessons' in document)) throw new Error(stdout);
  return document;
}

function notebooksIn(dir: string): string[] {
  const all = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  return all.filter((path) => path.endsWith('.ipynb')).sort();
}

test('a copy of the notebooks’ folder alone runs in plain nbconvert, and is checked there as it stands', async () => {
  const dir = folder(files);
  expect(await coursewright(['build', '--quiet'], { cwd: dir })).toMatchObject({ exitCode: 0, stdout: '' });
  const proven = await check(dir);
  expect(proven.lessons.flatMap(({ findings }) => findings)).toEqual([]);
  expect(proven).toMatchObject({ exitCode: 0, summary: { exercises: 1, exercisesProven: 1, outputsConfirmed: 4 } });

  const alone = folder({ 'coursewright.yaml': files['coursewright.yaml'] });
  cpSync(join(dir, 'notebooks'), alone, { recursive: true });
  const notebooks = notebooksIn(alone);
  expect(notebooks).toHaveLength(10);
  const args = ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--inplace'];
  // Of those without an exercise, the instructors' are the students' in another folder: one of them shows that.
  const others = ['a-intro.ipynb', 'part/d-above.ipynb'].map((path) => `solutions/${path}`);
  const executed = notebooks.filter((path) => !path.startsWith('solutions/') || others.includes(path));
  expect(executed).toHaveLength(7);
  await execa(testPython(), [...args, ...executed.map((path) => join(alone, path))], { stdio: 'ignore' });
  for (const path of executed) {
    const { cells } = JSON.parse(readFileSync(join(alone, path), 'utf8'));
    const raising = cells.filter(({ outputs = [] }: { outputs?: { output_type: string }[] }) =>
      outputs.some((output) => output.output_type === 'error'),
    );
    const ids = path === 'a-intro.ipynb' ? ['triple-test'] : [];
    expect(raising.map(({ id }: { id: string }) => id)).toEqual(ids);
  }

  cpSync(join(dir, 'notebooks'), alone, { recursive: true, force: true });
  const copies = await check(alone, ...notebooks);
  expect(copies).toMatchObject({ exitCode: 0 });
  rmSync(join(alone, 'data/t.csv'));
  const [broken] = (await check(alone, 'a-intro.ipynb')).lessons;
  expect(broken?.findings).toMatchObject([{ rule: 'cell-raised', severity: 'error', cell: 'intro-demo' }]);
});

test('a file that is gone is one error, at the line that reads it; one that was changed is drift', async () => {
  const dir = folder(files);
  await coursewright(['build', '--quiet'], { cwd: dir });
  writeFileSync(join(dir, 'source-md/data/t.csv'), 'x,y\n1,2\n\n');
  const changed = await check(dir, 'source-md/a-intro.md');
  const stale = changed.lessons[0]?.findings.filter(({ rule }) => rule === 'notebook-file-stale');
  expect(stale?.map(({ message }) => message)).toEqual([
    'notebooks/data/t.csv is not what source-md/data/t.csv is now',
    'notebooks/solutions/data/t.csv is not what source-md/data/t.csv is now',
  ]);
  rmSync(join(dir, 'source-md/data/t.csv'));
  const gone = await check(dir, 'source-md/a-intro.md');
  const errors = gone.lessons[0]?.findings.filter(({ severity }) => severity === 'error');
  expect(errors).toMatchObject([{ rule: 'cell-raised', line: 11 }]);
});

test('the runs of the students’ and the instructors’ notebook have their cells, byte for byte', async () => {
  const dir = folder({
    ...files,
    'coursewright.yaml': `${files['coursewright.yaml']}colab: { github: org/repo }\n`,
    'source-md/a-intro.md': `${intro}\n\`\`\`python title="show.py"\nimport inspect\n\nprint(inspect.currentframe().f_globals["In"][-1])\n\`\`\`\n`,
  });
  await coursewright(['build', '--quiet'], { cwd: dir });
  const cells = JSON.parse(readFileSync(join(dir, 'notebooks/a-intro.ipynb'), 'utf8')).cells;
  const shown = cells.find(({ id }: { id: string }) => id === 'triple-demo' || id === 'intro-demo-2');
  const { lessons } = await check(dir, 'source-md/a-intro.md');
  expect(lessons[0]?.cells.map(({ id }) => id)).toContain(shown.id);
  expect(shown.source.join('')).toContain('show.py');
});

test('code that runs before carries no solution to students, and what needs one is an error that names the exercise', async () => {
  const dir = folder({
    ...files,
    'source-md/b-next.md': '---\ncontinues: a-intro\n---\n# Next\n\n```python\nprint(triple(2))\n```\n',
  });
  await coursewright(['build', '--quiet'], { cwd: dir });
  expect(readFileSync(join(dir, 'notebooks/b-next.ipynb'), 'utf8')).not.toContain('3 * n');
  expect(readFileSync(join(dir, 'notebooks/solutions/b-next.ipynb'), 'utf8')).toContain('3 * n');
  const [lesson] = (await check(dir, 'source-md/b-next.md')).lessons;
  expect(lesson?.findings).toMatchObject([
    {
      rule: 'student-notebook-breaks',
      line: 7,
      message:
        "the cell raises NameError: name 'triple' is not defined in the student notebook: it needs `triple` of exercise `triple` of source-md/a-intro.md",
      related: [{ file: 'source-md/a-intro.md' }],
    },
  ]);
});
