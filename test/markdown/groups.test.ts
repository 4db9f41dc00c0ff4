import { expect, test } from 'vitest';
import { cellsOf } from '../compile/prose/cells.ts';

// Containers that are no construct of their own still show what their openers say.

test.each([
  [
    'a figure',
    '```{figure} img/a b.png\n:name: fig\n\nThe *caption*\n```',
    ['<a id="fig"></a>**Figure 1**\n\n![](<../../source-md/a/img/a b.png>)', 'The *caption*'],
  ],
  ['a figure with colons', ':::{figure} a.png\nText\n:::', ['![](../../source-md/a/a.png)', 'Text']],
  [
    'tabs',
    '::::{tab-set}\n:::{tab-item} On *Linux*\na\n:::\n:::{tab-item} Elsewhere\nb\n:::\n::::',
    ['**On *Linux***', 'a', '**Elsewhere**', 'b'],
  ],
  ['a grid, whose numbers are no title', '::::{grid} 1 2 3\na\n::::', ['a']],
])('%s', (_, text, cells) => expect(cellsOf(text).cells).toEqual(cells));
