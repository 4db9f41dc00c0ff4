import type { Command } from '../command.ts';

export const doctor: Command = {
  name: 'doctor',
  group: 'Getting ready',
  summary: 'show what is installed, what is missing and how to fix it',
  description:
    'Looks at Node, the configuration, the lessons, Python, Jupyter and its kernels, and changes nothing. For each thing that is missing, it gives the exact command that fixes it, and exits with 1.',
  examples: [['coursewright doctor', 'what is installed, and what is missing']],
  options: ['config', 'json', 'quiet', 'color'],
  async run(invocation) {
    const { doctor } = await import('../doctor.ts');
    return doctor(invocation);
  },
};
