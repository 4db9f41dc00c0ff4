import { describe, expect, test } from 'vitest';
import type { Finding, LessonResult, RunResult } from '../../src/model/result.ts';
import { defaultReporter } from '../../src/report/default.ts';
import { githubReporter } from '../../src/report/github.ts';
import { htmlReporter } from '../../src/report/html.ts';
import { render } from './render.ts';
import { sample } from './sample.ts';

describe('many outputs that differ for one reason', () => {
  const findings = [
    ...[10, 20, 30, 40, 50].map((line) => differs(line, 'version')),
    ...[12, 22].map((line) => differs(line, 'order')),
    ...[60, 70, 80, 90].map((line) => differs(line)),
  ];

  test('are summed up: the first is shown, of the others their lines', async () => {
    const text = await render(defaultReporter, resultWith(findings));
    expect(text).toContain(
      '   11 outputs differ: 5 in what another version of a library writes, 2 in their order, 4 otherwise\n',
    );
    expect(text).toContain(
      '   + 4 more outputs differ in what another version of a library writes: lines 20, 30, 40, 50\n' +
        '     help: coursewright update source-md/a.md, or write `x` on the fence\n' +
        '     --verbose shows each\n',
    );
    expect(placesIn(text)).toEqual([10, 12, 22, 60, 70, 80, 90]);
  });

  test('are all shown with --verbose', async () => {
    const text = await render(defaultReporter, resultWith(findings), { verbosity: 'verbose' });
    expect(placesIn(text)).toEqual([10, 12, 20, 22, 30, 40, 50, 60, 70, 80, 90]);
    expect(text).not.toContain('more outputs');
  });

  test('are told of as advice only what holds for each of them', async () => {
    const mixed = [...findings, differs(95, 'version', 'coursewright update source-md/a.md:95')];
    const text = await render(defaultReporter, resultWith(mixed));
    expect(text).toContain('     help: coursewright update source-md/a.md\n');
  });

  test('are summed up for the whole course too', async () => {
    const text = await render(defaultReporter, resultWith(findings));
    expect(text).toMatch(/^ Causes +11 outputs differ: 5 in what another/m);
  });

  test('stay in the page, folded', async () => {
    const page = await render(htmlReporter, resultWith(findings));
    const folded = /<details class="folded">(.*?)<\/details>/s.exec(page)?.[1] ?? '';
    expect(folded).toContain('4 more outputs differ in what another version');
    expect(folded.match(/<article/g)).toHaveLength(4);
    expect(page.match(/<article/g)).toHaveLength(11);
  });
});

test('a few are shown one by one, without a sum', async () => {
  const text = await render(defaultReporter, resultWith([1, 2, 3].map((line) => differs(line, 'version'))));
  expect(placesIn(text)).toEqual([1, 2, 3]);
  expect(text).not.toContain('outputs differ:');
});

test.each(['numeric', 'order', 'more'])('of many whose values differ, in %s, each is shown', async (cause) => {
  const text = await render(defaultReporter, resultWith([1, 2, 3, 4, 5].map((line) => differs(line, cause))));
  expect(placesIn(text)).toEqual([1, 2, 3, 4, 5]);
});

test('of many that differ for no known reason each is shown', async () => {
  const text = await render(defaultReporter, resultWith([1, 2, 3, 4, 5].map((line) => differs(line))));
  expect(placesIn(text)).toEqual([1, 2, 3, 4, 5]);
  expect(text).not.toContain('outputs differ:');
});

describe('many findings of any rule that have one cause', () => {
  const raised = (line: number, name: string, file = 'source-md/a.md'): Finding => ({
    ...differs(line),
    rule: 'cell-raised',
    file,
    message: `the cell raised NameError: name '${name}' is not defined`,
    actual: `NameError: name '${name}' is not defined`,
    help: `define \`${name}\``,
  });
  const many = ['a', 'b', 'c', 'd', 'e'].map((name, index) => raised(10 * (index + 1), name));

  test('are told of together, with their lines, names, and what fixes them', async () => {
    const text = await render(defaultReporter, resultWith(many), { width: 200 });
    expect(placesIn(text)).toEqual([10]);
    expect(text).toContain(
      "   + 4 more findings of cell-raised in lines 20, 30, 40, 50: the cell raised NameError: name '…' is not defined" +
        " ('b', 'c', 'd', 'e')\n     help: define `…`\n     --verbose shows each\n",
    );
    expect(placesIn(await render(defaultReporter, resultWith(many), { verbosity: 'verbose' }))).toHaveLength(5);
  });

  test('are no more than counted where ten lessons showed it', async () => {
    const lessons = Array.from({ length: 14 }, (_, index) => {
      const source = `source-md/${index + 10}.md`;
      return { ...lessonWith([raised(1, 'x', source)]), source };
    });
    const text = await render(defaultReporter, { ...resultWith([]), lessons });
    expect(text.match(/^ {3}source-md\S+:1:1 /gm)).toHaveLength(10);
    expect(text.match(/1 more finding of cell-raised in line 1: the cell raised NameError: name 'x'/g)).toHaveLength(4);
    expect(text.match(/--verbose shows each/g)).toHaveLength(1);
  });

  test('are two annotations for a host that shows few, and a folded part of the page', async () => {
    const annotations = await render(githubReporter, resultWith(many));
    expect(annotations.match(/^::error /gm)).toHaveLength(2);
    expect(annotations).toContain('4 more findings of cell-raised in lines 20, 30, 40, 50');
    const page = await render(htmlReporter, resultWith(many));
    expect(/<details class="folded">(.*?)<\/details>/s.exec(page)?.[1]?.match(/<article/g)).toHaveLength(4);
  });

  test('of other kinds are each shown', async () => {
    const others = many.map((one, index) => ({ ...one, message: `the cell raised ${'ABCDE'[index]}Error: no` }));
    expect(placesIn(await render(defaultReporter, resultWith(others)))).toHaveLength(5);
  });
});

function differs(
  line: number,
  cause?: string,
  help = `coursewright update source-md/a.md:${line}, or write \`x\` on the fence`,
): Finding {
  const place = { file: 'source-md/a.md', line, column: 1, endLine: line, endColumn: 2 };
  const why = cause === undefined ? {} : { cause };
  return { rule: 'output-mismatch', severity: 'error', message: 'the output differs', ...place, ...why, help };
}

function resultWith(findings: readonly Finding[]): RunResult {
  const { findings: _, ...rest } = sample;
  return { ...rest, lessons: [lessonWith(findings)] };
}

function lessonWith(findings: readonly Finding[]): LessonResult {
  const none = { notebooks: [], cells: [], outputs: [], exercises: [] };
  return { source: 'source-md/a.md', status: 'failed', durationMs: 10, cached: false, ...none, findings };
}

/** The lines of the findings that are shown in full. */
function placesIn(text: string): number[] {
  return [...text.matchAll(/^ {3}source-md\/a\.md:(\d+):1 /gm)].map(([, line]) => Number(line));
}
