import GithubSlugger from 'github-slugger';
import type { Span } from '../text/span.ts';
import { lineAt } from './line-at.ts';
import type { OpenCourse } from './open-course.ts';
import { type Anchor, anchorsIn, labelsNamed, referencesIn, titleOf } from './references.ts';

/** A place in a file of the course. */
export interface Place {
  readonly source: string;
  readonly span: Span;
}

/** What is meant at a place of a lesson: a part of a lesson, or a lesson. */
interface Meant {
  readonly source: string;
  readonly anchor?: Anchor;
  /** What of the text names it there. */
  readonly span: Span;
}

/** Where what is named at a place stands. */
export function definitionAt(text: string, source: string, offset: number, course: OpenCourse): Place | undefined {
  const meant = meantAt(text, source, offset, course);
  if (meant === undefined) return undefined;
  return { source: meant.source, span: meant.anchor?.span ?? { start: 0, end: 0 } };
}

/** What of the text would be given another name. */
export function renamedAt(text: string, source: string, offset: number, course: OpenCourse): Span | undefined {
  const meant = meantAt(text, source, offset, course);
  return meant?.anchor === undefined ? undefined : meant.span;
}

/** All places that name what is meant at a place, each with what is to stand there. */
export function rename(
  text: string,
  source: string,
  offset: number,
  name: string,
  course: OpenCourse,
): (Place & { readonly text: string })[] {
  const meant = meantAt(text, source, offset, course);
  const { anchor } = meant ?? {};
  if (meant === undefined || anchor === undefined) return [];
  const own = course.files().lessonText(meant.source) ?? '';
  // A heading without an id has one from its words: they are what changes, and links follow.
  const id = anchor.written === undefined ? new GithubSlugger().slug(name) : name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-');
  const heading = own.slice(anchor.span.start, anchor.span.end);
  const title = titleOf(heading);
  const at = anchor.span.start + Math.max(heading.indexOf(title), 0);
  const there =
    anchor.written === undefined
      ? { source: meant.source, span: { start: at, end: at + title.length }, text: name }
      : { source: meant.source, span: anchor.written, text: id };
  const lessons = course.now()?.lessons ?? [];
  const links = lessons.flatMap((one) => {
    const other = course.files().lessonText(one.source) ?? '';
    const named = referencesIn(other, one.source).filter(
      ({ target, fragment }) => target === meant.source && fragment === anchor.id,
    );
    const labels = anchor.written === undefined ? [] : labelsNamed(other, anchor.id);
    return [...named.map(({ span }) => span), ...labels].map((span) => ({ source: one.source, span, text: id }));
  });
  return [there, ...links];
}

function meantAt(text: string, source: string, offset: number, course: OpenCourse): Meant | undefined {
  const reference = referencesIn(text, source).find(({ span }) => isIn(offset, span));
  if (reference !== undefined) {
    const { target, fragment, span } = reference;
    const other = target === source ? text : course.files().lessonText(target);
    if (other === undefined) return undefined;
    const anchor =
      fragment === undefined ? undefined : anchorsIn(other, target, course).find(({ id }) => id === fragment);
    if (fragment !== undefined && anchor === undefined) return undefined;
    return { source: target, span, ...(anchor === undefined ? {} : { anchor }) };
  }
  const anchors = anchorsIn(text, source, course);
  const written = anchors.find((anchor) => anchor.written !== undefined && isIn(offset, anchor.written));
  if (written?.written !== undefined) return { source, anchor: written, span: written.written };
  const heading = anchors.find((anchor) => anchor.written === undefined && isIn(offset, anchor.span));
  if (heading !== undefined) {
    const title = titleOf(text.slice(heading.span.start, heading.span.end));
    const at = text.indexOf(title, heading.span.start);
    return { source, anchor: heading, span: { start: at, end: at + title.length } };
  }
  return continuedAt(text, offset, course);
}

/** The lesson that the front matter names. */
function continuedAt(text: string, offset: number, course: OpenCourse): Meant | undefined {
  const line = lineAt(text, offset);
  const [whole = '', name = ''] = /^(?:continues|setup):[ \t]*["']?([^\s"']+)/.exec(line.text) ?? [];
  if (name === '' || !text.startsWith('---')) return undefined;
  const { source: folder } = course.now()?.course.loaded.config ?? { source: '' };
  const lessons = course.now()?.lessons ?? [];
  const found = lessons.find(
    ({ source }) => source.replace(/\.\w+$/, '') === `${folder}/${name.replace(/\.\w+$/, '')}`,
  );
  const start = line.start + whole.length - name.length;
  return found === undefined ? undefined : { source: found.source, span: { start, end: start + name.length } };
}

function isIn(offset: number, { start, end }: Span): boolean {
  return offset >= start && offset <= end;
}
