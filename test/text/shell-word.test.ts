import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/text/shell-word.ts';

test.each([
  ['source-md/a.md:12', 'source-md/a.md:12'],
  ['Größe/ß.md', 'Größe/ß.md'],
  ['my lesson.md', "'my lesson.md'"],
  ["it's.md", "'it'\\''s.md'"],
  ['$HOME.md', "'$HOME.md'"],
  ['-x.md', './-x.md'],
  ['a<b>.md', "'a<b>.md'"],
])('%s is written %s', (path, word) => expect(shellWord(path)).toBe(word));

test('a shell reads back what was written', () => {
  const path = fc.string({ unit: fc.constantFrom(...'ab $\'"<>|&;*?[]{}()!#~`\\=%-/'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(path, { minLength: 20, maxLength: 20 }), (paths) => {
      const out = execFileSync('sh', ['-c', `printf '%s\\n' ${paths.map(shellWord).join(' ')}`], { encoding: 'utf8' });
      expect(out.split('\n').slice(0, -1)).toEqual(paths.map((one) => (one.startsWith('-') ? `./${one}` : one)));
    }),
    { numRuns: 20 },
  );
});
