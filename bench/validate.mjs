// node bench/validate.mjs [--python PYTHON] [--notebooks 1000] [--each 5]
//
// `coursewright validate` against Python's nbformat on the same notebooks, in the same run: one Python process that
// reads and validates them all, and one process a notebook (measured on a few, and multiplied). Prints ratios of wall
// clock time. Needs `npm run compile`, and a Python with nbformat (default: the managed environment).
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: fileURLToPath(new URL('../.coursewright/venv/bin/python', import.meta.url)) },
    notebooks: { type: 'string', default: '1000' },
    each: { type: 'string', default: '5' },
  },
});
const count = Number(values.notebooks);
const each = Number(values.each);
const fixtures = new URL('../test/notebook/fixtures/nbformat/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'bench-validate-'));

const readAndValidate = `
import sys, glob, warnings, nbformat
warnings.simplefilter("ignore")
valid = 0
for path in sorted(glob.glob(sys.argv[1] + "/*.ipynb")):
    try:
        nbformat.validate(nbformat.read(path, nbformat.NO_CONVERT))
        valid += 1
    except nbformat.ValidationError:
        pass
print(valid)`;
const justValidate = readAndValidate
  .replace(
    'nbformat.validate(nbformat.read(path, nbformat.NO_CONVERT))',
    'nbformat.validate(json.load(open(path, encoding="utf-8")))',
  )
  .replace('import sys,', 'import json, sys,');

try {
  for (const [name, cellsOf] of [
    ['small', () => 6],
    ['usual', () => 40],
    ['mixed, as in real courses: most of 20 to 100 kB, a few much longer', mixed],
    ['long', () => 250],
  ]) {
    const bytes = makeNotebooks(join(folder, name.split(',')[0]), cellsOf);
    report(name, join(folder, name.split(',')[0]), bytes);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** How many cells a notebook has where sizes are spread log-normally; the same in each run. */
function mixed(index) {
  // Halton's sequences are spread evenly, as random numbers are not; Box and Muller make normal ones of two.
  const normal = Math.sqrt(-2 * Math.log(halton(index + 1, 2))) * Math.cos(2 * Math.PI * halton(index + 1, 3));
  return Math.max(1, Math.round(28 * Math.exp(0.7 * normal)));
}

function halton(index, base) {
  let sum = 0;
  for (let rest = index, part = 1 / base; rest > 0; rest = Math.floor(rest / base), part /= base)
    sum += (rest % base) * part;
  return sum;
}

/** Notebooks of cells and outputs from nbformat's own tests, each different from the others. */
function makeNotebooks(target, cellsOf) {
  mkdirSync(target);
  const cells = readdirSync(fixtures)
    .filter((file) => /^test4(?!plus).*\.ipynb$/.test(file))
    .flatMap((file) => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8')).cells);
  let bytes = 0;
  for (let index = 0; index < count; index++) {
    const picked = Array.from({ length: cellsOf(index) }, (_, at) => ({
      ...cells[(index * 7 + at * 3) % cells.length],
      id: `c${at}`,
    }));
    const notebook = { cells: picked, metadata: { copy: index }, nbformat: 4, nbformat_minor: 5 };
    const text = `${JSON.stringify(notebook, null, 1)}\n`;
    bytes += Buffer.byteLength(text);
    writeFileSync(join(target, `${String(index).padStart(5, '0')}.ipynb`), text);
  }
  return bytes;
}

function report(name, target, bytes) {
  const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const ours = best(3, () =>
    spawnSync(process.execPath, [cli, 'validate', '--quiet', target], { stdio: 'ignore', cwd: folder }),
  );
  const whole = best(3, () => execFileSync(values.python, ['-c', readAndValidate, target]));
  const bare = best(3, () => execFileSync(values.python, ['-c', justValidate, target]));
  const one = join(target, '00000.ipynb');
  const single =
    best(each, () =>
      execFileSync(values.python, ['-c', readAndValidate.replace('sys.argv[1] + "/*.ipynb"', 'sys.argv[1]'), one]),
    ) * count;
  console.log(`${name}: ${count} notebooks, ${(bytes / 1e6).toFixed(1)} MB`);
  const rows = [
    ['coursewright validate', ours],
    ['one Python process: nbformat.read, nbformat.validate', whole],
    ['one Python process: json.load, nbformat.validate', bare],
    [`a Python process for each notebook (${each} measured)`, single],
  ];
  for (const [what, time] of rows)
    console.log(
      `  ${what.padEnd(54)} ${(time / 1000).toFixed(2).padStart(8)} s  ${(time / ours).toFixed(1).padStart(7)} times ours`,
    );
}

/** Milliseconds of the quickest of some runs. */
function best(times, run) {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < times; time++) {
    const started = performance.now();
    run();
    least = Math.min(least, performance.now() - started);
  }
  return least;
}
