import { Buffer } from 'node:buffer';
import { posix } from 'node:path';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { findLeaks } from '../languages/leak.ts';
import { givenBy } from '../languages/leak-lines.ts';
import type { Cell, CodeCell } from '../model/cell.ts';
import type { Lesson } from '../model/lesson.ts';
import type { Compiled } from '../model/notebook.ts';
import { variantTraits } from '../model/variants.ts';
import { lineIndex, type Span } from '../text/span.ts';
import { namedAsAnswers } from './answer-names.ts';
import { askedFiles } from './asked-files.ts';
import type { CourseFiles } from './course-files.ts';
import type { FoundFile } from './notebook-files.ts';

/** Files with code, in which a solution may stand. */
const code = /\.(?:py|r|jl|js|ts|sql|sh)$/i;
/** Files that people read. What data or a picture is called says nothing. */
const readable = /\.(?:py|ipynb|r|rmd|qmd|mdx?|jl|js|ts|sql|sh|c|cpp|h|java|rs|go|txt|pdf|html?|docx?|pptx?|zip)$/i;
/** Longer files are data, or somebody's library. */
const longest = 200_000;

/**
 * Of the files that stand beside a notebook which keeps solutions back: those that tell one. A file has the code of a
 * solution, or it is called as answers are, or it is what an exercise asks readers to write. What `files:` names is meant.
 */
export function answersBeside(
  { variant, files: beside }: Compiled,
  lesson: Lesson,
  cells: readonly Cell[],
  found: readonly FoundFile[],
  files: CourseFiles,
): Diagnostic[] {
  const { readers } = variantTraits[variant];
  const declared = new Set(found.flatMap((one) => (one.isDeclared ? [one.from] : [])));
  const asked = askedFiles(cells.filter((cell) => cell.variants.includes(variant)));
  const isOfAnswers = namedAsAnswers(lesson.source) !== undefined;
  const said = new Map<string, Diagnostic>();
  const say = (key: string, message: string, way: string, span: Span, severity: 'error' | 'warning'): void => {
    if (!said.has(key))
      said.set(key, diagnostic('answers-shown', message, lesson.source, span, { help: way, severity }));
  };
  for (const { from } of beside) {
    if (declared.has(from)) continue;
    const read = found.find((one) => one.from === from);
    const span = read?.span ?? placeOf(lesson.text, from);
    const kept = code.test(from) ? solutionIn(from, variant, cells, files) : undefined;
    const name = readable.test(from) && !isOfAnswers ? namedAsAnswers(from) : undefined;
    const ask = read === undefined ? undefined : asked.get(posix.basename(from));
    const lineOf = (one: Span) => lineIndex(lesson.text).point(one.start).line;
    if (kept !== undefined)
      say(
        from,
        `${readers} get ${from}, which holds the solution in line ${lineOf(kept.span)}`,
        help(from, read, true),
        span,
        'error',
      );
    else if (name !== undefined)
      say(name, `${readers} get ${name}, which is named as answers are`, help(from, read, false), span, 'warning');
    else if (ask !== undefined)
      say(
        from,
        `${readers} get ${from}, which line ${lineOf(ask)} asks them to write`,
        help(from, read, true),
        span,
        'warning',
      );
  }
  return [...said.values()];
}

/** How students get no such file; `isCode`: what it holds belongs into a cell of the solution. */
function help(path: string, read: FoundFile | undefined, isCode: boolean): string {
  if (read === undefined)
    return 'take the link away, or move it into :::solution … :::; where students may have it, set `rules: { answers-shown: off }`';
  const away = isCode
    ? `take ${path} away, and begin the cell of the solution with \`%%writefile ${posix.basename(path)}\``
    : 'move what reads it into :::solution … :::';
  return `${away}; where students may have it, name it under \`files:\` in the front matter`;
}

/** Code that imports or runs other files, and nothing else: it tells no answer. */
const setUp = /^(?:[ \t]*(?:#.*|import[ \t].*|from[ \t].*|%run[ \t].*|exec\(open\(.*)?(?:\n|$))+$/;

/** The first solution, among those that a variant's readers do not get, whose code stands in a file. */
function solutionIn(
  path: string,
  variant: Compiled['variant'],
  cells: readonly Cell[],
  files: CourseFiles,
): CodeCell | undefined {
  const all = cells.filter((cell) => cell.type === 'code' && cell.preceding === undefined) as CodeCell[];
  const kept = all.filter(
    (cell) =>
      !cell.variants.includes(variant) &&
      (cell.solution === true || cell.code.hidden) &&
      !setUp.test(cell.code.source.text),
  );
  const size = files.size(path);
  if (kept.length === 0 || size === 0 || size > longest) return undefined;
  const text = Buffer.from(files.bytes(path) ?? []).toString('utf8');
  return kept.find((cell) => {
    const secret = cell.code.source.text;
    const given = all
      .filter((one) => one.variants.includes(variant) && one.exercise === cell.exercise && one.exercise !== undefined)
      .map(({ code: { role, source } }) => (role === 'starter' ? givenBy(source.text, [secret]) : source.text));
    return findLeaks([secret], [{ where: path, text, kind: 'lesson' }], given).length > 0;
  });
}

/** Where a lesson names a file that it links to. */
function placeOf(text: string, path: string): Span {
  const name = posix.basename(path);
  const at = Math.max(text.indexOf(`${name})`), 0) || Math.max(text.indexOf(name), 0);
  return { start: at, end: at + (at === 0 ? 0 : name.length) };
}
