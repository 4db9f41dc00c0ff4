import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// node bench/watch.mjs --python PYTHON [--saves 50] [--jupytext JUPYTEXT]: how long it takes from the save of a lesson of
// 30 cells and 16 kB to its notebooks and to its verdict, and how much memory `watch` has after 50 and after all saves.

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

mkdirSync(join(dir, 'source-md'));
writeFileSync(join(dir, 'coursewright.yaml'), `python: { environment: ${JSON.stringify(join(python, '..', '..'))} }\n`);
writeFileSync(lesson, text(0));

const child = spawn(process.execPath, [main, 'watch', '--no-color'], { cwd: dir, stdio: ['ignore', 'pipe', 'ignore'] });
process.on('exit', () => child.kill('SIGINT'));
let printed = '';
child.stdout.setEncoding('utf8').on('data', (more) => {
  printed += more;
});

await until(() => printed.includes('waiting for changes'));
const built = [];
const judged = [];
let memory50 = 0;
for (let save = 1; save <= saves; save += 1) {
  printed = '';
  const before = notebooks.map(state);
  const began = performance.now();
  writeFileSync(lesson, text(save));
  await until(() => notebooks.every((path, at) => state(path) !== before[at]));
  built.push(performance.now() - began);
  await until(() => printed.includes('waiting for changes'));
  judged.push(performance.now() - began);
  if (!printed.includes('Outputs    30 confirmed')) throw new Error(printed);
  if (save === 50) memory50 = memory();
}
tell('save → both notebooks', built);
tell('save → verdict', judged);
console.log(`memory: ${memory50} MB after 50 saves, ${memory()} MB after ${saves}`);
child.kill('SIGINT');
await new Promise((end) => child.on('exit', end));
rmSync(dir, { recursive: true, force: true });

function text(save) {
  const words = 'Lorem ipsum dolor sit amet, *consetetur* sadipscing elitr, sed `diam` nonumy eirmod tempor. '.repeat(
    5,
  );
  const parts = Array.from({ length: 30 }, (_, at) => {
    const value = at === 15 ? save : at;
    return `## Part ${at}\n\n${words}\n\n\`\`\`python\nx${at} = ${value}\nprint(x${at} * 2)\n\`\`\`\n\n\`\`\`output\n${value * 2}\n\`\`\`\n`;
  });
  return `# Big lesson\n\n${parts.join('\n')}`;
}

function state(path) {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts === undefined ? '' : `${facts.ino} ${facts.mtimeMs}`;
}

function memory() {
  const kB = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
  return Math.round(kB / 1024);
}

async function until(isSo) {
  while (!isSo()) await sleep(1);
}

function tell(what, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(0);
  console.log(`${what}: least ${at(0)} ms, median ${at(0.5)} ms, p95 ${at(0.95)} ms`);
}
