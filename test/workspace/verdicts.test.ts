import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import type { LessonResult, LessonsDocument } from '../../src/model/result.ts';
import { discoverLessons } from '../../src/select/discover.ts';
import { takeTurns } from '../../src/workspace/turns.ts';
import { watchFiles } from '../../src/workspace/watched-files.ts';
import { openWorkspace } from '../../src/workspace/workspace.ts';
import { coursewright, documentIn } from '../cli/run.ts';
import { leftOf, testEnvironment } from '../e2e/engine.ts';

/** How many edits are tried, and where their series begins. */
const edits = Number(process.env.COURSEWRIGHT_EDITS ?? 2);
const seed = Number(process.env.COURSEWRIGHT_SEED ?? 1);

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'cwwatch-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const fence = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\`\n`;

/** What can stand in the files of the course; each edit gives one of them another content. */
interface State {
  readonly value: number;
  readonly said: number;
  readonly data: number;
  readonly helper: number;
  readonly raises: boolean;
  readonly isThere: boolean;
  readonly severity: 'error' | 'warning';
  /** What the last cell of the slow lesson adds. */
  readonly added: number;
}

/** What the slow lesson does before the cell that is edited, and what that cell shows of it: each series has one of these. */
const slow = [
  ['import asyncio\ntask = asyncio.create_task(asyncio.sleep(1))', 'print(task.done())\ntask.cancel()'],
  [
    `import os, pathlib, subprocess
log = open("log.txt", "w")
log.write("a")
os.environ["MODE"] = "b"
pathlib.Path("n.txt").write_text("c")
done = subprocess.run(["echo", "d"], capture_output=True)`,
    'log.close()\nprint(open("log.txt").read(), os.environ["MODE"], open("n.txt").read(), done.stdout)',
  ],
  ['import random\nfirst = random.random()\nrandom.seed(3)', 'print(0 <= first < 1, random.randint(1, 1000))'],
  ['import subprocess\nprocess = subprocess.Popen(["sleep", "1"])', 'print(process.poll())'],
  [
    'import threading\nran = []\ntimer = threading.Timer(1, ran.append, [1])\ntimer.start()',
    'print(ran)\ntimer.cancel()',
  ],
  ['then = time.time()', 'print(time.time() - then < 1)'],
  ['values = list(range(10))\nitems = iter(values)\nnext(items)', 'print(next(items))\nvalues.clear()'],
] as const;

function slowLesson(added: number): string {
  const [before, after] = slow[seed % slow.length] ?? ['', ''];
  return `# Slow\n\n${fence('python', `import time\ntime.sleep(0.4)\n${before}`)}\n${fence('python', `${after}\nprint(${added} + 1)`)}\n${fence('output', '2')}`;
}

function filesOf({
  value,
  said,
  data,
  helper,
  raises,
  isThere,
  severity,
  added,
}: State): Record<string, string | undefined> {
  const environment = JSON.stringify(join(testEnvironment().python, '..', '..'));
  return {
    'coursewright.yaml': `python: { environment: ${environment} }\nrules: { output-mismatch: ${severity} }\n`,
    'source-md/first.md': `# First\n\n${fence('python', `value = ${value}\nprint(value)`)}\n${fence('output', String(said))}`,
    'source-md/second.md': `---\ncontinues: first\n---\n\n# Second\n\n${fence('python', 'print(value + 1)')}\n${fence('output', '2')}`,
    'source-md/data.csv': `${data}\n`,
    'source-md/helper.py': `def told():\n    return ${helper}\n`,
    'source-md/third.md': `# Third\n\n${fence('python', 'import helper\nprint(open("data.csv").read().strip(), helper.told())')}\n${fence('output', '1 1')}\n${fence('python', raises ? 'raise ValueError()' : 'done = 1')}`,
    'source-md/fourth.md': isThere ? `# Fourth\n\n${fence('python', '4')}\n${fence('output', '4')}` : undefined,
    'source-md/slow.md': slowLesson(added),
  };
}

const states = fc.record<State>({
  value: fc.constantFrom(1, 2),
  said: fc.constantFrom(1, 2),
  data: fc.constantFrom(1, 2),
  helper: fc.constantFrom(1, 2),
  raises: fc.boolean(),
  isThere: fc.boolean(),
  severity: fc.constantFrom('error', 'warning'),
  added: fc.nat(),
});

const written = new Map<string, string | undefined>();

function write(state: State): void {
  for (const [path, text] of Object.entries(filesOf(state))) {
    if (written.get(path) === text) continue;
    written.set(path, text);
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === undefined) rmSync(file, { force: true });
    else writeFileSync(file, text);
  }
}

/** All of a verdict but how long it took, and where it is from. */
function said(lessons: Iterable<LessonResult>): unknown {
  return [...lessons]
    .sort((a, b) => (a.source < b.source ? -1 : 1))
    .map(({ durationMs: _, cached: _cached, executedBecause: _why, cells, ...rest }) => ({
      ...rest,
      cells: cells.map(({ durationMs: _took, ...cell }) => cell),
    }));
}

async function coldCheck(): Promise<unknown> {
  const { stdout } = await coursewright(['check', '--json', '--no-cache'], { cwd: dir });
  return said((documentIn(stdout) as LessonsDocument).lessons);
}

test('after any edits, the verdicts of a course that stays open are those of a check from nothing', async () => {
  const series = fc.sample(states, { numRuns: edits, seed });
  write(series[0] as State);
  const results = new Map<string, LessonResult>();
  const failures: unknown[] = [];
  const workspace = openWorkspace({
    ...{ env: process.env, cache: true, fork: true },
    look: async () => {
      const loaded = loadConfig(dir);
      const { lessons } = discoverLessons(dir, loaded);
      for (const source of results.keys()) if (lessons.every((one) => one.source !== source)) results.delete(source);
      return { course: { dir, loaded, version: '0.0.0' }, lessons, findings: [] };
    },
  });
  const turns = takeTurns(workspace, {
    async check(events) {
      for await (const event of events) {
        if (event.type === 'lesson-ended') results.set(event.result.source, event.result);
      }
    },
    failed: (error) => failures.push(error),
  });
  const stopWatching = await watchFiles(dir, {
    changed: (paths) => turns.changed(paths),
    ...{ gone: () => {}, back: () => {}, failed: (error) => failures.push(error) },
  });
  turns.again();
  try {
    for (const state of series) {
      write(state);
      // Its own builds do not change what the other one finds: both judge the same notebooks.
      await settled(() => said(results.values()));
      const cold = await coldCheck();
      expect({ state, verdicts: said(results.values()) }).toEqual({ state, verdicts: cold });
    }
    expect(failures).toEqual([]);
  } finally {
    await stopWatching();
    await turns.close();
    await workspace.close();
  }
  expect(leftOf()).toEqual([]);
});

/** Waits until something is the same for two seconds. */
async function settled(look: () => unknown): Promise<void> {
  let last = '';
  for (let same = 0; same < 20; ) {
    await sleep(100);
    const now = JSON.stringify(look());
    same = now === last && now !== '[]' ? same + 1 : 0;
    last = now;
  }
}
