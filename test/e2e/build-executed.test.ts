import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeCourse, type TestCourse } from './course.ts';
import { withEngine } from './engine.ts';

let course: TestCourse | undefined;
afterEach(() => course?.remove());

const lesson = `# Outputs

\`\`\`python
import sys, uuid, warnings
import matplotlib.pyplot as plt
import pandas as pd
print("out", flush=True); print("err", file=sys.stderr, flush=True); print(object())
\`\`\`

\`\`\`python
display({"application/json": {"x": 12345678901234567890}}, raw=True)
pd.DataFrame({"a": [1, 2]}).style.highlight_max()
\`\`\`

\`\`\`python
plt.plot([1, 2, 3])
plt.show()
\`\`\`

\`\`\`python raises=ValueError
raise ValueError(uuid)
\`\`\`

\`\`\`python
print(uuid.uuid4())
\`\`\`

\`\`\`output regex
[-0-9a-f]+
\`\`\`

\`\`\`python skip
print("never")
\`\`\`

\`\`\`output ignore
as the lesson says
\`\`\`

:::exercise{#total}
### Exercise: total

What does this print?

\`\`\`python
print(1 + 1)
\`\`\`

\`\`\`python starter
def total(numbers):
    raise NotImplementedError
\`\`\`

\`\`\`python solution
def total(numbers):
    return sum(numbers)
print("solved")
\`\`\`

\`\`\`python test
assert total([1, 2]) == 3
\`\`\`
:::

## Afterwards

\`\`\`python
try:
    print(total([1, 2]))
except NotImplementedError:
    print("not solved yet")
\`\`\`
`;

const settings = 'outputs: executed\n';

/** Outputs by cell id. */
function outputsIn(path: string): Record<string, { output_type: string; text?: string[]; data?: object }[]> {
  const { cells } = JSON.parse(readFileSync(join(course?.dir ?? '', path), 'utf8')) as {
    cells: { id: string; outputs?: { output_type: string }[] }[];
  };
  return Object.fromEntries(cells.flatMap(({ id, outputs }) => (outputs === undefined ? [] : [[id, outputs]])));
}

const bytes = () =>
  ['notebooks/lesson.ipynb', 'notebooks/solutions/lesson.ipynb'].map((path) =>
    readFileSync(join(course?.dir ?? '', path), 'utf8'),
  );

test('notebooks carry what their own run puts out, the same bytes each time, and check finds no drift', async () => {
  course = await makeCourse({ 'source-md/lesson.md': lesson, 'coursewright.yaml': settings });
  const made: string[][] = [];
  for (const fork of [true, false]) {
    await withEngine(
      async (engine) => {
        expect((await course?.build(engine))?.exitCode).toBe(0);
        made.push(bytes());
        const { exitCode, lessons } = (await course?.check(engine)) ?? { lessons: [] };
        expect({ exitCode, drift: lessons[0]?.notebooks.map(({ drift }) => drift) }).toEqual({
          exitCode: 0,
          drift: ['none', 'none'],
        });
      },
      { cache: false, fork },
    );
  }
  expect(made[1]).toEqual(made[0]);
  const student = outputsIn('notebooks/lesson.ipynb');
  const instructor = outputsIn('notebooks/solutions/lesson.ipynb');
  expect(student['outputs-demo']).toEqual([
    { output_type: 'stream', name: 'stdout', text: ['out\n', '<object object at <address>>\n'] },
    { output_type: 'stream', name: 'stderr', text: ['err\n'] },
  ]);
  expect(made[0]?.[0]).toContain('"x": 12345678901234567890\n');
  expect(Object.keys(student['outputs-demo-2']?.[1]?.data ?? {})).toEqual(['text/html', 'text/plain']);
  expect(Object.keys(student['outputs-demo-3']?.[0]?.data ?? {})).toEqual(['image/png', 'text/plain']);
  expect(student['outputs-demo-4']).toMatchObject([{ output_type: 'error', ename: 'ValueError' }]);
  expect(student['outputs-demo-5']).toMatchObject([{ text: ['[-0-9a-f]+\n'] }]);
  expect(student['outputs-demo-6']).toMatchObject([{ text: ['as the lesson says\n'] }]);
  // Students find out for themselves what an exercise prints.
  expect(student).toMatchObject({ 'total-demo': [], 'total-starter': [], 'total-test': [] });
  expect(instructor['total-demo']).toMatchObject([{ text: ['2\n'] }]);
  expect(instructor['total-solution']).toMatchObject([{ text: ['solved\n'] }]);
  expect(student['afterwards-demo']).toMatchObject([{ text: ['not solved yet\n'] }]);
  expect(instructor['afterwards-demo']).toMatchObject([{ text: ['3\n'] }]);
  for (const [id, outputs] of Object.entries(student)) {
    if (id.startsWith('outputs-')) expect(outputs, id).toEqual(instructor[id]);
  }
});

test('a lesson whose run goes wrong writes nothing, and says where', async () => {
  const text = '# A\n\n```python\nprint(1)\n```\n\n```python\nprnt(2)\n```\n';
  course = await makeCourse({ 'source-md/lesson.md': text, 'coursewright.yaml': settings });
  await withEngine(async (engine) => {
    const result = await course?.build(engine);
    expect(result?.exitCode).toBe(1);
    expect(result?.lessons[0]?.findings).toMatchObject([{ rule: 'cell-raised', line: 8 }]);
    expect(bytes).toThrow('ENOENT');
  });
});

test('check compares outputs where it knows them, and the rest always', async () => {
  const text = '# A\n\n```python\nprint(1)\n```\n\n```python\nprint(2)\n```\n';
  course = await makeCourse({ 'source-md/lesson.md': text, 'coursewright.yaml': settings });
  await withEngine(async (engine) => {
    const drift = async (...paths: string[]) =>
      (await course?.check(engine, ...paths))?.lessons[0]?.notebooks.map((one) => one.drift);
    await course?.build(engine);
    const line = join(course?.dir ?? '', 'source-md/lesson.md:4');
    expect(await drift(line)).toEqual(['not-checked', 'not-checked']);
    const [student = '', instructor = ''] = bytes();
    writeFileSync(join(course?.dir ?? '', 'notebooks/lesson.ipynb'), student.replace('"2\\n"', '"3\\n"'));
    // Whoever runs a notebook and saves it changes its outputs: nothing of anybody's is lost with them.
    expect(await drift()).toEqual(['stale', 'none']);
    // A notebook of other outputs that nobody edited: what an older version of the lesson's data printed.
    await course?.write('source-md/lesson.md', text.replace('print(2)', 'print(4)'));
    expect(await drift(line)).toEqual(['stale', 'stale']);
    writeFileSync(join(course?.dir ?? '', 'notebooks/lesson.ipynb'), student);
    await course?.build(engine);
    expect(bytes()[1]).not.toBe(instructor);
    expect(await drift()).toEqual(['none', 'none']);
  });
});
