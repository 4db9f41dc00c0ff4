import type { Command } from '../command.ts';
import { widthOf } from '../io.ts';

export const explain: Command = {
  name: 'explain',
  args: { syntax: '[rule]', text: 'the id of a rule, as findings show it (default: list all rules)' },
  group: 'More',
  summary: 'explain a rule, with a bad and a good example',
  description:
    'Explains what a rule means, why it matters and how to fix what it finds, with a bad and a good example.',
  examples: [
    ['coursewright explain', 'all rules'],
    ['coursewright explain output-mismatch', 'one rule, with its examples'],
  ],
  options: [],
  async run({ args: [rule], io }) {
    const { explainRule, listRules } = await import('../../diagnostics/explain.ts');
    const width = Math.min(widthOf(io.stdout), 100);
    io.stdout.write(rule === undefined ? listRules(width) : explainRule(rule, width));
    return 0;
  },
};
