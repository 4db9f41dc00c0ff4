const { commands, window, workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

/** @type {import('vscode-languageclient/node').LanguageClient | undefined} */
let client;

/** Starts the language server; VS Code calls it when a folder has a course in it. */
async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand('coursewright.restart', async () => {
      await stop();
      await start();
    }),
    workspace.onDidChangeConfiguration(async (change) => {
      if (!change.affectsConfiguration('coursewright')) return;
      await stop();
      await start();
    }),
  );
  await start();
}

async function start() {
  const settings = workspace.getConfiguration('coursewright');
  const [command, ...args] = settings.get('command');
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  client = new LanguageClient(
    'coursewright',
    'Coursewright',
    {
      command,
      args: [...args, 'lsp'],
      // On Windows `npx` is a script, which only a shell starts.
      options: { ...(folder && { cwd: folder }), ...(process.platform === 'win32' && { shell: true }) },
    },
    {
      // What no course has as a lesson, the server leaves alone.
      documentSelector: [
        { scheme: 'file', pattern: '**/*.{md,markdown,mdx,qmd,Rmd,rmd}' },
        { scheme: 'file', pattern: '**/coursewright.{yaml,yml}' },
      ],
      initializationOptions: { checkOnSave: settings.get('checkOnSave') },
      synchronize: { fileEvents: workspace.createFileSystemWatcher('**/*') },
    },
  );
  try {
    await client.start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    window.showErrorMessage(
      `${[command, ...args].join(' ')} lsp does not start: ${reason}. Install Coursewright in the course, or set coursewright.command.`,
    );
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop().catch(() => undefined);
}

module.exports = { activate, deactivate: stop };
