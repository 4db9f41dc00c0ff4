import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

test.each(['(label)=\nText.', '+++\nText.', '+++ {"a": 1}\n(label)=\nText.', '(label)=\n\nText.'])(
  'marks of MyST show nothing, also where they touch a paragraph: %j',
  (marked) => {
    const text = `\`\`\`{code-cell}\n1\n\`\`\`\n\n${marked}\n`;
    const { notebooks } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
    expect(notebooks[0]?.notebook.cells.at(-1)?.source).toBe('Text.');
  },
);
