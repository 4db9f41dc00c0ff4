// node bench/cache-steps.mjs --python PYTHON [--steps N] [--seed S] [--only NAME]
//
// Changes at random what lessons depend on (files, modules, packages, configuration, variables, the cache itself), one
// change a step, and checks the course after each: whatever `check` takes from its cache has to be what `check
// --no-cache` finds. A kept result that does not hold any more is a failure; one that held and was not used is counted.
// PYTHON is that of a virtual environment with Jupyter; it is not changed. Needs `npm run compile`, and Linux.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { linkedEnvironment } from './linked-environment.mjs';

const { values } = parseArgs({
  options: {
    ...{
      python: { type: 'string' },
      steps: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
    },
    ...{ only: { type: 'string', default: '' }, verbose: { type: 'boolean', default: false } },
  },
});
if (values.python === undefined) throw new Error('--python PYTHON names the Python of an environment with Jupyter');
const main = resolve('dist/cli/main.js');
const root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'cache-steps-')));
const [dir, place, home, venv] = ['course', 'place', 'home', 'venv'].map((name) => join(root, name));
const at = (path) => (path.startsWith('/') ? path : join(dir, path));
const random = seeded(Number(values.seed));
const one = (list) => list[Math.floor(random() * list.length)];

/** Files that lessons read, and the lessons that do. */
const files = [
  ...['x.csv', 'y.csv', 'z.csv'].map((name) => [`source-md/data/${name}`, ['files', 'continued']]),
  ...['helper.py', 'second.py', 'named.py', 'kit/inner.py', 'script.py'].map((name) => [
    `source-md/${name}`,
    ['modules'],
  ]),
  ...['abs.txt', 'computed.txt', 'shell.txt'].map((name) => [join(place, name), ['places']]),
];
const all = ['files', 'places', 'home', 'modules', 'package', 'settings', 'continued'];

const site = linkedEnvironment(values.python, venv);
const state = { greeting: 'hello', zone: 'UTC', maxOutput: '10MB', memory: 'auto', requirements: '' };
makeCourse();
const caller = { ...process.env, HOME: home, JAVA_HOME: '/a' };

/** What a step may do; each says which lessons it concerns, or `false` where there is nothing to do now. */
const changes = {
  'content of a file': () => rewrite(one(files)),
  'content of the same size, with the time of before': () => rewrite(one(files), { keepTime: true }),
  'content under a time of long ago': () => rewrite(one(files), { time: 1e9 }),
  'file touched only': () => {
    fs.utimesSync(at(one(files)[0]), new Date(), new Date());
    return [];
  },
  'file replaced by a link': () => {
    const [path, lessons] = one(files.filter(([name]) => !fs.lstatSync(at(name)).isSymbolicLink()));
    const target = join(place, `target-${Math.floor(random() * 1e9)}`);
    fs.writeFileSync(target, contentOf(path, one('abc')));
    fs.rmSync(at(path));
    fs.symlinkSync(target, at(path));
    return lessons;
  },
  'link retargeted': () => {
    fs.rmSync(at('source-md/data/link.csv'));
    fs.symlinkSync(one(['x.csv', 'y.csv', 'z.csv']), at('source-md/data/link.csv'));
    return ['files'];
  },
  'link outside retargeted': () => {
    fs.rmSync(join(place, 'link.txt'));
    fs.symlinkSync(one(['abs.txt', 'computed.txt']), join(place, 'link.txt'));
    return ['places'];
  },
  'two files swapped': () => {
    const paths = ['x.csv', 'y.csv', 'z.csv'].map((name) => at(`source-md/data/${name}`));
    const [first, second] = [one(paths), one(paths)];
    if (first === second) return false;
    fs.renameSync(first, `${first}.swap`);
    fs.renameSync(second, first);
    fs.renameSync(`${first}.swap`, second);
    return ['files', 'continued'];
  },
  'file added to a globbed folder': () => write(`source-md/parts/${one('cdef')}.txt`, one('abc'), ['files']),
  'file removed from a globbed folder': () => remove(`source-md/parts/${one('cdef')}.txt`, ['files']),
  'file added to a listed folder outside': () => write(join(place, 'list', one('cdef')), one('abc'), ['places']),
  'file removed from a listed folder outside': () => remove(join(place, 'list', one('cdef')), ['places']),
  'file that may be absent': () => {
    const path = one([join(place, 'maybe.txt'), 'source-md/data/maybe.csv', join(place, 'exists.txt')]);
    const lessons = path.includes('data') ? ['files'] : ['places'];
    return fs.existsSync(at(path)) ? remove(path, lessons) : write(path, one('abc'), lessons);
  },
  'size of a file that is only asked for': () => write(join(place, 'sized.txt'), 'x'.repeat(one([3, 4])), ['places']),
  'mode of a file': () => {
    fs.chmodSync(at('source-md/tool.sh'), one([0o644, 0o755]));
    return ['modules'];
  },
  'folder replaced by a link': () => {
    const path = at('source-md/parts');
    if (fs.lstatSync(path).isSymbolicLink()) {
      const target = fs.realpathSync(path);
      fs.rmSync(path);
      fs.renameSync(target, path);
      return [];
    }
    fs.renameSync(path, join(place, 'parts'));
    fs.symlinkSync(join(place, 'parts'), path);
    return [];
  },
  'module that hides a package': () => {
    const path = 'source-md/shadow.py';
    return fs.existsSync(at(path))
      ? remove(path, ['modules'])
      : write(path, `NAME = ${JSON.stringify(one('abc'))}\n`, ['modules']);
  },
  'optional module installed': () => {
    const path = join(site, 'optional_one.py');
    return fs.existsSync(path) ? remove(path, ['package']) : write(path, 'NAME = "there"\n', ['package']);
  },
  'package reinstalled with the same version': () => installWares({ code: one('abc') }),
  'package upgraded': () => installWares({ version: one(['1.0', '1.1']), code: one('abc') }),
  'package edited in place': () => {
    fs.writeFileSync(join(site, 'wares', one(['__init__.py', 'deep.py'])), `NAME = ${JSON.stringify(one('abc'))}\n`);
    return ['package'];
  },
  'package edited in place, of the same size and time': () => {
    const path = join(site, 'wares', 'deep.py');
    const { atime, mtime } = fs.statSync(path);
    fs.writeFileSync(path, `NAME = ${JSON.stringify(one('abc'))}\n`);
    fs.utimesSync(path, atime, mtime);
    return ['package'];
  },
  'data file of a package edited in place': () => write(join(site, 'wares', 'data.txt'), one('abc'), ['package']),
  'code behind a .pth edited': () =>
    write(join(place, 'extra', 'extra_one.py'), `NAME = ${JSON.stringify(one('abc'))}\n`, ['package']),
  '.pth leads elsewhere': () => {
    const folder = one(['extra', 'extra-two']);
    return write(join(site, 'extra.pth'), `${join(place, folder)}\n`, all);
  },
  sitecustomize: () =>
    write(join(site, 'sitecustomize.py'), `import sys\nsys.site_word = ${JSON.stringify(one('abc'))}\n`, all),
  kernelspec: () => {
    const env = { SPEC_WORD: one('abc') };
    const argv = [join(venv, 'bin', 'python'), '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
    const spec = { argv, display_name: 'Python 3', language: 'python', env };
    return write(join(venv, 'share/jupyter/kernels/python3/kernel.json'), JSON.stringify(spec), all);
  },
  'IPython configuration': () => {
    const text = `c = get_config()\nc.InteractiveShell.separate_in = ${JSON.stringify(one(['\n', '']))}\nimport sys\nsys.config_word = ${JSON.stringify(one('abc'))}\n`;
    return write(join(venv, 'etc/ipython/ipython_config.py'), text, all);
  },
  'declared variable': () => configure({ greeting: one(['hello', 'salut', 'ciao']) }),
  'output limit': () => configure({ maxOutput: one(['10MB', '40B']) }),
  'memory limit': () => configure({ memory: one(['auto', '4GB']) }),
  "caller's variable that a lesson asks for": () => {
    caller.JAVA_HOME = one(['/a', '/b', '/c']);
    return ['settings'];
  },
  "caller's time zone": () => {
    caller.TZ = one(['UTC', 'Asia/Tokyo', 'America/New_York']);
    return [];
  },
  'time zone of the course': () => configure({ zone: one(['UTC', 'Asia/Tokyo', 'America/New_York']) }),
  'file below the home folder': () => write(join(home, one(['note.txt', 'deep/note.txt'])), one('abc'), ['home']),
  'file below the home folder that may be absent': () => {
    const path = join(home, 'maybe.txt');
    return fs.existsSync(path) ? remove(path, ['home']) : write(path, one('abc'), ['home']);
  },
  'another home folder': () => {
    caller.HOME = one([home, join(root, 'other-home')]);
    return ['home'];
  },
  'a run that looks at no cache, after a change': () => {
    rewrite(one(files));
    check(['--no-cache']);
    return all;
  },
  "caller's variable that none asks for": () => {
    caller.SOMETHING = String(random());
    return [];
  },
  'prose of a lesson': () => {
    const path = at('source-md/files.md');
    fs.writeFileSync(path, fs.readFileSync(path, 'utf8').replace(/^Words.*$/m, `Words ${Math.floor(random() * 100)}.`));
    return [];
  },
  'code of a lesson': () => {
    const path = at('source-md/files.md');
    fs.writeFileSync(path, fs.readFileSync(path, 'utf8').replace(/base = \d/, `base = ${one('123')}`));
    return ['files', 'continued'];
  },
  'requirement of the course': () => {
    configure({ requirements: one(['', 'wares', 'wares>=1.0']) });
    return [];
  },
  'cache cut short': () => damage((text) => text.slice(0, Math.floor(text.length * random()))),
  'cache edited': () => damage((text) => text.replaceAll(/\b(a|b|c)\\n/g, 'z\\n')),
  'cache of another run': () => {
    const kept = results();
    if (kept.length < 2) return false;
    fs.copyFileSync(one(kept), one(kept));
    return all;
  },
  'clock back': () => {
    for (const path of results()) fs.utimesSync(path, new Date(1e12), new Date(1e12));
    return [];
  },
  nothing: () => [],
};
const counts = { stale: 0, kept: 0, missed: 0, executed: 0, verdicts: 0 };
const misses = new Map();
try {
  check([]);
  const names = Object.keys(changes).filter((name) => name.includes(values.only));
  for (let step = 1; step <= Number(values.steps); step += 1) walk(step, one(names));
} finally {
  fs.rmSync(root, { recursive: true, force: true });
}
console.log(`${values.steps} steps: ${counts.kept} results taken from the cache, of which ${counts.stale} were stale`);
console.log(`${counts.executed} executed, of which ${counts.missed} by a change that does not concern them`);
for (const [name, lessons] of misses) console.log(`  ${name}: ${[...lessons].join(', ')}`);
// Where nothing was taken, nothing could be stale: the lessons do not run at all.
if (counts.kept === 0) console.log('no result was taken from the cache: this says nothing about it');
process.exitCode = counts.stale > 0 || counts.kept === 0 ? 1 : 0;

function walk(step, name) {
  const concerned = changes[name]();
  if (concerned === false) return;
  const cached = check([]);
  const kept = [...cached].filter(([, { isCached }]) => isCached).map(([lesson]) => lesson);
  counts.kept += kept.length;
  counts.executed += cached.size - kept.length;
  for (const lesson of all.filter((each) => !kept.includes(each) && !concerned.includes(each))) {
    counts.missed += 1;
    misses.set(
      name,
      (misses.get(name) ?? new Set()).add(`${lesson} (${cached.get(lesson)?.because ?? 'not known why'})`),
    );
  }
  if (values.verbose) console.log(step, name, `kept ${kept.join(' ')}`);
  // Of those that the change does not concern, one now and then: all of them would take most of the time.
  const judged = kept.filter((lesson) => concerned.includes(lesson));
  const others = kept.filter((lesson) => !concerned.includes(lesson));
  if (others.length > 0 && random() < 0.3) judged.push(one(others));
  if (judged.length === 0) return;
  // What was kept must be there at the next step, as if nobody had looked; sometimes somebody has.
  const looked = random() < 0.2;
  const cache = join(dir, '.coursewright');
  if (!looked) fs.cpSync(cache, `${cache}-kept`, { recursive: true, preserveTimestamps: true });
  const truth = check(['--no-cache', ...judged.map((lesson) => `source-md/${lesson}.md`)]);
  if (!looked) {
    fs.rmSync(cache, { recursive: true });
    fs.renameSync(`${cache}-kept`, cache);
  }
  for (const lesson of judged) {
    const [was, is] = [cached.get(lesson).verdict, truth.get(lesson)?.verdict];
    counts.verdicts += 1;
    if (was === is) continue;
    counts.stale += 1;
    console.log(`step ${step}, ${name}: the kept result of ${lesson} is stale\n  kept: ${was}\n  true: ${is}`);
  }
}

/** What a check says of each lesson. */
function check(args) {
  const argv = [main, 'check', '--json', '--jobs', '1', ...args];
  const { stdout, stderr, status } = spawnSync(process.execPath, argv, { cwd: dir, env: caller, encoding: 'utf8' });
  if (status !== 0 && status !== 1) throw new Error(`exit ${status}: ${stderr}`);
  return new Map(
    JSON.parse(stdout).lessons.map(({ source, status: came, cached, findings, executedBecause = [] }) => [
      source.replace(/^.*\/|\.md$/g, ''),
      {
        isCached: cached,
        because: executedBecause.join(', '),
        verdict: JSON.stringify([came, ...findings.map(({ rule, message, line }) => `${line} ${rule} ${message}`)]),
      },
    ]),
  );
}

function makeCourse() {
  for (const folder of [
    'source-md/data',
    'source-md/parts',
    'source-md/kit',
    'extra',
    '../home/deep',
    '../other-home',
  ]) {
    fs.mkdirSync(at(folder), { recursive: true });
  }
  for (const folder of ['list', 'extra', 'extra-two']) fs.mkdirSync(join(place, folder), { recursive: true });
  for (const [path] of files) write(path, contentOf(path, 'a'), []);
  for (const name of ['a', 'b']) write(`source-md/parts/${name}.txt`, name, []);
  write(join(place, 'extra', 'extra_one.py'), 'NAME = "a"\n', []);
  write(join(place, 'extra-two', 'extra_one.py'), 'NAME = "two"\n', []);
  write(join(place, 'sized.txt'), 'xxx', []);
  write(join(place, 'list', 'a'), 'a', []);
  for (const name of ['note.txt', 'deep/note.txt']) write(join(home, name), 'a', []);
  write('source-md/tool.sh', '#!/bin/sh\necho tool\n', []);
  write('source-md/kit/__init__.py', '', []);
  fs.symlinkSync('x.csv', at('source-md/data/link.csv'));
  fs.symlinkSync('abs.txt', join(place, 'link.txt'));
  write(join(site, 'extra.pth'), `${join(place, 'extra')}\n`, []);
  installWares({ version: '1.0', code: 'a' });
  configure({});
  for (const [name, cells] of Object.entries(lessons())) write(`source-md/${name}.md`, lessonOf(name, cells), []);
}

function lessonOf(name, cells) {
  const head = name === 'continued' ? '---\ncontinues: files\n---\n' : '';
  const fences = cells.map((code) => `\`\`\`python\n${code}\n\`\`\`\n\n\`\`\`output\na\n\`\`\`\n`);
  return `${head}# The ${name}\n\nWords 1.\n\n${fences.join('\n')}`;
}

/** Cells by lesson. All of them print; what they print is in the findings wherever it is not `a`. */
function lessons() {
  const quoted = JSON.stringify(place);
  return {
    files: [
      'base = 1\nprint(open("data/x.csv").read(), base)',
      'from pathlib import Path\nprint((Path("data") / "y.csv").read_text())',
      'import os\nprint(open(os.path.join("data", "z.csv")).read(), os.path.exists("data/maybe.csv"))',
      'for path in sorted(Path("parts").glob("*.txt")):\n    print(path.name, path.read_text())',
      'print(open("data/link.csv").read())',
    ],
    continued: ['print(base, open("data/x.csv").read())'],
    places: [
      `print(open(${JSON.stringify(join(place, 'abs.txt'))}).read())`,
      `import os\nplace = ${quoted}\nprint(open(os.path.join(place, "comp" + "uted.txt")).read())`,
      'print(sorted(os.listdir(place + "/list")))',
      'try:\n    print(open(place + "/maybe.txt").read())\nexcept FileNotFoundError:\n    print("none")',
      'print(os.path.exists(place + "/exists" + ".txt"), os.path.getsize(place + "/sized.txt"))',
      `print(open(place + "/link.txt").read())`,
      '!cat $place/shell.txt',
    ],
    home: [
      `print(open(${JSON.stringify(join(home, 'note.txt'))}).read())`,
      'import os\nfrom pathlib import Path\nprint(os.path.exists(os.path.expanduser("~/note.txt")))',
      `print(os.path.exists(${JSON.stringify(join(home, 'maybe.txt'))}), sorted(os.listdir(${JSON.stringify(home)})))`,
      'deep = Path.home() / "deep" / "note.txt"\nprint(deep.read_text() if deep.exists() else "none")',
      '!cat ~/note.txt 2>/dev/null || echo none',
    ],
    modules: [
      'import helper\nprint(helper.word())',
      'from kit import inner\nprint(inner.NAME)',
      'import importlib\nprint(importlib.import_module("named").NAME)',
      'try:\n    import shadow\n    print(shadow.NAME)\nexcept ImportError:\n    print("none")',
      '%run script.py',
      'import os\nprint(os.access("tool.sh", os.X_OK))',
    ],
    package: [
      'import wares\nprint(wares.NAME)',
      'from wares import deep\nprint(deep.NAME)',
      'import importlib.metadata\nprint(importlib.metadata.version("wares"))',
      'from importlib.resources import files\nprint((files("wares") / "data.txt").read_text())',
      'import extra_one\nprint(extra_one.NAME)',
      'try:\n    import optional_one\n    print(optional_one.NAME)\nexcept ImportError:\n    print("none")',
    ],
    settings: [
      'import os\nprint(os.environ["GREETING"], os.environ.get("LANG"), os.environ.get("JAVA_HOME"))',
      'import sys\nprint(getattr(sys, "site_word", "none"), getattr(sys, "config_word", "none"))',
      'print(os.environ.get("SPEC_WORD"))',
      'import time\nprint(time.strftime("%H:%M %Z", time.localtime(0)))',
      'import random\nrandom.seed(1)\nprint(random.random() * 1e30)',
    ],
  };
}

function contentOf(path, letter) {
  if (path.endsWith('helper.py'))
    return `import second\n\ndef word():\n    return ${JSON.stringify(letter)} + second.NAME\n`;
  if (path.endsWith('script.py')) return `print(${JSON.stringify(letter)})\n`;
  return path.endsWith('.py') ? `NAME = ${JSON.stringify(letter)}\n` : letter;
}

function rewrite([path, lessons], { keepTime = false, time } = {}) {
  const { atime, mtime } = fs.statSync(at(path));
  fs.writeFileSync(at(path), contentOf(path, one('abc')));
  if (keepTime) fs.utimesSync(at(path), atime, mtime);
  if (time !== undefined) fs.utimesSync(at(path), time, time);
  return lessons;
}

function write(path, content, lessons) {
  fs.mkdirSync(dirname(at(path)), { recursive: true });
  fs.writeFileSync(at(path), content);
  return lessons;
}

function remove(path, lessons) {
  if (!fs.existsSync(at(path))) return false;
  fs.rmSync(at(path));
  return lessons;
}

function configure(changed) {
  Object.assign(state, changed);
  const text = [
    `python:\n  environment: ${venv}\n  requirements: [${JSON.stringify(state.requirements)}]`.replace('[""]', '[]'),
    `execute:\n  maxOutput: ${state.maxOutput}\n  memory: ${state.memory}\n  env:\n    GREETING: ${state.greeting}\n    TZ: ${state.zone}`,
    'confirm:\n  undeclared: ignore',
  ];
  return write('coursewright.yaml', `${text.join('\n')}\n`, all);
}

/** A package as pip leaves it behind: RECORD is written last. */
function installWares({ version, code }) {
  const before = fs.readdirSync(site).find((name) => /^wares-.*\.dist-info$/.test(name));
  const now = version ?? /-(.*)\.dist-info$/.exec(before)?.[1];
  for (const name of [before, 'wares']) if (name) fs.rmSync(join(site, name), { recursive: true, force: true });
  const parts = {
    ...{ 'wares/__init__.py': `NAME = ${JSON.stringify(code)}\n`, 'wares/deep.py': `NAME = ${JSON.stringify(code)}\n` },
    'wares/data.txt': code,
    [`wares-${now}.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: wares\nVersion: ${now}\n`,
  };
  for (const [path, content] of Object.entries(parts)) write(join(site, path), content, []);
  const record = Object.entries(parts).map(
    ([path, text]) => `${path},sha256=${createHash('sha256').update(text).digest('base64url')},${text.length}`,
  );
  return write(join(site, `wares-${now}.dist-info`, 'RECORD'), `${record.join('\n')}\n`, ['package']);
}

function results() {
  const folder = join(dir, '.coursewright/cache/results');
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.json'));
}

function damage(edit) {
  const kept = results();
  if (kept.length === 0) return false;
  const path = one(kept);
  fs.writeFileSync(path, edit(fs.readFileSync(path, 'latin1')), 'latin1');
  return all;
}

/** Mulberry32: the same steps for the same seed. */
function seeded(seed) {
  let now = seed;
  return () => {
    now = (now + 0x6d2b79f5) | 0;
    let mixed = Math.imul(now ^ (now >>> 15), 1 | now);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
