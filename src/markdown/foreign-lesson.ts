import { dialects, wordsOf } from './dialects/dialects.ts';

/** What only lessons of other tools hold: directives and chunks, Pandoc's attributes, tags and headers of their own. */
const constructs = new RegExp(
  `^[ \\t>]*(?:${dialects.flatMap(({ lines }) => lines.map(({ source }) => source)).join('|')})`,
  'm',
);

/** Keys of a header by which other tools know their own files. */
const headerKeys = new RegExp(`^(?:${wordsOf((dialect) => dialect.headerKeys).join('|')})[ \\t]*:`, 'm');

/** Whether a lesson is written in another tool's dialect, so that words of that tool are at home in it. */
export function isForeignLesson(text: string): boolean {
  if (constructs.test(text)) return true;
  const header = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*$/m.exec(text);
  return header?.index === 0 && headerKeys.test(header[1] ?? '');
}

/** Marks that stand in a lesson for another tool's own machinery: a notebook shows nothing of them. */
export function foreignMarks(text: string): readonly RegExp[] {
  return marks.flatMap(({ within, mark }) => (within.test(text) ? [mark] : []));
}

const marks = dialects.flatMap(({ marks: one }) =>
  one === undefined
    ? []
    : [
        {
          within: new RegExp(`^[ \\t]*${one.within.source}`, 'm'),
          mark: new RegExp(`^(?:${one.mark.source}[ \\t]*(?:\\n|$))*`),
        },
      ],
);
