// node bench/shards.mjs --python PYTHON [--only TEXT]
//
// Checks a course in three shards, changes something between the second and the third, and joins them: each way has to be
// refused with one error that names it. Then eight shards, one of which is killed and run again, against one run.
// PYTHON is that of a virtual environment with Jupyter; it is not changed. Needs `npm run compile`, git, and Linux.
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { linkedEnvironment } from './linked-environment.mjs';

const { values } = parseArgs({ options: { python: { type: 'string' }, only: { type: 'string', default: '' } } });
if (values.python === undefined) throw new Error('--python PYTHON names the Python of an environment with Jupyter');
const root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'shards-')));
const venv = join(root, 'venv');
const site = linkedEnvironment(values.python, venv);
const kit = (version) => {
  for (const name of fs.readdirSync(site))
    if (name.startsWith('kit-')) fs.rmSync(join(site, name), { recursive: true });
  const folder = join(site, `kit-${version}.dist-info`);
  fs.mkdirSync(folder);
  fs.writeFileSync(join(folder, 'METADATA'), `Metadata-Version: 2.1\nName: kit\nVersion: ${version}\n`);
};
kit('1.0');

const program = copyOfProgram('program');
const base = join(root, 'base');
makeCourse(base, 6, 0);
check(base, '1.json', '--shard', '1/3');
check(base, '2.json', '--shard', '2/3');
const own = sourcesOf(base, '1.json')[0];

/** What happens between shards, or to their results, and what the one message has to say of it. */
const ways = {
  'a lesson of another shard is edited': [(dir) => append(dir, own, '\nMore.\n'), `${own} is another`],
  'a data file is edited': [(dir) => append(dir, 'source-md/data.csv', '7\n'), 'source-md/data.csv is another'],
  'a data file is deleted': [(dir) => fs.rmSync(join(dir, 'source-md/data.csv')), 'data.csv is not in the second'],
  'a helper module is edited': [(dir) => append(dir, 'source-md/helper.py', '# more\n'), 'helper.py is another'],
  'a file that only the code knows of is edited': [
    (dir) => append(dir, 'source-md/secret.txt', 'x'),
    'files that differ',
  ],
  'a notebook is edited': [(dir) => append(dir, 'notebooks/lesson-2.ipynb', '\n'), 'lesson-2.ipynb is another'],
  'the configuration is changed': [
    (dir) => append(dir, 'coursewright.yaml', 'execute:\n  timeout: 77\n'),
    'the setting `execute` is another',
  ],
  'an option is another': [() => {}, 'the setting `execute` is another', ['--network']],
  'mutants are asked for': [() => {}, 'the setting `mutate` is another', ['--mutate']],
  'another variant': [() => {}, 'the setting `variants` is another', ['--variant', 'student']],
  'some lessons only': [() => {}, 'shards of different runs', ['source-md/lesson-[1-4].md']],
  'a baseline hides findings': [() => {}, 'the setting `baseline` is another', ['--baseline', 'known.json']],
  'another version of a package': [() => kit('1.1'), 'kit 1.0 and 1.1'],
  'another Coursewright': [(dir) => dir, 'Coursewright itself is another', [], otherProgram],
  'another commit': [(dir) => commit(dir, 'NOTES.md'), 'the commits '],
  'a lesson is renamed': [(dir) => rename(dir, own, 'source-md/other.md'), 'shards of different runs'],
  'a lesson is added': [
    (dir) => fs.writeFileSync(join(dir, 'source-md/new.md'), '# New\n'),
    'shards of different runs',
  ],
  'a shard is missing': [(dir) => fs.rmSync(join(dir, '1.json')), 'shard 1/3 is missing'],
  'a shard is there twice': [(dir) => fs.copyFileSync(join(dir, '1.json'), join(dir, '4.json')), 'are both shard 1/3'],
  'the third of four': [(dir) => check(dir, '3.json', '--shard', '3/4'), 'shards of different runs', 'none'],
  'a whole run': [(dir) => check(dir, '4.json'), '4.json is no shard'],
  'a result of another course': [
    (dir) => {
      makeCourse(join(dir, 'alien'), 3, 0);
      check(join(dir, 'alien'), '3.json', '--shard', '3/3');
      fs.renameSync(join(dir, 'alien/3.json'), join(dir, '3.json'));
    },
    'shards of different runs',
    'none',
  ],
  'a result that ends early': [(dir) => fs.truncateSync(join(dir, '1.json'), 900), '1.json is no JSON'],
  'an empty result': [(dir) => fs.truncateSync(join(dir, '1.json'), 0), '1.json is no JSON'],
  'a lesson taken out by hand': [
    (dir) => edit(dir, '1.json', (result) => result.lessons.pop()),
    '1.json is not as the shard wrote it',
  ],
  'a summary changed by hand': [
    (dir) => edit(dir, '2.json', ({ summary }) => Object.assign(summary, { errors: summary.errors + 1 })),
    '2.json is not as the shard wrote it',
  ],
  'the results of a build': [
    (dir) => run(dir, ['build', '--json'], (text) => fs.writeFileSync(join(dir, '1.json'), text)),
    'cannot be joined',
  ],
};

let failed = 0;
for (const [name, [change, message, options = [], program]] of Object.entries(ways)) {
  if (!name.includes(values.only)) continue;
  const dir = fs.mkdtempSync(join(root, 'way-'));
  fs.cpSync(base, dir, { recursive: true, preserveTimestamps: true });
  change(dir);
  if (options !== 'none') check(dir, '3.json', '--shard', '3/3', ...options, program);
  kit('1.0');
  const files = fs.readdirSync(dir).filter((file) => /^\d\.json$/.test(file));
  const { status, stdout, stderr } = run(dir, ['merge', ...files]);
  const errors = stderr.match(/^✗ /gm)?.length ?? 0;
  const words = stderr.replaceAll(/\s+/g, ' ');
  report(status === 2 && stdout === '' && errors === 1 && words.includes(message), name, words.trim());
  fs.rmSync(dir, { recursive: true });
}

if ('what may differ'.includes(values.only)) {
  // What each machine may have for its own: neither decides about what is proven.
  check(base, '3.json', '--shard', '3/3', '--no-cache', '--jobs', '1', '--no-fork');
  const { status, stdout, stderr } = run(base, ['merge', '1.json', '2.json', '3.json']);
  report(status === 0, 'what may differ: --no-cache, --jobs, --no-fork', `${stdout}${stderr}`.trim());
}
if ('killed'.includes(values.only)) await killed();
fs.rmSync(root, { recursive: true });
process.exit(failed === 0 ? 0 : 1);

/** Eight shards on eight machines: each has a clone of its own. */
async function killed() {
  const origin = join(root, 'origin');
  makeCourse(origin, 24, 0.5);
  const results = join(root, 'results');
  fs.mkdirSync(results);
  for (let index = 1; index <= 8; index++) {
    const dir = join(root, `machine-${index}`);
    const file = join(results, `${index}.json`);
    spawnSync('git', ['clone', '-q', origin, dir]);
    // What a cache gives is the same but for a word that says so.
    const args = ['check', '--shard', `${index}/8`, '--no-cache', '-r', `json=${file}`];
    if (index === 5) {
      const child = spawn(process.execPath, [program, ...args], { cwd: dir, detached: true, stdio: 'ignore' });
      while (!fs.existsSync(join(dir, '.coursewright'))) await pause(50);
      await pause(500);
      process.kill(-child.pid, 'SIGKILL');
      const others = fs.readdirSync(results).map((name) => join(results, name));
      const { status, stderr } = run(origin, ['merge', ...others]);
      const good = !fs.existsSync(file) && status === 2;
      report(good, 'killed: what is there by then is no whole', stderr.trim());
    }
    run(dir, args);
  }
  const merged = run(origin, ['merge', '--json', ...fs.readdirSync(results).map((name) => join(results, name))]);
  const whole = run(origin, ['check', '--json', '--no-cache']);
  const [a, b] = [merged, whole].map(({ stdout }) => withoutDurations(JSON.parse(stdout)));
  report(isDeepStrictEqual(a, b), 'killed: eight shards are one run', `${a.lessons.length} lessons`);
}

function withoutDurations(value) {
  return JSON.parse(JSON.stringify(value, (key, one) => (key === 'durationMs' ? 0 : one)));
}

function report(good, name, text) {
  if (!good) failed++;
  process.stdout.write(`${good ? 'ok  ' : 'FAIL'} ${name}: ${text}\n`);
}

function makeCourse(dir, count, seconds) {
  fs.mkdirSync(join(dir, 'source-md'), { recursive: true });
  for (let index = 1; index <= count; index++) {
    const printed = index === 2 ? 'wrong' : '3 6 x';
    const code = `import time\nfrom helper import three\ntime.sleep(${seconds})\nprint(three(), sum(map(int, open("data.csv"))), open("".join(["secret", ".txt"])).read())`;
    const text = `# Lesson ${index}\n\n\`\`\`python\n${code}\n\`\`\`\n\n\`\`\`output\n${seconds > 0 ? printed : '3 6 x'}\n\`\`\`\n`;
    fs.writeFileSync(join(dir, `source-md/lesson-${index}.md`), text);
  }
  fs.writeFileSync(join(dir, 'source-md/data.csv'), '1\n2\n3\n');
  fs.writeFileSync(join(dir, 'source-md/secret.txt'), 'x');
  fs.writeFileSync(join(dir, 'source-md/helper.py'), 'def three():\n    return 3\n');
  fs.writeFileSync(
    join(dir, 'coursewright.yaml'),
    `source: source-md\noutput: notebooks\npython: { environment: ${venv} }\n`,
  );
  fs.writeFileSync(join(dir, 'known.json'), '{"coursewright":"0.1.0","findings":[]}\n');
  fs.writeFileSync(join(dir, '.gitignore'), '.coursewright\n/*.json\n');
  run(dir, ['build', '--quiet']);
  commit(dir, 'README.md');
}

function check(dir, file, ...args) {
  const options = args.filter((one) => typeof one === 'string');
  const other = args.find((one) => typeof one === 'function');
  const { status, stderr } = run(dir, ['check', '-r', `json=${file}`, ...options], undefined, other?.());
  if (status > 1) throw new Error(`${options.join(' ')}: ${stderr}`);
}

function run(dir, args, take = () => {}, main = program) {
  const env = { ...process.env, NO_COLOR: '1', CI: '' };
  const result = spawnSync(process.execPath, [main, ...args], { cwd: dir, encoding: 'utf8', env, maxBuffer: 2 ** 30 });
  take(result.stdout);
  return result;
}

/** A copy: the tests may make `dist` anew meanwhile. */
function copyOfProgram(name) {
  const dir = join(root, name);
  for (const part of ['dist', 'schemas', 'templates', 'src/execute/jupyter', 'package.json']) {
    fs.cpSync(part, join(dir, part), { recursive: true });
  }
  return join(dir, 'dist/cli/main.js');
}

function otherProgram() {
  const main = copyOfProgram('other-program');
  fs.writeFileSync(join(main, '../../chunks/zzzz.js'), '');
  return main;
}

function commit(dir, file) {
  fs.writeFileSync(join(dir, file), `${file}\n`);
  const git = (...args) => {
    const own = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', '-c', 'commit.gpgsign=false'];
    const { status, stderr } = spawnSync('git', ['-C', dir, ...own, ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  if (!fs.existsSync(join(dir, '.git'))) git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', file);
}

function append(dir, file, text) {
  fs.appendFileSync(join(dir, file), text);
}

function rename(dir, from, to) {
  fs.renameSync(join(dir, from), join(dir, to));
}

function edit(dir, file, change) {
  const result = JSON.parse(fs.readFileSync(join(dir, file), 'utf8'));
  change(result);
  fs.writeFileSync(join(dir, file), JSON.stringify(result));
}

function sourcesOf(dir, file) {
  return JSON.parse(fs.readFileSync(join(dir, file), 'utf8')).lessons.map(({ source }) => source);
}
