import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFrontMatter } from '../../src/config/front-matter.ts';
import { readConfig } from '../../src/config/load-config.ts';
import { kernelOfHeader } from '../../src/markdown/dialects/dialects.ts';

const pieces = fc.constantFrom(
  ...['source', 'execute', 'timeout', 'tags', 'title', 'requires', ':', ': ', '\n', '\r\n', '  ', '\t', '- ', '[', ']'],
  ...['{', '}', ',', '"', "'", '|', '>', '#', ' #', '&a ', '*a', '!t ', '---', '...', '%', '@', '`', '?', '? ', '<<'],
  ...['é', '\u{1F600}', '\u0000', '\u2028', '\uD800', '1', '.inf', '0x', '~', '\\', '\\q'],
);

test('no text makes it throw, and every finding lies inside of the text', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), fc.nat(50), (parts, offset) => {
      const text = parts.join('');
      const found = [
        ...readConfig(text, 'c').diagnostics.map(({ span }) => span),
        ...readFrontMatter(text, 'l.md', offset, kernelOfHeader).diagnostics.map(({ span }) => ({
          start: span.start - offset,
          end: span.end - offset,
        })),
        ...readFrontMatter(text, 'l.md', 0, kernelOfHeader, 'keep').diagnostics.map(({ span }) => span),
      ];
      for (const span of found) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.start).toBeLessThan(span.end);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 5000, examples: [[['source', ':', ' ', ': ', '? '], 0]] },
  );
});

test.each(['[', '{', '- ', '? ', '{a: ', '- - '])('nesting %j without end is a finding', (opener) => {
  expect(readConfig(`source: ${opener.repeat(20_000)}`, 'c').diagnostics).not.toEqual([]);
  expect(readConfig(opener.repeat(20_000), 'c').diagnostics).not.toEqual([]);
});
