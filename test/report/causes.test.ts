import { describe, expect, test } from 'vitest';
import { defaultReporter } from '../../src/report/default.ts';
import { htmlReporter } from '../../src/report/html.ts';
import type { Finding, RunResult } from '../../src/result/result.ts';
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
  const none = { notebooks: [], cells: [], outputs: [], exercises: [] };
  const lesson = {
    source: 'source-md/a.md',
    status: 'failed' as const,
    durationMs: 10,
    cached: false,
    ...none,
    findings,
  };
  const { findings: _, ...rest } = sample;
  return { ...rest, lessons: [lesson] };
}

/** The lines of the findings that are shown in full. */
function placesIn(text: string): number[] {
  return [...text.matchAll(/^ {3}source-md\/a\.md:(\d+):1 /gm)].map(([, line]) => Number(line));
}
