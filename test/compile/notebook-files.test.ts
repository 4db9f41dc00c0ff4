import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { courseFiles } from '../../src/pipeline/course-files.ts';

function compiled(text: string, files: Readonly<Record<string, string>>, lesson = 'source-md/a.md') {
  const dir = mkdtempSync(join(tmpdir(), 'cwfiles-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [path, content] of Object.entries({ ...files, [lesson]: text })) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return { dir, compile: () => compileLesson(text, lesson, defaultConfig, courseFiles(dir, defaultConfig.output)) };
}

/** The files that a lesson of one cell reads. */
function filesOf(code: string, files: Readonly<Record<string, string>>, fence = 'python'): readonly string[] {
  const { reads } = compiled(`# A\n\n\`\`\`${fence}\n${code}\n\`\`\`\n`, files).compile();
  return reads.student.map(({ path }) => path);
}

const course = {
  'source-md/data/x.csv': '1',
  'source-md/data/deep/y.csv': '2',
  'source-md/my table.csv': '3',
  'source-md/größe.csv': '4',
  'source-md/helper.py': 'import other\nTABLE = open("named.txt").read()\n',
  'source-md/other.py': '',
  'source-md/named.txt': '',
  'source-md/pack/__init__.py': '',
  'source-md/pack/part.py': '',
  'source-md/space/mod.py': '',
  'source-md/unused.csv': '5',
  'top/t.csv': '6',
  'shared.py': '',
};

const all = [
  ...['data/deep/y.csv', 'data/x.csv', 'größe.csv', 'helper.py', 'my table.csv', 'named.txt', 'other.py'],
  ...['pack/__init__.py', 'pack/part.py', 'space/mod.py', 'unused.csv'],
];

describe('code that lists the folder it runs in has all that stands there', () => {
  test.each([
    'import os\nos.listdir()',
    'import os\nos.walk(".")',
    'import os\nfolder = os.getcwd()\nprint(os.listdir(folder))',
    'from pathlib import Path\nPath(".").glob("**/*")',
    'from pathlib import Path\nhere = Path.cwd()\nlist(here.iterdir())',
    'from glob import glob\nglob("*")',
    '!ls',
    '!ls -l | head -3',
    'names = !ls',
    '%ls',
    '%%bash\nfind . -name "*.csv"',
    '%%bash\nwc *',
  ])('%s', (code) => expect(filesOf(code, course)).toEqual(all));

  test.each([
    '!ls data/deep',
    'import os\nos.listdir("data/deep")',
    'from pathlib import Path\nPath("data/deep").iterdir()',
    '%%bash\nls data/deep/y.csv',
  ])('and what lists another one has that: %s', (code) => expect(filesOf(code, course)).toEqual(['data/deep/y.csv']));

  test('but for lessons, notebooks, answers, and what only a solution names', () => {
    const text =
      '# A\n\n```python\nimport os\nos.listdir()\n```\n\n:::exercise{#e}\n```python solution\nopen("key.csv")\n```\n:::\n';
    const { reads } = compiled(text, {
      'source-md/b.md': '# B\n',
      'source-md/c.ipynb': '{}',
      'source-md/part/d.md': '# D\n',
      'source-md/part/d.csv': '',
      'source-md/data/README.md': '',
      'source-md/data/x.csv': '',
      'source-md/_draft.csv': '',
      'source-md/solutions.py': '',
      'source-md/key.csv': '',
    }).compile();
    expect(reads.student.map(({ path }) => path)).toEqual(['data/README.md', 'data/x.csv']);
    expect(reads.instructor.map(({ path }) => path)).toEqual(['data/README.md', 'data/x.csv', 'key.csv']);
  });

  test('up to a limit, which is a warning where it is listed', () => {
    const text = '# A\n\n```python\nimport os\nos.listdir()\nopen("small.csv")\n```\n';
    const { dir, compile } = compiled(text, { 'source-md/big.bin': '', 'source-md/small.csv': '' });
    truncateSync(join(dir, 'source-md/big.bin'), 100_000_001);
    const { reads, diagnostics } = compile();
    expect(reads.student.map(({ path }) => path)).toEqual(['small.csv']);
    const span = { start: text.indexOf('listdir'), end: text.indexOf('listdir') + 'listdir()'.length };
    expect(diagnostics).toMatchObject([{ rule: 'file-too-large', severity: 'warning', span }]);
  });
});

test('a file that would have to stand outside of the notebooks is an error where it is named', () => {
  const text = '# A\n\n```python\nopen("../data/t.csv")\n```\n';
  const files = { 'docs/data/t.csv': '' };
  const { dir } = compiled(text, files, 'docs/lessons/a.md');
  const config = { ...defaultConfig, source: 'docs/lessons' };
  const { diagnostics, notebooks } = compileLesson(text, 'docs/lessons/a.md', config, courseFiles(dir, 'notebooks'));
  expect(diagnostics).toMatchObject([{ rule: 'file-out-of-reach', span: { start: text.indexOf('"../') } }]);
  expect(notebooks.map(({ files: beside }) => beside.map(({ path }) => path))).toEqual([[], ['../data/t.csv']]);
});

describe('what code reads stands beside its notebook', () => {
  test.each([
    ['open("data/x.csv")', ['data/x.csv']],
    ["open('./data/x.csv')", ['data/x.csv']],
    ['open("data//x.csv")', ['data/x.csv']],
    ['from pathlib import Path\nPath("data") / "x.csv"', ['data/deep/y.csv', 'data/x.csv']],
    ['import os\nos.path.join("data", "x.csv")', ['data/deep/y.csv', 'data/x.csv']],
    ['import os\nos.listdir("data")', ['data/deep/y.csv', 'data/x.csv']],
    ['for n in "xy":\n    open(f"data/{n}.csv")', ['data/deep/y.csv', 'data/x.csv']],
    ['open("data/%s.csv" % "x")', ['data/deep/y.csv', 'data/x.csv']],
    ['open("data/{}.csv".format("x"))', ['data/deep/y.csv', 'data/x.csv']],
    ['import glob\nglob.glob("data/*.csv")', ['data/x.csv']],
    ['import glob\nglob.glob("data/**/*.csv", recursive=True)', ['data/deep/y.csv', 'data/x.csv']],
    ['open("my table.csv")', ['my table.csv']],
    ['open("größe.csv")', ['größe.csv']],
    ['!cat data/x.csv', ['data/x.csv']],
    ['lines = !cat "my table.csv"', ['my table.csv']],
    ['%run other.py', ['other.py']],
    ['%run other', ['other.py']],
    ['%cd data', ['data/deep/y.csv', 'data/x.csv']],
    ['%%bash\nwc -l <data/x.csv', ['data/x.csv']],
    ['import json, other', ['other.py']],
    ['import other as o', ['other.py']],
    ['def f():\n    from other import *', ['other.py']],
    ['import helper', ['helper.py', 'named.txt', 'other.py']],
    ['import pack.part', ['pack/__init__.py', 'pack/part.py']],
    ['from space import mod', ['space/mod.py']],
    ['import importlib\nimportlib.import_module("other")', ['other.py']],
    ['name = "da" + "ta"\nopen(name + "/x.csv")', ['data/deep/y.csv', 'data/x.csv']],
    ['import pandas as pd\npd.read_csv("/".join(["data", name]))', ['data/deep/y.csv', 'data/x.csv']],
    ['open(f"{name}.txt")', ['named.txt']],
    ['open(name + ".txt")', ['named.txt']],
    ['!cat my\\ table.csv', ['my table.csv']],
    ['import subprocess\nsubprocess.run("wc data/x.csv", shell=True)', ['data/x.csv']],
    ['from importlib import import_module\nimport_module("space.mod")', ['space/mod.py']],
    ['import sys\nsys.path.append("space")\nimport mod', ['space/mod.py']],
    ['import sys\nsys.path.append("..")\nimport shared', ['../shared.py']],
    // What stands above has the same path for the notebook of a student, and a copy for the instructors'.
    ['open("../top/t.csv")', ['../top/t.csv']],
    ['import os\nos.path.join("..", "top", "t.csv")', ['../top/t.csv']],
    ['from pathlib import Path\nPath.cwd().parent / "top" / "t.csv"', ['../top/t.csv']],
    ['%cd ..\nopen("top/t.csv")', ['../top/t.csv']],
    ['open("../source-md/unused.csv")', ['../source-md/unused.csv']],
    // Words that no code about files says, what is not the course's, and comments.
    ['kinds = {"data": 1}', []],
    ['import glob\nglob.glob("u*")', ['unused.csv']],
    ['import glob\nplt.plot(t, "m*", u, "*--k")', []],
    ['open("../../secret.csv")', []],
    ['# open("unused.csv")', []],
    ['import numpy', []],
    ['print("it\'s data/x.csv!")', []],
  ])('%s', (code, found) => expect(filesOf(code, course)).toEqual(found));

  test('a cell in the shell', () => {
    expect(filesOf('wc data/x.csv | sort', course, 'bash run\n```\n\n```python')).toEqual([]);
    expect(
      compiled('# A\n\n```python\n1\n```\n\n```bash run\nwc data/x.csv\n```\n', course).compile().reads.student,
    ).toMatchObject([{ path: 'data/x.csv', from: 'source-md/data/x.csv' }]);
  });

  test('a file in the place of a folder, or a name that is too long, is no file', () => {
    const long = `${'x'.repeat(190)}.csv`;
    expect(filesOf('open("data/x.csv")', { 'source-md/data': 'a file', 'y.csv': '' })).toEqual([]);
    expect(filesOf(`open("${long}/${long}")`, { 'y.csv': '' })).toEqual([]);
  });

  test('where a lesson is told to begin: its folder, one of data in it, the course, one of the course', () => {
    expect(filesOf('open("x.csv")', { 'source-md/data/x.csv': '' })).toEqual(['x.csv']);
    expect(filesOf('open("Data/x.csv")', { 'Work/Data/x.csv': '' })).toEqual(['Data/x.csv']);
    // What build wrote is no source.
    expect(filesOf('open("x.csv")', { 'notebooks/x.csv': '' })).toEqual([]);
  });
});

test('what only a solution or a hidden test names is the instructors’', () => {
  const text = `# A

:::exercise{#e}
Sum up \`shown.csv\`.

\`\`\`python starter
\`\`\`

\`\`\`python solution
open("answer.csv")
\`\`\`

\`\`\`python test hidden
open("hidden.csv")
\`\`\`
:::
`;
  const files = { 'source-md/shown.csv': '', 'source-md/answer.csv': '', 'source-md/hidden.csv': '' };
  const { reads } = compiled(text, files).compile();
  expect(reads.student.map(({ path }) => path)).toEqual(['shown.csv']);
  expect(reads.instructor.map(({ path }) => path)).toEqual(['answer.csv', 'hidden.csv', 'shown.csv']);
});

test('images and linked files of the lessons’ folder go along; each is where its link leads', () => {
  const text = '![a](fig/a.png) ![b](../logo.png) [c](../slides.pdf) [d](../../LICENSE) [e](fig/)\n';
  const files = {
    'source-md/part/fig/a.png': 'a',
    'source-md/logo.png': 'b',
    'source-md/slides.pdf': 'c',
    LICENSE: 'd',
  };
  const { notebooks } = compiled(text, files, 'source-md/part/l.md').compile();
  for (const { notebook, files: beside, path } of notebooks) {
    const depth = path.startsWith('notebooks/solutions/') ? '../../../' : '../../';
    expect(notebook.cells[0]?.source).toBe(
      `![a](fig/a.png) ![b](../logo.png) [c](../slides.pdf) [d](${depth}LICENSE) [e](${depth}source-md/part/fig/)\n`.trim(),
    );
    expect(beside.map((file) => [file.path, file.from])).toEqual([
      ['../logo.png', 'source-md/logo.png'],
      ['../slides.pdf', 'source-md/slides.pdf'],
      ['fig/a.png', 'source-md/part/fig/a.png'],
    ]);
  }
});

test('what is too much is said where it is named, and `files:` allows it', () => {
  const text = (header: string) => `${header}# A\n\n\`\`\`python\nopen("big.bin")\nopen("small.csv")\n\`\`\`\n`;
  const { dir, compile } = compiled(text(''), { 'source-md/big.bin': '', 'source-md/small.csv': '' });
  truncateSync(join(dir, 'source-md/big.bin'), 100_000_001);
  const { reads, diagnostics } = compile();
  expect(reads.student.map(({ path }) => path)).toEqual(['small.csv']);
  expect(diagnostics).toMatchObject([{ rule: 'file-too-large', span: { start: text('').indexOf('"big') } }]);
  const declared = text('---\nfiles: [big.bin]\n---\n');
  const { reads: all } = compileLesson(declared, 'source-md/a.md', defaultConfig, courseFiles(dir, 'notebooks'));
  expect(all.student.map(({ path }) => path)).toEqual(['big.bin', 'small.csv']);
});

test('code in a folder that a helper names is not known to run with the lesson, and is in no conflict with it', () => {
  const text = '# A\n\n```python\nimport helper\nopen("t.csv")\n```\n';
  const { compile } = compiled(text, {
    'source-md/helper.py': 'import os\nos.listdir("../parts")\n',
    'source-md/t.csv': 'ours',
    'parts/one.py': 'open("t.csv")\n',
    'parts/t.csv': 'theirs',
  });
  const { reads, diagnostics } = compile();
  expect(diagnostics.filter(({ rule }) => rule === 'file-conflict')).toEqual([]);
  expect(reads.student.find(({ path }) => path === 't.csv')?.from).toBe('source-md/t.csv');
});

test('two files for one place are an error at the one that comes second', () => {
  const text = '---\ncontinues: other/b\n---\n# A\n\n```python\nopen("t.csv")\n```\n';
  const files = {
    'source-md/other/b.md': '# B\n\n```python\nopen("t.csv")\n```\n',
    'source-md/other/t.csv': 'theirs',
    'source-md/t.csv': 'ours',
  };
  const { diagnostics } = compiled(text, files).compile();
  expect(diagnostics).toMatchObject([{ rule: 'file-conflict', span: { start: text.indexOf('"t.csv"') } }]);
  expect(compiled(text, { ...files, 'source-md/t.csv': 'theirs' }).compile().diagnostics).toEqual([]);
});

test.each([
  ['Open `b.md`, or [it](b.md).', ''],
  ['Read it.', '```python\nopen("b.md").read()\n```\n'],
  ['Read all.', '```python\nimport os\nfor name in os.listdir("../source-md"):\n    print(open(name).read())\n```\n'],
])('no lesson stands beside the notebook of another one: it has its solutions (%s)', (prose, code) => {
  const secret = '# B\n\n:::exercise{#e}\nAdd.\n\n```python solution\nsum([1, 2])\n```\n:::\n';
  const { reads, diagnostics } = compiled(`# A\n\n${prose}\n\n${code}`, { 'source-md/b.md': secret }).compile();
  expect(reads.student.map(({ from }) => from)).not.toContain('source-md/b.md');
  expect(diagnostics.map(({ rule }) => rule)).toEqual(code === '' ? [] : ['file-out-of-reach']);
  const declared = compiled(`---\nfiles: b.md\n---\n\n${code}`, { 'source-md/b.md': secret }).compile();
  expect(declared.reads.student.map(({ from }) => from)).toContain('source-md/b.md');
});

test.each([
  ['See [the part](_parts/p.qmd).', '', 'link-broken'],
  ['Read it.', '```python\nopen("_parts/p.qmd").read()\n```\n', 'file-out-of-reach'],
  [
    'Read all.',
    '```python\nimport os\n[open(f"_parts/{name}") for name in os.listdir("_parts")]\n```\n',
    'file-out-of-reach',
  ],
])('nor does a part that lessons include, where it has solutions (%s)', (prose, code, rule) => {
  const part = ':::exercise{#e}\nAdd.\n\n```python solution\nsum([1, 2])\n```\n:::\n';
  const besides = (text: string) => {
    const files = { 'source-md/_parts/p.qmd': text, 'source-md/_parts/t.csv': '' };
    const { reads, notebooks, diagnostics } = compiled(`# A\n\n${prose}\n\n${code}`, files).compile();
    const [student] = notebooks;
    const all = [...reads.student.map(({ from }) => from), ...(student?.files ?? []).map(({ from }) => from)];
    return { isThere: all.includes('source-md/_parts/p.qmd'), rules: diagnostics.map((one) => one.rule) };
  };
  expect(besides(part)).toEqual({ isThere: false, rules: [rule] });
  expect(besides('Only text.\n')).toEqual({ isThere: true, rules: [] });
});

test('parts that one pattern names are said at once', () => {
  const part = ':::exercise{#e}\nAdd.\n\n```python solution\nsum([1, 2])\n```\n:::\n';
  const files = {
    'source-md/_parts/p.md': part,
    'source-md/_parts/q.md': part,
    'source-md/_parts/r.md': 'Only text.\n',
  };
  const { diagnostics } = compiled('# A\n\n```python\nopen(f"_parts/{name}")\n```\n', files).compile();
  const message =
    'solutions are in `_parts/p.md`, which is source-md/_parts/p.md: students do not get it; so it is with one more file that this names';
  expect(diagnostics).toMatchObject([{ rule: 'file-out-of-reach', message }]);
});

describe('a file beside the students’ notebook that tells a solution is named where it is read or linked', () => {
  const queens = 'def queens(n):\n    return [(i, j) for i in range(n) for j in range(n) if i * j % 7 == 3]\n';
  const fence = (code: string, info = 'python') => `\`\`\`${info}\n${code}\n\`\`\``;
  const exercise = (solution: string) => `:::exercise{#q}\nPlace the queens.\n\n${solution}\n:::`;
  const said = (text: string, files: Readonly<Record<string, string>>) =>
    compiled(text, files)
      .compile()
      .diagnostics.filter(({ rule }) => rule === 'answers-shown')
      .map(({ severity, message, span }) => {
        const line = text.slice(0, span.start).split('\n').length;
        return `${line} ${severity}: ${message.replace('students get source-md/', '')}`;
      });

  test('but not where the solution only imports or runs other files', () => {
    const runs = "from rooks import *\nexec(open('more.py').read())";
    const text = `# A\n\n${fence('import rooks')}\n\n${exercise(fence(runs, 'python solution'))}\n`;
    expect(said(text, { 'source-md/rooks.py': `x = 1\n${runs}\n`, 'source-md/more.py': 'y = 2\n' })).toEqual([]);
  });

  test('its code is that of a solution', () => {
    const text = `# A\n\n${fence('import rooks')}\n\n${exercise(fence(queens, 'python solution'))}\n`;
    const found = ['4 error: rooks.py, which holds the solution in line 10'];
    expect(said(text, { 'source-md/rooks.py': `import math\n\n${queens}` })).toEqual(found);
    expect(said(text, { 'source-md/rooks.py': `import math\n\n${queens.replaceAll('j', 'k')}` })).toEqual(found);
    expect(said(text, { 'source-md/rooks.py': 'def draw(board):\n    print(board)\n' })).toEqual([]);
    expect(said(`---\nfiles: rooks.py\n---\n${text}`, { 'source-md/rooks.py': queens })).toEqual([]);
    const kept = `# A\n\n${exercise(`:::solution\n${fence(`import rooks\n${queens}`)}\n:::`)}\n`;
    expect(said(kept, { 'source-md/rooks.py': queens })).toEqual([]);
  });

  test.each([
    ['[Solution](solution.py)', ['solution.py']],
    ['[one](sol/one.ipynb) [two](sol/two.pdf)', ['sol/']],
    ['[data](solution.csv) ![plot](answer.png) [space](solution-space.md.txt)', ['solution-space.md.txt']],
    [fence('import answers'), ['answers.py']],
    [fence('from corrige.one import check'), ['corrige/']],
  ])('it is named as answers are: %j', (part, names) => {
    const files = [
      ...['solution.py', 'sol/one.ipynb', 'sol/two.pdf', 'solution.csv', 'answer.png', 'solution-space.md.txt'],
      ...['answers.py', 'corrige/one.py'],
    ];
    const course = Object.fromEntries(files.map((name) => [`source-md/${name}`, name]));
    const line = part.startsWith('`') ? 4 : 3;
    expect(said(`# A\n\n${part}\n`, course)).toEqual(
      names.map((name) => `${line} warning: ${name}, which is named as answers are`),
    );
  });

  test.each([
    'Write a module `rooks.py` with a function.',
    'Create a new file called `rooks.py`, and try it.',
    'Write a module `rooks` that places them.',
    'Écrire un fichier `rooks.py`.',
    'Erstelle eine Datei namens `rooks.py`.',
  ])('an exercise asks readers to write it: %j', (task) => {
    const cell = `\n\n${fence('import rooks')}\n`;
    const files = { 'source-md/rooks.py': queens };
    // Text that names a file has it beside the notebook, too.
    const found = (ask: number, line: number) => [
      `${task.includes('.py') ? ask : line} warning: rooks.py, which line ${ask} asks them to write`,
    ];
    expect(said(`# A\n\n${exercise(task)}${cell}`, files)).toEqual(found(6, 10));
    expect(said(`# A\n\n## Exercise 1\n\n${task}${cell}`, files)).toEqual(found(5, 8));
    expect(said(`# A\n\n**Exercise**: ${task}${cell}`, files)).toEqual(found(3, 6));
    expect(said(`# A\n\n## Modules\n\n${task}${cell}`, files)).toEqual([]);
    expect(said(`# A\n\n${exercise(task)}\n\n${fence(`%%writefile rooks.py\n${queens}`)}${cell}`, files)).toEqual([]);
  });

  test.each(['Write a function that uses `rooks.py`.', 'Write a program with `rooks.py`.', 'Open `rooks.py`.'])(
    'one that only uses it does not: %j',
    (task) => {
      const text = `# A\n\n${exercise(task)}\n\n${fence('import rooks')}\n`;
      expect(said(text, { 'source-md/rooks.py': queens })).toEqual([]);
    },
  );
});

test('the files of one pattern that lie out of reach are one finding', () => {
  const text = '# A\n\n```python\nfor i in range(3):\n    print(open(f"../data/t{i}.csv").read())\n```\n';
  const files = { 'docs/data/t0.csv': '0', 'docs/data/t1.csv': '1', 'docs/data/t2.csv': '2' };
  const { dir } = compiled(text, files, 'docs/lessons/a.md');
  const config = { ...defaultConfig, source: 'docs/lessons' };
  const { diagnostics } = compileLesson(text, 'docs/lessons/a.md', config, courseFiles(dir, 'notebooks'));
  expect(diagnostics.map(({ rule, message }) => [rule, message.replace(/^.*;/, '')])).toEqual([
    ['file-out-of-reach', ' so it is with 2 more files that this names'],
  ]);
});
