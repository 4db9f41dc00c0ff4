/**
 * Executes thirty notebooks with the engine and with the tools that people use today, on this machine, in one run:
 *
 *   npm run compile && node bench/execute/run.mjs [--without-loop]
 *
 * Ours is the command, `coursewright check *.ipynb`, as people call it. Makes an environment with all tools under
 * .coursewright/bench the first time. Prints seconds and ratios.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notebooks } from './notebooks.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const venv = join(repository, '.coursewright', 'bench');
const bin = (name) => join(venv, 'bin', name);
const pins = join(repository, 'src', 'execute', 'jupyter', 'requirements.txt');
if (!existsSync(bin('pytest'))) {
  process.stderr.write('making the environment with all tools\n');
  mkdirSync(join(repository, '.coursewright'), { recursive: true });
  execFileSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' });
  const tools = ['pytest', 'pytest-xdist', 'nbmake', 'nbval', 'numpy', 'pandas', 'matplotlib'];
  execFileSync(bin('python'), ['-m', 'pip', 'install', '-q', '-r', pins, ...tools], { stdio: 'inherit' });
}

const dir = mkdtempSync(join(tmpdir(), 'cwbench-'));
const files = notebooks().map(({ name, cells }) => {
  const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' };
  const notebook = {
    ...{ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec } },
    cells: cells.map((source, at) => ({
      ...{ cell_type: 'code', id: `c${at}`, metadata: {}, source, outputs: [], execution_count: null },
    })),
  };
  writeFileSync(join(dir, `${name}.ipynb`), JSON.stringify(notebook));
  writeFileSync(join(dir, `${name}.py`), cells.join('\n'));
  return name;
});
const ipynb = files.map((name) => `${name}.ipynb`);
const cli = join(repository, 'dist', 'cli', 'main.js');
writeFileSync(join(dir, 'coursewright.yaml'), `python: { environment: ${JSON.stringify(venv)} }\n`);
/** Each starts with nothing cached but where `again` says so. */
const ours = (options, { again = false } = {}) => {
  if (!again) rmSync(join(dir, '.coursewright'), { recursive: true, force: true });
  return seconds([process.execPath, cli, 'check', ...options, ...ipynb], { MPLBACKEND: '' });
};
const env = { ...process.env, MPLBACKEND: 'agg', PATH: `${join(venv, 'bin')}:${process.env.PATH}` };
const nbconvert = ['jupyter', 'nbconvert', '--to', 'notebook', '--execute', '--output-dir', 'out'];

/** Seconds that a command takes; it must end well. */
async function seconds(argv, extra = {}) {
  const began = performance.now();
  await new Promise((resolve, reject) => {
    const [program, ...args] = argv;
    const child = spawn(program, args, { cwd: dir, env: { ...env, ...extra }, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${argv.join(' ')}: ${code}\n${stderr}`))));
  });
  return (performance.now() - began) / 1000;
}

const shell = (command) => ['sh', '-c', command];
const measures = [
  ['plain python, two at a time', () => seconds(shell(`ls *.py | xargs -P 2 -n 1 ${bin('python')}`))],
  ['coursewright, nothing cached', () => ours([])],
  ['coursewright, all cached', () => ours([], { again: true })],
  ['coursewright, no forks, nothing cached', () => ours(['--no-fork'])],
  ['one nbconvert for all', () => seconds([...nbconvert, ...ipynb], { MPLBACKEND: '' })],
  ['pytest --nbmake -n 2', () => seconds(['pytest', '-q', '-p', 'no:cacheprovider', '--nbmake', '-n', '2', ...ipynb])],
  [
    'pytest --nbval-lax -n 2 --dist loadscope',
    () =>
      seconds(['pytest', '-q', '-p', 'no:cacheprovider', '--nbval-lax', '-n', '2', '--dist', 'loadscope', ...ipynb]),
  ],
];
if (!process.argv.includes('--without-loop')) {
  measures.push([
    'loop of jupyter nbconvert --execute',
    () => seconds(shell(`for f in *.ipynb; do ${nbconvert.join(' ')} $f || exit 1; done`), { MPLBACKEND: '' }),
  ]);
}

const taken = [];
for (const [name, measure] of measures) {
  const time = await measure();
  taken.push([name, time]);
  process.stderr.write(`${time.toFixed(1).padStart(8)} s  ${name}\n`);
}
rmSync(dir, { recursive: true, force: true });
const [, cold] = taken.find(([name]) => name === 'coursewright, nothing cached');
for (const [name, time] of taken) {
  console.log(`${time.toFixed(2).padStart(8)} s ${(time / cold).toFixed(2).padStart(8)} × ours  ${name}`);
}
