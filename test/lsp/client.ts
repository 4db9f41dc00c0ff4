import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import type { Diagnostic, Position, PublishDiagnosticsParams, WorkspaceEdit } from 'vscode-languageserver';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { main } from '../cli/run.ts';

/** An editor that speaks with the built language server as editors do: by JSON-RPC on its standard streams. */
export async function openEditor(dir: string, settings: object = {}) {
  const child = execa(process.execPath, [main, 'lsp'], { cwd: dir, buffer: false, reject: false, stderr: 'inherit' });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const opened = new Set<string>();
  const versions = new Map<string, number>();
  const shown = new Map<string, readonly Diagnostic[]>();
  const messages: string[] = [];
  let listeners: (() => void)[] = [];
  const heard = () => {
    const all = listeners;
    listeners = [];
    for (const listener of all) listener();
  };
  connection.onNotification(
    'textDocument/publishDiagnostics',
    ({ uri, diagnostics, version: of }: PublishDiagnosticsParams) => {
      // What is shown of an older text is none of the test's business.
      if (of !== undefined && of < (versions.get(uri) ?? 0)) return;
      shown.set(uri, diagnostics);
      heard();
    },
  );
  connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
    messages.push(message);
    heard();
  });
  connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
    apply(edit);
    heard();
    return { applied: true };
  });
  connection.listen();
  onTestFinished(() => void child.kill('SIGKILL'));

  const texts = new Map<string, string>();
  let version = 0;
  const uriOf = (path: string) => pathToFileURL(join(dir, path)).href;
  const textOf = (path: string) => texts.get(uriOf(path)) ?? readFileSync(join(dir, path), 'utf8');
  const at = (path: string) => ({ textDocument: { uri: uriOf(path) } });
  const ask = <T>(method: string, params: object) => connection.sendRequest<T>(method, params);

  await ask('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(dir).href,
    capabilities: {},
    initializationOptions: settings,
  });
  await connection.sendNotification('initialized', {});

  /** Changes the text of an open document. */
  function type(path: string, text: string): void {
    typeInto(uriOf(path), text);
  }

  function typeInto(uri: string, text: string): void {
    texts.set(uri, text);
    shown.delete(uri);
    version += 1;
    versions.set(uri, version);
    connection
      .sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] })
      .catch(() => {}); // the test ended meanwhile
  }

  /** Makes an edit as editors do, last places first. */
  function apply({ changes = {} }: WorkspaceEdit): void {
    for (const [uri, edits] of Object.entries(changes)) {
      let text = texts.get(uri) ?? readFileSync(new URL(uri), 'utf8');
      const offset = ({ line, character }: Position) =>
        text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
      const placed = edits.map(({ range, newText }) => ({ ...range, newText }));
      for (const { start, end, newText } of placed.sort((a, b) => offset(b.start) - offset(a.start))) {
        text = text.slice(0, offset(start)) + newText + text.slice(offset(end));
      }
      if (opened.has(uri)) typeInto(uri, text);
      else texts.set(uri, text);
    }
  }

  return {
    child,
    messages,
    textOf,
    type,
    apply,
    ask: <T>(method: string, path: string, more: object = {}) => ask<T>(method, { ...at(path), ...more }),
    execute: (command: string, given: readonly unknown[]) =>
      ask('workspace/executeCommand', { command, arguments: given }),
    uriOf,
    async open(path: string): Promise<void> {
      const uri = uriOf(path);
      const text = readFileSync(join(dir, path), 'utf8');
      texts.set(uri, text);
      version += 1;
      opened.add(uri);
      const textDocument = { uri, languageId: 'markdown', version, text };
      await connection.sendNotification('textDocument/didOpen', { textDocument });
    },
    save: (path: string) => connection.sendNotification('textDocument/didSave', at(path)),
    /** What is shown of a file, as soon as that is so. */
    async shows(
      path: string,
      isSo: (all: readonly Diagnostic[]) => boolean = () => true,
    ): Promise<readonly Diagnostic[]> {
      for (;;) {
        const all = shown.get(uriOf(path));
        if (all !== undefined && isSo(all)) return all;
        await new Promise<void>((resolve) => listeners.push(resolve));
      }
    },
    async says(part: string): Promise<void> {
      while (!messages.some((message) => message.includes(part))) {
        await new Promise<void>((resolve) => listeners.push(resolve));
      }
    },
    async close(): Promise<number | undefined> {
      await ask('shutdown', {});
      await connection.sendNotification('exit').catch(() => {});
      return (await child).exitCode;
    },
  };
}

/** The place of a mark `¦` in a text, and the text without it. */
export function marked(text: string): { readonly text: string; readonly position: Position } {
  const before = text.slice(0, text.indexOf('¦')).split('\n');
  return {
    text: text.replace('¦', ''),
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}
