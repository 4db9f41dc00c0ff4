import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { lineIndex } from '../../src/text/span.ts';

const lesson = `---
title: Ends
titel: x
---
# One

Hard  
break\\
and $5, $6[^n]

> [!NOTE]
> Take
> note

- item

  \`\`\`python
  x = 1

  print(x)
  \`\`\`

  \`\`\`output
  1
  \`\`\`

:::note
Called
out

- a
:::

$$
a

b
$$

<img src="a.png">

[^n]: A note

    of two [paragraphs](nowhere.md).

:::exercise{#e}
\`\`\`python tset
1
\`\`\`
:::
`;

function compiled(text: string) {
  const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  const { point } = lineIndex(text);
  return {
    cells: notebooks.map(({ notebook }) => notebook.cells),
    findings: diagnostics.map(({ rule, span }) => ({ rule, start: point(span.start), end: point(span.end) })),
    /** The lines at which the lines of each cell stand in the file. */
    lines: notebooks.map(({ origins }) =>
      [...origins.values()].map(({ source }) => source.segments.map((segment) => point(segment.source.start).line)),
    ),
  };
}

test('every cell has line feeds, whatever ends the lines of the lesson', () => {
  const cells = compiled(lesson).cells;
  expect(cells[0]?.some(({ source }) => String(source).includes('> **Note**\n>\n> Take'))).toBe(true);
  expect(compiled(lesson.replaceAll('\n', '\r\n')).cells).toEqual(cells);
  expect(compiled(lesson.replaceAll('\n', '\r')).cells).toEqual(cells);
});

test('findings stand at the same lines and columns', () => {
  const { findings } = compiled(lesson);
  expect(findings.map(({ rule, start }) => `${start.line}:${start.column} ${rule}`)).toEqual([
    '3:1 unknown-key',
    '47:11 fence-flag-unknown',
    '44:25 link-broken',
    // The lesson stands alone: nothing that it shows is there.
    '40:11 image-missing',
  ]);
  expect(compiled(lesson.replaceAll('\n', '\r\n')).findings).toEqual(findings);
  expect(compiled(lesson.replaceAll('\n', '\r')).findings).toEqual(findings);
});

test('the lines of a cell lead to the same lines of the file', () => {
  const flat = (lines: number[][][]) => lines.map((cells) => cells.map((all) => [...new Set(all)]));
  const { lines } = compiled(lesson);
  // Where a line feed alone ends a line, text of several lines can be one segment.
  for (const end of ['\r\n', '\r']) {
    for (const [variant, cells] of flat(compiled(lesson.replaceAll('\n', end)).lines).entries()) {
      for (const [cell, all] of cells.entries())
        expect(all).toEqual(expect.arrayContaining(flat(lines)[variant]?.[cell] ?? []));
    }
  }
});
