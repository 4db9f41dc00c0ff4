import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;

/** Paths of the lessons in a folder, relative to it, in order. */
export function markdownIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.md') && !/(^|\/)(readme|license|contributing|changelog|[._].*)\.md$/i.test(path))
    .sort();
}

/** Makes a course of copies of lessons. */
export function makeCourse(course, folder, lessons, count) {
  for (let index = 0; index < count; index++) {
    const from = lessons[index % lessons.length];
    const to = join(course, 'source-md', `copy-${Math.floor(index / lessons.length)}`, from);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(folder, from), to);
  }
  writeFileSync(join(course, 'coursewright.yaml'), 'source: source-md\n');
  return course;
}

/** The lessons' files. */
export function lessonsOf(course) {
  const folder = join(course, 'source-md');
  return markdownIn(folder).map((path) => join(folder, path));
}

/** Builds a course by the command, as a user does; that lessons have findings is no failure. */
export function build(course, ...options) {
  const bytes = lessonsOf(course).reduce((sum, path) => sum + readFileSync(path).length, 0);
  const seconds = run(course, [main, 'build', '--quiet', ...options]);
  return { seconds, bytes, notebooks: notebooksOf(course).length };
}

/** Megabytes that a build takes at its peak. It tells them itself when it ends, which takes time: that is not measured. */
export function memoryOf(course) {
  const report = join(course, 'report.txt');
  const probe = `import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(report)},String(process.resourceUsage().maxRSS)))`;
  run(course, ['--import', `data:text/javascript,${encodeURIComponent(probe)}`, main, 'build', '--quiet']);
  return Math.round(Number(readFileSync(report)) / 1024);
}

/** Seconds that it takes. */
function run(course, args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: course, encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0 && status !== 1) throw new Error(stderr);
  return (performance.now() - started) / 1000;
}

/** The student's notebook of a lesson's file, if it is there. */
export function notebookOf(course, file) {
  const path = join(course, 'notebooks', relative(join(course, 'source-md'), file).replace(/\.md$/, '.ipynb'));
  return existsSync(path) ? path : undefined;
}

/** What a course's notebooks are told apart by. */
export function digestOf(course) {
  const hash = createHash('sha256');
  for (const path of notebooksOf(course)) hash.update(path).update(readFileSync(join(course, 'notebooks', path)));
  return hash.digest('hex');
}

function notebooksOf(course) {
  return readdirSync(join(course, 'notebooks'), { recursive: true })
    .filter((path) => path.endsWith('.ipynb'))
    .sort();
}
