import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type CodeAction,
  CodeActionKind,
  type InitializeParams,
  type InitializeResult,
  type Range,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { createConnection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { configNames, findCourse } from '../config/find-course.ts';
import type { Lesson } from '../model/lesson.ts';
import { complete } from './complete.ts';
import { type CourseServer, serveCourse } from './course-server.ts';
import { pathOf, uriOf } from './documents.ts';
import { hover } from './hover.ts';
import { definitionAt, rename, renamedAt } from './rename.ts';
import { rangesIn } from './shown.ts';
import { foldsOf, lensesOf, symbolsOf } from './structure.ts';

export interface ServerOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
}

/** What a client may ask for at the beginning, or as settings below `coursewright`. */
interface Settings {
  /** Whether saving a lesson builds and checks it, which runs its code. */
  readonly checkOnSave?: boolean;
}

/** A document of a course. */
interface Opened {
  readonly document: TextDocument;
  readonly server: CourseServer;
  readonly source: string;
}

/** Serves one editor, until it says that it ends; settles then. */
export function serve({ input, output, env, version }: ServerOptions): Promise<void> {
  const connection = createConnection(input, output);
  const documents = new TextDocuments(TextDocument);
  const servers = new Map<string, CourseServer>();
  let roots: readonly string[] = [];
  let settings: Settings = {};

  connection.onInitialize((params): InitializeResult => {
    roots = rootsOf(params);
    settings = { ...(params.initializationOptions as Settings | undefined) };
    return {
      serverInfo: { name: 'coursewright', version },
      capabilities: {
        textDocumentSync: {
          openClose: true,
          change: TextDocumentSyncKind.Incremental,
          save: { includeText: false },
        },
        completionProvider: { triggerCharacters: ['`', ' ', ':', '{', '(', '/', '#', '='] },
        hoverProvider: true,
        definitionProvider: true,
        renameProvider: { prepareProvider: true },
        documentSymbolProvider: true,
        foldingRangeProvider: true,
        codeLensProvider: { resolveProvider: false },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        executeCommandProvider: { commands: ['coursewright.check', 'coursewright.update'] },
      },
    };
  });

  connection.onDidChangeConfiguration(({ settings: given }) => {
    const own = (given as { coursewright?: Settings } | null)?.coursewright;
    settings = { ...settings, ...own };
  });

  documents.onDidChangeContent(({ document }) => {
    void courseOf(document.uri)?.then((server) => server.typed(document));
  });
  documents.onDidSave(({ document }) => {
    const path = pathOf(document.uri);
    if (path !== undefined) void courseOf(document.uri)?.then((server) => server.saved([path], checks()));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const paths = changes.flatMap(({ uri }) => pathOf(uri) ?? []);
    for (const server of servers.values()) {
      const own = paths.filter((path) => path.startsWith(join(server.course.dir, '/')));
      if (own.length > 0) void server.saved(own, checks());
    }
  });

  connection.onCompletion(async ({ textDocument, position }) => {
    const opened = await openedAt(textDocument.uri);
    if (opened === undefined) return [];
    const { document, server, source } = opened;
    const lesson = lessonOf(opened);
    if (lesson === undefined) return [];
    return complete(document.getText(), document.offsetAt(position), { ...lesson, source }, server.course);
  });
  connection.onHover(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    return document === undefined ? null : (hover(document.getText(), document.offsetAt(position)) ?? null);
  });
  connection.onDefinition(async ({ textDocument, position }) => {
    const opened = await openedAt(textDocument.uri);
    if (opened === undefined) return null;
    const { document, server, source } = opened;
    const place = definitionAt(document.getText(), source, document.offsetAt(position), server.course);
    if (place === undefined) return null;
    const range = rangesIn(server.course.files().lessonText(place.source) ?? '')(place.span);
    return { uri: uriOf(join(server.course.dir, place.source)), range };
  });
  connection.onPrepareRename(async ({ textDocument, position }) => {
    const opened = await openedAt(textDocument.uri);
    if (opened === undefined) return null;
    const { document, server, source } = opened;
    const span = renamedAt(document.getText(), source, document.offsetAt(position), server.course);
    return span === undefined ? null : rangesIn(document.getText())(span);
  });
  connection.onRenameRequest(async ({ textDocument, position, newName }) => {
    const opened = await openedAt(textDocument.uri);
    if (opened === undefined) return null;
    const { document, server, source } = opened;
    const { course } = server;
    const changes: Record<string, { range: Range; newText: string }[]> = {};
    for (const place of rename(document.getText(), source, document.offsetAt(position), newName, course)) {
      const uri = uriOf(join(course.dir, place.source));
      const range = rangesIn(course.files().lessonText(place.source) ?? '')(place.span);
      changes[uri] = [...(changes[uri] ?? []), { range, newText: place.text }];
    }
    return { changes };
  });
  connection.onDocumentSymbol((params) => withLesson(params, (lesson, rangeOf) => symbolsOf(lesson, rangeOf)));
  connection.onFoldingRanges((params) => withLesson(params, (lesson, rangeOf) => foldsOf(lesson, rangeOf)));
  connection.onCodeLens((params) =>
    withLesson(params, (lesson, rangeOf) => lensesOf(lesson, params.textDocument.uri, rangeOf)),
  );
  connection.onCodeAction(async ({ textDocument, range }): Promise<CodeAction[]> => {
    const opened = await openedAt(textDocument.uri);
    return opened === undefined ? [] : opened.server.actions(opened.document, range);
  });
  connection.onExecuteCommand(async ({ command, arguments: given = [] }) => {
    const [uri, line, id] = given as [string, number?, string?];
    const opened = await openedAt(uri);
    if (opened === undefined) return;
    if (command === 'coursewright.check') await opened.server.checkPart(opened.document, line, id);
    else await opened.server.update(opened.document, line);
  });

  async function withLesson<T>(
    { textDocument }: { readonly textDocument: { readonly uri: string } },
    of: (lesson: Lesson, rangeOf: ReturnType<typeof rangesIn>) => T[],
  ): Promise<T[]> {
    const opened = await openedAt(textDocument.uri);
    const lesson = opened && lessonOf(opened);
    return opened === undefined || lesson === undefined ? [] : of(lesson, rangesIn(opened.document.getText()));
  }

  /** The lesson as the editor has it now. */
  function lessonOf({ document, server, source }: Opened): Lesson | undefined {
    return server.compiled(source, document.getText())?.compiled.lesson;
  }

  async function openedAt(uri: string): Promise<Opened | undefined> {
    const document = documents.get(uri);
    const path = pathOf(uri);
    const server = await courseOf(uri);
    if (document === undefined || path === undefined || server === undefined) return undefined;
    return { document, server, source: server.course.nameOf(path) };
  }

  function checks(): boolean {
    return settings.checkOnSave !== false;
  }

  function courseOf(uri: string): Promise<CourseServer> | undefined {
    const path = pathOf(uri);
    if (path === undefined) return undefined;
    const dir = courseDirOf(path, roots);
    let server = servers.get(dir);
    if (server === undefined) {
      server = serveCourse({ dir, env, version, connection, documents });
      servers.set(dir, server);
    }
    return server.ready.then(() => server);
  }

  documents.listen(connection);
  connection.onShutdown(async () => {
    await Promise.all([...servers.values()].map((server) => server.close()));
    servers.clear();
  });
  const ended = new Promise<void>((resolve) => connection.onExit(() => resolve()));
  connection.listen();
  return ended;
}

/** The course of a file: where no configuration stands in or above its folder, that of the editor's folder. */
function courseDirOf(path: string, roots: readonly string[]): string {
  const dir = findCourse(dirname(path));
  if (configNames.some((name) => existsSync(join(dir, name)))) return dir;
  return roots.find((root) => path.startsWith(join(root, '/'))) ?? dir;
}

function rootsOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri === null ? [] : [rootUri]);
  return uris.flatMap((uri) => pathOf(uri) ?? []);
}
