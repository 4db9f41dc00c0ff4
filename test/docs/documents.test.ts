import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { options } from '../../src/cli/options.ts';
import { constructOf, containerNames, roleWords } from '../../src/markdown/vocabulary.ts';
import { flagWords } from '../../src/model/cell-flags.ts';
import { matchWords } from '../../src/model/match-modes.ts';
import { foldersOfSource } from '../source-folders.ts';
import { commandParts } from './command-parts.ts';
import { table, withGenerated } from './generated.ts';
import { configurationTable, frontMatterTable } from './schema-parts.ts';
import { withDefaultModes, withDialects, withIgnoredKeys, withVariants } from './schema-words.ts';
import { containerTable, flagTable, languageTable, modeTable } from './vocabulary-parts.ts';

const read = (name: string) => readFileSync(`docs/${name}`, 'utf8');
const schema = (name: string) => readFileSync(`schemas/${name}.schema.json`, 'utf8');

// Snapshots are written when a run has ended: what is made from another one takes its text from here, not from its file.
const frontMatterSchema = withIgnoredKeys(schema('front-matter'));
const configSchema = withVariants(withDefaultModes(withDialects(schema('config'))));
const lessonFormat = withGenerated(read('lesson-format.md'), {
  'front-matter': frontMatterTable(frontMatterSchema),
  containers: containerTable(),
  flags: flagTable(),
  modes: modeTable(),
  languages: languageTable(),
});

test('the schemas have the words of dialects, match modes and variants (npm run docs writes them)', async () => {
  expect(JSON.parse(frontMatterSchema)).toMatchObject({ properties: { title: {}, jupytext: {} } });
  await expect(frontMatterSchema).toMatchFileSnapshot('../../schemas/front-matter.schema.json');
  expect(JSON.parse(configSchema)).toMatchObject({
    properties: { dialect: { enum: expect.arrayContaining(['myst']) } },
  });
  await expect(configSchema).toMatchFileSnapshot('../../schemas/config.schema.json');
});

test('docs/cli.md has the tables that the code has (npm run docs writes it)', async () => {
  const parts = { ...commandParts(), configuration: configurationTable(configSchema) };
  await expect(withGenerated(read('cli.md'), parts)).toMatchFileSnapshot('../../docs/cli.md');
});

test('docs/lesson-format.md has the tables that the code has (npm run docs writes it)', async () => {
  await expect(lessonFormat).toMatchFileSnapshot('../../docs/lesson-format.md');
});

test('docs/architecture.md has the folders as their READMEs describe them (npm run docs writes it)', async () => {
  const rows = foldersOfSource().map(({ name, purpose, imports }) => [
    `\`${name}/\``,
    purpose.replace(/\.$/, ''),
    imports.map((folder) => `\`${folder}\``).join(', '),
  ]);
  const parts = { folders: table(['folder', 'is for', 'imports'], rows) };
  await expect(withGenerated(read('architecture.md'), parts)).toMatchFileSnapshot('../../docs/architecture.md');
});

test('every role, flag, match mode and container is documented', () => {
  for (const word of [...roleWords, ...flagWords, ...matchWords, ...containerNames]) {
    expect(lessonFormat, word).toMatch(new RegExp(`\`(?:${word}(?: hidden)?|(?:setup|test) ${word}|${word}=[^\`]*)\``));
  }
  expect(containerNames.filter((name) => constructOf(name) === undefined)).toEqual([]);
});

test('every command and every option is documented', () => {
  const cli = withGenerated(read('cli.md'), { ...commandParts(), configuration: configurationTable(configSchema) });
  for (const { name } of commands) expect(cli).toContain(`\n### ${name}\n`);
  for (const { flags } of Object.values(options)) expect(cli).toContain(`\`${flags}\``);
});

test('a place without a part, and a part without a place, are errors', () => {
  const document = 'a\n<!-- generated: x -->\nold\n<!-- end of generated -->\nb\n';
  expect(withGenerated(document, { x: 'new' })).toBe(document.replace('old', '\nnew\n'));
  expect(() => withGenerated(document, {})).toThrow(/under the name x/);
  expect(() => withGenerated(document, { x: '', y: '' })).toThrow(/no place for y/);
});
