import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { folder, main } from './run.ts';

/** A lesson without code: it needs no Python. */
const lesson = (title: string) => `# ${title}\n\nSome text.\n`;
const quietRules = 'rules: { nothing-checked: off }\n';

/** `watch` in a folder, with what it has printed since `fresh()`. */
function watching(dir: string, args: readonly string[] = [], terminal = false) {
  const command = [process.execPath, main, 'watch', ...args];
  const [program = '', ...rest] = terminal ? ['script', '-qec', command.join(' '), '/dev/null'] : command;
  const child = execa(program, rest, {
    cwd: dir,
    reject: false,
    all: true,
    buffer: false,
    stdin: terminal ? 'pipe' : 'ignore',
    env: { TERM: 'xterm', NO_COLOR: '1' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.all.setEncoding('utf8').on('data', (more: string) => {
    printed += more;
  });
  /** Waits until it has printed this; gives all that it has. */
  const says = async (text: string | RegExp): Promise<string> => {
    const isThere = () => (typeof text === 'string' ? printed.includes(text) : text.test(printed));
    for (let waited = 0; !isThere(); waited += 20) {
      if (waited > 60_000) throw new Error(`it does not say ${text}, but:\n${printed}`);
      await sleep(20);
    }
    return printed;
  };
  return {
    child,
    says,
    press: (keys: string) => child.stdin?.write(keys),
    fresh: () => {
      printed = '';
    },
    /** Changes something, and waits until there is nothing more to do. */
    async after(change: () => void): Promise<string> {
      printed = '';
      change();
      return says('waiting for changes');
    },
  };
}

test('a saved lesson is built and checked again, and a request to end ends it', async () => {
  const dir = folder({ 'coursewright.yaml': quietRules, 'source-md/a.md': lesson('A'), 'source-md/b.md': lesson('B') });
  const { child, says, after } = watching(dir);
  expect(await says('waiting for changes')).toContain('2 lessons');
  const printed = await after(() => writeFileSync(join(dir, 'source-md/b.md'), lesson('Another')));
  expect(printed).toContain('source-md/b.md: it changed');
  expect(printed).toMatch(/Lessons +1 passed/);
  expect(readFileSync(join(dir, 'notebooks/b.ipynb'), 'utf8')).toContain('# Another');
  child.kill('SIGTERM');
  expect((await child).exitCode).toBe(130);
});

test('a notebook that somebody edits is reported, and one that the build writes is not', async () => {
  const dir = folder({ 'coursewright.yaml': quietRules, 'source-md/a.md': lesson('A') });
  const { says, after, fresh } = watching(dir);
  await says('waiting for changes');
  const notebook = join(dir, 'notebooks/a.ipynb');
  const edited = readFileSync(notebook, 'utf8').replace('Some text', 'Other text');
  const printed = await after(() => writeFileSync(notebook, edited));
  expect(printed).toContain('notebook-hand-edited');
  fresh();
  await sleep(500);
  expect(await says('')).toBe('');
});

test('it goes on through a broken configuration, lessons that go, and a folder that goes and comes back', async () => {
  const dir = folder({
    'course/coursewright.yaml': quietRules,
    'course/source-md/a.md': lesson('A'),
    'course/source-md/b.md': lesson('B'),
  });
  const course = join(dir, 'course');
  const config = join(course, 'coursewright.yaml');
  const { child, says, after, fresh } = watching(course);
  await says('waiting for changes');
  expect(await after(() => writeFileSync(config, 'sources: here\n'))).toContain('unexpected key `sources`');
  expect(await after(() => writeFileSync(config, quietRules))).toContain(
    'checking source-md/a.md: coursewright.yaml changed',
  );

  fresh();
  rmSync(join(course, 'source-md/b.md'));
  await says('source-md/b.md is gone');
  expect(await after(() => rmSync(join(course, 'source-md'), { recursive: true }))).toContain('there are no lessons');
  const back = await after(() => {
    mkdirSync(join(course, 'source-md'));
    writeFileSync(join(course, 'source-md/c.md'), lesson('C'));
  });
  expect(back).toContain('source-md/c.md');

  fresh();
  renameSync(course, join(dir, 'elsewhere'));
  await says('is gone; waiting until it is there again');
  // What was under way when it went may end now and find nothing: what counts is that it is checked again.
  renameSync(join(dir, 'elsewhere'), course);
  await says(/Lessons +1 passed/);
  expect(child.exitCode ?? undefined).toBeUndefined();
});

test('many saves in a row are fewer runs, and the last one is built', async () => {
  const dir = folder({ 'coursewright.yaml': quietRules, 'source-md/a.md': lesson('A') });
  const { says, fresh } = watching(dir);
  await says('waiting for changes');
  fresh();
  for (let save = 1; save <= 30; save += 1) writeFileSync(join(dir, 'source-md/a.md'), lesson(`Save ${save}`));
  const notebook = () => readFileSync(join(dir, 'notebooks/a.ipynb'), 'utf8');
  for (let waited = 0; waited < 60_000 && !notebook().includes('# Save 30'); waited += 20) await sleep(20);
  expect(notebook()).toContain('# Save 30');
  expect((await says('waiting for changes')).split('waiting for changes').length).toBeLessThan(10);
});

test('keys choose lessons, run those that failed, show a page, and quit', async () => {
  const dir = folder({
    'coursewright.yaml': quietRules,
    'source-md/a.md': lesson('A'),
    'source-md/b.md': '# B\n\n:::note\n',
  });
  const { child, press, says, fresh } = watching(dir, ['--no-clear'], true);
  await says('h shows the keys');
  fresh();
  press('h');
  await says(/f +check the lessons that failed/);
  press('f');
  expect(await says(/Lessons +1 failed/)).toContain('checking source-md/b.md: asked for');
  fresh();
  press('p');
  await says('whose path matches');
  writeFileSync(join(dir, 'source-md/a.md'), lesson('Saved meanwhile'));
  await sleep(1000);
  expect(await says('whose path matches'), 'a question is not written over').not.toContain('checking');
  press('a.md\r');
  expect(await says(/Lessons +1 passed/)).toContain('checking 1 lesson');
  await says('waiting for changes');
  fresh();
  press('o');
  await says('report.html');
  expect(existsSync(join(dir, '.coursewright/report.html'))).toBe(true);
  press('q');
  expect((await child).exitCode).toBe(0);
});

test('it ends where nobody reads its reports any more', async () => {
  const dir = folder({ 'coursewright.yaml': quietRules, 'source-md/a.md': lesson('A') });
  const { child, says } = watching(dir);
  await says('waiting for changes');
  child.stdout.destroy();
  child.stderr.destroy();
  for (let save = 0; child.exitCode === null && save < 200; save += 1) {
    writeFileSync(join(dir, 'source-md/a.md'), lesson(`Save ${save}`));
    await sleep(100);
  }
  expect((await child).exitCode).toBe(0);
});

test('a terminal that is closed ends it', async () => {
  const dir = folder({ 'coursewright.yaml': quietRules, 'source-md/a.md': lesson('A') });
  const { child, says } = watching(dir);
  await says('waiting for changes');
  child.kill('SIGHUP');
  expect((await child).exitCode).toBe(130);
});
