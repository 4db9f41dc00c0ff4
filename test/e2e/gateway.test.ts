import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { executionFindings } from '../../src/confirm/run-findings.ts';
import type { EngineOptions, JupyterEngine } from '../../src/execute/engine.ts';
import type { LessonsDocument } from '../../src/model/result.ts';
import type { Executed, Run } from '../../src/model/run.ts';
import { coursewright, documentIn, folder } from '../cli/run.ts';
import { leftOf, limits, runOf, stdoutOf, testEnvironment, withEngine } from './engine.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { outputsOf } from './telling-runs.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(async () => {
  await gateway.stop();
});

function onGateway<T>(
  use: (engine: JupyterEngine, courseDir: string) => Promise<T>,
  {
    url = gateway.url,
    token = gateway.token,
    ...options
  }: Partial<EngineOptions> & { url?: string; token?: string } = {},
): Promise<T> {
  const env = { ...process.env, JUPYTER_GATEWAY_AUTH_TOKEN: token };
  return withEngine(use, { env, execute: { ...limits, gateway: url, maxOutput: 20_000_000 }, ...options });
}

test('kernels of a gateway give the same outputs as kernels of this machine', async () => {
  // Tracebacks write the user's home as `~`, which a run on this machine has not.
  const there = await onGateway(outputsOf);
  const here = JSON.stringify(await withEngine(outputsOf, { cache: false }));
  expect(JSON.parse(here.replaceAll(`${homedir()}/`, '~/'))).toEqual(JSON.parse(JSON.stringify(there)));
  expect(await gateway.kernels()).toEqual([]);
});

test('a lesson finds its files there, what it leaves is named and removed, and what children write stands where it belongs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cwtest-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const bytes = Buffer.alloc(5_000_000, 'abc\n');
  writeFileSync(join(folder, 'large.bin'), bytes);
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'helper.py'), 'answer = 42\n');
  const files = ['large.bin', 'empty.txt', 'helper.py'].map((name) => ({
    path: `in/${name}`,
    from: join(folder, name),
  }));
  const sources = [
    'import hashlib, os, sys\nprint(hashlib.sha1(open("in/large.bin", "rb").read()).hexdigest(), os.path.getsize("in/empty.txt"))',
    'sys.path.append("in"); import helper; print(helper.answer, "COURSEWRIGHT" in str(sorted(globals())))',
    'os.makedirs("out/deep"); open("out/x.txt", "w").close(); open("in/empty.txt", "a").write("x"); print(os.getcwd())',
  ];
  const mixed = [
    'import subprocess, sys',
    'subprocess.run([sys.executable, "-u", "-c", "for n in range(3000): print(\'child line\')"])',
    'print("printed")',
    'import os; n = os.system("echo from the shell")',
    '"shown"',
  ].join('\n');
  const inOrder = runOf(
    'order',
    Array.from({ length: 8 }, () => mixed),
  );
  const [executed, ordered] = await onGateway((engine) =>
    Promise.all([engine.execute(runOf('files', sources, { files })), engine.execute(inOrder)]),
  );
  for (const { outputs } of ordered.cells.values()) {
    expect(outputs.map(({ output_type }) => output_type)).toEqual(['stream', 'execute_result']);
    expect(stdoutOf(outputs)).toBe(`${'child line\n'.repeat(3000)}printed\nfrom the shell\n`);
  }
  const { createHash } = await import('node:crypto');
  const [first, second, third] = [...executed.cells.values()].map(({ outputs }) => stdoutOf(outputs));
  expect(first).toBe(`${createHash('sha1').update(bytes).digest('hex')} 0\n`);
  expect(second).toBe('42 False\n');
  expect(executed.written).toEqual({
    left: ['out/deep/', 'out/x.txt'],
    changed: ['in/empty.txt'],
    outside: [],
    course: [],
  });
  await gone(() => readdirSync(tmpdir()).filter((name) => third?.includes(`/${name}/`)));
});

test('what goes wrong in a kernel of a gateway is one right finding, and nothing is left', async () => {
  const runs = [
    runOf('loops and swallows', [
      'import subprocess; p = subprocess.Popen(["sleep", "1000"], start_new_session=True); print(p.pid)',
      { source: 'while True: pass', timeout: 1 },
      '1',
      { source: 'while True:\n  try:\n    while True: pass\n  except BaseException: pass', timeout: 1 },
    ]),
    runOf('asks and raises', ['input("Name? ")', '1', '1 / 0', 'print("on")']),
    runOf('floods', ['for i in range(8_000): print("x" * 1_000)', '1']),
    runOf('absent', ['1'], { kernel: 'no-such-kernel' }),
    runOf('bash', ['echo $((6 * 7))', 'false'], { kernel: 'bash', language: 'bash' }),
    runOf('bash with files', ['ls'], {
      ...{ kernel: 'bash', language: 'bash', files: [{ path: 'x.ts', from: import.meta.filename }] },
    }),
    // The last one: it is begun anew until what the others show of the gateway's kernels speaks against it.
    runOf('dies', ['import os; os._exit(3)', '1']),
  ];
  const all = await onGateway((engine) => Promise.all(runs.map((run) => engine.execute(run))));
  expect(
    all.map((executed, at) => [
      executed.id,
      executed.status,
      [...executed.cells.values()].map(({ status }) => status).join(' '),
      rulesOf(runs[at] as Run, executed),
    ]),
  ).toEqual([
    ['loops and swallows', 'timeout', 'ok timeout ok timeout', 'cell-timeout cell-timeout'],
    ['asks and raises', 'completed', 'error ok error ok', 'input-requested'],
    ['floods', 'failed', 'ok', 'run-failed'],
    ['absent', 'kernel-missing', '', 'kernel-missing'],
    ['bash', 'completed', 'ok error', ''],
    ['bash with files', 'failed', '', 'run-failed'],
    ['dies', 'kernel-died', 'kernel-died', 'kernel-died'],
  ]);
  expect(all[2]?.reason).toContain('limit_rate=False');
  expect(all[3]?.reason).toBe("the gateway has no kernel 'no-such-kernel' (it has: bash, python3)");
  expect(all[5]?.reason).toContain('x.ts');
  const child = stdoutOf(all[0]?.cells.get('c0')?.outputs ?? []).trim();
  await gone(() => readdirSync('/proc').filter((name) => name === child));
  expect(await gateway.kernels()).toEqual([]);
  expect(leftOf()).toEqual([]);
});

test('an interrupted run has the gateway end its kernel at once', async () => {
  const stop = new AbortController();
  const slow = runOf('slow', ['1', 'import time\ntime.sleep(60)', '1']);
  const executed = await onGateway((engine) => engine.execute(slow, { cell: () => stop.abort() }), {
    signal: stop.signal,
  });
  expect(executed.status).toBe('interrupted');
  expect(await gateway.kernels()).toEqual([]);
});

test('results of a gateway are kept for what its kernels are, and its token is written nowhere', async () => {
  const data = join(gateway.packages, '..', 'data.txt');
  const install = (version: string) => {
    const info = join(gateway.packages, `thing-${version}.dist-info`);
    mkdirSync(info);
    writeFileSync(join(info, 'RECORD'), 'thing.py,,\n');
    writeFileSync(join(gateway.packages, 'thing.py'), `version = "${version}"\n`);
    return () => rmSync(info, { recursive: true });
  };
  writeFileSync(data, 'data');
  const removed = install('1.0');
  const runs = [
    runOf('imports', ['import thing; print(thing.version)']),
    runOf('other', ['import platform; print(platform.node() != "")', 'open("left.txt", "w").close()']),
    runOf('reads', [`print(open("/" + "${data.slice(1)}").read())`]),
    runOf('names', [`print("${data}")`]),
  ];
  const told = async (engine: JupyterEngine) =>
    (await Promise.all(runs.map((run) => engine.execute(run)))).map(
      ({ cached, executedBecause, cells, written }) =>
        [
          cached,
          executedBecause,
          stdoutOf([...cells.values()].flatMap(({ outputs }) => outputs)),
          written?.left,
        ] as const,
    );
  await onGateway(async (engine, courseDir) => {
    const again = (options: object = {}) => onGateway(told, { courseDir, ...options });
    const [imports, ...others] = await told(engine);
    expect(imports).toEqual([false, undefined, '1.0\n', []]);
    expect(await again()).toEqual([
      [true, undefined, '1.0\n', []],
      [true, ...(others[0]?.slice(1) ?? [])],
      ...others.slice(1),
    ]);
    removed();
    install('1.1');
    const [changed, ...same] = await again();
    expect(changed).toEqual([false, 'thing 1.0 → 1.1 on the gateway', '1.1\n', []]);
    expect(same[0]).toEqual([false, 'environment changed on the gateway', 'True\n', ['left.txt']]);
    expect(filesWith(courseDir, gateway.token)).toEqual([]);
  });
});

test('a gateway that cannot be used ends the command, and says what fixes it', async () => {
  const refusal = (options: { url?: string; token?: string }) =>
    onGateway((engine) => engine.execute(runOf('a', ['1'])), options).then(
      ({ status }) => status,
      (error: Error & { help?: string }) =>
        `${error.name}: ${error.message} → ${error.help}`.replaceAll(/:\d{3,5}/g, ''),
    );
  const there = 'http://127.0.0.1';
  const refusals = await Promise.all([
    refusal({ token: 'another' }),
    refusal({ token: '' }),
    refusal({ url: 'http://127.0.0.1:1' }),
    refusal({ url: `${gateway.url}/lab` }),
    refusal({ url: await withoutWebsockets(gateway) }),
  ]);
  expect(refusals).toEqual([
    `OperatorError: the gateway at ${there} does not accept the token in JUPYTER_GATEWAY_AUTH_TOKEN (403) → set JUPYTER_GATEWAY_AUTH_TOKEN to the token that the server was started with`,
    `OperatorError: the gateway at ${there} wants a token (403) → set JUPYTER_GATEWAY_AUTH_TOKEN to its token`,
    expect.stringContaining('does not answer: Connection refused'),
    expect.stringContaining('give execute.gateway the address before /lab'),
    expect.stringContaining('gives no websocket: HTTP 400'),
  ]);
  expect(await gateway.kernels()).toEqual([]);
});

test('a cell is blamed neither for kernels that somebody kills, nor for connections that are cut, however often that is so', async () => {
  const proxy = await cuttable(gateway);
  const pids = join(gateway.packages, '..', 'pids.txt');
  writeFileSync(pids, '');
  const sources = [
    `import os; file = open("${pids}", "a"); file.write(f"{os.getpid()}\\n"); file.close()`,
    'import time; time.sleep(1.5)',
    'print("end")',
  ];
  const kill = (pid: number) => void process.kill(pid, 'SIGKILL');
  const moments = [kill, kill, kill, proxy.cut, proxy.cut, proxy.cut, () => gateway.endKernels()];
  const seen: string[] = [];
  const executed = await onGateway(
    async (engine) => {
      let isOver = false;
      const run = engine.execute(runOf('faults', sources), { cell: (id) => seen.push(id) }).finally(() => {
        isOver = true;
      });
      for (const [at, happens] of moments.entries()) {
        while (!isOver && readFileSync(pids, 'utf8').split('\n').length < at + 2) await sleep(50);
        if (isOver) break;
        await sleep(300);
        await happens(Number(readFileSync(pids, 'utf8').trim().split('\n').at(-1)));
      }
      return run;
    },
    { url: proxy.url },
  );
  expect([executed.status, ...[...executed.cells.values()].map(({ status }) => status)]).toEqual([
    ...['completed', 'ok', 'ok', 'ok'],
  ]);
  expect(readFileSync(pids, 'utf8').trim().split('\n')).toHaveLength(moments.length + 1);
  // Nobody hears of a cell twice.
  expect(seen).toEqual(['c0', 'c1', 'c2']);
  expect(await gateway.kernels()).toEqual([]);
  await gone(() => gateway.processes());
});

test('a server that is full, fails, or is not there yet, is waited for', async () => {
  const full = { status: 403, body: { message: 'Resource Limit', reason: 'Resource Limit' } };
  const starting = { status: 503, body: {} };
  // Of the last answer, and of the first wish to end a kernel, only the server hears.
  const lost = { status: 0, body: {} };
  const fails = { status: 500, body: { message: 'Unknown server error' } };
  const proxy = await answering(gateway, [starting, fails, full, full, { status: 502, body: {} }, lost], 1);
  const notes: string[] = [];
  const executed = await onGateway((engine) => engine.execute(runOf('a', ['print(1)'])), {
    url: proxy.url,
    onNote: (text) => notes.push(text.replace(proxy.url, 'URL').replace(/(after) \d+ s/, '$1 N s')),
  });
  expect(executed).toMatchObject({ status: 'completed' });
  expect(proxy.left()).toBe(0);
  expect(notes).toEqual([
    'the gateway at URL does not answer: HTTP 503: Service Unavailable; it is waited for, at most 5 s',
    'the gateway answers again, after N s',
    'the gateway at URL has no room for another kernel: Resource Limit; lessons wait for room, at most 10 minutes each',
    'the gateway at URL does not answer: HTTP 502: Bad Gateway; it is waited for, at most 5 s',
    'the gateway answers again, after N s',
    'the gateway at URL does not answer: Stream closed; it is waited for, at most 30 s',
    'the gateway answers again, after N s',
  ]);
  expect(await gateway.kernels()).toEqual([]);
});

test('what was proven before a gateway went away is reported, with all that was not reached, and the exit code is 2', async () => {
  const gone = { status: 503, body: {} };
  // One kernel tells what it is, one executes the first lesson.
  const proxy = await answering(gateway, [undefined, undefined, ...Array.from({ length: 100 }, () => gone)]);
  const lesson = (n: number) => `# Lesson\n\n\`\`\`python\nprint(${n})\n\`\`\`\n\n\`\`\`output\n${n}\n\`\`\`\n`;
  const config = {
    python: { environment: join(testEnvironment().python, '../..') },
    execute: { gateway: proxy.url, gatewayWait: 1 },
  };
  const cwd = folder({
    'coursewright.yaml': JSON.stringify(config),
    ...Object.fromEntries([1, 2, 3].map((n) => [`source-md/l${n}.md`, lesson(n)])),
  });
  const env = { JUPYTER_GATEWAY_AUTH_TOKEN: gateway.token };
  await coursewright(['build'], { cwd });
  const { exitCode, stdout, stderr } = await coursewright(['check', '-j', '1', '--json'], { cwd, env });
  const { lessons, error } = documentIn(stdout) as LessonsDocument;
  expect(exitCode).toBe(2);
  expect(lessons.map(({ status }) => status)).toEqual(['passed', 'skipped', 'skipped']);
  expect(error?.message).toContain('does not answer');
  expect(stderr).toContain(`note: ${error?.message}; it is waited for, at most 1 s`);
  // The next check goes on from there.
  const resumed = await answering(gateway, []);
  writeFileSync(join(cwd, 'coursewright.yaml'), JSON.stringify(config).replace(proxy.url, resumed.url));
  const next = documentIn((await coursewright(['check', '--json'], { cwd, env })).stdout) as LessonsDocument;
  expect(next.lessons.map(({ status, cached }) => [status, cached])).toEqual([
    ['passed', true],
    ['passed', false],
    ['passed', false],
  ]);
});

/** What stands before a server, and can cut all connections at once. */
async function cuttable({ url }: TestGateway): Promise<{ url: string; cut: () => void }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((near) => {
    const far = connect(Number(new URL(url).port), '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut };
}

/**
 * A server that gives other answers first, to what starts kernels (0: none, when the real one has answered); then, and where
 * there is none, it leads to the real one. Of what ends kernels it loses some.
 */
async function answering(
  { url }: TestGateway,
  answers: ({ status: number; body: object } | undefined)[],
  losses = 0,
): Promise<{ url: string; left: () => number }> {
  const server = createServer((request, response) => {
    const answer = request.method === 'POST' && request.url === '/api/kernels' ? answers.shift() : undefined;
    if (request.method === 'DELETE' && losses-- > 0) {
      request.socket.destroy();
      return;
    }
    if (answer !== undefined && answer.status > 0) {
      request.resume();
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
      return;
    }
    const { method, headers, url: path } = request;
    const passed = httpRequest(url + path, { method, headers }, (far) => {
      if (answer?.status === 0) request.socket.destroy();
      response.writeHead(far.statusCode ?? 500, far.headers);
      far.pipe(response);
    });
    request.pipe(passed);
  });
  server.on('upgrade', (request, near: Socket, head) => {
    const far = connect(Number(new URL(url).port), '127.0.0.1', () => {
      const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
      far.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      far.write(head);
      near.pipe(far).pipe(near);
    });
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, left: () => answers.length };
}

/** What stands before some servers: it passes requests on, but no websockets. */
async function withoutWebsockets({ url }: TestGateway): Promise<string> {
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const piece of request) body.push(piece);
    const { method = 'GET', headers } = request;
    const answer = await fetch(`${url}${request.url}`, {
      method,
      headers: { authorization: headers.authorization ?? '', 'content-type': 'application/json' },
      ...(body.length === 0 ? {} : { body: Buffer.concat(body) }),
    });
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function rulesOf(run: Run, executed: Executed): string {
  const span = { start: 0, end: 0 };
  const found = executionFindings(run, executed, {
    file: run.source,
    lesson: span,
    kernel: span,
    code: () => ({ span }),
  });
  return found
    .map(({ rule }) => rule)
    .sort()
    .join(' ');
}

/** What a gateway's kernels leave is removed beside them, not by us: wait for it. */
async function gone(left: () => readonly string[]): Promise<void> {
  for (let tries = 0; left().length > 0 && tries < 100; tries += 1) await sleep(100);
  expect(left()).toEqual([]);
}

function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    return statSync(path).isFile() && readFileSync(path).includes(text);
  });
}
