// node bench/gateways.mjs --python PYTHON --server SERVER --server-python PYTHON
//                         [--only PATTERN] [--moments 7] [--gap 10] [--lessons 40] [--jobs 8]
//
// Checks a course here and on a real server, SERVER: jupyter_server, kernel_gateway or enterprise_gateway. Then again for each
// fault, which happens at random moments, 1 s to twice the gap apart, or to every kernel, until it happened so often: the
// result must be that of this machine, and nothing may be left. PYTHON is that of the kernels and of `coursewright`, an
// environment with Jupyter; the other one has the server. Neither is changed. Needs `npm run compile`, and Linux.
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    server: { type: 'string' },
    'server-python': { type: 'string' },
    only: { type: 'string', default: '' },
    moments: { type: 'string', default: '7' },
    gap: { type: 'string', default: '10' },
    lessons: { type: 'string', default: '40' },
    jobs: { type: 'string', default: '8' },
  },
});
const { python, server: kind, 'server-python': serverPython } = values;
if (python === undefined || kind === undefined || serverPython === undefined) {
  throw new Error('--python, --server and --server-python say what executes');
}
const token = 'a-token-of-the-measurement';
const mostRoom = 4;
const slowStart = 30;

const root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'gateways-')));
const program = copyOfProgram();
const course = join(root, 'course');
const folders = { tmp: join(root, 'tmp'), home: join(root, 'home'), own: join(root, 'own') };
for (const folder of Object.values(folders)) fs.mkdirSync(folder);
const slow = join(root, 'slow');
const roomFile = join(root, 'room');
writeKernelspec();
const port = await freePort();
const network = await openNetwork(port);
let server;

makeCourse(Number(values.lessons));
const local = JSON.parse(await check({}));
const want = comparable(local);
writeConfiguration({
  ...{ gateway: network.url, gatewayWait: 120 },
  ...(kind === 'enterprise_gateway' ? { gatewayEnv: { KERNEL_USERNAME: 'measurement' } } : {}),
});

const random = (least, most) => least + Math.random() * (most - least);

/** What happens at a moment; each ends when it is over. */
const faults = {
  nothing: undefined,
  'the server is killed and started again': async () => {
    await kill(server, 'SIGKILL');
    await pause(random(500, 4000));
    await start();
  },
  'the server is stopped for 10 s': async () => {
    process.kill(server.pid, 'SIGSTOP');
    await pause(10_000);
    process.kill(server.pid, 'SIGCONT');
  },
  'all connections are cut': async () => network.cut(),
  'traffic is dropped for 15 s': async () => {
    network.drop(true);
    await pause(15_000);
    network.drop(false);
  },
  'kernels are killed': async () => {
    for (const pid of some(kernelProcesses())) process.kill(pid, 'SIGKILL');
  },
  'kernels are culled': async () => {
    await Promise.all(some(await kernels()).map((id) => ask(`/api/kernels/${id}`, 'DELETE')));
  },
  'there is room for 4 kernels only': async () => {},
  'a start takes 30 s': async () => {},
};

let failed = 0;
for (const [name, fault] of Object.entries(faults)) {
  if (new RegExp(values.only).test(name)) await measure(name, fault);
}
network.close();
fs.rmSync(root, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);

/** Checks of the course, until the fault happened often enough. */
async function measure(name, fault) {
  // These are so from the beginning to the end, and happen to each kernel that is started.
  const isRoom = name.includes('room');
  const isSlow = name.includes('start takes');
  if (isRoom) fs.writeFileSync(roomFile, '');
  if (isSlow) fs.writeFileSync(slow, '');
  network.refusals = 0;
  let moments = 0;
  await start();
  for (let round = 1; round === 1 || (fault !== undefined && moments < Number(values.moments)); round++) {
    fs.rmSync(join(course, '.coursewright'), { recursive: true, force: true });
    const began = Date.now();
    const said = {};
    const ended = check(said);
    const faulty = { is: true };
    const happening = (async () => {
      if (fault === undefined || isRoom || isSlow) return;
      for (;;) {
        await pause(random(1000, 2000 * Number(values.gap)));
        if (!faulty.is) return;
        await fault();
        moments++;
        // A machine on which kernels start more slowly than they are lost must come to an end, too.
        if (moments >= Number(values.moments)) return;
      }
    })();
    const text = await ended;
    const seconds = Math.round((Date.now() - began) / 1000);
    faulty.is = false;
    await happening;
    if (isRoom) moments = network.refusals;
    if (isSlow) moments = fs.readFileSync(slow, 'utf8').length;
    const problems = [...differencesIn(text), ...(await leftOver())];
    if (problems.length > 0) failed++;
    const notes = said.stderr.match(/^note: /gm)?.length ?? 0;
    report(problems.length === 0, `${kind}: ${name}`, `${moments} moments, ${seconds} s, ${notes} notes`, problems);
    if (problems.length > 0) process.stdout.write(said.stderr.replaceAll(/^/gm, '       '));
  }
  await kill(server, 'SIGTERM');
  for (const file of [roomFile, slow]) fs.rmSync(file, { force: true });
}

function differencesIn(text) {
  const found = [];
  let result;
  try {
    result = comparable(JSON.parse(text));
  } catch {
    return [`no JSON: ${text.slice(0, 200)}`];
  }
  if (isDeepStrictEqual(result, want)) return [];
  const walk = (one, other, path) => {
    if (isDeepStrictEqual(one, other)) return;
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
      found.push(`${path}: ${JSON.stringify(one)?.slice(0, 300)}, here ${JSON.stringify(other)?.slice(0, 300)}`);
      return;
    }
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)]))
      walk(one[key], other[key], `${path}.${key}`);
  };
  walk(result, want, '');
  return found;
}

/** What is left on the server, in its folder for temporary files, and of this machine's own. */
async function leftOver() {
  const left = async () => [
    ...(await kernels()).map((id) => `kernel ${id} is left`),
    ...kernelProcesses().map((pid) => `process ${pid} is left`),
    ...fs.readdirSync(folders.tmp).filter((name) => /^(?:coursewright-|cw-)/.test(name)),
    ...fs.readdirSync(folders.own).map((name) => `${name} is left here`),
  ];
  for (let tries = 0; tries < 60; tries++) {
    if ((await left().catch(() => [''])).length === 0) return [];
    await pause(500);
  }
  return left().catch((error) => [`the server does not tell what is left: ${error}`]);
}

function comparable(value) {
  const ignored = ['durationMs', 'cached', 'executed', 'executedBecause', 'environment'];
  return JSON.parse(JSON.stringify(value, (key, one) => (ignored.includes(key) ? undefined : one)));
}

/** The JSON of a check. */
async function check(said) {
  const child = spawn(process.execPath, [program, 'check', '--json', '--jobs', values.jobs], {
    cwd: course,
    env: { ...process.env, NO_COLOR: '1', TMPDIR: folders.own, JUPYTER_GATEWAY_AUTH_TOKEN: token },
  });
  let stdout = '';
  said.stderr = '';
  child.stdout.on('data', (more) => {
    stdout += more;
  });
  child.stderr.on('data', (more) => {
    said.stderr += more;
  });
  await new Promise((done) => child.on('close', done));
  return stdout;
}

async function start() {
  const options = {
    jupyter_server: [
      ...[
        '-m',
        'jupyter_server',
        `--ServerApp.port=${port}`,
        '--ServerApp.port_retries=0',
        '--no-browser',
        '--allow-root',
      ],
      ...[`--IdentityProvider.token=${token}`, `--ServerApp.root_dir=${root}`, `--config=${configurationOfServer()}`],
    ],
    kernel_gateway: ['-m', 'kernel_gateway', ...optionsOf('KernelGatewayApp', 'JupyterWebsocketPersonality')],
    enterprise_gateway: ['-m', 'enterprise_gateway', ...optionsOf('EnterpriseGatewayApp', 'EnterpriseGatewayApp')],
  }[kind];
  const room = fs.existsSync(roomFile) ? { EG_MAX_KERNELS: `${mostRoom}`, KG_MAX_KERNELS: `${mostRoom}` } : {};
  const env = {
    ...process.env,
    ...room,
    JUPYTER_PATH: root,
    JUPYTER_NO_CONFIG: '1',
    HOME: folders.home,
    TMPDIR: folders.tmp,
  };
  const log = fs.openSync(join(root, 'server.log'), 'a');
  server = spawn(serverPython, options, {
    env: { ...env, PYTHONHASHSEED: '0', PYTHONUTF8: '1', EG_INHERITED_ENVS: 'HOME,TMPDIR,PYTHONHASHSEED,PYTHONUTF8' },
    ...{ cwd: root, detached: true, stdio: ['ignore', log, log] },
  });
  fs.closeSync(log);
  const started = server;
  for (;;) {
    if (started.exitCode !== null) throw new Error(fs.readFileSync(join(root, 'server.log'), 'utf8').slice(-3000));
    if ((await ask('/api/kernelspecs').catch(() => undefined)) !== undefined) return;
    await pause(200);
  }
}

function optionsOf(app, personality) {
  const limits = '--ZMQChannelsWebsocketConnection.limit_rate=False';
  return [
    `--${app}.ip=127.0.0.1`,
    `--${app}.port=${port}`,
    `--${app}.port_retries=0`,
    `--${app}.auth_token=${token}`,
    `--${personality}.list_kernels=True`,
    limits,
  ];
}

/** Jupyter Server has no limit of its own: those that have one refuse like this. */
function configurationOfServer() {
  const path = join(root, 'server_config.py');
  const text = `import os
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
class Limited(AsyncMappingKernelManager):
    starting = 0
    async def start_kernel(self, *args, **options):
        if os.path.exists(${JSON.stringify(roomFile)}) and len(self.list_kernel_ids()) + Limited.starting >= ${mostRoom}:
            raise HTTPError(403, "Resource Limit")
        Limited.starting += 1
        try:
            return await super().start_kernel(*args, **options)
        finally:
            Limited.starting -= 1
c = get_config()
c.ServerApp.kernel_manager_class = Limited
c.ServerApp.ip = "127.0.0.1"
c.ZMQChannelsWebsocketConnection.limit_rate = False
`;
  fs.writeFileSync(path, text);
  return path;
}

function writeKernelspec() {
  const folder = join(root, 'kernels', 'python3');
  fs.mkdirSync(folder, { recursive: true });
  const command = `[ ! -e ${slow} ] || { printf . >> ${slow}; sleep ${slowStart}; }; exec ${resolve(python)} -m ipykernel_launcher -f "$0"`;
  const spec = { argv: ['/bin/sh', '-c', command, '{connection_file}'], display_name: 'Python', language: 'python' };
  fs.writeFileSync(join(folder, 'kernel.json'), JSON.stringify(spec));
}

async function ask(path, method = 'GET') {
  const headers = { authorization: `token ${token}` };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(5000),
  });
  return response.status === 204 ? undefined : response.json();
}

/** Ids of the kernels that the server has. Some servers fail to list them while one is ending. */
async function kernels() {
  for (;;) {
    const answer = await ask('/api/kernels');
    if (Array.isArray(answer)) return answer.map(({ id }) => id);
    await pause(200);
  }
}

/** Kernels of the server, also of one that was killed. */
function kernelProcesses() {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [command, env] = ['cmdline', 'environ'].map((name) => fs.readFileSync(`/proc/${pid}/${name}`, 'utf8'));
        return command.includes('ipykernel_launcher') && env.includes(`TMPDIR=${folders.tmp}`);
      } catch {
        return false;
      }
    });
}

/** One to three of them, by chance. */
function some(all) {
  return all.sort(() => Math.random() - 0.5).slice(0, Math.ceil(random(0, 3)));
}

async function kill(child, signal) {
  const ended = new Promise((done) => child.on('exit', done));
  child.kill(signal);
  await ended;
}

/** What stands between: it passes bytes on, and can cut all connections, or hold all bytes. */
async function openNetwork(to) {
  const pairs = new Set();
  let isDropping = false;
  const network = { refusals: 0 };
  const listener = net.createServer((near) => {
    const far = net.connect(to, '127.0.0.1').setMaxListeners(50);
    near.setMaxListeners(50);
    const pair = [near, far];
    pairs.add(pair);
    const pass = (from, other) => {
      from.on('data', (data) => {
        if (from === far && data.subarray(0, 12).toString() === 'HTTP/1.1 403') network.refusals++;
        if (!other.write(data)) from.pause();
      });
      other.on('drain', () => isDropping || from.resume());
      from.on('error', () => other.destroy());
      from.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
    };
    pass(near, far);
    pass(far, near);
    if (isDropping) for (const socket of pair) socket.pause();
  });
  await new Promise((done) => listener.listen(0, '127.0.0.1', done));
  const all = () => [...pairs].flat();
  return Object.assign(network, {
    url: `http://127.0.0.1:${listener.address().port}`,
    cut: () => {
      for (const socket of all()) socket.destroy();
    },
    drop(is) {
      isDropping = is;
      for (const socket of all()) is ? socket.pause() : socket.resume();
    },
    close: () => listener.close(),
  });
}

async function freePort() {
  const probe = net.createServer();
  await new Promise((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/** Lessons that take some seconds, most of them asleep; some read files, some have exercises, some are wrong. */
function makeCourse(count) {
  fs.mkdirSync(join(course, 'source-md'), { recursive: true });
  fs.writeFileSync(join(course, 'source-md/data.csv'), '1\n2\n3\n');
  const code = (text) => `\`\`\`python\n${text}\n\`\`\`\n`;
  const output = (text) => `\n\`\`\`output\n${text}\n\`\`\`\n`;
  for (let index = 1; index <= count; index++) {
    const parts = [
      `# Lesson ${index}\n`,
      code(`x = ${index}\nprint(2 * x)`) + output(index % 9 === 0 ? 2 * index + 1 : 2 * index),
      code(`import time\ntime.sleep(${1 + (index % 5)})\nprint(x + sum(map(int, open("data.csv"))))`) +
        output(index + 6),
      index % 13 === 0 ? code('1 / 0') : '',
      code('time.sleep(0.5)\nprint(sorted({1, x}))') + output(index === 1 ? '[1]' : `[1, ${index}]`),
      index % 10 === 0
        ? `:::exercise{#double-${index}}\n### Exercise: double\n\nDouble it.\n\n\`\`\`python starter\ndef double(x):\n    ...\n\`\`\`\n\n\`\`\`python solution\ndef double(x):\n    return 2 * x\n\`\`\`\n\n\`\`\`python test\nassert double(2) == 4\n\`\`\`\n:::\n`
        : '',
    ];
    fs.writeFileSync(join(course, `source-md/lesson-${String(index).padStart(2, '0')}.md`), parts.join('\n'));
  }
  writeConfiguration({});
  const { status, stderr } = spawnSync(process.execPath, [program, 'build', '--quiet'], {
    cwd: course,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

function writeConfiguration(execute) {
  const environment = resolve(python, '../..');
  fs.writeFileSync(join(course, 'coursewright.yaml'), JSON.stringify({ python: { environment }, execute }));
}

/** A copy: tests may make `dist` anew meanwhile. */
function copyOfProgram() {
  const dir = join(root, 'program');
  for (const part of ['dist', 'schemas', 'templates', 'src/execute/jupyter', 'package.json']) {
    fs.cpSync(part, join(dir, part), { recursive: true });
  }
  return join(dir, 'dist/cli/main.js');
}

function report(good, name, text, problems) {
  process.stdout.write(
    `${good ? 'ok  ' : 'FAIL'} ${name}: ${text}\n${problems.map((one) => `     ${one}\n`).join('')}`,
  );
}
