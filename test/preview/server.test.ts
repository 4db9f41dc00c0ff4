import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { CourseView } from '../../src/preview/course-view.ts';
import type { UpdateRequest } from '../../src/preview/protocol.ts';
import { servePages } from '../../src/preview/server.ts';
import { folder } from '../cli/run.ts';

const assets = fileURLToPath(new URL('../../src/preview/page/', import.meta.url));

/** A course of one lesson, and what it was asked to update. */
function course() {
  const updates: UpdateRequest[] = [];
  const followers = new Set<() => void>();
  const view: CourseView = {
    audience: { check: async () => {}, failed: () => {} },
    knows: (source) => source === 'a.md',
    state: () => ({ lessons: [], findings: [], images: 0 }),
    follow(changed) {
      followers.add(changed);
      return () => followers.delete(changed);
    },
    lesson: async (source) => ({ source, version: 1, views: [], marks: [] }),
    styles: async () => ({ light: 'light {}', dark: 'dark {}' }),
    async update(asked) {
      updates.push(asked);
      return {};
    },
    looked: () => {},
    notFound: () => {},
    imagesChanged: () => {},
    failed: () => {},
  };
  return { view, updates, followers };
}

async function serving(dir = folder()) {
  const { view, updates, followers } = course();
  const server = await servePages({ view, dir, port: 0, assets, signal: new AbortController().signal });
  onTestFinished(() => server.close());
  const url = new URL(server.url);
  const frame = /data-frame="\.\.(\/[\w-]+\/)frame"/.exec((await ask(server.url)).body)?.[1] ?? '';
  return { url, frame: new URL(frame, url).href, updates, followers };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(
  url: string | URL,
  {
    headers = {},
    method = 'GET',
    body = '',
  }: { headers?: Record<string, string>; method?: string; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname, search } = new URL(url);
    const sent = request({ hostname, port, path: pathname + search, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject).end(body);
  });
}

const json = { 'Content-Type': 'application/json' };
const asking = (body: unknown, headers: Record<string, string>) => {
  const text = JSON.stringify(body);
  return { method: 'POST', body: text, headers: { 'Content-Length': String(text.length), ...headers } };
};

test('it listens on this machine alone, at an address that nobody can guess', async () => {
  const { url } = await serving();
  expect(url.hostname).toBe('127.0.0.1');
  expect(url.pathname).toMatch(/^\/[\w-]{32}\/$/);
  expect((await serving()).url.pathname).not.toBe(url.pathname);
});

test('without the address nothing is answered', async () => {
  const { url, frame } = await serving();
  const token = url.pathname.slice(1, -1);
  for (const path of [
    '/',
    '/page.js',
    '/events',
    '/lesson?source=a.md',

    `/x${token}/`,
    `/${token.slice(1)}/`,
    '/%',
  ]) {
    expect(await ask(new URL(path, url.origin)), path).toMatchObject({ status: 403, body: '' });
  }
  expect((await ask(url)).status).toBe(200);
  expect((await ask(`${frame}frame`)).status).toBe(200);
});

test('another name of this machine is refused: some name server may have made it lead here', async () => {
  const { url } = await serving();
  for (const host of [
    'example.org',
    `example.org:${url.port}`,
    `127.0.0.1.example.org:${url.port}`,
    '127.0.0.1',
    '127.0.0.1:1',
  ])
    expect((await ask(url, { headers: { Host: host } })).status, host).toBe(403);
  for (const host of [url.host, `localhost:${url.port}`])
    expect((await ask(url, { headers: { Host: host } })).status, host).toBe(200);
});

test('a page of another origin gets nothing and changes nothing', async () => {
  const { url, frame, updates } = await serving();
  const update = new URL('update', url);
  const wanted = { source: 'a.md', line: 1 };
  for (const origin of [
    'http://example.org',
    'null',
    `http://127.0.0.1:1`,
    `https://${url.host}`,
    `http://localhost:${url.port}`,
  ]) {
    for (const path of ['', 'events', 'lesson?source=a.md'])
      expect((await ask(new URL(path, url), { headers: { Origin: origin } })).status, `${origin} ${path}`).toBe(403);
    expect((await ask(update, asking(wanted, { ...json, Origin: origin }))).status, origin).toBe(403);
  }
  expect((await ask(update, asking(wanted, json))).status, 'a change without an origin').toBe(403);
  expect((await ask(`${frame}update`, asking(wanted, { ...json, Origin: url.origin }))).status, 'of a frame').toBe(403);
  const method = { ...asking(wanted, { ...json, Origin: url.origin }), method: 'PUT' };
  expect((await ask(update, method)).status).toBe(403);
  expect(updates).toEqual([]);
  const answer = await ask(url, { headers: { Origin: url.origin } });
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('an update is of a lesson that is there, and said in JSON', async () => {
  const { url, updates } = await serving();
  const own = { ...json, Origin: url.origin };
  const update = new URL('update', url);
  const form = { 'Content-Type': 'text/plain', Origin: url.origin };
  expect((await ask(update, asking({ source: 'a.md', line: 1 }, form))).status).toBe(400);
  for (const wrong of [
    {},
    null,
    { source: '../b.md', line: 1 },
    { source: 'a.md', line: '1' },
    { source: 'a.md', line: 1.5 },
  ])
    expect((await ask(update, asking(wrong, own))).status, JSON.stringify(wrong)).toBe(400);
  expect((await ask(update, asking({ source: 'a.md', line: 1, more: 'x'.repeat(20_000) }, own))).status).toBe(400);
  expect((await ask(new URL('other', url), asking({}, own))).status).toBe(404);
  expect(updates).toEqual([]);
  expect((await ask(update, asking({ source: 'a.md', line: 3 }, own))).status).toBe(200);
  expect(updates).toEqual([{ source: 'a.md', line: 3 }]);
});

test('the page runs its own script alone, speaks with its server alone, and shows its own frame alone', async () => {
  const { url, frame } = await serving();
  const { headers } = await ask(url);
  const policy = String(headers['content-security-policy']).split('; ');
  expect(policy).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      `frame-src ${frame}frame`,
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]),
  );
  expect(headers).toMatchObject({
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  });
});

test('the frame has no origin, and runs two scripts that are named', async () => {
  const { url, frame } = await serving();
  const policy = String((await ask(`${frame}frame`)).headers['content-security-policy']).split('; ');
  expect(policy).toEqual(
    expect.arrayContaining([
      'sandbox allow-scripts',
      "default-src 'none'",
      `script-src ${frame}frame.js ${frame}mathjax.js`,
      `img-src ${frame}files/ data:`,
      "form-action 'none'",
      `frame-ancestors ${url.origin}`,
    ]),
  );
  expect(policy.join()).not.toMatch(/connect-src|frame-src|allow-same-origin|unsafe-eval/);
  // What has no origin says so: its style sheets and scripts come all the same, and the page does not.
  expect((await ask(`${frame}light.css`, { headers: { Origin: 'null' } })).body).toBe('light {}');
  expect((await ask(`${frame}events`)).status).toBe(404);
  expect((await ask(`${frame}lesson?source=a.md`)).status).toBe(404);
});

test('a frame shows images of the course and no other file', async () => {
  const dir = folder({ 'a.png': 'image', 'a.md': '# A', '.env': 'SECRET=1' });
  const other = folder({ 'secret.png': 'secret' });
  mkdirSync(join(dir, 'folder.png'));
  symlinkSync(join(other, 'secret.png'), join(dir, 'link.png'));
  writeFileSync(join(dir, 'ü ?.png'), 'with a name');
  const { frame } = await serving(dir);
  expect(await ask(`${frame}files/a.png?1`)).toMatchObject({
    status: 200,
    body: 'image',
    headers: { 'content-type': 'image/png' },
  });
  expect((await ask(`${frame}files/${encodeURIComponent('ü ?.png')}`)).body).toBe('with a name');
  const secret = encodeURIComponent(join('..', other.split('/').at(-1) ?? '', 'secret.png'));
  for (const path of ['a.md', '.env', 'b.png', 'folder.png', 'link.png', secret, '%2e%2e%2fa.png', 'a.png%00'])
    expect(await ask(`${frame}files/${path}`), path).toMatchObject({ status: 404, body: '' });
});

test('a page hears of the state at once and after each change, until it goes', async () => {
  const { url, followers } = await serving();
  const heard: string[] = [];
  await new Promise<void>((resolve) => {
    const sent = request(new URL('events', url), (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        heard.push(text);
        if (heard.length === 1) for (const follower of followers) follower();
        else sent.destroy();
      });
      response.on('close', resolve);
    });
    sent.on('error', () => {}).end();
  });
  expect(heard.map((text) => JSON.parse(text.replace(/^data: /, '')))).toEqual([
    { lessons: [], findings: [], images: 0 },
    { lessons: [], findings: [], images: 0 },
  ]);
  await expect.poll(() => followers.size).toBe(0);
});

test('a port that is taken is said', async () => {
  const { url } = await serving();
  const { view } = course();
  const again = servePages({ view, dir: '.', port: Number(url.port), assets, signal: new AbortController().signal });
  await expect(again).rejects.toThrow(`port ${url.port} is taken`);
});
