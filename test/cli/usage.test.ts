import { readFileSync } from 'node:fs';
import { Command as Commander, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { type OptionName, options } from '../../src/cli/options.ts';
import { coursewright, documentIn, folder } from './run.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

describe('help and version', () => {
  test.each(['--version', '-V'])('%s', async (flag) => {
    expect(await coursewright([flag])).toMatchObject({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('--help names every command and the exit codes', async () => {
    const { exitCode, stdout, stderr } = await coursewright(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const { name, summary } of commands) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b.*${summary.slice(0, 20)}`, 'm'));
    }
    expect(stdout).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 .*\n(.*\n)?.* 130 /);
  });

  test.each(commands)('$name --help shows examples, all options and nothing beyond 100 columns', async (command) => {
    const { exitCode, stdout } = await coursewright([command.name, '--help']);
    expect(exitCode).toBe(0);
    for (const key of command.options) expect(stdout).toContain(options[key].flags);
    for (const [example] of command.examples) expect(stdout).toContain(example);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  test.each(commands)('the examples of $name are command lines that are read', ({ name, examples, options: taken }) => {
    for (const [example] of examples) {
      const words = example.split(/\s+/);
      expect(words.slice(0, 2)).toEqual(['coursewright', name]);
      for (const flag of words.filter((word) => /^-./.test(word))) {
        const known = taken.map((key) => new Option(options[key].flags));
        expect(
          known.some(({ short, long }) => short === flag || long === flag),
          `${example}: ${flag}`,
        ).toBe(true);
      }
    }
  });

  test('without a command the help goes to standard error, and nothing was done', async () => {
    const { exitCode, stdout, stderr } = await coursewright([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Usage: coursewright <command>');
  });
});

describe('colours', () => {
  const sequence = '\u001b[';
  test.each([
    ['nothing said, no terminal', {}, [], false],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, [], true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, [], false],
    ['FORCE_COLOR in a log of CI', { FORCE_COLOR: '1', CI: 'true' }, [], true],
    ['--no-color over FORCE_COLOR', { FORCE_COLOR: '1' }, ['--no-color'], false],
    ['--color over NO_COLOR', { NO_COLOR: '1' }, ['--color'], true],
  ])('%s', async (_, env, flags, colored) => {
    const dir = folder();
    const { stdout } = await coursewright(['init', dir, ...flags], { env });
    expect(stdout.includes(sequence)).toBe(colored);
  });
});

describe('wrong usage ends with 2, says what is wrong and what would be right', () => {
  test.each([
    [['chek'], "unknown command 'chek'", 'did you mean check?'],
    [['check', '--jsn'], "unknown option '--jsn'", 'did you mean --json?'],
    [['merge'], "missing required argument 'results'", 'coursewright merge --help'],
    [['clean', 'now'], 'too many arguments', 'coursewright clean --help'],
    [['check', '--jobs', '0'], 'whole number from 1', 'coursewright check --help'],
    [['check', '--jobs', 'many'], 'whole number from 1', 'coursewright check --help'],
    [['check', '--jobs'], "option '-j, --jobs <n>' argument missing", 'coursewright check --help'],
    [['check', '--reporter', 'xunit'], 'one of default, dot, json', 'coursewright check --help'],
    [['check', '--reporter', 'junit='], 'A file must follow', 'coursewright check --help'],
    [['build', '--variant', 'teacher'], 'student or instructor', 'coursewright build --help'],
    [['explain', 'output-mismach'], 'no rule output-mismach', 'coursewright explain output-mismatch'],
  ])('%j', async (args, message, help) => {
    const { exitCode, stdout, stderr } = await coursewright(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(help);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('two reports for programs do not fit on standard output', async () => {
    const dir = folder({ 'source-md/a.md': '# A\n' });
    const { exitCode, stdout, stderr } = await coursewright(['build', '-r', 'sarif', '-r', 'junit'], { cwd: dir });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('--reporter sarif=FILE');
  });

  test.each([
    [['check', '--jsn', '--json'], 'check'],
    [['chek', '--json'], null],
    [['check', '--json', 'nowhere.md'], 'check'],
    [['check', '--reporter', 'json', 'nowhere.md'], 'check'],
    [['check', '-r', 'json', '--config', 'nowhere.yaml'], 'check'],
  ])('%j: standard output has one document all the same', async (args, command) => {
    const { exitCode, stdout, stderr } = await coursewright(args, { cwd: folder() });
    expect(exitCode).toBe(2);
    expect(stderr).not.toBe('');
    expect(documentIn(stdout)).toMatchObject({ command, exitCode: 2, error: { message: expect.any(String) } });
  });
});

describe('the table of options', () => {
  test.each(Object.keys(options) as OptionName[])('%s is the name that commander gives the value', (key) => {
    const { flags } = options[key];
    expect(new Option(flags).attributeName()).toBe(key);
  });

  test('no two options of a command share a flag', () => {
    for (const { options: taken } of commands) {
      const command = new Commander();
      expect(() => taken.forEach((key) => void command.addOption(new Option(options[key].flags)))).not.toThrow();
    }
  });

  test('every option belongs to a command', () => {
    const used = new Set<string>(commands.flatMap((command) => command.options));
    expect(Object.keys(options).filter((key) => !used.has(key))).toEqual([]);
  });
});
