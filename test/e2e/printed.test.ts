import { join } from 'node:path';
import { expect, test } from 'vitest';
import { coursewright, documentIn, folder } from '../cli/run.ts';
import { testEnvironment } from './engine.ts';

const esc = '\u001b';
/** What takes over a terminal: its title, its screen, its bell, the direction of its text, C1. */
const steering = `${esc}]0;title\u0007${esc}[2J${esc}[8m\u009b31m\u202egnp.exe\u2069\u061c\u007f`;
const steers = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const cell = (printed: string, output: string) =>
  `\`\`\`python\nprint(${JSON.stringify(printed)})\n\`\`\`\n\n\`\`\`output\n${output}\n\`\`\`\n`;

test('nothing that is printed steers a terminal, whatever lessons, outputs and names hold', async () => {
  const name = `e${esc}[31mvil\u202e${'\u0007'}.md`;
  const environment = join(testEnvironment().python, '..', '..');
  const dir = folder({
    'coursewright.yaml': `python: { environment: ${JSON.stringify(environment)} }\n`,
    'source-md/a.md': `# A ${steering}\n\n[there](missing${steering}.md)\n\n${cell(steering, `another ${steering}`)}`,
    [`source-md/${name}`]: `# B\n\n[there](missing.md)\n\n${cell('1', '2')}`,
    'broken.ipynb': `{"cells": "${'\u202e'}\u0007"}`,
    [`${name}.json`]: steering,
  });
  const commands = [
    ['build'],
    ['check'],
    ...['default', 'dot', 'github', 'json', 'junit', 'sarif', 'html'].map((reporter) => ['check', '-r', reporter]),
    ['check', '--verbose'],
    ['update', '--dry-run'],
    ['update', '--dry-run', '--add', '--prune'],
    ['check', `source-md/${steering}.md`],
    ['check', '-t', 'vil'],
    ['build', '-t', steering],
    ['build', '-c', `${steering}.yaml`],
    ['validate', 'broken.ipynb', steering],
    ['validate', '--fix', 'broken.ipynb'],
    ['merge', `${name}.json`, steering],
    ['explain', steering],
    ['init', `new${steering}`],
    [steering],
    ['build', `--${steering}`],
    ['check', '-r', `junit=${name}/x.xml/${steering}`],
    ['doctor'],
    ['update'],
    ['clean'],
  ];
  for (const args of commands) {
    const { stdout, stderr } = await coursewright(args, { cwd: dir, env: { FORCE_COLOR: '0' } });
    expect(stdout + stderr, args.join(' ')).not.toBe('');
    expect(steers.exec(stdout + stderr)?.[0], args.join(' ')).toBeUndefined();
  }
});

test('a terminal gets our own colours and no others', async () => {
  const name = `source-md/a${esc}[8m${esc}[2J.md`;
  const dir = folder({ [name]: '# A\n\n[there](missing.md)\n' });
  const { stdout } = await coursewright(['build'], { cwd: dir, env: { FORCE_COLOR: '1' } });
  expect(stdout).toContain(`${esc}[31m`);
  const sequences = new Set(
    stdout
      .split(esc)
      .slice(1)
      .map((part) => /^\[\d*m/.exec(part)?.[0]),
  );
  expect([...sequences].every((sequence) => sequence !== undefined && sequence !== '[8m')).toBe(true);
});

test('JSON says what is there all the same', async () => {
  const dir = folder({ 'source-md/a.md': '# A\n\n[there](missing\u202e\u009b.md)\n' });
  const { stdout } = await coursewright(['build', '--json'], { cwd: dir });
  expect(stdout).toContain('\\u202e\\u009b');
  const document = documentIn(stdout);
  expect('lessons' in document && document.lessons?.[0]?.findings[0]?.message).toContain('\u202e\u009b');
});
