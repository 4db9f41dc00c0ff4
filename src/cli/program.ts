import { Command as Commander, CommanderError, Option as CommanderOption, type Help } from 'commander';
import { makeStyle } from '../report/style.ts';
import { greatestOf } from '../text/extremes.ts';
import type { Command, Invocation } from './command.ts';
import { Interrupted, UsageError } from './errors.ts';
import { type Io, wantsColor, widthOf } from './io.ts';
import { type Option, type OptionName, type OptionValues, options } from './options.ts';
import { packageJson } from './package.ts';

const intro =
  'Compiles Markdown lessons into Jupyter notebooks and proves that they work: every cell runs, every output is what the lesson says, every exercise can be solved and needs solving.';

const exitCodes = `Exit codes:
  0    nothing is wrong
  1    there are findings of severity error (or too many warnings, with --max-warnings)
  2    the work could not be done: wrong usage or configuration, no Jupyter, no room
  130  interrupted`;

/**
 * Reads a command line and runs the command it names. Returns that command's exit code; help and version are printed
 * and return 0. Throws a UsageError where the command line is wrong.
 */
export async function runProgram(
  commands: readonly Command[],
  argv: readonly string[],
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  let exitCode = 0;
  const program = base(new Commander('coursewright'), io)
    .description(intro)
    .usage('<command> [options]')
    .version(packageJson().version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a command')
    .helpCommand(false)
    .addHelpText('after', () => `\n${titled(footer(commands), io)}`);
  const named = commands.filter(({ name }) => name === argv[0]);
  for (const command of named.length > 0 ? named : commands) {
    program.addCommand(
      commander(command, io, async (invocation) => {
        exitCode = await runCommand(command, { ...invocation, io, signal });
      }),
    );
  }
  if (argv.length === 0) {
    io.stderr.write(program.helpInformation({ error: true }));
    io.stderr.write(`\n${footer(commands)}\n`);
    return 2;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw usageError(
      error,
      commands.find(({ name }) => name === argv[0]),
    );
  }
  return exitCode;
}

/** The command that a command line names, as far as it can be told without reading it whole. */
export function commandNamed(commands: readonly Command[], argv: readonly string[]): string | null {
  return commands.find(({ name }) => name === argv[0])?.name ?? null;
}

async function runCommand(command: Command, invocation: Invocation): Promise<number> {
  try {
    return await command.run(invocation);
  } catch (error) {
    if (invocation.options.reporter !== undefined) {
      const { writeFailures } = await import('./write-failures.ts');
      await writeFailures(invocation.signal.aborted ? new Interrupted() : error, invocation).catch(() => undefined);
    }
    throw error;
  }
}

type Given = Pick<Invocation, 'command' | 'args' | 'options'>;

function commander(command: Command, io: Io, run: (given: Given) => Promise<void>): Commander {
  const { name, args, group, summary, description, examples } = command;
  const built = base(new Commander(name), io)
    .summary(summary)
    .description(description)
    .helpGroup(`${group}:`)
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', () => `\n${titled(examplesText(examples), io)}`)
    .action(async () => run({ command: name, args: built.args, options: givenOptions(built, command.options) }));
  if (args !== undefined) built.argument(args.syntax, args.text);
  for (const key of command.options) {
    const spec: Option<unknown> = options[key];
    const option = new CommanderOption(spec.flags, spec.text).helpGroup(`${spec.group}:`);
    if (spec.parse !== undefined) option.argParser((value, previous) => spec.parse?.(value, previous));
    built.addOption(option);
    if (key === 'color') built.addOption(new CommanderOption('--color', 'print with colours').hideHelp());
  }
  return built;
}

/** Only what was said on the command line: the configuration has the defaults. */
function givenOptions(built: Commander, names: readonly OptionName[]): OptionValues {
  const said = names.filter((name) => built.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(said.map((name) => [name, built.getOptionValue(name)]));
}

function base(command: Commander, io: Io): Commander {
  const style = makeStyle(wantsColor(io.stdout, io.env));
  return command
    .exitOverride()
    .showSuggestionAfterError()
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => Math.min(widthOf(io.stdout), 100),
      getErrHelpWidth: () => Math.min(widthOf(io.stderr), 100),
      getOutHasColors: () => wantsColor(io.stdout, io.env),
      getErrHasColors: () => wantsColor(io.stderr, io.env),
    })
    .configureHelp({
      styleTitle: style.bold,
      styleCommandText: style.cyan,
      styleSubcommandText: style.cyan,
      styleOptionText: style.cyan,
      styleArgumentText: style.cyan,
      subcommandTerm: (sub: Commander) =>
        [sub.name(), ...sub.registeredArguments.map((arg) => argumentTerm(arg))].join(' '),
    } satisfies Partial<Help>);
}

function argumentTerm(argument: { name(): string; required: boolean; variadic: boolean }): string {
  const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function footer(commands: readonly Command[]): string {
  const name = commands.find((command) => command.name === 'check')?.name ?? commands[0]?.name ?? '';
  return `${exitCodes}\n\nMore about a command, with examples: coursewright ${name} --help`;
}

function examplesText(examples: Command['examples']): string {
  const wide = greatestOf(examples.map(([command]) => command.length));
  return ['Examples:', ...examples.map(([command, does]) => `  ${command.padEnd(wide)}  ${does}`)].join('\n');
}

/** Titles as commander shows its own. */
function titled(text: string, io: Io): string {
  const style = makeStyle(wantsColor(io.stdout, io.env));
  return text.replace(/^\S.*:$/gm, (title) => style.bold(title));
}

function usageError(error: CommanderError, command: Command | undefined): UsageError {
  const [message = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /\(Did you mean (.*)\?\)/s.exec([message, ...rest].join('\n'))?.[1];
  const help = suggestion === undefined ? '' : `did you mean ${suggestion}? `;
  const where = command === undefined ? 'coursewright --help' : `coursewright ${command.name} --help`;
  const clean = message.replace(/\s*\(Did you mean.*$/s, '').replace(/\.$/, '');
  return new UsageError(clean, { help: `${help}${where} shows what there is` });
}
