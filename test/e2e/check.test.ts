import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../src/execute/engine.ts';
import type { Finding, RunResult } from '../../src/model/result.ts';
import type { Engine } from '../../src/model/run.ts';
import { runPython } from '../python.ts';
import { makeCourse, type TestCourse } from './course.ts';
import { limits, testEnvironment, withEngine } from './engine.ts';

/** A lesson with everything that a proof needs; each test changes one thing in it. */
const lesson = `# Doubling

\`\`\`python
print("one")
print("two")
\`\`\`

\`\`\`output
one
two
\`\`\`

\`\`\`python raises=ZeroDivisionError
1 / 0
\`\`\`

\`\`\`error
ZeroDivisionError: division by zero
\`\`\`

:::exercise{#double points=1}
### Exercise: double it

Write \`double\`.

\`\`\`python starter
def double(number):
    return number
\`\`\`

\`\`\`python solution
def double(number):
    result = number + number
    return result
\`\`\`

\`\`\`python test
assert double(2) == 4
\`\`\`

\`\`\`python test hidden
assert double(-3) == -6
\`\`\`
:::

## Afterwards

\`\`\`python
print("end")
\`\`\`

\`\`\`output
end
\`\`\`
`;

let engine: Engine;
let engineDir: string;
let course: TestCourse | undefined;

beforeAll(async () => {
  engineDir = mkdtempSync(join(tmpdir(), 'cwtest-'));
  engine = await openEngine({
    environment: testEnvironment(),
    courseDir: engineDir,
    execute: limits,
    env: process.env,
  });
});
afterAll(async () => {
  await engine.close();
  rmSync(engineDir, { recursive: true, force: true });
});
afterEach(() => course?.remove());

/** Checks the lesson with each of the changes made in it; each must change something. */
async function checked(...changes: readonly (readonly [string, string])[]): Promise<RunResult> {
  let text = lesson;
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, () => to);
  }
  course = await makeCourse({ 'source-md/lesson.md': text });
  await course.build();
  return course.check(engine);
}

function found(result: RunResult): Pick<Finding, 'rule' | 'line' | 'severity'>[] {
  return result.lessons.flatMap(({ findings }) =>
    findings.map(({ rule, line, severity }) => ({ rule, line, severity })),
  );
}

const lineOf = (text: string) => lesson.slice(0, lesson.indexOf(text)).split('\n').length;

describe('a lesson that is right', () => {
  test('passes, with every output confirmed and its exercise proven', async () => {
    const result = await checked();
    expect(found(result)).toEqual([]);
    expect(result.summary).toMatchObject({
      outputsConfirmed: 3,
      outputsMismatched: 0,
      exercises: 1,
      exercisesProven: 1,
    });
    expect(result.exitCode).toBe(0);
  });
});

describe('what is wrong is found at its line', () => {
  test('another output than the kernel prints', async () => {
    const result = await checked(['\none\ntwo\n```', '\none\ntwe\n```']);
    expect(found(result)).toEqual([{ rule: 'output-mismatch', line: 10, severity: 'error' }]);
    const [finding] = result.lessons[0]?.findings ?? [];
    expect(finding).toMatchObject({
      expected: 'one\ntwe',
      actual: 'one\ntwo',
      help: 'coursewright update source-md/lesson.md:3',
    });
    expect(result.exitCode).toBe(1);
  });

  test('a cell that raises without saying so', async () => {
    const result = await checked(['print("end")', 'print("end")\nundefined_name']);
    expect(found(result)).toEqual([{ rule: 'cell-raised', line: lineOf('print("end")') + 1, severity: 'error' }]);
  });

  test('a cell that no longer raises though the lesson says so', async () => {
    const result = await checked(['1 / 0', '1 / 1']);
    expect(found(result).map(({ rule }) => rule)).toContain('raise-missing');
    expect(
      found(result).every(
        ({ line }) => line >= lineOf('```python raises') && line <= lineOf('ZeroDivisionError: ') + 1,
      ),
    ).toBe(true);
  });

  test('a wrong solution', async () => {
    const result = await checked(['result = number + number', 'result = number * number']);
    expect(found(result)).toEqual([{ rule: 'solution-fails', line: expect.any(Number), severity: 'error' }]);
    expect(result.lessons[0]?.exercises).toMatchObject([{ id: 'double', solutions: 'fail', starter: 'fails' }]);
  });

  test('a starter that passes already', async () => {
    const result = await checked(['    return number\n', '    return 2 * number\n']);
    expect(found(result)).toEqual([{ rule: 'starter-passes', line: lineOf('```python starter'), severity: 'error' }]);
  });

  test('a demo cell that needs a solution', async () => {
    const result = await checked(['print("end")', 'assert double(4) == 8\nprint("end")']);
    expect(found(result)).toEqual([
      { rule: 'student-notebook-breaks', line: lineOf('print("end")'), severity: 'error' },
    ]);
    expect(result.lessons[0]?.exercises[0]?.student).toBe('breaks');
    expect(JSON.stringify(result.lessons[0]?.findings)).toContain('double');
  });

  test('a solution in a later demo cell', async () => {
    const result = await checked([
      'print("end")',
      'def twice(number):\n    result = number + number\n    return result\nprint("end")',
    ]);
    expect(found(result)).toEqual([{ rule: 'solution-shown', line: lineOf('print("end")') + 1, severity: 'warning' }]);
    expect(result.exitCode).toBe(0);
  });
});

describe('notebooks on disk', () => {
  test('one that is missing, stale or edited by hand is named with the command that fixes it', async () => {
    course = await makeCourse({ 'source-md/lesson.md': '# A\n\n```python\n1\n```\n' });
    const missing = await course.check(engine);
    expect(found(missing)).toEqual([
      { rule: 'notebook-missing', line: 1, severity: 'error' },
      { rule: 'notebook-missing', line: 1, severity: 'error' },
    ]);
    await course.build();
    await course.write('source-md/lesson.md', '# A\n\n```python\n2\n```\n');
    const stale = await course.check(engine);
    expect(found(stale)[0]).toEqual({ rule: 'notebook-stale', line: 3, severity: 'error' });
    expect(stale.lessons[0]?.findings[0]?.help).toBe('coursewright build source-md/lesson.md');
  });
});

describe('an exercise is proven only when a test was seen to fail without a solution, and to pass with each', () => {
  const exercise = (...fences: string[]) =>
    `:::exercise{#total}\n### Total\n\n${fences.map((fence) => `\`\`\`python ${fence}\n\`\`\`\n`).join('\n')}:::\n`;
  const solution = 'solution\ntotal = 3';
  const real = 'test\nassert total == 3';
  test.each<[string, string[], { solutions: string; starter: string }, string[]]>([
    [
      'a blank, and a real test',
      ['starter\ntotal = ____', solution, real],
      { solutions: 'pass', starter: 'fails' },
      [],
    ],
    [
      'a blank, and a test that tests nothing',
      ['starter\ntotal = ____', solution, 'test\nassert True'],
      { solutions: 'pass', starter: 'passes' },
      ['starter-passes 4'],
    ],
    ['no starter, and a real test', [solution, real], { solutions: 'pass', starter: 'none' }, []],
    [
      'no starter, and a test that tests nothing',
      [solution, 'test\nassert True'],
      { solutions: 'pass', starter: 'passes' },
      ['starter-passes 8'],
    ],
    [
      'a wrong solution whose only test is skipped',
      ['solution\ntotal = 4', 'test skip\nassert total == 3'],
      { solutions: 'not-run', starter: 'none' },
      ['exercise-not-proven 8'],
    ],
    [
      'a test that tests nothing beside a skipped one',
      ['starter\ntotal = 0', solution, 'test\nassert True', 'test hidden skip\nassert total == 4'],
      { solutions: 'not-run', starter: 'not-run' },
      ['exercise-not-proven 16'],
    ],
    [
      'hidden set-up in the exercise',
      ['setup hidden\nstart = 1', 'starter\ntotal = start', 'solution\ntotal = start + 2', real],
      { solutions: 'pass', starter: 'fails' },
      [],
    ],
  ])('%s', async (_, fences, verdict, findings) => {
    course = await makeCourse({ 'source-md/lesson.md': `${exercise(...fences)}` });
    await course.build();
    const [lesson] = (await course.check(engine)).lessons;
    expect(lesson?.exercises).toMatchObject([{ id: 'total', ...verdict }]);
    expect(lesson?.findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual(findings);
  });
});

describe('a second run, with another hash seed and in a kernel of its own, tells chance', () => {
  const check = async (text: string) => {
    course = await makeCourse({ 'source-md/lesson.md': text });
    await course.build();
    const [lesson] = (await course.check(engine)).lessons;
    return {
      verdicts: lesson?.outputs.map(({ verdict, reason }) =>
        reason === undefined ? verdict : `${verdict}: ${reason}`,
      ),
      findings: lesson?.findings.map(({ rule, line }) => `${rule} ${line}`),
    };
  };
  const waiting = 'while not came.is_set() and time.monotonic() < end:\n    time.sleep(0.01)\nprint(came.is_set())';
  const cell = (code: string, output: string, fence = 'output') =>
    `\`\`\`python\n${code}\n\`\`\`\n\n\`\`\`${fence}\n${output}\n\`\`\`\n`;

  test.each([
    ['a number that is no address', 'print(hex(48879))', '0xdead'],
    ['a duration that is written so', 'print("period 9.5 s")', 'period 9.999 s'],
    ['a path that is written so', 'print("/tmp/abc")', '/tmp/zzz'],
  ])('%s is compared', async (_, code, output) => {
    expect(await check(cell(code, output))).toEqual({
      verdicts: ['mismatch: none'].map(() => expect.stringContaining('mismatch')),
      findings: ['output-mismatch 6'],
    });
  });

  test('addresses and durations that vary are forgiven, in a forked kernel too', async () => {
    const text = [
      cell('print(object())', '<object object at 0x7f0000001000>'),
      cell('class A: pass\n\na = A()\nprint(hex(id(a)))', '0x7f0000001000'),
      cell('import time\nprint(f"took {time.time() % 1:.3f} s")', 'took 0.123 s'),
    ].join('\n');
    expect(await check(text)).toEqual({
      verdicts: ['confirmed', 'confirmed: varies', 'confirmed: varies'],
      findings: [],
    });
  });

  /** The letters of a text as a set of Python orders them with a hash seed. */
  const ordered = async (seed: string) => {
    const program = `import os, sys
if os.environ.get("PYTHONHASHSEED") != sys.argv[1]:
    os.environ["PYTHONHASHSEED"] = sys.argv[1]
    os.execv(sys.executable, [sys.executable, "-c", "print(list(set('hello world')))"])`;
    return (await runPython(program, '', seed)).trim();
  };

  test('so is what the machine gives; a demo that raises only then is a finding of its own, and no exercise’s fault', async () => {
    const text = [
      cell('import os, time\n\nprint(time.strftime("%H:%M", time.localtime(0)))', '00:00'),
      cell('from datetime import datetime, timezone\n\nprint(datetime.fromtimestamp(0, timezone.utc).hour)', '0'),
      '```python\nif os.environ["PYTHONHASHSEED"] != "0":\n    raise ValueError("today")\nlimit = 3\n```\n',
      ':::exercise{#double}\n### Double\n\n```python starter\ndef double(n): ...\n```\n',
      '```python solution\ndef double(n):\n    return 2 * n\n```\n',
      '```python test\nassert double(limit) == 6\n```\n:::\n',
    ].join('\n');
    expect(await check(text)).toEqual({
      verdicts: ['skipped: varies', 'confirmed'],
      findings: ['output-varies 8', 'cell-raised 23'],
    });
  });

  test('the order of a set is chance, also where the lesson has it as this machine does', async () => {
    const first = await ordered('0');
    expect(await ordered('1')).not.toBe(first);
    expect(await check(cell('print(list(set("hello world")))', first))).toEqual({
      verdicts: ['skipped: varies'],
      findings: ['output-varies 6'],
    });
    const two = [
      cell('print({k: 1 for k in {"a", "b"}})', "{'b': 1, 'a': 1}"),
      cell('print(list(set("ab")))', "['a', 'b']"),
    ];
    expect(await check(two.join('\n'))).toEqual({
      verdicts: ['confirmed: varies', 'skipped: varies'],
      findings: ['output-varies 6', 'output-varies 14'],
    });
    const code = 'print(sorted(set("hello world")), {1: 2}, {"b"} | {"b"})';
    expect(await check(cell(code, "[' ', 'd', 'e', 'h', 'l', 'o', 'r', 'w'] {1: 2} {'b'}"))).toEqual({
      verdicts: ['confirmed'],
      findings: [],
    });
  });

  test('what is drawn is executed until it differs, the clock and the turns of threads are set: no verdict is luck', async () => {
    const today = 'from datetime import date, datetime\n\nprint(';
    const text = [
      cell('import random\n\nprint(random.choice(["heads", "tails"]), 3)', 'heads 3'),
      cell('print(random.choice(["heads", "tails"]), 3)', 'tails 3'),
      cell('print("a" if random.choice([1, 2]) == 1 else "two words")', 'a'),
      ...['seldom', 'often'].map((shown) => cell('print("seldom" if random.random() < 0.002 else "often")', shown)),
      cell('row = ["a"] * 200 + ["b"]\nrandom.shuffle(row)\nprint(row[0])', 'b'),
      cell('print(0 <= random.random() < 1)', 'True'),
      ...['seldom', 'often'].map((shown) =>
        cell('import numpy as np\n\nprint("seldom" if np.random.default_rng().random() > 0.998 else "often")', shown),
      ),
      cell('random.seed(1)\nprint(random.choice(["heads", "tails"]))', 'heads'),
      cell('random.seed(1)\nprint(random.choice(["heads", "tails"]))', 'tails'),
      cell(`${today}datetime.today())`, '2024-03-05 10:11:12.123456'),
      cell(`${today}date.today())`, '2024-03-05'),
      cell(`${today}datetime.now().strftime("%Y-%m-%d"))`, '2024-03-05'),
      cell(`${today}date.today().year, 12)`, '2024 13'),
      cell('import threading\n\nfor name in "ab":\n    threading.Thread(target=print, args=(name,)).start()', 'a\nb'),
    ];
    const { verdicts, findings } = await check(text.join('\n'));
    expect(verdicts).toEqual([
      ...['confirmed: varies', 'confirmed: varies', 'skipped: varies'],
      ...['skipped: varies', 'skipped: varies', 'skipped: varies', 'confirmed', 'skipped: varies', 'skipped: varies'],
      ...['confirmed', expect.stringContaining('mismatch')],
      ...['confirmed: varies', 'confirmed: varies', 'confirmed: varies', expect.stringContaining('mismatch')],
      'skipped: varies',
    ]);
    expect(findings?.map((one) => one.replace(/ \d+$/, ''))).toEqual([
      ...Array.from({ length: 8 }, () => 'output-varies'),
      ...['output-mismatch', 'output-mismatch', 'output-varies'],
    ]);
  });

  test('a value that seldom differs, beside one that always does, is none that is compared', async () => {
    const code = 'import random\n\nprint(random.random(), random.choice(range(17)) == 12)';
    expect((await check(cell(code, '0.25 False'))).verdicts).toEqual(['skipped: varies']);
  });

  test('a condition shows by no luck what it seldom is: middle values, the hour, seconds, files and threads in their order', async () => {
    const head = [
      'import os, random, secrets, threading, time\nimport numpy as np\nfrom datetime import date, datetime\n',
      'from concurrent.futures import ProcessPoolExecutor, as_completed\nfrom multiprocessing import get_context\n',
      'for name in "xyz":\n    open(f"{name}.part", "w").close()\n',
      'def order():\n    got = []\n    threads = [threading.Thread(target=got.append, args=(n,)) for n in "ab"]',
      '    for one in threads:\n        one.start()\n    for one in threads:\n        one.join()\n    return got',
      'def came():\n    with get_context("fork").Pool(2) as pool:\n        return list(pool.imap_unordered(abs, [-1, -2]))',
      'def done():\n    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:',
      '        return [one.result() for one in as_completed([pool.submit(abs, n) for n in (-1, -2)])]',
    ].join('\n');
    const conditions = [
      ...['random.randint(1, 1000) == 500', '0.4 < random.random() < 0.41', 'random.choice(range(10)) == 7'],
      ...['secrets.randbelow(1000) == 500', 'np.random.default_rng().integers(1, 1001) == 500'],
      ...['came() == [1, 2]', 'done() == [1, 2]', 'np.random.normal(size=1000).mean() < 0.05'],
      ...['np.random.randint(6) == 3', 'datetime.now().hour < 12', 'datetime.now().minute == 0'],
      ...['date.today().weekday() < 5', 'int(time.time()) % 2 == 0', 'time.strftime("%m-%d") == "12-31"'],
      ...['[f for f in os.listdir(".") if "part" in f][0] == "x.part"', 'order() == ["a", "b"]', 'hash("a") % 2 == 0'],
    ];
    const cells = conditions.flatMap((one) =>
      ['yes', 'no'].map((say) => cell(`print("yes" if ${one} else "no")`, say)),
    );
    const fixed = cell(
      'random.seed(3)\nprint(random.randint(1, 1000) == 500, random.Random(5).randint(1, 6))',
      'False 5',
    );
    const exercise = [
      ':::exercise{#coin}\n### Coin\n\n```python solution\ndef toss():\n    return random.choice([1, 2])\n```\n',
      '```python test\nassert toss() == 1\n```\n:::\n',
    ].join('\n');
    const { verdicts, findings } = await check(
      [`\`\`\`python\n${head}\n\`\`\`\n`, ...cells, exercise, fixed].join('\n'),
    );
    expect(verdicts).toEqual([...cells.map(() => 'skipped: varies'), 'confirmed']);
    const isOf = (rule: string) => findings?.filter((one) => one.startsWith(rule)).length;
    expect([isOf('output-varies'), isOf('solution-fails')]).toEqual([cells.length, 1]);
  });

  test('what pools give in the order in which it takes so long comes in that order each time', async () => {
    const waits = 'def wait(n):\n    time.sleep(n / 4)\n    return n';
    const head = `import time\nfrom concurrent.futures import ThreadPoolExecutor, as_completed\nfrom multiprocessing import get_context\n\n${waits}`;
    const futures =
      'with ThreadPoolExecutor() as pool:\n    print([one.result() for one in as_completed([pool.submit(wait, n) for n in (3, 1, 2)])])';
    const results = 'with get_context("fork").Pool(3) as pool:\n    print(list(pool.imap_unordered(wait, [3, 1, 2])))';
    const { verdicts, findings } = await check(
      [`\`\`\`python\n${head}\n\`\`\`\n`, cell(futures, '[1, 2, 3]'), cell(results, '[1, 2, 3]')].join('\n'),
    );
    expect([verdicts, findings]).toEqual([['confirmed', 'confirmed'], []]);
  });

  test('a scheduler’s turn decides nothing: of what differs by less, either may take longer, and no limit of time is broken', async () => {
    const took = (work: string) => `t0 = time.CLOCK()\n${work}\nt1 = time.CLOCK()\nprint(t1 - t0 < time.CLOCK() - t1)`;
    const timed = ['perf_counter', 'time', 'monotonic_ns'].map((clock) => [
      cell(took('time.sleep(0.003)').replaceAll('CLOCK', clock), 'True'),
      cell(took('time.sleep(0.06)').replaceAll('CLOCK', clock), 'True'),
    ]);
    const limits = [
      cell('start = time.time()\ntime.sleep(0.1)\nprint(time.time() - start < 1)', 'True'),
      cell('a = datetime.now()\ntime.sleep(0.003)\nb = datetime.now()\nprint(b - a < datetime.now() - b)', 'True'),
      cell('print(timeit(lambda: time.sleep(0.003), number=1) < timeit(list, number=1))', 'True'),
      cell('end = time.monotonic() + 1\ncame = Event()\nTimer(0.3, came.set).start()\n'.concat(waiting), 'True'),
    ];
    const test = 'start = time.perf_counter()\ndouble(2)\nassert time.perf_counter() - start < 0.008';
    const exercise = [
      ':::exercise{#double}\n### Double\n\n```python solution\ndef double(n):\n    return 2 * n\n```\n',
      `\`\`\`python test\n${test}\n\`\`\`\n:::\n`,
    ].join('\n');
    const head =
      'import time\nfrom datetime import datetime\nfrom threading import Event, Timer\nfrom timeit import timeit';
    const { verdicts, findings } = await check(
      [`\`\`\`python\n${head}\n\`\`\`\n`, ...timed.flat(), ...limits, exercise].join('\n'),
    );
    const often = timed.flatMap(() => ['confirmed', expect.stringContaining('mismatch')]);
    expect(verdicts).toEqual([...often, ...limits.map(() => 'confirmed')]);
    expect(findings?.map((one) => one.replace(/ \d+$/, ''))).toEqual(timed.map(() => 'output-mismatch'));
    // The first run is slower than the lesson says, and the next slower still.
    const measured = 'import time\n\nstart = time.time()\ntime.sleep(0.16)\nprint(round(time.time() - start, 1))';
    expect(await check(cell(measured, '0.1'))).toEqual({ verdicts: ['confirmed'], findings: [] });
  });

  test('a further run that cannot be made to differ is no evidence, and says so', async () => {
    const broken = await makeCourse({
      'source-md/lesson.md': cell('import random\n\nprint(random.choice(["heads", "tails"]))', 'heads'),
      'source-md/sitecustomize.py': 'import random\n\ndel random._inst\n',
    });
    course = broken;
    await withEngine(
      async (own) => {
        const { findings } = (await broken.check(own)).lessons[0] ?? {};
        expect(findings?.filter(({ rule }) => rule === 'run-failed').map(({ message }) => message)).toEqual([
          expect.stringMatching(/^a further run cannot be made to differ from the first \(other_draws: AttributeError/),
        ]);
      },
      { execute: { ...limits, env: { PYTHONPATH: join(broken.dir, 'source-md') } } },
    );
  });

  test('a solution that passes by the order of a set is not proven', async () => {
    const solution = '```python solution\ndef letters(word):\n    return list(set(word))\n```\n';
    const test = `\`\`\`python test\nassert letters("hello world") == ${await ordered('0')}\n\`\`\`\n`;
    const text = `:::exercise{#letters}\n### Letters\n\n${solution}\n${test}:::\n`;
    const { findings } = await check(text);
    expect(findings).toEqual(['solution-fails 4']);
  });
});

test('a kernel that is not there is said where the lesson names it, or at its first cell', async () => {
  const cell = '```python\n1\n```\n';
  const at = async (files: Record<string, string>) => {
    course = await makeCourse(files);
    const [lesson] = (await course.check(engine)).lessons;
    const missing = lesson?.findings.find(({ rule }) => rule === 'kernel-missing');
    return `${missing?.line}:${missing?.column}-${missing?.endColumn}`;
  };
  expect(await at({ 'source-md/lesson.md': `---\ntitle: absent\nkernel: absent-kernel\n---\n\n# A\n\n${cell}` })).toBe(
    '3:9-22',
  );
  expect(await at({ 'source-md/lesson.md': `# A\n\n${cell}`, 'coursewright.yaml': 'kernel: absent-kernel\n' })).toBe(
    '3:1-1',
  );
});

test('what an exercise counts is in the result: its own points, or those of its tests', async () => {
  const exercise = (id: string, own: string, test: string) =>
    `:::exercise{#${id}${own}}\n### ${id}\n\n\`\`\`python solution\nx = 1\n\`\`\`\n\n\`\`\`python test${test}\nassert x == 1\n\`\`\`\n\n\`\`\`python test hidden${test}\nassert x == 1\n\`\`\`\n:::\n`;
  const text = [
    exercise('own', ' points=3', ' points=1'),
    exercise('tests', '', ' points=2'),
    exercise('none', '', ''),
  ];
  course = await makeCourse({ 'source-md/lesson.md': text.join('\n') });
  const [lesson] = (await course.check(engine)).lessons;
  expect(lesson?.exercises.map(({ id, points }) => [id, points])).toEqual([
    ['own', 3],
    ['tests', 4],
    ['none', undefined],
  ]);
});

test('the duration of a lesson is no longer than that of the command, however many of its runs go on at once', async () => {
  const exercise = (id: string) =>
    `:::exercise{#${id}}\n### ${id}\n\n\`\`\`python starter\nx = 0\n\`\`\`\n\n\`\`\`python solution\nx = 1\n\`\`\`\n\n\`\`\`python test\nassert x == 1\n\`\`\`\n:::\n`;
  const text = `# A\n\n\`\`\`python\nimport time\ntime.sleep(0.3)\n\`\`\`\n\n${['a', 'b', 'c'].map(exercise).join('\n')}`;
  course = await makeCourse({ 'source-md/lesson.md': text });
  const { durationMs, lessons } = await course.check(engine);
  expect(lessons[0]?.durationMs).toBeGreaterThanOrEqual(300);
  expect(lessons[0]?.durationMs).toBeLessThanOrEqual(durationMs);
});
