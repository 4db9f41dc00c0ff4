import { expect, test } from 'vitest';
import { wordsIn } from '../../src/markdown/dialects/construct.ts';
import { dialects } from '../../src/markdown/dialects/dialects.ts';

const words = (name: string, of: (dialect: (typeof dialects)[number]) => readonly string[]) =>
  [name, dialects.flatMap(of)] as const;

// All dialects are read in all lessons: a word in two of them would mean what the last one says.
test.each([
  words('name', ({ name }) => [name]),
  words('container', ({ containers }) => containers.map(([name]) => name)),
  words('option', ({ options }) => Object.keys(options)),
  words('output fence', ({ fences }) => Object.keys(fences.outputs)),
  words('class', ({ fences }) => Object.keys(fences.classes)),
  words('directive with a cell', ({ directives }) => wordsIn(directives.cells)),
])('no %s stands in two dialects', (_, all) => {
  expect(all.filter((word, index) => all.indexOf(word) !== index)).toEqual([]);
});
