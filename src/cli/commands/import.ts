import { join, resolve } from 'node:path';
import type { PipelineEvent } from '../../model/event.ts';
import { printable } from '../../report/printable.ts';
import { makeStyle } from '../../report/style.ts';
import type { Command, Invocation } from '../command.ts';
import { wantsColor } from '../io.ts';
import { printing } from '../options.ts';
import { show } from '../output.ts';

export const importCommand: Command = {
  name: 'import',
  args: {
    syntax: '<files...>',
    text: 'notebooks, saved pages, scripts of Jupytext or texts; folders or globs of them',
  },
  group: 'Getting ready',
  summary: 'make lessons of notebooks, web pages and scripts',
  description:
    'Makes a lesson of each file: of a notebook (.ipynb) its text, its code and what it printed, its attachments as files, and the exercises of nbgrader and Otter; of a saved page (.html) its main content, without what the site puts around it; of a script in one of the formats of Jupytext its cells. The files that a lesson shows and reads are copied beside it. Nothing is overwritten. Each lesson is built again at once and compared with the original: what differs, and what is left out, is named.',
  examples: [
    ['coursewright import intro.ipynb', 'one notebook, into the folder of the lessons'],
    ['coursewright import old-course --to source-md/old', 'a whole folder'],
    ['coursewright import page.html', 'a page that was saved in a browser'],
  ],
  options: ['config', 'to', 'maxWarnings', ...printing],
  async run(invocation) {
    const { importFiles } = await import('../../pipeline/import/import.ts');
    const { openCourse } = await import('../course.ts');
    const { args, options, io, signal } = invocation;
    const course = openCourse(io, options);
    const to = options.to === undefined ? join(course.dir, course.loaded.config.source) : resolve(io.cwd, options.to);
    return show(
      naming(importFiles(course, { paths: args, cwd: io.cwd, to, signal }), invocation),
      invocation,
      course.dir,
    );
  },
};

/** Says what was written, where people read it. */
async function* naming(
  events: AsyncIterable<PipelineEvent>,
  { io, options }: Invocation,
): AsyncGenerator<PipelineEvent> {
  const style = makeStyle(wantsColor(io.stdout, io.env, options.color));
  const isQuiet = options.quiet === true || options.json === true || options.reporter !== undefined;
  for await (const event of events) {
    if (event.type === 'notebook-written' && !isQuiet)
      io.stdout.write(` ${style.green('created')}  ${printable(event.path)}\n`);
    yield event;
  }
}
