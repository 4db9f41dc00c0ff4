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
    text: 'notebooks, saved pages, Jupytext scripts or texts; folders or globs',
  },
  group: 'Getting ready',
  summary: 'make lessons from notebooks, web pages and scripts',
  description:
    'Makes a lesson from each file. A notebook (.ipynb) gives its text, code and outputs, its attachments as files, and the exercises of nbgrader and Otter. A saved page (.html) gives its main content, without the menus and footers around it. A Jupytext script gives its cells. The files that a lesson shows or reads are copied beside it. Nothing is overwritten. Each lesson is compiled at once and compared with its original; whatever differs or is left out is reported.',
  examples: [
    ['coursewright import intro.ipynb', 'one notebook, into the folder of the lessons'],
    ['coursewright import old-course --to source-md/old', 'a whole folder'],
    ['coursewright import page.html', 'a page saved in a browser'],
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
