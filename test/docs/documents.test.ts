import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { options } from '../../src/cli/options.ts';
import { commandParts } from './command-parts.ts';
import { withGenerated } from './generated.ts';
import { configurationTable } from './schema-parts.ts';

const read = (name: string) => readFileSync(`docs/${name}`, 'utf8');

test('docs/cli.md has the tables that the code has (npm run docs writes it)', async () => {
  const parts = { ...commandParts(), configuration: configurationTable() };
  await expect(withGenerated(read('cli.md'), parts)).toMatchFileSnapshot('../../docs/cli.md');
});

test('every command and every option is documented', () => {
  const cli = read('cli.md');
  for (const { name } of commands) expect(cli).toContain(`\n### ${name}\n`);
  for (const { flags } of Object.values(options)) expect(cli).toContain(`\`${flags}\``);
});

test('a place without a part, and a part without a place, are errors', () => {
  const document = 'a\n<!-- generated: x -->\nold\n<!-- end of generated -->\nb\n';
  expect(withGenerated(document, { x: 'new' })).toBe(document.replace('old', '\nnew\n'));
  expect(() => withGenerated(document, {})).toThrow(/under the name x/);
  expect(() => withGenerated(document, { x: '', y: '' })).toThrow(/no place for y/);
});
