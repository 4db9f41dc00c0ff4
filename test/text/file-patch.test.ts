import { applyPatch } from 'diff';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filePatch } from '../../src/text/file-patch.ts';

const line = fc.constantFrom('', 'a', 'b', 'c', '--- x', '+++ y', '@@ -1 +1 @@', 'é\r');
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''));

test.each([
  ['the smallest change', 1000],
  ['one hunk, where there is no time for the smallest', -1],
])('%s makes the one text of the other', (_, patience) => {
  fc.assert(
    fc.property(text, text, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
      fc.pre(before !== after);
      const patch = filePatch('a.md', before, after, context, patience);
      // As `git apply`: by itself, `applyPatch` changes the line ends of a patch that has others than the text.
      expect(applyPatch(before, patch, { autoConvertLineEndings: false })).toBe(after);
    }),
  );
});

test('one hunk shows what is around it and nothing more', () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`);
  const after = lines.with(9, 'other');
  expect(filePatch('a.md', `${lines.join('\n')}\n`, `${after.join('\n')}\n`, 1, -1)).toBe(
    ['--- a.md', '+++ a.md', '@@ -9,3 +9,3 @@', ' line 9', '-line 10', '+other', ' line 11', ''].join('\n'),
  );
});
