import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import { lessonAnchors } from '../compile/prose/anchors.ts';
import { readCourseLesson } from '../compile/read-course-lesson.ts';
import type { Exercise, Lesson } from '../model/lesson.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import { exercisesIn, proseIn } from '../model/walk.ts';
import { originOf } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { OpenCourse } from './open-course.ts';

/** A place of a lesson that links may lead to. */
export interface Anchor {
  readonly id: string;
  /** As a list of completions shows it. */
  readonly what: string;
  /** Where it stands in its file: a heading, or the first line of an exercise. */
  readonly span: Span;
  /** Where its id is written; a heading without one has it from its text. */
  readonly written?: Span;
}

/** A place in a lesson that names a lesson or a part of one. */
export interface Reference {
  readonly source: string;
  /** The lesson that is named. */
  readonly target: string;
  readonly fragment?: string;
  /** Where the fragment stands, without `#`; of a lesson alone, its name. */
  readonly span: Span;
}

/** A path in a link of a lesson, relative to the course's folder. */
export function resolved(path: string, source: string): string {
  return path === '' ? source : posix.join(posix.dirname(source), decoded(path));
}

/** All that links to a lesson may name: headings by their slug, what has an id. */
export function anchorsIn(text: string, source: string, course: OpenCourse): Anchor[] {
  const config = course.now()?.course.loaded.config;
  if (config === undefined) return [];
  const { lesson } = readCourseLesson(text, source, config, course.files());
  const exercises = exercisesIn(lesson.blocks).map((one) => exerciseAnchor(one, text));
  const labels = [...lesson.targets].map(([id, { at }]) => ({ id, what: 'a label', ...labelPlace(text, at, id) }));
  const known = new Set([...exercises, ...labels].map(({ id }) => id));
  return [...exercises, ...labels, ...headingAnchors(lesson).filter(({ id }) => !known.has(id))];
}

function exerciseAnchor({ id, title, span }: Exercise, text: string): Anchor {
  return { id, what: title === undefined ? 'an exercise' : `exercise: ${title}`, ...labelPlace(text, span.start, id) };
}

/** Where a label is written in the lines from a place on. */
function labelPlace(text: string, at: number, id: string): Pick<Anchor, 'span' | 'written'> {
  const end = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at);
  const found = wholeIn(text, id, Math.max(0, text.lastIndexOf('\n', at - 1) - 200), end + 200);
  return { span: { start: at, end }, ...(found === undefined ? {} : { written: found }) };
}

function wholeIn(text: string, id: string, from: number, to: number): Span | undefined {
  for (let at = text.indexOf(id, from); at !== -1 && at < to; at = text.indexOf(id, at + 1)) {
    if (
      /(?:[#(="']|\b(?:label|name|id):[ \t]*)$/.test(text.slice(Math.max(0, at - 12), at)) &&
      !/[\w-]/.test(text[at + id.length] ?? ' ')
    ) {
      return { start: at, end: at + id.length };
    }
  }
  return undefined;
}

/** Headings by their slugs, as code hosts make them. */
function headingAnchors(lesson: Lesson): Anchor[] {
  const slugger = new GithubSlugger();
  return proseIn(lesson.blocks).flatMap((prose) =>
    prose.nodes
      .filter(({ type }) => type === 'heading')
      .flatMap(({ start, end }): Anchor[] => {
        const heading = prose.text.text.slice(start, end);
        const title = titleOf(heading);
        const span = originOf(prose.text, start, end);
        const slug = { id: slugger.slug(title), what: title, span };
        const own = /\{[^}\n]*#([\w-]+)[^}\n]*\}[ \t]*(?:\n|$)/.exec(heading);
        if (own?.[1] === undefined) return [slug];
        const at = start + own.index + own[0].indexOf(`#${own[1]}`) + 1;
        return [{ id: own[1], what: title, span, written: originOf(prose.text, at, at + own[1].length) }, slug];
      }),
  );
}

/** The words of a heading. */
export function titleOf(heading: string): string {
  const [line = ''] = heading.split('\n');
  return line
    .replace(/^ {0,3}#+[ \t]*/, '')
    .replace(/[ \t]+#*[ \t]*$/, '')
    .replaceAll(/[`*_]|\{[^}]*\}|\]\([^)]*\)|\[/g, '')
    .trim();
}

/** What links may name: exercises are found by their ids, and no page has an anchor for those. */
export function linkableIn(text: string, source: string, course: OpenCourse): Anchor[] {
  const config = course.now()?.course.loaded.config;
  if (config === undefined) return [];
  const { fragments } = lessonAnchors(readCourseLesson(text, source, config, course.files()).lesson);
  return anchorsIn(text, source, course).filter(({ id }) => fragments.has(id));
}

/** Where a lesson names a label of its course as cross-references do, and as solutions name their exercise. */
export function labelsNamed(text: string, label: string): Span[] {
  const before = /(?:\{(?:ref|numref|eq|prf:ref)\}`(?:[^`<\n]*<)?|\{solution(?:-start)?\}[ \t]+|(?<![\w`])@)([\w:-]+)/g;
  return [...text.matchAll(before)].flatMap((match) => {
    const end = match.index + match[0].length;
    return match[1] === label ? [{ start: end - label.length, end }] : [];
  });
}

/** Everything in a lesson that names a lesson of the course: links, definitions of links, what it continues. */
export function referencesIn(text: string, source: string): Reference[] {
  const found: Reference[] = [];
  for (const match of text.matchAll(
    /(?:\]\(<?|^[ \t]*\[[^\]\n]+\]:[ \t]*<?|\bhref=["'])([^\s()<>"'#]*)(?:#([^\s()<>"']+))?/gm,
  )) {
    const [whole, path = '', fragment] = match;
    const isLesson = lessonEnding.test(path) || (path === '' && fragment !== undefined);
    if (!isLesson || /^[a-z][\w+.-]*:/i.test(path)) continue;
    const end = match.index + whole.length;
    const target = resolved(path, source);
    if (fragment === undefined) found.push({ source, target, span: { start: end - path.length, end } });
    else found.push({ source, target, fragment: decoded(fragment), span: { start: end - fragment.length, end } });
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
