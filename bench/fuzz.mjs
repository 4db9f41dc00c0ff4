// node bench/fuzz.mjs [--count N] [--seed N] [--lessons FOLDER] [--keep FILE]
//
// Compiles lessons at random, the same for the same seed, with settings at random: nothing throws or takes a second,
// every finding and every character of a cell lies in the lesson, notebooks are valid and their ids unique. FOLDER has
// real lessons to cut up; FILE gets what failed, one JSON a line. Needs `npm run compile`.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { globSync } from 'tinyglobby';
import { compileLesson, defaultConfig, planRuns, serializeNotebook, validateNotebook } from '../dist/lib/index.js';
import { lessonsAtRandom } from './fuzz-lessons.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    lessons: { type: 'string' },
    keep: { type: 'string' },
  },
});
const slow = 1000;
const given =
  values.lessons === undefined
    ? []
    : globSync('**/*.{md,Rmd,qmd}', { cwd: values.lessons })
        .sort()
        .map((name) => readFileSync(join(values.lessons, name), 'utf8').replace(/^\uFEFF/, ''));
const pixel = Buffer.from('R0lGODlhAQABAAAAACw=', 'base64');
const files = {
  digest: () => '0'.repeat(64),
  entries: () => undefined,
  bytes: (path) => (path.endsWith('.png') ? pixel : undefined),
  lessonText: (path) => (path.endsWith('.md') ? '# Part\n\n# Größe\n\n<a id="c"></a>\n' : undefined),
};
const colab = { branch: 'main', badge: true, github: 'a/b' };
const configs = [
  defaultConfig,
  { ...defaultConfig, solutions: 'collapsed', images: 'data' },
  { ...defaultConfig, images: 'absolute', colab, outputs: 'none' },
  { ...defaultConfig, solutions: 'none', dialect: 'carpentries' },
];

const count = Number(values.count);
const next = lessonsAtRandom(Number(values.seed), given);
let failed = 0;
let longest = 0;
let characters = 0;
const started = performance.now();
for (let number = 0; number < count; number++) {
  const text = next();
  characters += text.length;
  const before = performance.now();
  const problems = problemsOf(text, configs[number % configs.length]);
  const took = performance.now() - before;
  longest = Math.max(longest, took);
  if (took > slow) problems.push(`took ${took.toFixed(0)} ms`);
  if (problems.length === 0) continue;
  failed++;
  console.log(`lesson ${number}: ${problems[0]}`);
  if (values.keep !== undefined) appendFileSync(values.keep, `${JSON.stringify({ number, problems, text })}\n`);
}
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `seed ${values.seed}: ${count} lessons of ${(characters / 1e6).toFixed(1)} million characters, ${failed} failed, the longest took ${longest.toFixed(0)} ms, all ${seconds} s`,
);
process.exitCode = failed === 0 ? 0 : 1;

function problemsOf(text, config) {
  try {
    const problems = [];
    const { lesson, cells, kernel, notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', config, files);
    const check = (what, { start, end }) => {
      if (!(0 <= start && start <= end && end <= text.length)) problems.push(`${what} at ${start}–${end}`);
    };
    for (const { rule, span, related = [] } of diagnostics) {
      check(rule, span);
      for (const other of related) check(`${rule}, related`, other.span);
    }
    for (const { notebook, origins } of notebooks) {
      const ids = notebook.cells.map((cell) => cell.id);
      if (new Set(ids).size < ids.length) problems.push('an id twice');
      for (const { span, source } of origins.values()) {
        check('a cell', span);
        for (const segment of source.segments) check('a segment', segment.source);
      }
      const { valid, findings } = validateNotebook(serializeNotebook(notebook));
      if (!valid) problems.push(`an invalid notebook: ${findings[0]?.message}`);
    }
    const limits = { timeout: 1, lessonTimeout: 1, network: false, files: () => [], preceding: [] };
    planRuns(lesson, cells, { kernel, ...limits });
    return problems;
  } catch (error) {
    return [String(error?.stack ?? error)];
  }
}
