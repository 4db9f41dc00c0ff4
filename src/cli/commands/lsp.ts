import type { Command } from '../command.ts';
import { packageJson } from '../package.ts';

export const lsp: Command = {
  name: 'lsp',
  group: 'More',
  summary: 'serve editors: findings, fixes and completion while you write',
  description:
    'A language server on standard input and output, which an editor starts; docs/editors.md has the settings of VS Code, Neovim, Helix, Zed and JupyterLab. It shows what is wrong with a lesson while it is typed, completes roles, flags, containers, files and ids, explains words, follows and renames ids. When a lesson is saved, it is built and checked, and what that finds stays until its text changes. Saving runs the code of the lesson; the setting `checkOnSave: false` turns that off.',
  examples: [['coursewright lsp', 'what an editor is told to run']],
  options: [],
  async run({ io }) {
    const { serve } = await import('../../lsp/server.ts');
    await serve({
      input: io.stdin,
      // Its messages are for a program: nothing in them is to be taken out.
      output: io.stdout.behind ?? io.stdout,
      env: io.env,
      version: packageJson().version,
    });
    return 0;
  },
};
