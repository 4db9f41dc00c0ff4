import { variants } from '../model/variants.ts';
import { editorNames } from '../pipeline/editor-files.ts';
import { reporterNames } from '../report/reporters.ts';
import type { Command } from './command.ts';
import { type Option, type OptionName, options } from './options.ts';

type Shell = 'bash' | 'zsh' | 'fish';

/** The scripts by which shells complete a command line, made of the tables of commands and options. */
export const completionScripts: Readonly<Record<Shell, (commands: readonly Command[]) => string>> = { bash, zsh, fish };

export function isShell(name: string): name is Shell {
  return Object.hasOwn(completionScripts, name);
}

/** The values of options that have few. */
const values: Partial<Readonly<Record<OptionName, readonly string[]>>> = {
  variant: variants,
  reporter: reporterNames,
  editor: editorNames,
};

/** Arguments that are words, not files. */
const argumentWords: Readonly<Record<string, readonly string[]>> = { completion: Object.keys(completionScripts) };

interface Flag {
  readonly short?: string;
  readonly long: string;
  readonly text: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
}

function flagsOf(command: Command): Flag[] {
  const own = command.options.map((name): Flag => {
    const { flags, text }: Option<unknown> = options[name];
    const short = /^-(\w),/.exec(flags)?.[1];
    return {
      ...(short === undefined ? {} : { short }),
      long: /--([\w-]+)/.exec(flags)?.[1] ?? '',
      text,
      takesValue: flags.includes('<'),
      values: values[name] ?? [],
    };
  });
  return [...own, { short: 'h', long: 'help', text: 'print this help', takesValue: false, values: [] }];
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const flags = flagsOf(command).flatMap(({ short, long }) => [
      ...(short === undefined ? [] : [`-${short}`]),
      `--${long}`,
    ]);
    return `    ${command.name}) words="${[...flags, ...(argumentWords[command.name] ?? [])].join(' ')}" ;;`;
  });
  const known = new Map(
    commands.flatMap((command) =>
      flagsOf(command)
        .filter((flag) => flag.values.length > 0)
        .map(({ short, long, values: all }) => [
          [...(short === undefined ? [] : [`-${short}`]), `--${long}`].join('|'),
          all.join(' '),
        ]),
    ),
  );
  return `_coursewright() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} --help --version" -- "$current"))
    return
  fi
  case "$before" in
${[...known].map(([flags, all]) => `    ${flags}) COMPREPLY=($(compgen -W "${all}" -- "$current")); return ;;`).join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _coursewright coursewright
`;
}

function zsh(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const flags = flagsOf(command).flatMap(({ short, long, text, takesValue, values: all }) => {
      const value = takesValue ? `:value:${all.length > 0 ? `(${all.join(' ')})` : '_files'}` : '';
      const names = [...(short === undefined ? [] : [`-${short}`]), `--${long}`];
      return names.map((name) => `'${name}[${plain(text)}]${value}'`);
    });
    const words = argumentWords[command.name];
    const files = `'*:file:${words === undefined ? '_files' : `(${words.join(' ')})`}'`;
    return `    ${command.name}) _arguments ${[...flags, files].join(' ')} ;;`;
  });
  return `#compdef coursewright
_coursewright() {
  if (( CURRENT == 2 )); then
    local -a names=(${commands.map(({ name, summary }) => `'${name}:${plain(summary)}'`).join(' ')})
    _describe command names
    return
  fi
  local name=$words[2]
  shift words
  (( CURRENT-- ))
  case $name in
${cases.join('\n')}
  esac
}
compdef _coursewright coursewright
`;
}

function fish(commands: readonly Command[]): string {
  const none = 'not __fish_seen_subcommand_from';
  const names = commands.map(({ name }) => name).join(' ');
  const lines = commands.flatMap((command) => {
    const seen = `-n '__fish_seen_subcommand_from ${command.name}'`;
    const flags = flagsOf(command).map(({ short, long, text, takesValue, values: all }) =>
      [
        `complete -c coursewright ${seen}`,
        ...(short === undefined ? [] : [`-s ${short}`]),
        `-l ${long}`,
        ...(takesValue ? [all.length > 0 ? `-xa '${all.join(' ')}'` : '-r'] : []),
        `-d '${plain(text)}'`,
      ].join(' '),
    );
    const words = argumentWords[command.name];
    return [
      `complete -c coursewright -f -n '${none} ${names}' -a ${command.name} -d '${plain(command.summary)}'`,
      ...flags,
      ...(words === undefined ? [] : [`complete -c coursewright -f ${seen} -a '${words.join(' ')}'`]),
    ];
  });
  return `${lines.join('\n')}\n`;
}

/** A text between single quotes of a shell, in brackets. */
function plain(text: string): string {
  return text
    .replaceAll("'", '’')
    .replaceAll(/[[\]:`]/g, ' ')
    .replaceAll(/ {2,}/g, ' ');
}
