import { execFileSync, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// Left to itself jupytext gives lessons with a line that begins with `:::` to Pandoc, a process for each, and converts
// none of them where there is no Pandoc. Its own reader of Markdown takes all, and is much quicker.
const format = 'md:markdown';
const functions = `import sys, jupytext
for path in sys.argv[1:]:
    try:
        jupytext.write(jupytext.read(path, fmt=${JSON.stringify(format)}), path[:-3] + '.ipynb')
    except Exception as error:
        print(path, error, file=sys.stderr)`;

const commands = {
  'jupytext --to ipynb': (venv) => [
    join(venv, 'jupytext'),
    '--quiet',
    '--warn-only',
    '--from',
    format,
    '--to',
    'ipynb',
  ],
  'jupytext.read, .write': (venv) => [join(venv, 'python'), '-c', functions],
};

/** How notebooks can be made with jupytext: by its command, whose files are checked more, and by its functions. */
export const ways = Object.keys(commands);

/** Installs jupytext below a folder. */
export function installJupytext(scratch) {
  const venv = join(scratch, 'venv');
  execFileSync('python3', ['-m', 'venv', venv]);
  execFileSync(join(venv, 'bin/pip'), ['install', '--quiet', 'jupytext'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return join(venv, 'bin');
}

/** Converts lessons' files in one of the `ways`, half of them in each of two processes. The notebooks are not kept. */
export async function convert(venv, files, way) {
  const [program, ...args] = commands[way](venv);
  const halves = [0, 1].map((half) => files.filter((_, index) => index % 2 === half));
  const started = performance.now();
  const errors = await Promise.all(
    halves.map(
      (half) =>
        new Promise((resolve, reject) => {
          const child = spawn(program, [...args, ...half], { stdio: ['ignore', 'ignore', 'pipe'] });
          let said = '';
          child.stderr.setEncoding('utf8').on('data', (text) => {
            said += text;
          });
          child.on('error', reject);
          child.on('close', () => resolve(said));
        }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  const failed = files.filter((file) => !existsSync(notebookOf(file)));
  for (const file of files) rmSync(notebookOf(file), { force: true });
  return { seconds, made: files.length - failed.length, failed, errors: errors.join('').trim() };
}

function notebookOf(file) {
  return file.replace(/\.md$/, '.ipynb');
}
