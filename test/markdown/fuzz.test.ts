import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lessonsAtRandom } from '../../bench/fuzz-lessons.mjs';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

/** `node bench/fuzz.mjs` is the long run. */
const numRuns = 400;
const files = {
  lessonText: (path: string) => (path.endsWith('.md') ? '# Part\n' : undefined),
  bytes: () => undefined,
  digest: () => '',
  size: () => 0,
  entries: () => undefined,
};
const given = ['source-md/coroutines-and-tasks.md', 'docs/lesson-format.md'].map((path) => readFileSync(path, 'utf8'));

function compile(text: string): void {
  const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, files);
  for (const { span } of diagnostics) expect(isIn(text, span), JSON.stringify(span)).toBe(true);
  for (const { origins, notebook } of notebooks) {
    const ids = notebook.cells.map((cell) => cell.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain('');
    for (const { span, source } of origins.values()) {
      expect(isIn(text, span), JSON.stringify(span)).toBe(true);
      for (const segment of source.segments) expect(isIn(text, segment.source), JSON.stringify(segment)).toBe(true);
    }
  }
}

function isIn(text: string, span: { start: number; end: number }): boolean {
  return span.start >= 0 && span.start <= span.end && span.end <= text.length;
}

test('lessons at random compile, and every finding and every character of a cell lies in the file', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), (seed) => compile(lessonsAtRandom(seed, given)())),
    { numRuns },
  );
}, 600_000);

test.each([
  ['quotes', (n: number) => `${'> '.repeat(n)}x`],
  ['lists', (n: number) => Array.from({ length: n / 10 }, (_, at) => `${'  '.repeat(at)}- a`).join('\n')],
  ['containers', (n: number) => ':::note\n'.repeat(n)],
  ['details', (n: number) => '<details>\n\n'.repeat(n)],
  ['brackets', (n: number) => `[a]: b\n\n${'['.repeat(n)}`],
  ['images in links', (n: number) => `[a]: b\n\n${'![a'.repeat(n)}${'](b)'.repeat(n)}`],
  ['emphasis', (n: number) => `[a]: b\n\n${'*a [a] '.repeat(n)}`],
  ['backticks', (n: number) => `$ ${'` '.repeat(n)}$`],
  ['dollars', (n: number) => '$ $$ '.repeat(n)],
  ['colons', (n: number) => ':'.repeat(n)],
  ['braces', (n: number) => `\`\`\`python ${'{'.repeat(n)}\n1\n\`\`\``],
  ['brackets in code', (n: number) => `\`\`\`python\n${'('.repeat(n)}\n\`\`\``],
])('%s in each other compile', (_, make) => compile(make(1500)));

/** Lessons that once were too much. */
test.each([
  [
    'functions that call each other in a long row',
    `\`\`\`python\nimport asyncio\n${Array.from({ length: 5000 }, (_, at) => `def f${at}():\n    f${at + 1}()`).join('\n')}\ndef f5000():\n    asyncio.run(x)\nf0()\n\`\`\`\n`,
  ],
  ['half of a surrogate pair in a link', '[x](a%20\ud800.md)\n'],
  ['an exercise whose id is empty', ':::exercise{#}\ntext\n:::\n\n:::exercise{id=""}\ntext\n:::\n'],
  ['half of a surrogate pair in a heading that has no name otherwise', '# a\udc00b\n\n[x](#y)\n'],
])('%s compiles', (_, text) => compile(text));
