import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { expect, test } from 'vitest';
import { kindOf } from '../../src/import/readers.ts';

const folder = new URL('fixtures/', import.meta.url);
const originals = readdirSync(folder).filter((name) => kindOf(name) !== undefined);

/** An original and the lesson that it becomes: `x.ipynb` beside `x.md`. At its end, what is left out and put beside it. */
test.each(originals)('%s', async (name) => {
  const kind = kindOf(name);
  const stem = name.slice(0, -extname(name).length);
  const read = await kind?.load();
  const lesson = read?.(readFileSync(new URL(name, folder)), stem, name);
  if (lesson === undefined || 'unreadable' in lesson) throw new Error(`${name} cannot be read`);
  const { text, leftOut, files } = lesson;
  const notes = [...leftOut.map((one) => `left out: ${one}`), ...[...files.keys()].map((path) => `beside: ${path}`)];
  const whole = notes.length === 0 ? text : `${text}\n<!--\n${notes.join('\n')}\n-->\n`;
  await expect(whole).toMatchFileSnapshot(new URL(`${stem}.md`, folder).pathname);
});
