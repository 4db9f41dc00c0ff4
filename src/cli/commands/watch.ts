import type { Command } from '../command.ts';
import { printing } from '../options.ts';

export const watch: Command = {
  name: 'watch',
  args: { syntax: '[paths...]', text: 'lessons, folders or globs (default: all lessons of the course)' },
  group: 'Work on lessons',
  summary: 'build and check lessons as you save them',
  description:
    'Builds and checks all lessons, then waits. When a file is saved, the lessons that it touches are built and checked again: the lesson itself, lessons that continue it, lessons whose code reads the file. Kernels stay ready between checks, so that a verdict takes little more than the cells themselves. The report is that of `check`. On a terminal, keys run all lessons or those that failed, write real outputs into the lessons, or choose lessons by their path; `h` lists them.',
  examples: [
    ['coursewright watch', 'the whole course'],
    ['coursewright watch source-md/intro.md', 'one lesson'],
    ['coursewright watch --no-clear > log.txt', 'reports one after the other, as in a log'],
  ],
  options: [
    'config',
    'variant',
    'jobs',
    'network',
    'cache',
    'fork',
    'clear',
    ...printing.filter((name) => name !== 'json'),
  ],
  async run(invocation) {
    const { watchCourse } = await import('../watch.ts');
    return watchCourse(invocation);
  },
};
