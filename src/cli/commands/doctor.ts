import type { Command } from '../command.ts';

export const doctor: Command = {
  name: 'doctor',
  group: 'Getting ready',
  summary: 'show on one screen what is there, what is missing and what fixes it',
  description:
    'Looks at Node, the configuration, the lessons, Python, Jupyter and its kernels, and changes nothing. For each thing that is missing it says the exact command that fixes it; the exit code is 1 then.',
  examples: [['coursewright doctor', 'what is there, and what is missing']],
  options: ['config', 'json', 'quiet', 'color'],
  async run(invocation) {
    const { doctor } = await import('../doctor.ts');
    return doctor(invocation);
  },
};
