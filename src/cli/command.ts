import type { Io } from './io.ts';
import type { OptionName, OptionValues } from './options.ts';

/** What a command is given. */
export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: OptionValues;
  readonly io: Io;
  /** Aborted by the first Ctrl-C: stop politely. */
  readonly signal: AbortSignal;
}

/** One command of the command line: its words in the help, what it takes, and what it does. */
export interface Command {
  readonly name: string;
  /** As commander writes them: `[paths...]`, `<files...>`. */
  readonly args?: { readonly syntax: string; readonly text: string };
  readonly group: 'Work on lessons' | 'Getting ready' | 'For any notebook' | 'More';
  /** One line in the list of commands: lower case, no full stop. */
  readonly summary: string;
  /** What the command's own help begins with. */
  readonly description: string;
  readonly examples: readonly (readonly [command: string, does: string])[];
  readonly options: readonly OptionName[];
  /** Does the work and returns the exit code: 0 or 1. What could not be done is an OperatorError. Loads what it needs itself. */
  run(invocation: Invocation): Promise<number>;
}
