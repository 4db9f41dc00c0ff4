// Builds many lessons and measures beside jupytext, in one run:
//   npm run --silent compile && node bench/build.mjs [--lessons FOLDER] [--count 1000]
// FOLDER holds Markdown lessons; those that both tools convert are copied until there are enough. Default: the example
// course's own. Prints seconds and ratios: a cold build (both variants, schema gate), one in which nothing changed, one
// in which one lesson changed; the same lessons in two processes of jupytext, by its command and by its functions, which
// make one notebook of each; peak memory at 5 times as many lessons; whether the notebooks' bytes are the same at
// --jobs 1, 2 and 4. What is measured several times is so in turns, and the least counts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, digestOf, lessonsOf, makeCourse, markdownIn, memoryOf, notebookOf } from './build/course.mjs';
import { convert, installJupytext, ways } from './build/jupytext.mjs';

const { values } = parseArgs({
  options: {
    lessons: { type: 'string', default: new URL('../source-md', import.meta.url).pathname },
    count: { type: 'string', default: '1000' },
  },
});
const count = Number(values.count);
const scratch = mkdtempSync(join(tmpdir(), 'coursewright-bench-'));

try {
  await measure();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measure() {
  const venv = installJupytext(scratch);
  const lessons = await convertedByBoth(venv);
  const courseOf = (name, size = count) => makeCourse(join(scratch, name), values.lessons, lessons, size);
  const builds = [];
  const besides = Object.fromEntries(ways.map((way) => [way, []]));
  for (const turn of [1, 2]) {
    builds.push(build(courseOf(`course-${turn}`)));
    for (const way of ways) {
      const beside = courseOf(`${way}-${turn}`);
      besides[way].push(await convert(venv, lessonsOf(beside), way));
      rmSync(beside, { recursive: true });
    }
  }
  const course = join(scratch, 'course-1');
  const made = digestOf(course);
  const cold = least(builds.map((one) => one.seconds));
  // The first one still reads what the build before it wrote.
  const [first, ...later] = [1, 2, 3, 4].map(() => build(course).seconds);
  const noop = least(later);
  const changed = least([1, 2, 3].map((round) => build(changeOne(course, round)).seconds));
  const [{ bytes, notebooks }] = builds;
  print('lessons', `${count}, ${(bytes / 1e6).toFixed(1)} MB`);
  print('cold build', `${seconds(cold)}, ${notebooks} notebooks`);
  for (const way of ways) {
    const time = least(besides[way].map((one) => one.seconds));
    print(way, `${seconds(time)}, ${besides[way][0].made} notebooks: ${ratio(time, cold)} of the cold build's time`);
  }
  print(
    'nothing changed',
    `${seconds(noop)}: the cold build takes ${ratio(cold, noop)}; the first time ${seconds(first)}`,
  );
  print('one lesson changed', `${seconds(changed)}: ${ratio(changed, noop)} of the one before`);
  for (const jobs of [1, 2, 4]) {
    const other = courseOf(`jobs-${jobs}`);
    build(other, '--jobs', String(jobs));
    print(`bytes at --jobs ${jobs}`, digestOf(other) === made ? 'the same' : 'DIFFERENT');
    rmSync(other, { recursive: true });
  }
  const [megabytes, many] = [1, 5].map((times) => memoryOf(courseOf(`memory-${times}`, times * count)));
  print('peak memory', `${megabytes} MB; of 5 times as many lessons ${many} MB: ${ratio(many, megabytes)}`);
}

/** The lessons that both make notebooks of. Names those that it leaves out: neither is measured on less than the other. */
async function convertedByBoth(venv) {
  const lessons = markdownIn(values.lessons);
  if (lessons.length === 0) throw new Error(`there are no lessons in ${values.lessons}`);
  const course = makeCourse(join(scratch, 'sources'), values.lessons, lessons, lessons.length);
  build(course);
  const files = lessonsOf(course);
  const reasons = new Map();
  for (const file of files) {
    if (notebookOf(course, file) === undefined) reasons.set(file, 'its errors keep coursewright from making notebooks');
  }
  for (const way of ways) {
    const { failed, errors } = await convert(venv, files, way);
    for (const file of failed) reasons.set(file, `not converted by ${way}: ${errors}`);
  }
  const left = lessons.filter((_, index) => !reasons.has(files[index]));
  print('source files', `${left.length} of ${lessons.length} are converted by both`);
  for (const [file, reason] of reasons) print('  left out', `${lessons[files.indexOf(file)]}: ${reason}`);
  if (left.length === 0) throw new Error('there is nothing to compare');
  rmSync(course, { recursive: true });
  return left;
}

function changeOne(course, round) {
  const lesson = lessonsOf(course)[Math.floor(count / 2)];
  writeFileSync(lesson, `${readFileSync(lesson, 'utf8')}\nChanged ${round}.\n`);
  return course;
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
