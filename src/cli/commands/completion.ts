import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';

/** The command that tells shells of all commands. */
export const completionFor = (commands: () => readonly Command[]): Command => ({
  name: 'completion',
  args: { syntax: '<shell>', text: 'bash, zsh or fish' },
  group: 'More',
  summary: 'print what makes a shell complete commands and options',
  description:
    'Prints a script for bash, zsh or fish. When the shell has read it, the tab key completes the commands of coursewright, their options, and the values of options that have few; everything else is completed as files.',
  examples: [
    ['coursewright completion bash >> ~/.bashrc', 'once'],
    ['coursewright completion zsh >> ~/.zshrc', 'once, below compinit'],
    ['coursewright completion fish > ~/.config/fish/completions/coursewright.fish', 'once'],
  ],
  options: [],
  async run({ args: [shell = ''], io }) {
    const { completionScripts, isShell } = await import('../completion-scripts.ts');
    if (!isShell(shell)) {
      throw new UsageError(`there is no completion for ${shell}`, {
        help: 'coursewright completion bash, zsh or fish',
      });
    }
    io.stdout.write(completionScripts[shell](commands()));
    return 0;
  },
});
