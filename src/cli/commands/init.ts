import { relative, resolve } from 'node:path';
import { printable } from '../../report/printable.ts';
import { makeStyle } from '../../report/style.ts';
import type { Command } from '../command.ts';
import { spellingFor } from '../command-line.ts';
import { wantsColor } from '../io.ts';
import { packageJson } from '../package.ts';

export const init: Command = {
  name: 'init',
  args: { syntax: '[dir]', text: 'the folder of the course (default: the working folder)' },
  group: 'Getting ready',
  summary: 'start a course, or adopt an existing one: configuration, CI workflow',
  description:
    'Creates what a course needs: a configuration, a first lesson with an exercise, a workflow for GitHub Actions (or, with --ci, for GitLab or Kubernetes), and lines in .gitignore. In a folder that already holds a course (a Carpentries lesson, a Jupyter Book, a MyST, Quarto, MkDocs or bookdown project, a Hugging Face course, or any folder of Markdown), the configuration names its lessons, their order and the packages that they import. It never overwrites anything.',
  examples: [
    ['coursewright init', 'make the working folder a course'],
    ['coursewright init my-course', 'start a course in a new folder'],
    ['coursewright init ../their-lesson', 'adopt a course that was written for another tool'],
    ['coursewright init --ci gitlab', 'a job for GitLab in place of a workflow for GitHub'],
    ['coursewright init --editor vscode', 'also make VS Code complete coursewright.yaml'],
  ],
  options: ['ci', 'editor', 'quiet', 'color'],
  async run({ args: [dir = '.'], options, io }) {
    const { initCourse } = await import('../../pipeline/init.ts');
    const folder = resolve(io.cwd, dir);
    const { files, found, notes } = initCourse(folder, packageJson().version, options);
    if (options.quiet === true) return 0;
    const style = makeStyle(wantsColor(io.stdout, io.env, options.color));
    const marks = { created: style.green('created'), updated: style.green('updated'), kept: style.dim('kept   ') };
    const known = found.map((what) => ` ${style.bold('found  ')}  ${printable(what)}`);
    const lines = files.map(({ path, change }) => ` ${marks[change]}  ${printable(path)}`);
    const inside = relative(io.cwd, folder);
    const spell = spellingFor(io.env);
    const next = [
      ...(inside === '' ? [] : [` cd ${printable(inside)}`]),
      ` ${spell('coursewright setup')}   ${style.dim('makes the Python environment')}`,
      ` ${spell('coursewright build')}   ${style.dim('makes notebooks of the lessons')}`,
      ` ${spell('coursewright check')}   ${style.dim('proves that they work')}`,
    ];
    const told = notes.map((note) => `\n ${style.yellow(style.symbols.warning)} ${note}`);
    io.stdout.write(`${[...known, ...lines, ...told, '', 'What comes next:', ...next].join('\n')}\n`);
    return 0;
  },
};
