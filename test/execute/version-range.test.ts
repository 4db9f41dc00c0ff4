import { expect, test } from 'vitest';
import { inVersionRange } from '../../src/execute/version-range.ts';

// Judged with packaging.specifiers, but for `==3.11`, which means the series here.
test.each([
  ['3.11.7', '>=3.10', true],
  ['3.9.18', '>=3.10', false],
  ['3.10.0', '>=3.10', true],
  ['3.13.1', '>=3.10,<3.13', false],
  ['3.12.9', '>=3.10, <3.13', true],
  ['3.13.0', '<=3.13', true],
  ['3.13.1', '<=3.13', false],
  ['3.12.4', '~=3.10', true],
  ['4.0.0', '~=3.10', false],
  ['3.10.9', '~=3.10.2', true],
  ['3.11.0', '~=3.10.2', false],
  ['3.11.7', '==3.11', true],
  ['3.11.7', '==3.11.*', true],
  ['3.11.7', '==3.11.6', false],
  ['3.11.7', '!=3.11.*', false],
  ['3.11.7', '3.11', true],
  ['3.11.7', '', true],
  ['3.11.7', 'new', undefined],
])('%s in %j: %s', (version, range, expected) => {
  expect(inVersionRange(version, range)).toBe(expected);
});
