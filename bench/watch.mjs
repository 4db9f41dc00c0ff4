import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

// node bench/watch.mjs --python PYTHON [--saves 50] [--only watch|preview|lsp|ahead] [--jupytext PROGRAM] [--myst PROGRAM]: how long it takes from the save of
// a lesson of 30 cells and 16 kB to its notebooks, to its verdict and to what the page of `preview` shows, from a key to the
// findings of `lsp`, and from a save to the verdict of a cell after one that takes two seconds; how much memory `watch` and
// `preview` have after 50 and after all saves. Beside them: jupytext, which has no watcher and is started for each save, and
// the watcher of mystmd, which makes no notebooks and runs nothing.

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : process.argv[at + 1];
};
const saves = Number(option('saves', '50'));
const python = resolve(option('python', '.coursewright/venv/bin/python'));
const main = resolve('dist/cli/main.js');
const dir = mkdtempSync(join(tmpdir(), 'cwbench-'));
const lesson = join(dir, 'source-md', 'big.md');
const notebooks = ['notebooks/big.ipynb', 'notebooks/solutions/big.ipynb'].map((path) => join(dir, path));
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGINT');
});

mkdirSync(join(dir, 'source-md'));
writeFileSync(join(dir, 'coursewright.yaml'), `python: { environment: ${JSON.stringify(join(python, '..', '..'))} }\n`);
const parts = { watch: measureWatch, preview: measurePreview, lsp: measureTyping, ahead: measureAhead };
const only = option('only');
for (const [name, measure] of Object.entries(parts)) if (only === undefined || only === name) await measure();
const [jupytext, myst] = [option('jupytext'), option('myst')];
if (jupytext !== undefined) await measureJupytext(resolve(jupytext));
if (myst !== undefined) await measureMyst(resolve(myst));
rmSync(dir, { recursive: true, force: true });

async function measureWatch() {
  writeFileSync(lesson, text(0));
  const watch = start('watch', '--no-color');
  await until(() => watch.printed().includes('waiting for changes'));
  await measureSaves('watch', watch, async () => {
    await until(() => watch.printed().includes('waiting for changes'));
    if (!watch.printed().includes('Outputs    30 confirmed')) throw new Error(watch.printed());
  });
  await watch.end();
}

async function measurePreview() {
  writeFileSync(lesson, text(0));
  const preview = start('preview', '--no-color');
  await until(() => /http:\S+/.test(preview.printed()));
  const [url] = /http:\S+/.exec(preview.printed());
  let state;
  let rest = '';
  const { body } = await fetch(`${url}events`);
  const reading = (async () => {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) if (line.startsWith('data: ')) state = JSON.parse(line.slice(6)).lessons[0];
    }
  })().catch(() => undefined);
  await until(() => state?.status === 'passed');
  await measureSaves('preview', preview, async () => {
    const { version } = state;
    await until(() => state.version > version && state.status === 'passed');
    const page = await (await fetch(`${url}lesson?source=source-md/big.md`)).json();
    if (page.marks.some(({ kind, verdict }) => kind === 'output' && verdict !== 'confirmed'))
      throw new Error('not confirmed');
  });
  await preview.end();
  await reading;
}

/** From a save to both notebooks and to the end of `judged`, and the memory. */
async function measureSaves(name, program, judged) {
  const built = [];
  const shown = [];
  let early = '';
  for (let save = 1; save <= saves; save += 1) {
    program.forget();
    const before = notebooks.map(state);
    const began = performance.now();
    writeFileSync(lesson, text(save));
    const isJudged = judged();
    await until(() => notebooks.every((path, at) => state(path) !== before[at]));
    built.push(performance.now() - began);
    await isJudged;
    shown.push(performance.now() - began);
    if (save === Math.min(50, saves)) early = memory(program.pid);
  }
  tell(`${name}: save → both notebooks`, built);
  tell(`${name}: save → verdict`, shown);
  console.log(`${name}: memory ${early} after ${Math.min(50, saves)} saves, ${memory(program.pid)} after ${saves}`);
}

async function measureTyping() {
  const child = keep(spawn(process.execPath, [main, 'lsp'], { cwd: dir, stdio: ['pipe', 'pipe', 'ignore'] }));
  const send = (message) => {
    const json = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
  };
  let heard = '';
  child.stdout.setEncoding('latin1').on('data', (more) => {
    heard += more;
  });
  const uri = pathToFileURL(lesson).href;
  send({ id: 1, method: 'initialize', params: { rootUri: pathToFileURL(dir).href, capabilities: {} } });
  await until(() => heard.includes('"id":1'));
  send({ method: 'initialized', params: {} });
  const textDocument = { uri, languageId: 'markdown', version: 0, text: text(0) };
  send({ method: 'textDocument/didOpen', params: { textDocument } });
  await until(() => heard.includes('publishDiagnostics'));
  await sleep(1000);
  const times = [];
  for (let version = 1; version <= 50; version += 1) {
    heard = '';
    const began = performance.now();
    const contentChanges = [{ text: text(0, `${'a'.repeat(version)} [link](nowhere.md)`) }];
    send({ method: 'textDocument/didChange', params: { textDocument: { uri, version }, contentChanges } });
    await until(() => heard.includes(`"version":${version}`));
    times.push(performance.now() - began);
    await sleep(60);
  }
  tell('lsp: key → findings', times);
  send({ id: 2, method: 'shutdown' });
  send({ method: 'exit' });
  await ended(child);
}

/** Saves that change a cell after one that takes two seconds. */
async function measureAhead() {
  const slow = (save) =>
    `# Slow\n\n\`\`\`python\nimport time\ntime.sleep(2)\n\`\`\`\n\n\`\`\`python\nprint(${save})\n\`\`\`\n\n\`\`\`output\n${save}\n\`\`\`\n`;
  writeFileSync(lesson, slow(0));
  const watch = start('watch', '--no-color');
  await until(() => watch.printed().includes('waiting for changes'));
  const times = [];
  for (let save = 1; save <= 7; save += 1) {
    await sleep(3500);
    watch.forget();
    const began = performance.now();
    writeFileSync(lesson, slow(save));
    await until(() => watch.printed().includes('waiting for changes'));
    times.push(performance.now() - began);
  }
  // Where it is edited is not known before it was edited.
  console.log(`watch, after a cell of 2 s: first save → verdict ${times.slice(0, 2).map(Math.round).join(', ')} ms`);
  tell('watch, after a cell of 2 s: later saves → verdict', times.slice(2));
  await watch.end();
}

async function measureJupytext(program) {
  const times = [];
  const made = join(dir, 'big.ipynb');
  for (let save = 1; save <= 10; save += 1) {
    const began = performance.now();
    writeFileSync(lesson, text(save));
    execFileSync(program, ['--quiet', '--to', 'ipynb', '--output', made, lesson], { stdio: 'ignore' });
    times.push(performance.now() - began);
  }
  tell('jupytext --to ipynb: save → one notebook', times);
}

async function measureMyst(program) {
  const made = join(dir, 'out.md');
  const exports = (save) => `---\nexports: [{ format: md, output: ${JSON.stringify(made)} }]\n---\n\n${text(save)}`;
  const isMade = (save) =>
    statSync(made, { throwIfNoEntry: false }) && readFileSync(made, 'utf8').includes(`xxsave${save} `);
  writeFileSync(lesson, exports(0));
  const args = ['build', lesson, '--md', '--watch'];
  const child = keep(spawn(program, args, { cwd: join(dir, 'source-md'), stdio: 'ignore', detached: true }));
  try {
    await until(() => isMade(0), 60_000);
    await sleep(3000);
    const times = [];
    for (let save = 1; save <= 20; save += 1) {
      const began = performance.now();
      writeFileSync(lesson, exports(save));
      await until(() => isMade(save), 20_000);
      times.push(performance.now() - began);
      await sleep(500);
    }
    tell('myst build --md --watch: save → one Markdown file (nothing run)', times);
  } finally {
    process.kill(-child.pid, 'SIGTERM');
  }
}

function start(...args) {
  const child = keep(spawn(process.execPath, [main, ...args], { cwd: dir, stdio: ['ignore', 'pipe', 'ignore'] }));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (more) => {
    printed += more;
  });
  return {
    pid: child.pid,
    printed: () => printed,
    forget: () => {
      printed = '';
    },
    end: () => {
      child.kill('SIGINT');
      return ended(child);
    },
  };
}

function keep(child) {
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

function ended(child) {
  return new Promise((resolve) => child.on('exit', resolve));
}

function text(save, typed = '') {
  const words = 'Lorem ipsum dolor sit amet, *consetetur* sadipscing elitr, sed `diam` nonumy eirmod tempor. '.repeat(
    5,
  );
  const parts = Array.from({ length: 30 }, (_, at) => {
    const value = at === 15 ? save : at;
    const more = at === 15 ? `xxsave${save} ${typed} and so on` : '';
    return `## Part ${at}\n\n${words}${more}\n\n\`\`\`python\nx${at} = ${value}\nprint(x${at} * 2)\n\`\`\`\n\n\`\`\`output\n${value * 2}\n\`\`\`\n`;
  });
  return `# Big lesson\n\n${parts.join('\n')}`;
}

function state(path) {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts === undefined ? '' : `${facts.ino} ${facts.mtimeMs}`;
}

/** Of a process, and of it with all that it has started (what they share is counted once). */
function memory(pid) {
  const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const all = [pid, ...descendants(pid)].reduce((sum, one) => sum + proportional(one), 0);
  return `${Math.round(own / 1024)} MB (${Math.round(all / 1024)} MB with its processes)`;
}

function descendants(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const own = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return own.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

function proportional(pid) {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function until(isSo, most = Number.POSITIVE_INFINITY) {
  const end = performance.now() + most;
  while (!isSo()) {
    if (performance.now() > end) throw new Error('it does not come');
    await sleep(1);
  }
}

function tell(what, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(0);
  console.log(`${what}: least ${at(0)} ms, median ${at(0.5)} ms, p95 ${at(0.95)} ms`);
}
