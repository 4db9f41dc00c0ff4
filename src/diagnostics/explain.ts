import { greatestOf } from '../text/extremes.ts';
import { catalog, ruleOf } from './catalog.ts';
import { nearest } from './nearest.ts';
import { OperatorError } from './operator-error.ts';
import type { Example, Rule } from './rule.ts';

/**
 * What a rule means, with its examples, as plain text for a terminal.
 * @param width Columns to wrap at.
 * @throws OperatorError for an id that no rule has.
 */
export function explainRule(id: string, width = 80): string {
  const rule = ruleOf(id);
  if (rule === undefined) {
    const suggestion = nearest(id, Object.keys(catalog));
    throw new OperatorError(`there is no rule ${id}`, {
      help: suggestion === undefined ? 'coursewright explain lists the rules' : `coursewright explain ${suggestion}`,
    });
  }
  const paragraph = (label: string, text: string) => wrapText(text, width, label, ' '.repeat(label.length));
  return [
    `${id}  ${rule.severity}`,
    paragraph('  ', rule.what),
    paragraph('  why   ', rule.why),
    paragraph('  fix   ', rule.fix),
    ...(rule.bad ? [`  bad   ${nameOf(rule.bad)}\n${numberLines(rule.bad)}`] : []),
    ...(rule.good ? [`  good  ${nameOf(rule.good)}\n${numberLines(rule.good)}`] : []),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

/** Every rule on a line: id, severity and what is wrong. */
export function listRules(width = 80): string {
  const rules = Object.entries<Rule>(catalog).sort(([a], [b]) => (a < b ? -1 : 1));
  const longest = greatestOf(rules.map(([id]) => id.length));
  const lines = rules.map(([id, rule]) =>
    wrapText(rule.what, width, `${id.padEnd(longest)}  ${rule.severity.padEnd(7)}  `, ' '.repeat(longest + 11)),
  );
  return `${lines.join('\n')}\n`;
}

/** What an example is an example of, as a file name. */
export function nameOf(example: Example): string {
  switch (example.kind) {
    case 'config':
      return 'coursewright.yaml';
    case 'lesson':
    case 'run':
      return 'lesson.md';
    case 'notebook':
      return 'lesson.ipynb';
  }
}

function numberLines({ text, at }: Example): string {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const digits = String(lines.length).length;
  const [markedLine, markedColumn] = (at ?? '').split(':').map(Number);
  return lines
    .flatMap((line, index) => {
      const shown = `${' '.repeat(8)}${String(index + 1).padStart(digits)} │ ${line}`.trimEnd();
      if (index + 1 !== markedLine) return [shown];
      return [shown, `${' '.repeat(8 + digits)} │ ${' '.repeat((markedColumn ?? 1) - 1)}^`];
    })
    .join('\n');
}

function wrapText(text: string, width: number, first: string, rest: string): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}
