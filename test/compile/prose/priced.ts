import fc from 'fast-check';

const amount = fc.constantFrom(
  '$5',
  '$10.50',
  '\\$3',
  'US$7',
  '&#36;9',
  '$HOME',
  '$A/$B',
  '($2)',
  '$ 4',
  '**$6**',
  '_$8_',
);
const around = fc.constantFrom(
  'costs',
  'and',
  '`$x`',
  '`kill $$`',
  '`a`',
  '*or*',
  '<b>at</b>',
  '<code>$y</code>',
  '{',
  '}',
  '\\\\',
  '~',
  '[for $1](https://e.com/$z)',
  'x_1',
  '<!-- $0 -->',
);
const line = fc
  .array(fc.oneof({ weight: 3, arbitrary: amount }, { weight: 4, arbitrary: around }), { minLength: 2, maxLength: 8 })
  .map((words) => `So ${words.join(' ')}`);

/** Prose in which every dollar is a dollar: amounts and shell words in every place that prose has. */
export const priced: fc.Arbitrary<string> = fc.oneof(
  line,
  fc.array(line, { minLength: 2, maxLength: 3 }).map((lines) => lines.join('\n')),
  fc.array(line, { minLength: 2, maxLength: 3 }).map((lines) => lines.join('\n\n')),
  fc.array(line, { minLength: 2, maxLength: 3 }).map((lines) => lines.map((text) => `- ${text}`).join('\n')),
  fc.array(line, { minLength: 2, maxLength: 3 }).map((lines) => lines.map((text) => `> ${text}`).join('\n')),
  fc.tuple(line, line).map(([one, two]) => `| a | b |\n|---|---|\n| ${one} | ${two} |`),
  fc.tuple(line, line).map(([one, two]) => `## ${one}\n\n${two}`),
);
