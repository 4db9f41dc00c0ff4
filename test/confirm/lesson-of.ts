import { emptyMeta } from '../../src/config/front-matter.ts';
import { readLesson } from '../../src/markdown/read-lesson.ts';
import type { Block, Code, Exercise, Lesson, Part } from '../../src/model/lesson.ts';
import type { IOutput } from '../../src/model/notebook.ts';
import type { ExecutedCell } from '../../src/model/run.ts';
import { lineIndex, type Span } from '../../src/text/span.ts';

/** Reads Markdown as a Python lesson named `lesson.md`. */
export function lessonOf(text: string): Lesson {
  return readLesson(text, {
    source: 'lesson.md',
    frontMatter: () => ({ meta: emptyMeta, diagnostics: [] }),
    languageOfKernel: () => 'python',
  }).lesson;
}

/** All code cells of a lesson, in document order. */
export function codesOf(lesson: Lesson): Code[] {
  const within = (blocks: readonly (Block | Part)[]): Code[] =>
    blocks.flatMap((block) => {
      if (block.type === 'code') return [block];
      if (block.type === 'exercise') return within(block.parts);
      return block.type === 'prose' ? [] : within(block.blocks);
    });
  return within(lesson.blocks).sort((a, b) => a.span.start - b.span.start);
}

export function exercisesOf(lesson: Lesson): Exercise[] {
  return lesson.blocks.filter((block) => block.type === 'exercise');
}

/** An executed cell with these outputs; a string is printed text. */
export function ran(...outputs: (string | IOutput)[]): ExecutedCell {
  const all = outputs.map((output): IOutput => (typeof output === 'string' ? stdout(output) : output));
  return {
    status: all.some(({ output_type }) => output_type === 'error') ? 'error' : 'ok',
    outputs: all,
    durationMs: 1,
  };
}

export function stdout(text: string): IOutput {
  return { output_type: 'stream', name: 'stdout', text };
}

export function stderr(text: string): IOutput {
  return { output_type: 'stream', name: 'stderr', text };
}

export function result(text: string, more: Record<string, string> = {}): IOutput {
  return { output_type: 'execute_result', data: { 'text/plain': text, ...more }, metadata: {}, execution_count: 1 };
}

/** An error output as IPython 9 writes it for line `line` of a cell. */
export function raise(ename: string, evalue: string, line = 1): IOutput {
  const traceback = [
    '\u001b[31m---------------------------------------------------------------------------\u001b[39m',
    `\u001b[31m${ename}\u001b[39m                                 Traceback (most recent call last)`,
    `\u001b[36mCell\u001b[39m\u001b[36m \u001b[39m\u001b[32mIn[3]\u001b[39m\u001b[32m, line ${line}\u001b[39m\n\u001b[32m----> \u001b[39m\u001b[32m${line}\u001b[39m code\n`,
    `\u001b[31m${ename}\u001b[39m: ${evalue}`,
  ];
  return { output_type: 'error', ename, evalue, traceback };
}

/** `line:column-line:column` of a span. */
export function placeOf(lesson: Lesson, span: Span): string {
  const index = lineIndex(lesson.text);
  const [from, to] = [index.point(span.start), index.point(span.end)];
  return `${from.line}:${from.column}-${to.line}:${to.column}`;
}
