import { describe, expect, test } from 'vitest';
import { compareText } from '../../src/confirm/match.ts';
import { matchRule } from '../../src/confirm/match-rule.ts';
import { sanitizerNames, withoutPlaces } from '../../src/confirm/sanitize.ts';
import { terminalText } from '../../src/confirm/terminal-text.ts';

test.each<[name: string, written: string, shown: string]>([
  ['a carriage return overwrites', ' 10%\r100%', '100%'],
  ['and leaves what is longer', 'abcdef\rXY', 'XYcdef'],
  ['a progress bar', '0%|    |\r50%|##  |\r100%|####|\ndone', '100%|####|\ndone'],
  ['CRLF ends a line', 'a\r\nb\r\n', 'a\nb'],
  ['so does CRCRLF', 'a\r\r\nb', 'a\nb'],
  ['a backspace goes back', 'abc\b\bX', 'aXc'],
  ['a spinner', '|\b/\b-\b done', ' done'],
  ['colours are gone', '\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007', 'red link'],
  ['a line is cleared', 'loading\r\u001b[Kdone', 'done'],
  ['a whole line is cleared', 'loading\u001b[2K\rok', 'ok'],
  ['the cursor goes up', 'a 0%\nb 0%\u001b[A\ra 9%\n', 'a 9%\nb 0%'],
  ['a character of two units is one', '😀x\r👍', '👍x'],
  ['trailing blanks', 'a \t\n \nb  ', 'a\n\nb'],
  ['line ends at the end', 'a\n\n\n', 'a'],
  ['but not at the start', '\n\na', '\n\na'],
  ['NUL is what Markdown makes of it', 'a\0b', 'a\uFFFDb'],
])('%s', (_name, written, shown) => {
  expect(terminalText(written)).toBe(shown);
  expect(terminalText(shown)).toBe(shown);
});

describe('very long texts', () => {
  test.each<[name: string, text: string]>([
    ['blanks', `${' '.repeat(100_000)}x`],
    ['line ends', `${'\n'.repeat(100_000)}x`],
    ['carriage returns', `${'\r'.repeat(100_000)}x`],
    ['digits', '7'.repeat(100_000)],
    ['a word', 'a'.repeat(100_000)],
    ['a path', '/x'.repeat(100_000)],
    ['quotes', `"'`.repeat(100_000)],
    ['lines', Array.from({ length: 10_000 }, (_, index) => `line ${index % 7}`).join('\n')],
  ])('of %s are compared in the end', (_name, text) => {
    const shown = terminalText(text);
    const places = withoutPlaces(shown);
    expect(places.length).toBeGreaterThan(0);
    for (const modes of [[], ['unordered'], ['ellipsis'], ['normalize'], ['tolerance'], ['contains']] as const) {
      const rule = matchRule({ modes }, [], sanitizerNames);
      expect(compareText(shown, shown, rule).equal).toBe(true);
      expect(compareText(shown, `${shown}!`, rule).equal).toBe(modes[0] === 'contains');
    }
  });
});
