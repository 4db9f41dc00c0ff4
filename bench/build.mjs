// node bench/build.mjs CORPUS [--jupytext PROGRAM] [--lessons 1000] [--large 5000]
//
// Builds a course of copies of a corpus' lessons: cold, with nothing to do, and with one lesson changed; then the same
// lessons with `jupytext --to ipynb` in two processes, and a course five times as large for its peak memory. Times are
// of one run on one machine and mean something only beside each other. Needs `npm run compile`, and Linux for memory.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { globSync } from 'tinyglobby';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jupytext: { type: 'string' },
    lessons: { type: 'string', default: '1000' },
    large: { type: 'string', default: '5000' },
  },
});
const [corpus] = positionals;
if (corpus === undefined) throw new Error('usage: node bench/build.mjs CORPUS [--jupytext PROGRAM]');
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const sources = globSync('**/*.md', { cwd: corpus, absolute: true }).sort();
const scratch = mkdtempSync(join(tmpdir(), 'coursewright-bench-'));

try {
  await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function main() {
  const course = makeCourse('course', Number(values.lessons));
  const cold = await build(course);
  const written = globSync('notebooks/**/*.ipynb', { cwd: course }).length;
  console.log(`${values.lessons} lessons, ${written} notebooks written`);
  row('cold build', cold);
  const first = digest(course);
  const idle = await build(course);
  row('nothing to do', idle, `${(cold.seconds / idle.seconds).toFixed(1)}× faster than the cold build`);
  appendFileSync(
    join(course, 'source-md', basename(globSync('source-md/*.md', { cwd: course }).sort()[0])),
    '\nOne line more.\n',
  );
  const one = await build(course);
  row('one lesson changed', one, `${(one.seconds / idle.seconds).toFixed(2)}× nothing to do`);
  const again = makeCourse('again', Number(values.lessons));
  await build(again);
  console.log(`a second course gets ${digest(again) === first ? 'the same bytes' : 'OTHER BYTES'}`);
  if (values.jupytext !== undefined) {
    const other = await jupytext(makeCourse('jupytext', Number(values.lessons)));
    row('jupytext, 2 processes', other, `${(other.seconds / cold.seconds).toFixed(2)}× the cold build's time`);
  }
  if (values.large === '0') return;
  const large = await build(makeCourse('large', Number(values.large)));
  row(`${values.large} lessons`, large, `${(large.memory / cold.memory).toFixed(2)}× the memory of ${values.lessons}`);
}

function makeCourse(name, count) {
  const dir = join(scratch, name);
  mkdirSync(join(dir, 'source-md'), { recursive: true });
  for (let at = 0; at < count; at++) {
    const from = sources[at % sources.length];
    cpSync(from, join(dir, 'source-md', `${String(at).padStart(5, '0')}-${basename(from)}`));
  }
  writeFileSync(join(dir, 'coursewright.yaml'), 'rules: { link-broken: off }\n');
  return dir;
}

function build(dir) {
  return run(process.execPath, [program, 'build', '--quiet'], dir);
}

async function jupytext(dir) {
  const files = globSync('source-md/*.md', { cwd: dir }).sort();
  const half = Math.ceil(files.length / 2);
  const started = performance.now();
  const runs = await Promise.all(
    [files.slice(0, half), files.slice(half)].map((some) =>
      run(values.jupytext, ['--quiet', '--to', 'ipynb', ...some], dir),
    ),
  );
  return { seconds: (performance.now() - started) / 1000, memory: runs.reduce((sum, { memory }) => sum + memory, 0) };
}

/** Runs a program to its end: seconds, and the most memory it had, in MB. */
function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { cwd, stdio: 'ignore' });
    let memory = 0;
    const look = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        memory = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024 || memory;
      } catch {}
    }, 20);
    child.on('error', reject);
    child.on('exit', () => {
      clearInterval(look);
      resolve({ seconds: (performance.now() - started) / 1000, memory });
    });
  });
}

function digest(dir) {
  const hash = createHash('sha256');
  for (const name of globSync('notebooks/**/*.ipynb', { cwd: dir }).sort())
    hash.update(name).update(readFileSync(join(dir, name)));
  return hash.digest('hex');
}

function row(name, { seconds, memory }, note = '') {
  console.log(`${name.padEnd(24)} ${seconds.toFixed(2).padStart(8)} s ${memory.toFixed(0).padStart(6)} MB  ${note}`);
}
