import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { asSolution, nestings, titles } from './solution-spellings.ts';

const secret = 'zebra is a quagga';
const bodies = [
  secret,
  `Text first.\n\n${secret}`,
  `- ${secret}`,
  `\`\`\`python\nquagga = 77\n\`\`\``,
  `\`\`\`python\nx = 1\n\`\`\`\n\nThen ${secret}`,
  `> ${secret}`,
];

/** The student notebook, and whether something is said that makes the command fail. */
function read(text: string) {
  const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  return {
    student: notebooks.find(({ variant }) => variant === 'student')?.text ?? '',
    fails: diagnostics.some(({ severity }) => severity === 'error'),
  };
}

const places: readonly ((part: string) => string)[] = [
  (part) => `# A\n\n:::exercise{#a}\nText.\n\n${part}\n\n:::\n`,
  (part) => `# A\n\nText.\n\n${part}\n\nMore text.\n`,
  (part) => `# A\n\n## Exercise 1\n\nText.\n\n${part}\n\n## Next\n\nText.\n`,
  (part) => `# A\n\n::: challenge\n\nText.\n\n${part}\n\n:::\n`,
  (part) => `# A\n\n\`\`\`{exercise}\n:label: a\nText.\n\`\`\`\n\n${part}\n`,
];

test('what is titled a solution in any spelling, nested in whatever, is in no byte of the student notebook, or it fails', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...asSolution),
      fc.constantFrom(...titles),
      fc.constantFrom(...bodies),
      fc.array(fc.constantFrom(...nestings), { maxLength: 3 }),
      fc.constantFrom(...places),
      (spelling, title, body, around, place) => {
        const text = place(around.reduce((inner, nest) => nest(inner), spelling(title, body)));
        const { student, fails } = read(text);
        if (!fails) expect(student, text).not.toContain('quagga');
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 300) },
  );
});
