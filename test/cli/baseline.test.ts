import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testPython } from '../python.ts';
import { coursewright, folder } from './run.ts';

/** A cell whose output is not the declared one. */
const wrong = (text: string) => `\`\`\`python\nprint("${text}")\n\`\`\`\n\n\`\`\`output\nnot ${text}\n\`\`\`\n`;

function course(): string {
  return folder({
    'coursewright.yaml': `python: { environment: ${join(testPython(), '../..')} }\nrules: { notebook-missing: off }\n`,
    'source-md/a.md': `# A\n\n${wrong('one')}\n${wrong('two')}`,
    'source-md/b.md': `# B\n\n${wrong('three')}`,
  });
}

async function check(dir: string, ...args: string[]) {
  const { exitCode, stdout, stderr } = await coursewright(['check', '--json', ...args], { cwd: dir, env: { CI: '' } });
  const { lessons, summary, baseline } = JSON.parse(stdout);
  const places = lessons.flatMap(({ source, findings }: { source: string; findings: { line: number }[] }) =>
    findings.map(({ line }) => `${source}:${line}`),
  );
  const statuses = lessons.map(({ status }: { status: string }) => status);
  return { exitCode, stderr, places, statuses, errors: summary.errors, baseline };
}

test('with a baseline a check fails on new findings only, and says what is gone', async () => {
  const dir = course();
  const known = ['--baseline', 'known.json'];
  const lesson = join(dir, 'source-md/a.md');
  expect(await check(dir)).toMatchObject({ exitCode: 1, errors: 3, statuses: ['failed', 'failed'] });

  // The first time, the file is made of what there is.
  const made = await check(dir, ...known);
  expect(made).toMatchObject({ exitCode: 0, errors: 0, places: [], statuses: ['passed', 'passed'] });
  expect(made.baseline).toEqual({ file: 'known.json', recorded: true, known: 3, gone: [] });
  const text = readFileSync(join(dir, 'known.json'), 'utf8');
  expect(text.split('\n')[1]).toBe('{"file":"source-md/a.md","rule":"output-mismatch","text":"not one","count":1},');

  // What is known may move, and what is new is seen, also where it says the same as what is known.
  writeFileSync(lesson, `# A\n\nMore.\n\n${wrong('one')}\n${wrong('two')}\n${wrong('two')}\n${wrong('four')}`);
  const more = await check(dir, ...known);
  expect(more).toMatchObject({ exitCode: 1, errors: 2, statuses: ['failed', 'passed'] });
  expect(more.places).toEqual(['source-md/a.md:26', 'source-md/a.md:34']);
  expect(more.baseline).toEqual({ file: 'known.json', known: 3, gone: [] });

  // What is put right is gone, in the lessons that were checked; the file stays as it is.
  writeFileSync(lesson, `# A\n\n${wrong('one')}`);
  const less = await check(dir, ...known, 'source-md/a.md');
  expect(less).toMatchObject({ exitCode: 0, errors: 0, places: [] });
  expect(less.baseline.gone).toEqual([{ file: 'source-md/a.md', rule: 'output-mismatch', text: 'not two', count: 1 }]);
  expect(readFileSync(join(dir, 'known.json'), 'utf8')).toBe(text);
  const { stdout } = await coursewright(['check', ...known], { cwd: dir, env: { CI: '' } });
  expect(stdout).toContain('2 known findings of known.json not shown, 1 gone: delete the file and check again');
});

test('in CI a baseline is there, and a file that is none is not overwritten', async () => {
  const dir = course();
  const failed = (env: Record<string, string>) =>
    coursewright(['check', '--baseline', 'known.json'], { cwd: dir, env });
  const missing = await failed({ CI: 'true' });
  expect(missing).toMatchObject({ exitCode: 2 });
  expect(missing.stderr).toContain('there is no baseline known.json');
  expect(missing.stderr).toContain('coursewright check --baseline known.json');
  for (const text of ['', '{}', '{"findings":[{"file":"a"}]}', '{"findings":[null]}', '{"findings":3}']) {
    writeFileSync(join(dir, 'known.json'), text);
    const { exitCode, stderr } = await failed({ CI: 'true' });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is no baseline') });
    expect(readFileSync(join(dir, 'known.json'), 'utf8')).toBe(text);
  }
  rmSync(join(dir, 'known.json'));
});
