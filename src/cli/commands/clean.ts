import { join } from 'node:path';
import { findCourse } from '../../config/find-course.ts';
import type { Command } from '../command.ts';

export const clean: Command = {
  name: 'clean',
  group: 'More',
  summary: 'remove .coursewright/: the Python environment and the caches',
  description:
    "Removes the course's .coursewright/ folder, with its Python environment and its caches. Lessons and notebooks stay.",
  examples: [['coursewright clean', 'the next setup and check start from nothing']],
  options: ['config', 'quiet', 'color'],
  async run({ options, io }) {
    const { cleanCourse } = await import('../../pipeline/build/clean.ts');
    const dir = findCourse(io.cwd, options.config);
    const removed = cleanCourse(dir);
    const folder = join(dir, '.coursewright');
    if (options.quiet !== true) io.stdout.write(removed ? `removed ${folder}\n` : `there is no ${folder}\n`);
    return 0;
  },
};
