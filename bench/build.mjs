// Builds many lessons and measures beside jupytext, in one run:
//   npm run --silent compile && node bench/build.mjs [--lessons FOLDER] [--count 1000]
// FOLDER holds Markdown lessons, which are copied until there are enough; default: the example course's own.
// Prints seconds and ratios: a cold build (both variants, schema gate), one in which nothing changed, one in which one
// lesson changed, `jupytext --to ipynb` in two processes on the same files, peak memory at 5 times as many lessons,
// and whether the notebooks' bytes are the same at --jobs 1, 2 and 4. jupytext is installed in a throwaway environment.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    lessons: { type: 'string', default: new URL('../source-md', import.meta.url).pathname },
    count: { type: 'string', default: '1000' },
  },
});
const count = Number(values.count);
const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'coursewright-bench-'));

try {
  await measure();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measure() {
  const course = makeCourse('course', count);
  const jupytext = installJupytext();
  const cold = build(course);
  const made = digestOf(join(course, 'notebooks'));
  const noop = least([1, 2, 3].map(() => build(course).seconds));
  const changed = least(
    [1, 2, 3].map((round) => {
      const lesson = lessonsOf(course)[Math.floor(count / 2)];
      writeFileSync(lesson, `${readFileSync(lesson, 'utf8')}\nChanged ${round}.\n`);
      return build(course).seconds;
    }),
  );
  const beside = await convert(jupytext, makeCourse('beside', count));
  print('lessons', `${count}, ${(cold.bytes / 1e6).toFixed(1)} MB, ${cold.notebooks} notebooks written`);
  print('cold build', seconds(cold.seconds));
  print('jupytext, two processes', `${seconds(beside)}: ${ratio(beside, cold.seconds)} of the cold build's time`);
  print('nothing changed', `${seconds(noop)}: the cold build takes ${ratio(cold.seconds, noop)}`);
  print('one lesson changed', `${seconds(changed)}: ${ratio(changed, noop)} of the one before`);
  for (const jobs of [1, 2, 4]) {
    const other = makeCourse(`jobs-${jobs}`, count);
    build(other, '--jobs', String(jobs));
    print(`bytes at --jobs ${jobs}`, digestOf(join(other, 'notebooks')) === made ? 'the same' : 'DIFFERENT');
    rmSync(other, { recursive: true });
  }
  const many = build(makeCourse('many', 5 * count));
  print(
    'peak memory',
    `${cold.megabytes} MB; of 5 times as many lessons ${many.megabytes} MB: ${ratio(many.megabytes, cold.megabytes)}`,
  );
}

function makeCourse(name, wanted) {
  const course = join(scratch, name);
  const lessons = markdownIn(values.lessons);
  if (lessons.length === 0) throw new Error(`there are no lessons in ${values.lessons}`);
  for (let index = 0; index < wanted; index++) {
    const from = lessons[index % lessons.length];
    const to = join(course, 'source-md', `copy-${Math.floor(index / lessons.length)}`, from);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(values.lessons, from), to);
  }
  writeFileSync(join(course, 'coursewright.yaml'), 'source: source-md\n');
  return course;
}

function markdownIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.md') && !/(^|\/)(readme|license|contributing|changelog|[._].*)\.md$/i.test(path))
    .sort();
}

function lessonsOf(course) {
  const folder = join(course, 'source-md');
  return markdownIn(folder).map((path) => join(folder, path));
}

/** Findings of the lessons are part of the work: they are printed to a file. */
function build(course, ...options) {
  const bytes = lessonsOf(course).reduce((sum, path) => sum + readFileSync(path).length, 0);
  const report = join(course, 'report.txt');
  const probe = `import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(report)},String(process.resourceUsage().maxRSS)))`;
  const started = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(probe)}`, main, 'build', '--quiet', ...options],
    { cwd: course, encoding: 'utf8', maxBuffer: 1e9 },
  );
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0 && status !== 1) throw new Error(stderr);
  const notebooks = readdirSync(join(course, 'notebooks'), { recursive: true }).filter((path) =>
    path.endsWith('.ipynb'),
  );
  return { seconds, bytes, notebooks: notebooks.length, megabytes: Math.round(Number(readFileSync(report)) / 1024) };
}

function installJupytext() {
  const venv = join(scratch, 'venv');
  execFileSync('python3', ['-m', 'venv', venv]);
  execFileSync(join(venv, 'bin/pip'), ['install', '--quiet', 'jupytext'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return join(venv, 'bin/jupytext');
}

/** The whole conversion to notebooks, half of the lessons in each process. */
async function convert(jupytext, course) {
  const lessons = lessonsOf(course);
  const halves = [0, 1].map((half) => lessons.filter((_, index) => index % 2 === half));
  // Some headers ask jupytext for Pandoc, without which it converts nothing.
  for (const path of lessons) writeFileSync(path, readFileSync(path, 'utf8').replace(/^---\n[\s\S]*?\n---\n/, ''));
  const started = performance.now();
  await Promise.all(
    halves.map(
      (files) =>
        new Promise((resolve, reject) => {
          const child = spawn(jupytext, ['--quiet', '--warn-only', '--from', 'md', '--to', 'ipynb', ...files], {
            stdio: 'ignore',
          });
          child.on('error', reject);
          child.on('close', resolve);
        }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  const missing = lessons.filter((path) => !existsSync(path.replace(/\.md$/, '.ipynb'))).length;
  if (missing > 0) print('jupytext converted', `${lessons.length - missing} of ${lessons.length}`);
  return seconds;
}

function digestOf(folder) {
  const hash = createHash('sha256');
  for (const path of readdirSync(folder, { recursive: true }).sort()) {
    if (path.endsWith('.ipynb')) hash.update(path).update(readFileSync(join(folder, path)));
  }
  return hash.digest('hex');
}

function least(numbers) {
  return Math.min(...numbers);
}

function ratio(one, other) {
  return `${(one / other).toFixed(2)}×`;
}

function seconds(number) {
  return `${number.toFixed(2)} s`;
}

function print(name, text) {
  console.log(`${name.padEnd(24)} ${text}`);
}
