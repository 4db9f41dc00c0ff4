import { posix } from 'node:path';
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import { kernelLanguages } from '../languages/kernels.ts';
import { cellWords, containerWords, type Meaning, outputFenceWords, streamWords } from '../markdown/word-meanings.ts';
import type { Lesson } from '../model/lesson.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import { fenceLine } from '../text/fence-line.ts';
import { readSchema } from '../yaml/schema.ts';
import { containerLine, type LineAt, lineAt } from './line-at.ts';
import type { OpenCourse } from './open-course.ts';
import { linkableIn, resolved } from './references.ts';

/** What can stand at a place of a lesson: words of its language, keys, names of lessons, files and ids. */
export function complete(text: string, offset: number, lesson: Lesson, course: OpenCourse): CompletionItem[] {
  const line = lineAt(text, offset);
  if (isInFrontMatter(text, offset)) return inFrontMatter(line, course);
  const link = /\]\(([^()\s]*)$/.exec(line.before)?.[1];
  if (link !== undefined) return inLink(link, lesson, course);
  if (fenceLine.test(line.before)) return onFence(line, lesson, course);
  return containerLine.test(line.before) ? items(containerWords, CompletionItemKind.Class) : [];
}

function onFence({ before }: LineAt, lesson: Lesson, course: OpenCourse): CompletionItem[] {
  const [whole = '', , language = ''] = fenceLine.exec(before) ?? [];
  if (whole.length === before.length) {
    const languages = kernelLanguages.flatMap(({ fences, language: of }) =>
      fences.map((word) => ({ word, means: word === lesson.language ? 'a cell of this lesson' : `code in ${of}` })),
    );
    return items([...streamWords, ...languages], CompletionItemKind.Keyword);
  }
  const file = /\b(?:image|file)=["']?([^"'\s]*)$/.exec(before)?.[1];
  if (file !== undefined) return files(file, lesson.source, course);
  const isOutput = streamWords.some(({ word }) => word === language);
  return items(isOutput ? outputFenceWords : cellWords, CompletionItemKind.Keyword);
}

function items(words: readonly Meaning[], kind: CompletionItemKind): CompletionItem[] {
  return words.map(({ word, means }, at) => ({
    label: word,
    kind,
    detail: means,
    // In the order of the records: a course's own words stand before those of other tools.
    sortText: String(at).padStart(4, '0'),
  }));
}

function isInFrontMatter(text: string, offset: number): boolean {
  const end = /^---\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/.exec(text)?.[0].length;
  return text.startsWith('---\n') && offset > 3 && (end === undefined || offset < end - 1);
}

function inFrontMatter({ before }: LineAt, course: OpenCourse): CompletionItem[] {
  const [, key, value = ''] = /^([\w-]+):[ \t]*(.*)$/.exec(before) ?? [];
  const { properties = {} } = readSchema('front-matter');
  if (key === undefined) {
    return Object.entries(properties).map(([name, { description = '' }]) => ({
      label: name,
      kind: CompletionItemKind.Property,
      detail: description,
      insertText: `${name}: `,
    }));
  }
  if (key !== 'continues' && key !== 'setup') return [];
  const { source } = course.now()?.course.loaded.config ?? { source: '' };
  return (course.now()?.lessons ?? []).map((one) => ({
    label: posix.relative(source, one.source).replace(lessonEnding, ''),
    kind: CompletionItemKind.File,
    detail: one.source,
    filterText: `${value}${one.source}`,
  }));
}

function inLink(written: string, lesson: Lesson, course: OpenCourse): CompletionItem[] {
  const [path = '', fragment] = written.split('#');
  if (fragment === undefined) return files(written, lesson.source, course);
  const target = resolved(path, lesson.source);
  const text = target === lesson.source ? lesson.text : course.files().lessonText(target);
  if (text === undefined) return [];
  return linkableIn(text, target, course).map(({ id, what }) => ({
    label: id,
    kind: CompletionItemKind.Reference,
    detail: what,
  }));
}

/** What stands in the folder that a path has come to. */
function files(written: string, source: string, course: OpenCourse): CompletionItem[] {
  const folder = posix.join(posix.dirname(source), posix.dirname(`${written}x`));
  return (course.files().entries(folder) ?? []).map((name) => ({
    label: name,
    kind: name.endsWith('/') ? CompletionItemKind.Folder : CompletionItemKind.File,
  }));
}
