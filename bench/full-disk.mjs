// node bench/full-disk.mjs --python PYTHON [--steps N]
//
// Replaces lessons, notebooks, fixed notebooks, reports and caches on a disk that has room for 0 bytes, then for some
// more, up to the size of what is written: what is there afterwards is the old file or the new one, the exit code says
// which, and nothing is left beside it. The disk is a tmpfs: needs Linux, and root or user namespaces. PYTHON has
// Jupyter. Needs `npm run compile`.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { python: { type: 'string' }, steps: { type: 'string', default: '50' } } });
if (values.python === undefined) throw new Error('--python PYTHON names a Python with Jupyter');
if (process.getuid() !== 0) {
  const words = ['--map-root-user', '--mount', process.execPath, ...process.argv.slice(1)];
  process.exit(spawnSync('unshare', words, { stdio: 'inherit' }).status ?? 1);
}
const steps = Number(values.steps);
const main = resolve('dist/cli/main.js');
const environment = dirname(dirname(resolve(values.python)));
const text = (letter) => Array.from({ length: 20000 }, (_, at) => `Line ${at} ${letter.repeat(50)}\n`).join('\n');
const cell = (output) => `\`\`\`python\nprint(1)\n\`\`\`\n\n\`\`\`output\n${output}\n\`\`\`\n`;
const broken = (letter) => {
  const cells = [{ cell_type: 'markdown', metadata: {}, source: text(letter) }];
  return `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 })}\n`;
};
const links = (letter) =>
  Array.from({ length: 3000 }, (_, at) => `[There](${letter.repeat(40)}-${at}.md).\n`).join('\n');
const course = { 'coursewright.yaml': `python:\n  environment: ${environment}\n` };

/** What is replaced: on `disk`, by `args`; `now` is written before each run, so that there is something to replace. */
const kinds = [
  {
    name: 'lesson (update)',
    disk: 'source-md',
    file: 'source-md/a.md',
    before: course,
    now: { 'source-md/a.md': `# A\n\n${text('a')}\n${cell(2)}` },
    args: ['update'],
  },
  {
    name: 'notebook (build)',
    disk: 'notebooks',
    file: 'notebooks/a.ipynb',
    before: { ...course, 'source-md/a.md': `# A\n\n${text('a')}` },
    now: { 'source-md/a.md': `# A\n\n${text('b')}` },
    args: ['build', '--variant', 'student', '--no-cache'],
    first: ['build', '--variant', 'student'],
  },
  {
    name: 'fixed notebook (validate --fix)',
    disk: 'n',
    file: 'n/a.ipynb',
    before: {},
    now: { 'n/a.ipynb': broken('a') },
    args: ['validate', '--fix', 'n/a.ipynb'],
  },
  ...['json', 'html', 'junit', 'sarif'].map((reporter) => ({
    name: `report (${reporter})`,
    disk: 'reports',
    file: 'reports/r',
    before: { ...course, 'source-md/a.md': `# A\n\n${links('a')}` },
    now: { 'reports/r': 'the report of an earlier run' },
    args: ['build', '-r', `${reporter}=reports/r`],
    // A JSON result says, where there is room for it, that this run failed.
    whole: reporter === 'json' ? (content) => JSON.parse(content).exitCode === 2 : () => false,
    bytes: false,
  })),
  {
    name: 'cache (build)',
    disk: '.coursewright',
    file: '.coursewright/cache/build',
    before: { ...course, ...lessons('A') },
    now: lessons('B'),
    first: ['build'],
    args: ['build'],
  },
  {
    name: 'cache (check)',
    disk: '.coursewright',
    file: '.coursewright/cache/results',
    before: { ...course, 'source-md/a.md': `# A\n\n\`\`\`python\nprint("x" * 500_000)\n\`\`\`\n` },
    now: {},
    first: ['build'],
    args: ['check'],
  },
];

function lessons(title) {
  const lesson = `# ${title}\n\n${links('x').slice(0, 4000)}`;
  return Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`source-md/l${at}.md`, lesson]));
}

const root = mkdtempSync(join(tmpdir(), 'full-disk-'));
let wrong = 0;
try {
  for (const kind of kinds) if (process.env.ONLY === undefined || kind.name.includes(process.env.ONLY)) sweep(kind);
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.exitCode = wrong > 0 ? 1 : 0;

function sweep(kind) {
  const dir = join(root, kind.name.replaceAll(/\W+/g, '-'));
  const disk = join(dir, kind.disk);
  write(dir, kind.before);
  mkdirSync(disk, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
  try {
    const cache = kind.name.startsWith('cache');
    const renew = () => {
      for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
      write(dir, kind.before);
      if (kind.first !== undefined) run(dir, kind.first);
      write(dir, kind.now);
    };
    renew();
    const before = filesIn(disk);
    run(dir, kind.args);
    const after = filesIn(disk);
    const size = Math.max(...[...after.values()].map((content) => content.length));
    const counts = { old: 0, new: 0, said: 0, wrong: 0 };
    for (let step = 0; step <= steps; step += 1) {
      renew();
      const { bavail, bsize } = statfsSync(disk);
      const room = Math.ceil((size * step) / steps);
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - Math.ceil(room / bsize) * bsize)));
      const { status, stderr } = run(dir, kind.args);
      rmSync(join(disk, 'ballast'));
      const verdict = cache
        ? cacheVerdict(disk, status, stderr)
        : verdictOf(kind, filesIn(disk), before, after, status, stderr);
      counts[verdict] += 1;
      if (verdict === 'wrong') console.log(`  ${kind.name}: room for ${room} of ${size}: exit ${status}\n${stderr}`);
    }
    wrong += counts.wrong;
    const said = counts.said > 0 ? `, the failure in its place ${counts.said}` : '';
    console.log(`${kind.name}, ${size} bytes: old ${counts.old}, new ${counts.new}${said}, neither ${counts.wrong}`);
  } finally {
    execFileSync('umount', [disk]);
  }
}

function verdictOf(kind, now, before, after, status, stderr) {
  const at = kind.file.slice(kind.disk.length + 1);
  if ([...now.keys()].some((name) => !after.has(name) && !before.has(name))) return 'wrong';
  const content = now.get(at)?.toString() ?? '';
  if (status === 2) {
    if (!/cannot be written: the disk is full/.test(stderr)) return 'wrong';
    if (content === before.get(at)?.toString()) return 'old';
    return kind.whole?.(content) === true ? 'said' : 'wrong';
  }
  const isNew =
    kind.bytes === false ? content.length >= after.get(at).length * 0.99 : content === after.get(at).toString();
  return isNew ? 'new' : 'wrong';
}

/** A cache that is not written is no failure, but where there is no folder for it; what is there is whole. */
function cacheVerdict(disk, status, stderr) {
  if (status !== 0 && !/cannot be written: the disk is full/.test(stderr)) return 'wrong';
  let kept = 0;
  for (const [name, content] of filesIn(disk)) {
    if (name.includes('.coursewright-')) return 'wrong';
    if (!name.startsWith('cache/') || !name.endsWith('.json')) continue;
    kept += 1;
    try {
      // A JSON on each line, after its digest; durations are one.
      const lines = name.endsWith('durations.json') ? [content.toString()] : content.toString().split('\n');
      for (const line of lines) JSON.parse(line.replace(/^\S{22} /, ''));
    } catch {
      return 'wrong';
    }
  }
  return kept > 0 ? 'new' : 'old';
}

function run(cwd, args) {
  return spawnSync(process.execPath, [main, ...args], { cwd, encoding: 'utf8', maxBuffer: 2 ** 30 });
}

function write(dir, files) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
}

function filesIn(folder) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) => statSync(join(folder, path)).isFile());
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path))]));
}
