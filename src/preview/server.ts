import { createReadStream, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { CourseView } from './course-view.ts';
import { type Asked, admit, newTokens, policies } from './guard.ts';
import type { UpdateRequest } from './protocol.ts';

export interface ServerOptions {
  readonly view: CourseView;
  /** The course's folder, of which images are shown. */
  readonly dir: string;
  /** 0: any that is free. */
  readonly port: number;
  /** The folder of the page's own files. */
  readonly assets?: string;
  /** Aborted: what pages asked for is ended. */
  readonly signal: AbortSignal;
}

export interface Server {
  readonly url: string;
  close(): Promise<void>;
}

/** What is asked for, and what it is answered with. */
interface Exchange {
  readonly asked: Asked;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Where the compile step puts the page's scripts (`bundle.js`). */
const ownAssets = fileURLToPath(new URL('../page/', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** Images that a notebook may show. */
export const imageTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
};

const pageFiles: Readonly<Record<string, string>> = { '': 'page.html', 'page.js': 'page.js', 'page.css': 'page.css' };
const frameFiles: Readonly<Record<string, string>> = {
  frame: 'frame.html',
  'frame.js': 'frame.js',
  'frame.css': 'frame.css',
  'mathjax.js': 'mathjax.js',
};

/** Bytes of what a page may send. */
const mostSent = 10_000;

/**
 * Serves pages of a course to this machine.
 * @throws OperatorError where the port is taken
 */
export async function servePages({ view, dir, port, assets = ownAssets, signal }: ServerOptions): Promise<Server> {
  const tokens = newTokens();
  const server = createServer((request, response) => {
    const asked = admit(request, portOf(server.address()), tokens);
    if (asked === undefined) return refuse(response, 403);
    for (const [name, value] of Object.entries(policies(asked.right, asked.origin, tokens)))
      response.setHeader(name, value);
    answer({ asked, request, response }).catch(() => refuse(response, 500));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(unusable(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });

  async function answer({ asked, request, response }: Exchange): Promise<void> {
    const { right, path, query } = asked;
    if (request.method === 'POST') {
      if (path !== 'update') return refuse(response, 404);
      return update(request, response);
    }
    if (right === 'frame') return answerFrame(path, response);
    if (path === 'events') return events(request, response);
    if (path === 'lesson') {
      const source = query.get('source') ?? '';
      if (!view.knows(source)) return refuse(response, 404);
      return send(response, 'application/json', JSON.stringify(await view.lesson(source)));
    }
    const file = pageFiles[path];
    if (file === undefined) return refuse(response, 404);
    const text = await readFile(join(assets, file), 'utf8');
    send(response, types[extname(file)] ?? '', text.replaceAll('{{frame}}', `../${tokens.frame}/frame`));
  }

  async function answerFrame(path: string, response: ServerResponse): Promise<void> {
    const theme = /^(light|dark)\.css$/.exec(path)?.[1];
    if (theme === 'light' || theme === 'dark') return send(response, types['.css'] ?? '', (await view.styles())[theme]);
    if (path.startsWith('files/')) return sendImage(join(dir, path.slice('files/'.length)), dir, response);
    const file = frameFiles[path];
    if (file === undefined) return refuse(response, 404);
    send(response, types[extname(file)] ?? '', await readFile(join(assets, file)));
  }

  /** Tells the state now, and after each change. */
  function events(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const tell = () => response.write(`data: ${JSON.stringify(view.state())}\n\n`);
    const end = view.follow(tell);
    request.on('close', end);
    tell();
  }

  async function update(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A form of another page cannot send this type.
    const isJson = request.headers['content-type'] === 'application/json';
    const isSmall = Number(request.headers['content-length'] ?? Number.NaN) <= mostSent;
    const wanted: unknown = isJson && isSmall ? await json(request).catch(() => undefined) : undefined;
    if (!isUpdate(wanted) || !view.knows(wanted.source)) return refuse(response, 400);
    send(response, 'application/json', JSON.stringify(await view.update(wanted, signal)));
  }

  return {
    url: `http://127.0.0.1:${portOf(server.address())}/${tokens.page}/`,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function isUpdate(value: unknown): value is UpdateRequest {
  if (typeof value !== 'object' || value === null || !('source' in value) || !('line' in value)) return false;
  return typeof value.source === 'string' && Number.isInteger(value.line);
}

/** An image of the course, of no other folder: also not where a link leads. */
function sendImage(path: string, dir: string, response: ServerResponse): void {
  const type = imageTypes[extname(path).toLowerCase()];
  const real = realPath(path);
  const isInside = real?.startsWith(`${realPath(dir)}${sep}`) === true;
  if (type === undefined || real === undefined || !isInside || !statSync(real).isFile()) {
    refuse(response, 404);
    return;
  }
  response.setHeader('Content-Type', type);
  createReadStream(real)
    .on('error', () => response.destroy())
    .pipe(response);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, type: string, content: string | Buffer): void {
  response.setHeader('Content-Type', type);
  response.end(content);
}

function refuse(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status);
  response.end();
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function unusable(port: number, error: Error & { code?: string }): OperatorError {
  const why = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code ?? error.message})`;
  return new OperatorError(`port ${port} ${why}`, {
    help: 'choose another one with --port, or leave that out',
    cause: error,
  });
}
