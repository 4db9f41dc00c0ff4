import type { Command } from '../command.ts';

export const preview: Command = {
  name: 'preview',
  args: { syntax: '[paths...]', text: 'lessons, folders or globs (default: all lessons of the course)' },
  group: 'Work on lessons',
  summary: 'show notebooks and verdicts in a browser as you save',
  description:
    'Builds and checks lessons as watch does, and shows them on a page: the notebooks of students and instructors as Jupyter shows them, in the margin the verdict of each output and exercise and what is wrong, with a button that writes a real output into the lesson. The page follows what you save. It is for this machine alone: only who knows the address, which has a random part, can look; nothing is loaded from the internet, and no script of a lesson runs on it.',
  examples: [
    ['coursewright preview', 'the whole course; prints the address of the page'],
    ['coursewright preview source-md/intro.md', 'one lesson'],
    ['coursewright preview --open', 'opens the page in the browser'],
    ['coursewright preview --port 8000', 'always the same port, for a tunnel to another machine'],
  ],
  options: ['config', 'port', 'open', 'jobs', 'network', 'cache', 'fork', 'color'],
  async run(invocation) {
    const { previewCourse } = await import('../preview.ts');
    return previewCourse(invocation);
  },
};
