import { outline } from '../../../src/compile/outline.ts';
import { lessonAnchors } from '../../../src/compile/prose/anchors.ts';
import type { ProseContext } from '../../../src/compile/prose/context.ts';
import { editProse } from '../../../src/compile/prose/edit-prose.ts';
import { numberFootnotes } from '../../../src/compile/prose/footnotes.ts';
import { usesDollarMath } from '../../../src/compile/prose/math.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { readLesson } from '../../../src/markdown/read-lesson.ts';
import type { Lesson } from '../../../src/model/lesson.ts';

export const page = 'source-md/a/b.md';
export const notebook = 'notebooks/a/b.ipynb';

function lessonOf(text: string): Lesson {
  return readLesson(text, {
    source: page,
    frontMatter: () => ({ meta: { requires: [], files: [], tags: [], async: 'rewrite' }, diagnostics: [] }),
    languageOfKernel: () => 'python',
  }).lesson;
}

function contextOf(lesson: Lesson, given: Partial<ProseContext> = {}): ProseContext {
  const footnotes = numberFootnotes(lesson.text);
  return {
    source: page,
    notebook,
    definitions: lesson.definitions,
    footnotes,
    anchors: lessonAnchors(lesson, footnotes),
    comments: true,
    dollarMath: usesDollarMath(lesson.text),
    images: 'relative',
    colab: { branch: 'main', badge: true },
    folder: 'source-md',
    lesson: () => undefined,
    named: () => [],
    isLeftOut: () => false,
    tells: () => false,
    isMade: () => false,
    elsewhere: () => undefined,
    pageWith: () => undefined,
    copy: () => undefined,
    readImage: () => undefined,
    entries: () => undefined,
    isWritten: () => false,
    ...given,
  };
}

/** The Markdown cells of a lesson as they stand in the instructor's notebook, and what was found wrong. */
export function cellsOf(
  text: string,
  given: Partial<ProseContext> = {},
): { cells: string[]; diagnostics: readonly Diagnostic[] } {
  const lesson = lessonOf(text);
  const context = contextOf(lesson, given);
  const diagnostics: Diagnostic[] = [];
  const cells = outline(lesson).flatMap((cell) => {
    if (cell.type === 'code') return [`\`\`\`${cell.code.language}\n${cell.code.source.text}\n\`\`\``];
    const edited = editProse(cell.text, context);
    diagnostics.push(...edited.diagnostics);
    return edited.text.text === '' ? [] : [edited.text.text];
  });
  return { cells, diagnostics };
}
