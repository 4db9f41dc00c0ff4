import type { Command } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands.ts';
import { type Option, type OptionName, options, printing } from '../../src/cli/options.ts';
import { reporters } from '../../src/report/reporters.ts';
import { table } from './generated.ts';

/** The parts of docs/cli.md that the tables of commands, options and reporters give. */
export function commandParts(): Readonly<Record<string, string>> {
  return {
    'list-of-commands': table(
      ['command', 'does'],
      commands.map((command) => [`[\`${signature(command)}\`](#${command.name})`, command.summary]),
    ),
    commands: commands.map(section).join('\n\n'),
    'printing-options': optionTable(printing),
    reporters: table(
      ['reporter', 'gives'],
      Object.entries(reporters).map(([name, { text }]) => [`\`${name}\``, text]),
    ),
  };
}

function signature({ name, args }: Command): string {
  return args === undefined ? name : `${name} ${args.syntax}`;
}

function section(command: Command): string {
  const shared = new Set<OptionName>(printing);
  const own = command.options.filter((key) => !shared.has(key));
  const common = command.options.filter((key) => shared.has(key));
  const args = command.args === undefined ? [] : [`\`${command.args.syntax}\`: ${command.args.text}.`];
  const flags = common.map((key) => `\`${spec(key).flags.replace(/ <.*/, '')}\``).join(', ');
  return [
    `### ${command.name}`,
    `\`coursewright ${signature(command)}${command.options.length === 0 ? '' : ' [options]'}\``,
    command.description,
    ...args,
    ...(own.length === 0 ? [] : [optionTable(own)]),
    ...(common.length === 0 ? [] : [`And of [what is printed](#what-is-printed): ${flags}.`]),
    ['```sh', ...examplesOf(command), '```'].join('\n'),
  ].join('\n\n');
}

function examplesOf({ examples }: Command): string[] {
  const wide = Math.max(...examples.map(([line]) => line.length));
  return examples.map(([line, does]) => `${line.padEnd(wide)}   # ${does}`);
}

function optionTable(names: readonly OptionName[]): string {
  return table(
    ['option', 'does'],
    names.map((key) => [`\`${spec(key).flags}\``, spec(key).text]),
  );
}

function spec(key: OptionName): Option<unknown> {
  return options[key];
}
