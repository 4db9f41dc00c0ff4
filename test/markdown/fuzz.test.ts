import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/load-config.ts';
import { compileLesson } from '../../src/pipeline/compile-lesson.ts';

/** `FUZZ_RUNS=100000 npx vitest run test/markdown/fuzz.test.ts` is the long run. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 300);
const files = {
  lessonText: (path: string) => (path.endsWith('.md') ? '# Part\n' : undefined),
  bytes: () => undefined,
};

const line = fc.constantFrom(
  '---',
  'title: A',
  '# Head',
  '## Head #',
  'Setext',
  '===',
  'text with `code` and $5 and $6',
  '$$',
  '```python',
  '```python solution',
  '```python test hidden points=1',
  '``` {.python #id}',
  '```{code-cell}',
  '```{exercise} Title',
  '```output ellipsis',
  '```error',
  '````',
  '~~~',
  '```',
  '>>> x = 1',
  '>>> ',
  '... y',
  '1',
  'Traceback (most recent call last):',
  ':::exercise{#a points=2}',
  ':::hint',
  '::: challenge',
  ':::{note} Title',
  ':::::',
  ':::',
  ':label: x',
  '<details><summary>Solution</summary>',
  '</details>',
  '<!-- exercise id=b -->',
  '<!-- /exercise -->',
  '<!--',
  '-->',
  '<img src="a.png"><a href=b.md#c>',
  '- item',
  '  - [x] task',
  '1. one',
  '    indented',
  '\ttab',
  '> quote',
  '> [!NOTE]',
  '> > ```python',
  '[ref]: other.md "t"',
  '[^n]: note',
  '    more of it',
  'See [ref], [x][ref], ![i](i.png), [^n], [^n][^n].',
  '| a | b |',
  '|---|---|',
  '+++',
  '(label)=',
  "{#if fw === 'pt'}",
  '{/if}',
  '### BEGIN SOLUTION',
  '### END SOLUTION',
  'import asyncio; asyncio.run(main())',
  'def f(): return """',
  '%%bash',
  '____',
  '',
  '',
  '',
);
const indented = fc
  .tuple(fc.constantFrom('', '', '', '  ', '   ', '    ', '> ', '- ', '\t'), line)
  .map((parts) => parts.join(''));
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', '\r', '\n\n');
const lesson = fc
  .array(fc.tuple(indented, lineEnd), { maxLength: 40 })
  .map((lines) => lines.map((parts) => parts.join('')).join(''));
const sign = fc.oneof(
  fc.constantFrom(...'`~$[]()<>!^:#*_|\\{}"\'=-+.&;\n\r\t \0\u2028\uFEFF'),
  fc.string({ unit: 'binary', maxLength: 2 }),
  fc.constantFrom('\ud800', '\udc00'),
);
const mutated = fc
  .tuple(
    lesson,
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 3 }), sign), { maxLength: 8 }),
  )
  .map(([text, changes]) =>
    changes.reduce((changed, [where, remove, insert]) => {
      const at = Math.floor(where * changed.length);
      return changed.slice(0, at) + insert + changed.slice(at + remove);
    }, text),
  );

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

test('random lessons compile, and every finding and every character of a cell lies in the file', () => {
  fc.assert(fc.property(lesson, compile), { numRuns });
}, 3_600_000);

test('so do lessons with random damage', () => {
  fc.assert(fc.property(mutated, compile), { numRuns });
}, 3_600_000);

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
