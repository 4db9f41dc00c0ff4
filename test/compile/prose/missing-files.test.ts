import { expect, test } from 'vitest';
import { cellsOf } from './cells.ts';

const there = new Set(['source-md/a/img.png', 'source-md/a/t.csv', 'other.txt']);
const readImage = (path: string) => (there.has(path) ? new Uint8Array([1]) : undefined);
const colab = { github: 'org/repo', branch: 'main', badge: false };

test.each(['relative', 'absolute', 'data'] as const)('with images: %s, files that are not there are said', (images) => {
  const found = (text: string) =>
    cellsOf(text, { images, colab, readImage }).diagnostics.map(({ rule, message, span }) => [
      rule,
      message,
      text.slice(span.start, span.end),
    ]);
  expect(found('![](im.png)\n')).toEqual([['image-missing', 'there is no image source-md/a/im.png', 'im.png']]);
  expect(found('[table](t2.csv)\n')).toEqual([['link-broken', 'there is no file source-md/a/t2.csv', 't2.csv']]);
  expect(found('![](img.png) [table](t.csv) [text](/other.txt)\n')).toEqual([]);
  expect(found('[a folder](data) [a site](https://example.org/x.png) ![](https://example.org/x.png)\n')).toEqual([]);
});
