// node bench/validate-side-by-side.mjs [--python PYTHON]
//
// Writes the second half of docs/validate.md: what `coursewright validate`, Python's `nbformat.validate` and `jupyter
// nbconvert` print for thirty typical mistakes (test/notebook/fixtures/mistakes). All of it is real output; only the
// paths of the machine and the middle of long outputs are cut. Needs `npm run compile`, and a Python with nbconvert.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: fileURLToPath(new URL('../.coursewright/venv/bin/python', import.meta.url)) },
  },
});
const folder = fileURLToPath(new URL('../test/notebook/fixtures/mistakes/', import.meta.url));
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const page = new URL('../docs/validate.md', import.meta.url);
const mark = '<!-- What follows is made by bench/validate-side-by-side.mjs -->';
const out = mkdtempSync(join(tmpdir(), 'side-by-side-'));
const program = 'import sys, nbformat; nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT))';

const versions = await run(values.python, [
  '-c',
  'import nbformat, nbconvert; print(f"nbformat {nbformat.__version__} and nbconvert {nbconvert.__version__}")',
]);
const sections = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith('.ipynb'))) {
  const [ours, nbformat, nbconvert] = await Promise.all([
    run(process.execPath, [cli, 'validate', '--no-color', file]),
    run(values.python, ['-c', program, file]),
    run(values.python, ['-m', 'nbconvert', '--to', 'html', '--output-dir', out, file]),
  ]);
  const title = file.replace(/^\d+-|\.ipynb$/g, '').replaceAll('-', ' ');
  sections.push(
    `### ${file.slice(0, 2)} ${title}`,
    block('coursewright validate', ours),
    block('nbformat.validate', nbformat),
    block('jupyter nbconvert', nbconvert),
  );
}
rmSync(out, { recursive: true, force: true });
const before = readFileSync(page, 'utf8').split(mark)[0];
writeFileSync(page, `${before}${mark}\n\nMade with ${versions.text.trim()}.\n\n${sections.join('\n\n')}\n`);

function run(command, args) {
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      { cwd: folder, maxBuffer: 1 << 28, env: { ...process.env, NO_COLOR: '1' } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : error.code, text: `${stdout}${stderr}` }),
    );
  });
}

/** At most fourteen lines; of a long output the first and the last ones. */
function block(name, { code, text }) {
  const lines = cleaned(text).split('\n');
  const shown =
    lines.length <= 14 || name.startsWith('coursewright')
      ? lines
      : [...lines.slice(0, 3), `… ${lines.length - 13} more lines`, ...lines.slice(-10)];
  const cut = shown.map((line) => (line.length > 160 ? `${line.slice(0, 160)}…` : line));
  return `\`${name}\`: exit code ${code}, ${lines.length} lines\n\n\`\`\`text\n${cut.join('\n')}\n\`\`\``;
}

function cleaned(text) {
  return text
    .replaceAll(out, 'OUT')
    .replace(/\s+$/, '')
    .replaceAll(dirname(dirname(values.python)), '…')
    .replace(/"[^"\n]*\/(lib\/python[^"\n]*)"/g, '"…/$1"')
    .replace(/(?<=^|\s)\/[^\s:"']*\/(?=site-packages|lib\/python)/gm, '…/')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/Duration {3}.*/, 'Duration   …');
}
