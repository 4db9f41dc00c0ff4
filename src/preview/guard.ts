import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * The two secrets of a preview, each the first part of a path. They are no cookies: a browser gives those to every port of
 * a host. Who has the frame's can look at style sheets and images, and nothing else; it is all that a lesson could see.
 */
export interface Tokens {
  readonly page: string;
  readonly frame: string;
}

export function newTokens(): Tokens {
  return { page: randomBytes(24).toString('base64url'), frame: randomBytes(24).toString('base64url') };
}

/** What a request asks for, and by which right. */
export interface Asked {
  readonly right: 'page' | 'frame';
  /** The path behind the token, decoded: `events`, `files/notebooks/a.png`; empty for the page itself. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** `http://127.0.0.1:PORT`, as the browser knows us. */
  readonly origin: string;
}

/** Names of this machine that a browser may know us by. Another one was made to lead here by somebody else's name server. */
const hosts = ['127.0.0.1', 'localhost'];

/** Undefined where the request is to be refused: another host, another origin, no token, a change without an origin. */
export function admit({ headers, method, url = '' }: IncomingMessage, port: number, tokens: Tokens): Asked | undefined {
  const { host = '', origin } = headers;
  if (!hosts.some((name) => host === `${name}:${port}`)) return undefined;
  const own = `http://${host}`;
  const parsed = URL.canParse(url, own) ? new URL(url, own) : undefined;
  const [, token = '', path] = /^\/([^/]+)\/(.*)$/.exec(parsed?.pathname ?? '') ?? [];
  const right = isSame(token, tokens.page) ? 'page' : isSame(token, tokens.frame) ? 'frame' : undefined;
  const decoded = decodedPath(path ?? '');
  if (parsed === undefined || right === undefined || decoded === undefined) return undefined;
  const mayChange = right === 'page' && origin === own;
  if (method !== 'GET' && !(method === 'POST' && mayChange)) return undefined;
  // The frame has no origin: so say its requests.
  if (origin !== undefined && origin !== own && !(right === 'frame' && origin === 'null')) return undefined;
  return { right, path: decoded, query: parsed.searchParams, origin: own };
}

function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function decodedPath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** What every answer says of itself. */
const always = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
};

/** The headers of an answer: what a browser may do with it. */
export function policies(right: Asked['right'], origin: string, tokens: Tokens): Readonly<Record<string, string>> {
  return right === 'page' ? pagePolicies(origin, tokens) : framePolicies(origin, tokens);
}

/** The page runs our script alone, which speaks with us alone, and its frames show our frame and lead nowhere else. */
function pagePolicies(origin: string, { frame }: Tokens): Readonly<Record<string, string>> {
  return {
    ...always,
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      'img-src data:',
      `frame-src ${origin}/${frame}/frame`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
  };
}

/**
 * The frame has no origin: nothing of ours is its own. It runs our two scripts and none of a lesson's, and loads images of
 * the course and nothing else. Styles may be a lesson's: tables of pandas bring some.
 */
function framePolicies(origin: string, { frame }: Tokens): Readonly<Record<string, string>> {
  const own = `${origin}/${frame}`;
  return {
    ...always,
    'Content-Security-Policy': [
      'sandbox allow-scripts',
      "default-src 'none'",
      `script-src ${own}/frame.js ${own}/mathjax.js`,
      `style-src ${own}/ 'unsafe-inline'`,
      `img-src ${own}/files/ data:`,
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${origin}`,
    ].join('; '),
    // Without an origin, it is a stranger to its own scripts and images.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
}
