import { describe, expect, test } from 'vitest';
import { confirmCell } from '../../src/confirm/confirm-cell.ts';
import { updateLesson } from '../../src/confirm/update.ts';
import type { ExecutedCell } from '../../src/model/run.ts';
import { codesOf, lessonOf, placeOf, ran } from './lesson-of.ts';

/** The verdict over an output, and the text after an update, when two runs print these texts. */
function twice(declared: string, first: string, second: string | string[], fence = 'output', sanitize: string[] = []) {
  const lesson = lessonOf(`\`\`\`python\nf()\n\`\`\`\n\n\`\`\`${fence}\n${declared}\n\`\`\`\n`);
  const [code] = codesOf(lesson);
  if (code === undefined) throw new Error('the lesson has no cell');
  const executed = ran(`${first}\n`);
  const again = new Map<ExecutedCell, readonly ExecutedCell[]>([
    [executed, [second].flat().map((text) => ran(`${text}\n`))],
  ]);
  const context = { file: 'lesson.md', text: lesson.text, cell: 'c', again, sanitize };
  const { outputs, diagnostics } = confirmCell(code, executed, context);
  return {
    verdict: outputs.map(({ verdict, reason }) => (reason === undefined ? verdict : `${verdict}: ${reason}`)).join(),
    findings: diagnostics.map(({ rule, severity, span }) => `${rule} ${severity} ${placeOf(lesson, span)}`),
    messages: diagnostics.map(({ message }) => message),
    changes: updateLesson(lesson, [{ code, executed }], { again, sanitize }).changes.map(({ after }) => after),
  };
}

describe('what differs between two runs is not compared', () => {
  test.each<[name: string, declared: string, first: string, second: string]>([
    ['a number', 'dice: 4 of 6', 'dice: 2 of 6', 'dice: 5 of 6'],
    ['a negative one, another exponent', 'x = 0.25', 'x = -1.5e-05', 'x = 2.0'],
    ['a word', 'the coin says heads', 'the coin says tails', 'the coin says edge'],
    ['a date of any form', 'at Mon Jan  1 10:00:00 2024', 'at Tue Nov 24 09:28:28 2026', 'at Tue Nov 24 09:28:30 2026'],
    ['the middle of several lines', 'a\n1\nb', 'a\n2\nb', 'a\n3\nb'],
    [
      'a duration with as many loops as fit',
      '1.5 ms ± 0.2 ms per loop (mean ± std. dev. of 7 runs, 100 loops each)',
      '25 us ± 0.1 us per loop (mean ± std. dev. of 7 runs, 10,000 loops each)',
      '26 us ± 0.3 us per loop (mean ± std. dev. of 7 runs, 10,000 loops each)',
    ],
    [
      'a duration as IPython said it once',
      'The slowest run took 4.32 times longer than the fastest. This could mean that an intermediate result is being cached.\n10000 loops, best of 3: 25.9 µs per loop',
      '25 us ± 0.1 us per loop (mean ± std. dev. of 7 runs, 10,000 loops each)',
      '26 us ± 0.3 us per loop (mean ± std. dev. of 7 runs, 10,000 loops each)',
    ],
    [
      'a duration as Windows says it',
      'Wall time: 0 ns\n4950',
      'CPU times: user 5 µs, sys: 0 ns, total: 5 µs\nWall time: 7.39 µs\n4950',
      'CPU times: user 6 µs, sys: 0 ns, total: 6 µs\nWall time: 8.34 µs\n4950',
    ],
    ['numbers that align otherwise', 'x [ 1.5  22.5]', 'x [13.25  4.5]', 'x [ 9.75  8.5]'],
  ])('%s', (_, declared, first, second) => {
    expect(twice(declared, first, second)).toMatchObject({ verdict: 'confirmed: varies', changes: [] });
  });

  test.each<[name: string, declared: string, first: string, second: string]>([
    ['a number that is no address', 'sum 0xdead', 'sum 0xbeef', 'sum 0xbeef'],
    ['a duration that is computed', 'period 9.999 s', 'period 1.5 s', 'period 1.5 s'],
    ['a path that is written so', 'in /tmp/zzz', 'in /tmp/abc', 'in /tmp/abc'],
    ['a date that is fixed', 'on 2020-01-02', 'on 2020-01-03', 'on 2020-01-03'],
    ['one of two, beside one that varies', 'took 0.1 s of 9.5 s', 'took 0.2 s of 9.6 s', 'took 0.3 s of 9.6 s'],
  ])('but what both runs agree on is: %s', (_, declared, first, second) => {
    const names = ['addresses', 'tmp-paths', 'durations', 'dates'];
    const { verdict, changes } = twice(declared, first, second, 'output', names);
    expect(verdict).toMatch(/^mismatch/);
    expect(changes).toEqual([first]);
  });

  test('nothing where the fence says `exact`', () => {
    expect(twice('dice: 4', 'dice: 2', 'dice: 5', 'output exact')).toMatchObject({
      verdict: 'mismatch',
      changes: ['dice: 2'],
    });
  });

  test('and a warning names it at its place', () => {
    const { findings, messages } = twice('a\nb 1 c', 'a\nb 2 c', 'a\nb 3 c');
    expect(findings).toEqual(['output-varies warning 7:1-7:6']);
    expect(messages).toEqual(['the cell prints something else in each run: `2` in place of `1`']);
  });

  test('whichever run came first', () => {
    expect(twice('0\n1\n2', '0\n2\n1', '1\n0\n2').findings).toEqual(['output-varies warning 6:1-6:2']);
    expect(twice('0\n1\n2', '1\n0\n2', '0\n2\n1').findings).toEqual(['output-varies warning 6:1-6:2']);
  });

  test('in a list of which most differs, what is the same twice by chance is not either', () => {
    expect(twice('n\n[1, 2, 3]', 'n\n[3, 1, 2]', 'n\n[2, 1, 3]').verdict).toBe('confirmed: varies');
    expect(twice("n ['a', 'b', 'c']", "n ['d', 'e', 'f']", "n ['g', 'e', 'h']").verdict).toBe('confirmed: varies');
  });

  test('nor the blanks that align it', () => {
    const table = (a: string, b: string) => `${' '.repeat(a.length)} n\nx${a} 1\ny${b} 2`;
    expect(twice(table('   0.5', '   0.7'), table('  -0.5', '  0.25'), table('  -0.3', '  0.75')).verdict).toBe(
      'confirmed: varies',
    );
  });

  test('where that is all, nothing is confirmed', () => {
    expect(twice('1', '2', '3')).toMatchObject({ verdict: 'skipped: varies', changes: [] });
  });

  test('but a date in place of a date is what the lesson says, as an address is, and no finding', () => {
    const dates = ['Mon Jan  1 10:00:00 2024', 'Tue Nov 24 09:28:28 2026', 'Tue Nov 24 09:28:30 2026'] as const;
    expect(twice(...dates)).toMatchObject({ verdict: 'confirmed: varies', findings: [], changes: [] });
    expect(twice('<f at 0x10f2>', '<f at 0x7f01>', '<f at 0x7f02>')).toMatchObject({
      verdict: 'confirmed: varies',
      findings: [],
    });
    expect(twice(dates[0], '12', '13').verdict).toBe('skipped: varies');
  });

  test('and what the course replaces before it compares is not spoken of', () => {
    const texts = ['took 0.1 s, at 5', 'took 0.2 s, at 6', 'took 0.3 s, at 7'] as const;
    expect(twice(...texts, 'output', ['durations']).messages[0]).toContain('`6` in place of `5`');
  });

  test('whatever the mode', () => {
    expect(twice('a 1\n...\nz 9', 'a 2\n...\nz 9', 'a 3\n...\nz 9', 'output ellipsis').verdict).toBe(
      'confirmed: varies',
    );
    expect(twice('a 1  b', 'a 2 b', 'a 3 b', 'output normalize').verdict).toBe('confirmed: varies');
  });
});

describe('the rest is compared', () => {
  test.each<[name: string, declared: string, first: string, second: string]>([
    ['a number that both runs agree on', 'dice: 4 of 7', 'dice: 2 of 6', 'dice: 5 of 6'],
    ['a wrong text of a cell that always prints the same', '3', '2', '2'],
    ['a sign', 'n: 4!', 'n: 2.', 'n: 5.'],
    ['a line more', 'n: 4\nend', 'n: 2', 'n: 5'],
    ['a date that both runs agree on', 'on 2024-01-01, 4', 'on 2024-01-02, 2', 'on 2024-01-02, 5'],
    ['blanks', 'n:  4', 'n: 2', 'n: 2'],
    ['blanks apart from what varies', 'n: 4, a  b', 'n: 2, a b', 'n: 5, a b'],
    ['a number beside one that varies', '0.5 items: 43', '0.1 items: 42', '0.2 items: 42'],
    ['a number beside many that vary', '0.5 0.6 0.7 items: 43', '0.1 0.2 0.3 items: 42', '0.4 0.8 0.9 items: 42'],
    ['a word beside many that vary', 'a b c is red', 'd e f is blue', 'g h i is blue'],
    [
      'the number of runs beside a duration',
      '1.5 ms ± 0.2 ms per loop (mean ± std. dev. of 8 runs, 100 loops each)',
      '2.5 ms ± 0.1 ms per loop (mean ± std. dev. of 7 runs, 10 loops each)',
      '2.6 ms ± 0.3 ms per loop (mean ± std. dev. of 7 runs, 10 loops each)',
    ],
    ['an item of another kind', '[0.5, 0.6, 43]', '[0.1, 0.2, 42]', '[0.3, 0.4, 42]'],
    ['an item with more digits', '[1, 2, 43]', '[3, 4, 42]', '[5, 6, 42]'],
    ['a name before a list that varies', 'f(1, 2, 3)', 'g(4, 5, 6)', 'g(7, 8, 9)'],
    ['a type beside what varies', '<a at 0.5>', '<b at 0.1>', '<b at 0.2>'],
  ])('%s', (_, declared, first, second) => {
    expect(twice(declared, first, second)).toMatchObject({
      verdict: expect.stringMatching(/^mismatch/),
      changes: [first],
    });
  });
});

describe('which of several runs came first says nothing', () => {
  test.each<[name: string, declared: string, runs: [string, string, ...string[]], verdict: string]>([
    ['a coin', 'heads', ['heads', 'heads', 'tails'], 'skipped: varies'],
    [
      'two of them',
      'coin: heads, tails',
      ['coin: tails, tails', 'coin: tails, heads', 'coin: heads, heads'],
      'confirmed: varies',
    ],
    [
      'names of one word and of two',
      'first pear of 3',
      ['first pear of 3', 'first red apple of 3'],
      'confirmed: varies',
    ],
    ['lines that are more and less', 'a\na\ndone', ['a\ndone', 'done', 'a\na\na\ndone'], 'confirmed: varies'],
    ['lines and nothing beside them', 'a\na', ['a', 'b\nb\nc', ''], 'skipped: varies'],
  ])('%s', (_, declared, runs, verdict) => {
    for (let turn = 0; turn < runs.length; turn += 1) {
      const [first = '', ...others] = [...runs.slice(turn), ...runs.slice(0, turn)];
      expect(twice(declared, first, others)).toMatchObject({
        verdict,
        findings: [expect.stringMatching(/^output-varies warning/)],
        changes: [],
      });
    }
  });

  test.each<[name: string, declared: string, runs: [string, string, ...string[]]]>([
    ['a value beside them', 'first pear of 4', ['first pear of 3', 'first red apple of 3']],
    ['a line that all runs have', 'a\ndone!', ['a\ndone', 'done', 'a\na\na\ndone']],
    ['a line more at the end', 'a\ndone\nmore', ['a\ndone', 'done', 'a\na\na\ndone']],
  ])('but what all have is compared: %s', (_, declared, runs) => {
    for (let turn = 0; turn < runs.length; turn += 1) {
      const [first = '', ...others] = [...runs.slice(turn), ...runs.slice(0, turn)];
      expect(twice(declared, first, others)).toMatchObject({
        verdict: expect.stringMatching(/^mismatch/),
        changes: [expect.anything()],
      });
    }
  });

  test('and `exact` forgives no chance, though the first run has what the lesson says', () => {
    expect(twice('heads', 'heads', ['tails'], 'output exact').verdict).toMatch(/^mismatch/);
  });
});
