import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

const manifest = JSON.parse(readFileSync('editors/vscode/package.json', 'utf8'));
const code = readFileSync('editors/vscode/extension.js', 'utf8');

/** The extension as VS Code loads it, with a stand-in for the editor's API and for the client, which are VS Code's own. */
function loaded(settings: Readonly<Record<string, unknown>>) {
  const started: { server: { command: string; args: string[]; options: object }; client: object }[] = [];
  const commands: string[] = [];
  const messages: string[] = [];
  let fails = false;
  class LanguageClient {
    constructor(_id: string, _name: string, server: (typeof started)[number]['server'], client: object) {
      started.push({ server, client });
    }
    async start() {
      if (fails) throw new Error('spawn ENOENT');
    }
    async stop() {}
  }
  const vscode = {
    commands: { registerCommand: (name: string) => commands.push(name) },
    window: { showErrorMessage: (message: string) => messages.push(message) },
    workspace: {
      getConfiguration: () => ({ get: (key: string) => settings[key] }),
      onDidChangeConfiguration: () => ({}),
      createFileSystemWatcher: () => ({}),
      workspaceFolders: [{ uri: { fsPath: '/course' } }],
    },
  };
  const module = { exports: {} as { activate: (context: object) => Promise<void>; deactivate: () => Promise<void> } };
  const modules: Record<string, unknown> = { vscode, 'vscode-languageclient/node': { LanguageClient } };
  runInNewContext(code, {
    module,
    process,
    require: (name: string) => modules[name] ?? createRequire(import.meta.url)(name),
  });
  return {
    ...module.exports,
    started,
    commands,
    messages,
    fail: () => {
      fails = true;
    },
  };
}

const defaults = Object.fromEntries(
  Object.entries<{ default: unknown }>(manifest.contributes.configuration.properties).map(([key, value]) => [
    key.replace('coursewright.', ''),
    value.default,
  ]),
);

test('the extension starts the language server of the folder with its settings', async () => {
  const { activate, deactivate, started, commands } = loaded({ ...defaults, checkOnSave: false });
  await activate({ subscriptions: [] });
  expect(started.map(({ server }) => server)).toEqual([
    { command: 'npx', args: ['--no-install', 'coursewright', 'lsp'], options: { cwd: '/course' } },
  ]);
  expect(started[0]?.client).toMatchObject({ initializationOptions: { checkOnSave: false } });
  expect(commands).toEqual(manifest.contributes.commands.map(({ command }: { command: string }) => command));
  await deactivate();
});

test('where the server does not start, it says how that is set', async () => {
  const { activate, fail, messages } = loaded(defaults);
  fail();
  await activate({ subscriptions: [] });
  expect(messages).toEqual([expect.stringContaining('set coursewright.command')]);
});

test('it is off in folders that nobody trusts, as saving runs code', () => {
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(false);
});
