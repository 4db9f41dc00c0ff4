import { greatestOf } from '../text/extremes.ts';
import { nameOf } from './explain.ts';
import type { Example, Rule, Rules } from './rule.ts';
import { buildRules } from './rules/build.ts';
import { configRules } from './rules/config.ts';
import { confirmRules } from './rules/confirm.ts';
import { executeRules } from './rules/execute.ts';
import { importRules } from './rules/import.ts';
import { lessonRules } from './rules/lesson.ts';
import { notebookRules } from './rules/notebook.ts';
import { proseRules } from './rules/prose.ts';
import { pythonRules } from './rules/python.ts';

const groups: readonly (readonly [title: string, rules: Rules])[] = [
  ['Lessons', lessonRules],
  ['Prose', proseRules],
  ['Python', pythonRules],
  ['Building', buildRules],
  ['Importing', importRules],
  ['Configuration and front matter', configRules],
  ['Notebooks', notebookRules],
  ['Execution', executeRules],
  ['Confirmation', confirmRules],
];

/** `docs/rules.md`: every rule of the catalog with its examples, as Markdown. */
export function rulesDocument(): string {
  return [
    '# Rules',
    'What Coursewright can find. Each rule has a permanent id; `rules:` in `coursewright.yaml` sets its severity to ' +
      '`error`, `warning`, `info` or `off`, and `coursewright explain ID` shows the same text. This file is ' +
      "generated from the code's own catalog by `npm run docs`.",
    ...groups
      .filter(([, rules]) => Object.keys(rules).length > 0)
      .flatMap(([title, rules]) => [
        `## ${title}`,
        ...Object.entries(rules).map(([id, rule]) => ruleDocument(id, rule)),
      ]),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

/** What documents say of a rule, as Markdown. */
export function ruleDocument(id: string, rule: Rule, depth = 3): string {
  return [
    `${'#'.repeat(depth)} ${id}`,
    `*${rule.severity}* · ${rule.what}`,
    `${rule.why}`,
    `**Fix:** ${rule.fix}`,
    ...(rule.bad ? [`Bad${rule.bad.at ? `, found at ${rule.bad.at}` : ''}:`, fenced(rule.bad)] : []),
    ...(rule.good ? ['Good:', fenced(rule.good)] : []),
  ].join('\n\n');
}

function fenced(example: Example): string {
  const longest = greatestOf([2, ...(example.text.match(/`+/g) ?? []).map((run) => run.length)]);
  const fence = '`'.repeat(longest + 1);
  const language = /\.(\w+)$/.exec(nameOf(example))?.[1]?.replace('ipynb', 'json').replace('md', 'markdown') ?? '';
  return `${fence}${language}\n${example.text.replace(/\r?\n$/, '')}\n${fence}`;
}
