import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LessonResult } from '../../src/model/result.ts';
import { makeCourse, type TestCourse } from './course.ts';
import { withEngine } from './engine.ts';
import { outputWidget } from './output-widget.ts';

/** Cells, each with what it shows and with what it does not; a lesson holds all of them. */
interface Pair {
  readonly name: string;
  readonly code: string;
  /** Behind the language of the code's fence, and that of its output. */
  readonly flags?: string;
  readonly fence?: string;
  readonly truthful: string;
  readonly wrong: string;
}

const widget = `${outputWidget.trim()}

out = Output()`;

const group = 'raise ExceptionGroup("two", [ValueError("one"), KeyError("other")])';
const shownGroup = (second: string) => `  + Exception Group Traceback (most recent call last):
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: one
    +---------------- 2 ----------------
    | ${second}
    +------------------------------------`;

const pairs: readonly Pair[] = [
  { name: 'a number in another form', code: 'print(hex(48879))', truthful: '0xbeef', wrong: '0xdead' },
  {
    name: 'a cell after a widget',
    code: `${widget}\nwith out:\n    print("in")\nprint("after")`,
    truthful: 'after',
    wrong: 'before',
  },
  {
    name: 'a file named by a path of parts',
    code: 'from pathlib import Path\nprint((Path("data") / "x.csv").read_text())',
    truthful: '1,2',
    wrong: '1,3',
  },
  { name: 'a file that a shell reads', code: '!cat "data/with blank.csv"', truthful: '5', wrong: '6' },
  {
    name: 'a helper that imports a helper',
    code: 'import json, helper\nprint(helper.word())',
    truthful: 'second',
    wrong: 'first',
  },
  { name: 'a script that is run', code: '%run script.py', truthful: 'ran é', wrong: 'ran e' },
  {
    name: 'whether a folder is there',
    code: 'import os\nprint(os.path.exists("data"), os.path.exists("nosuch"))',
    truthful: 'True False',
    wrong: 'False False',
  },
  {
    name: 'a group of exceptions',
    code: group,
    fence: 'error',
    truthful: shownGroup("KeyError: 'other'"),
    wrong: shownGroup("KeyError: 'another'"),
  },
  {
    name: 'what an exception comes from',
    code: 'try:\n    1 / 0\nexcept ZeroDivisionError as cause:\n    raise ValueError("no") from cause',
    fence: 'error',
    truthful:
      'ZeroDivisionError: division by zero\n\nThe above exception was the direct cause of the following exception:\n\nValueError: no',
    wrong: "KeyError: 'a'\n\nThe above exception was the direct cause of the following exception:\n\nValueError: no",
  },
  {
    name: 'integers that doubles confuse',
    code: 'import json\nprint(json.dumps({"id": 12345678901234567890}))',
    fence: 'output json',
    truthful: '{"id": 12345678901234567890}',
    wrong: '{"id": 12345678901234567891}',
  },
  {
    name: 'what a task prints after its cell',
    code: 'import asyncio\nasync def late():\n    await asyncio.sleep(0.05)\n    print("late")\ntask = asyncio.create_task(late())\nprint("begun")',
    truthful: 'begun\nlate',
    wrong: 'begun',
  },
  {
    name: 'a group of tasks that fails',
    code: 'async def fail():\n    raise ValueError("task")\nasync with asyncio.TaskGroup() as tasks:\n    tasks.create_task(fail())',
    flags: ' raises=ExceptionGroup',
    fence: 'error',
    truthful: 'ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)',
    wrong: 'ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)',
  },
  {
    name: 'the values beside one that varies',
    code: 'import random\nprint(random.random(), "items:", 42)',
    truthful: '0.5 items: 42',
    wrong: '0.5 items: 43',
  },
  {
    name: 'a child’s output before a result',
    code: 'import subprocess\nsubprocess.run(["echo", "child"])\nprint("own")',
    truthful: 'child\nown',
    wrong: 'own\nchild',
  },
  {
    name: 'numbers within a tolerance',
    code: 'print(1e-13, 2.0000001)',
    fence: 'output tolerance=1e-6,abs=1e-12',
    truthful: '0.0 2.0',
    wrong: '0.0 2.1',
  },
];

/** Cells that are judged by how they end. */
const ended = [
  {
    name: 'an exception that is named by a class that it derives from',
    truthful: ['raises=IndexError', '[][1]'],
    wrong: ['raises=LookupError', '[][1]'],
    rule: 'error-mismatch',
  },
  { name: 'a command that fails', truthful: ['', '!true'], wrong: ['', '!false'], rule: 'command-failed' },
  {
    name: 'a command that is not there',
    truthful: ['', '!echo a'],
    wrong: ['', '!nosuchcommand'],
    rule: 'command-failed',
  },
];

const fence = (info: string, text: string) => `\`\`\`${info}\n${text}\n\`\`\`\n`;
const lesson = (which: 'truthful' | 'wrong') =>
  pairs
    .map(
      ({ code, flags = '', fence: output = 'output', ...pair }) =>
        `${fence(`python${flags}`, code)}\n${fence(output, pair[which])}`,
    )
    .join('\n');

let course: TestCourse;
let results: Readonly<Record<string, LessonResult>>;

beforeAll(async () => {
  course = await makeCourse({
    'source-md/truthful.md': `# Truthful\n\n${lesson('truthful')}`,
    'source-md/wrong.md': `# Wrong\n\n${lesson('wrong')}`,
    'source-md/data/x.csv': '1,2',
    'source-md/data/with blank.csv': '5\n',
    'source-md/helper.py': 'import second\n\ndef word():\n    return second.WORD\n',
    'source-md/second.py': 'WORD = "second"\n',
    'source-md/script.py': 'print("ran é")\n',
    ...Object.fromEntries(
      ended.flatMap(({ truthful, wrong }, at) =>
        Object.entries({ truthful, wrong }).map(([which, [flag, code = '']]) => [
          `source-md/${which}-${at}.md`,
          `# F\n\n${fence(`python ${flag}`.trim(), code)}`,
        ]),
      ),
    ),
  });
  const { lessons } = await withEngine((engine) => course.check(engine));
  results = Object.fromEntries(lessons.map((one) => [one.source.replace(/^.*\/|\.md$/g, ''), one]));
});

afterAll(() => course?.remove());

const errorsOf = (name: string) =>
  (results[name]?.findings ?? []).filter(({ severity, rule }) => severity === 'error' && rule !== 'notebook-missing');

test('what is as the lesson says is confirmed', () => {
  expect(errorsOf('truthful').map(({ line, message }) => `${line} ${message}`)).toEqual([]);
  expect(results.truthful?.outputs.map(({ verdict }) => verdict)).toEqual(pairs.map(() => 'confirmed'));
});

test.each(pairs.map(({ name }, index) => [name, index] as const))('%s that is another is not', (_, index) => {
  expect(results.wrong?.outputs[index]?.verdict).toBe('mismatch');
});

test.each(ended.map(({ name, rule }, index) => [name, rule, index] as const))('%s is a finding', (_, rule, index) => {
  expect(errorsOf(`truthful-${index}`)).toEqual([]);
  expect(errorsOf(`wrong-${index}`).map((one) => one.rule)).toEqual([rule]);
});
