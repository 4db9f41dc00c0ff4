import { printedBy } from '../confirm/printed.ts';
import { starterOf, withoutMarkers } from '../languages/python/regions.ts';
import { synthetic } from '../text/mapped-text.ts';
import { withAttachments } from './attachments.ts';
import { codeText, isPicture, spokenMetadata } from './code-text.ts';
import { containerText, option } from './fence-text.ts';
import type { ExerciseGroup, Part } from './group.ts';
import { groupsOf } from './groups.ts';
import type { ImportedLesson, OriginalCell } from './imported-lesson.ts';
import { literalProse, runTogether } from './literal-prose.ts';
import { type NotebookCell, valuesOf } from './notebook-cell.ts';
import { Tally } from './tally.ts';

/** The cells of an original, and what they run in. */
export interface OriginalCells {
  readonly cells: readonly NotebookCell[];
  /** As fences name it. */
  readonly language: string;
  /** Kernelspec name; a lesson in Python gets the course's. */
  readonly kernel: string;
  /** What is not carried over of what stands around the cells. */
  readonly leftOut: readonly string[];
}

/**
 * A lesson of cells: code as fences with what they put out, text as it is, attachments as files, the cells of nbgrader and
 * Otter as exercises.
 * @param name The lesson's name: the files beside it are called after it.
 */
export function lessonOfCells(original: OriginalCells, name: string): ImportedLesson {
  const { language, kernel, leftOut } = original;
  const files = new Map<string, Uint8Array>();
  const tally = new Tally();
  const cells = original.cells.filter((cell) => cell.source !== '' || isCounted(tally, cell));
  for (const cell of cells) countLeftOut(cell, tally);
  const writer = lessonWriter(language, `${name}_files`, files);
  for (const group of groupsOf(cells)) {
    if (group.type !== 'exercise') {
      // Its text is a comment of the lesson.
      if (group.type === 'raw' && !isLost(group.source)) tally.add('the format', 'raw cell');
      writer.cell(group);
      continue;
    }
    writer.exercise(group);
    tally.add('the marks of a grader', 'exercise');
  }
  return {
    text: `${[...frontMatter(language, kernel), ...writer.texts].join('\n\n')}\n`,
    files,
    leftOut: [...leftOut, ...tally.phrases()],
    cells: writer.originals,
  };
}

/** A kernel of Python is often named after an environment of one machine; of other languages, a lesson has to name it. */
function frontMatter(language: string, kernel: string): string[] {
  return language === 'python' ? [] : [`---\nkernel: ${JSON.stringify(kernel)}\n---`];
}

function isCounted(tally: Tally, { type }: NotebookCell): false {
  if (type === 'code') tally.add('', 'empty cell');
  return false;
}

function countLeftOut({ type, metadata, outputs, source }: NotebookCell, tally: Tally): void {
  for (const key of Object.keys(metadata)) if (!spokenMetadata.has(key)) tally.add(`\`${key}\``, 'cell');
  if (type === 'raw' && isLost(source)) tally.add('the text', 'raw cell');
  if (type === 'code' && autotest.test(source)) tally.add('the tests that nbgrader makes', 'cell');
  for (const output of outputs) {
    const { data, text } = output;
    const printed = JSON.stringify([text, valuesOf(data)['text/plain']]);
    if (printed.includes('\\u001b')) tally.add('the colours', 'output');
    if (/\\r(?!\\n)/.test(printed)) tally.add('what was overwritten', 'output');
    if (typeof data !== 'object' || data === null) continue;
    for (const kind of Object.keys(data))
      if (kind !== 'text/plain') tally.add(`\`${kind}\``, isPicture(output) ? 'figure' : 'output');
  }
}

/** nbgrader writes a test in the place of such a comment when it makes the assignment. */
const autotest = /^[ \t]*#{3}[ \t]*(?:HASHED[ \t]+)?AUTOTEST\b/m;

/** A comment cannot hold its own end. */
function isLost(raw: string): boolean {
  return raw.includes('-->');
}

/** Puts the parts of a lesson together, with what its notebook must have again. */
function lessonWriter(language: string, folder: string, files: Map<string, Uint8Array>) {
  const texts: string[] = [];
  const originals: OriginalCell[] = [];
  const prose = (cell: NotebookCell, isFirst = false): string => {
    const text = withAttachments(cell, folder, files);
    const literal = literalProse(text, language, isFirst);
    // Notebooks do not have the role.
    originals.push({ type: 'text', text: literal.replace(/^([ \t>]*(?:`{3,}|~{3,})[ \t]*\S+) display$/gm, '$1') });
    return literal;
  };
  const code = (cell: NotebookCell, words: readonly string[] = []): string => {
    originals.push({ type: 'code', text: cell.source, output: printedBy(cell.outputs).output });
    return codeText(cell, language, words);
  };
  return { texts, originals, cell, exercise };

  function cell(one: NotebookCell): void {
    if (one.type === 'code') texts.push(code(one));
    else if (one.type === 'text') {
      const text = prose(one, texts.length === 0);
      if (runTogether(texts.at(-1) ?? '', text)) texts.push('<!-- -->');
      texts.push(text);
    } else if (!isLost(one.source)) texts.push(`<!-- raw cell\n${one.source}\n-->`);
  }

  function exercise({ id, points, parts }: ExerciseGroup): void {
    // What stands between a starter and its tests mostly shows the answer, and fails until there is one.
    const name = parts.some(({ role }) => role === 'demo') ? 'challenge' : 'exercise';
    const attributes = [`#${id}`, ...(points === undefined ? [] : [option('points', points)])];
    texts.push(containerText(name, `{${attributes.join(' ')}}`, parts.map(partText)));
  }

  function partText({ role, cell: one, points }: Part): string {
    if (one.type !== 'code') {
      const text = prose(one);
      return role === 'solution' || role === 'instructor' ? containerText(role, '', [text]) : text;
    }
    if (role === 'regions') {
      const whole = synthetic(one.source, { start: 0, end: 0 });
      originals.push({ type: 'code', text: starterOf(whole).text, output: '' });
      originals.push({ type: 'code', text: withoutMarkers(whole).text, output: printedBy(one.outputs).output });
      return codeText(one, language);
    }
    if (role === 'demo' || role === 'text' || role === 'instructor') return code(one);
    const words = role === 'hidden-test' ? ['test', 'hidden'] : [role];
    return code(one, points === undefined ? words : [...words, option('points', points)]);
  }
}
