import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

/** The fields of a file's interfaces, by interface. */
function fieldsIn(file: string): [string, string][] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)].flatMap(([, name = '', body = '']) =>
    [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, field = '']): [string, string] => [name, field]),
  );
}

/** What makes lessons reads no field by that: whoever works with them has to. */
const readers = globSync('src/**/*.ts', {
  ignore: ['src/model/lesson.ts', 'src/markdown/**', 'src/config/front-matter.ts'],
})
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

test.each(fieldsIn('src/model/lesson.ts'))('%s.%s is read by somebody', (_, field) => {
  expect(readers).toMatch(new RegExp(`\\.${field}\\b|[{,]\\s*${field}\\s*(?:[,:}=]|\\.\\.\\.)|\\{ readonly ${field}`));
});
