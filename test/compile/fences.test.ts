import { expect, test } from 'vitest';
import { cellsOf } from './prose/cells.ts';

test.each(['```', '````', '```text\nx\n```'])(
  'an output that holds %j stays in the fold of "Another way"',
  (output) => {
    const fence = '`'.repeat(9);
    const { cells } = cellsOf(
      `:::exercise{#a}\n\n\`\`\`python solution\n1\n\`\`\`\n\n:::solution\n\`\`\`python\n2\n\`\`\`\n\n${fence}output\n${output}\n${fence}\n:::\n\n\`\`\`python test\n3\n\`\`\`\n:::\n`,
    );
    const text = cells.join('\n');
    const written = [...text.matchAll(/^(`+)text\n([\s\S]*?)\n\1$/gm)].map(([, sign = '', content]) => [
      sign.length,
      content,
    ]);
    const longest = Math.max(...[...output.matchAll(/`+/g)].map(([row]) => row.length));
    expect(written).toEqual([[longest + 1, output]]);
  },
);
