import { posix } from 'node:path';
import type { RuleId } from '../diagnostics/catalog.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { kernelName } from '../languages/kernels.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { Config } from '../model/config.ts';
import type { Lesson } from '../model/lesson.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import type { NotebookFile } from '../model/notebook.ts';
import { hasAll, ofVariants, solvedVariant, type Variant, variantTraits } from '../model/variants.ts';
import { isLesson } from '../select/lesson-files.ts';
import { copyPathOf, lessonNameOf, outputPathOf } from '../select/output-path.ts';
import { type IsPage, isLeftOut, projectPages } from '../select/project-pages.ts';
import { isForInstructors, variantsOf } from '../select/variants.ts';
import { mappingOf } from '../yaml/mapping.ts';
import { isNamedAsAnswers } from './answer-names.ts';
import { answersBeside } from './answers-beside.ts';
import { compileNotebook } from './compile-notebook.ts';
import type { CourseFiles } from './course-files.ts';
import { type FoundFile, filesRead } from './notebook-files.ts';
import { outline } from './outline.ts';
import { pageWithLabel } from './page-with-label.ts';
import { precedingLessons } from './preceding.ts';
import { precedingCode } from './preceding-cells.ts';
import { lessonAnchors } from './prose/anchors.ts';
import type { Anchors, Elsewhere, LessonTarget, ProseContext } from './prose/context.ts';
import { editProse } from './prose/edit-prose.ts';
import { numberFootnotes } from './prose/footnotes.ts';
import { usesDollarMath } from './prose/math.ts';
import { type ShownConstruct, shownMessage } from './prose/shown-constructs.ts';
import { courseLanguage, readCourseLesson } from './read-course-lesson.ts';
import { readersOf } from './readers.ts';
import { toldOnce } from './told-once.ts';
import { writtenBy } from './written-files.ts';

/** Markdown → Lesson → notebooks, one for each variant that the course wants. */
export function compileLesson(text: string, source: string, config: Config, files: CourseFiles): CompiledLesson {
  const { lesson, diagnostics } = readCourseLesson(text, source, config, files);
  const kernel =
    lesson.meta.kernel ?? (courseLanguage(config) === lesson.language ? config.kernel : kernelName(lesson.language));
  const preceding = precedingLessons(lesson, config, files);
  const collapsed = config.solutions === 'collapsed';
  const cells = outline(
    lesson,
    preceding.lessons.flatMap((one) => precedingCode(one, collapsed)),
  );
  const footnotes = numberFootnotes(text);
  const anchors = anchorsWhenAsked(lesson, footnotes);
  const dollarMath = config.math === 'dollars' || usesDollarMath(text);
  const isWritten = writtenBy(
    cells.filter((cell) => cell.type === 'code'),
    posix.dirname(source),
  );
  const strings = templateStrings(text);
  const shown = new Map<string, ShownConstruct>();
  const variants = variantsOf(source, config);
  const found: Diagnostic[] = [...withAnswers(diagnostics, source, variants, config, files), ...preceding.diagnostics];
  const readOf = (variant: Variant) => {
    const read = filesRead(source, ...readersOf(lesson, cells, preceding.lessons, variant, collapsed), files);
    const told = read.found.filter((one) => !one.isDeclared && tells(one.from, variant));
    return {
      diagnostics: [...read.diagnostics, ...toldOnce(told.map((one) => lessonAsFile(one, source)))],
      found: read.found.filter((one) => !told.includes(one)).map((one) => ({ ...one, digest: files.digest(one.from) })),
    };
  };
  const reads = ofVariants(readOf);
  const notebooks = variants.map((variant, index) => {
    const path = outputPathOf(source, config, variant);
    const copy = (file: string) =>
      files.bytes(file) !== undefined && file !== source ? copyPathOf(file, config, variant) : undefined;
    const prose: ProseContext = {
      source,
      notebook: path,
      definitions: lesson.definitions,
      footnotes,
      anchors,
      comments: variantTraits[variant].notes,
      dollarMath,
      images: config.images,
      colab: config.colab,
      folder: config.source,
      lesson: (other) => (other === source ? { notebook: path, anchors, isKept: false } : targetOf(other, variant)),
      named: (name) => stemsBelow(config.source, files).filter((path) => posix.basename(path) === name),
      isLeftOut: (path) =>
        isLeftOut(path, config.source, pagesOf(files, config)) && !config.order.includes(lessonNameOf(path, config)),
      tells: (path) => tells(path, variant),
      isMade: (anchor) => strings.has(anchor),
      elsewhere,
      pageWith: (label) => pageWithLabel(label, config, files),
      copy,
      readImage: files.bytes,
      entries: files.entries,
      isWritten,
    };
    const {
      compiled,
      diagnostics: edited,
      shown: own,
    } = compileNotebook(lesson, cells, {
      variant,
      path,
      kernel,
      outputs: config.outputs,
      solutions: config.solutions,
      files: reads[variant].found.filter((file) => isBeside(file, path, config)),
      fileOf: (from) => ({
        path: posix.relative(posix.dirname(path), copy(from) ?? from),
        from,
        digest: files.digest(from),
      }),
      editProse: (cell) => editProse(cell, prose),
      colab: config.colab,
      courseFromOutput: config.courseFromOutput,
    });
    // What stands in a text of our own making has one place with all that is in it.
    const at = new Map<string, number>();
    for (const one of own) {
      const place = `${one.start} ${one.what}`;
      at.set(place, (at.get(place) ?? 0) + 1);
      shown.set(`${place} ${at.get(place)}`, one);
    }
    // All variants share their prose: what is wrong in it is said once.
    const said = index === 0 ? new Set() : new Set(found.map(keyOf));
    const unreachable = outOfReach(reads[variant].found, path, config, source);
    const told =
      collapsed || variantTraits[variant].notes
        ? []
        : answersBeside(compiled, lesson, cells, reads[variant].found, files);
    for (const one of [...reads[variant].diagnostics, ...unreachable, ...told, ...edited])
      if (!said.has(keyOf(one))) found.push(one);
    return compiled;
  });
  // What is not there to include has a finding of its own.
  const missing = found.filter(({ rule }) => rule === 'include-missing').map(({ span }) => span);
  const unread = [...shown.values()].filter(
    (one) => !missing.some(({ start, end }) => start <= one.start && one.start < end),
  );
  if (unread.length > 0) found.push(shownAsText(unread, source));
  return {
    lesson,
    cells,
    kernel,
    notebooks,
    reads: ofVariants((variant) => reads[variant].found),
    earlier: preceding.lessons,
    diagnostics: found,
  };

  function elsewhere(label: string): Elsewhere | undefined {
    const first = firstWith(label, config, files);
    return first?.path === source ? lessonWith(label, config, files, source) : first;
  }

  /** Whether a file is a lesson, or a part that lessons include, and holds what the readers of a variant do not get. */
  function tells(path: string, variant: Variant): boolean {
    if (hasAll(variant) || !lessonEnding.test(path)) return false;
    const other = path === source ? text : files.lessonText(path);
    if (other === undefined) return false;
    if (!variantTraits[variant].notes && isForInstructors(path, config)) return true;
    const { lesson } = readCourseLesson(other, path, config, files);
    return outline(lesson, []).some(
      (cell) => !cell.variants.includes(variant) && !(collapsed && cell.solution === true),
    );
  }

  function targetOf(path: string, variant: Config['variants'][number]): LessonTarget | undefined {
    const isOne = isLesson(posix.basename(path)) || config.order.includes(lessonNameOf(path, config));
    const other = isOne && isBuilt(path) ? files.lessonText(path) : undefined;
    const page = isOne && other === undefined ? withPermalink(path, config, files) : undefined;
    if (page !== undefined && page !== path) return targetOf(page, variant);
    if (other === undefined) return undefined;
    const isKept = !variantTraits[variant].notes && isForInstructors(path, config);
    const notebook = outputPathOf(path, config, isKept ? solvedVariant : variant);
    return { notebook, anchors: anchorsOf(other, path, config), isKept };
  }

  /** Whether a build of the course makes a notebook of it, or would of this lesson as little. */
  function isBuilt(path: string): boolean {
    if (!isBelow(path, config.source)) return !isBelow(source, config.source);
    return pagesOf(files, config)(path) || config.order.includes(lessonNameOf(path, config));
  }
}

/** The pages of the project around the lessons, found once for all links of a course. */
function pagesOf(files: CourseFiles, { source }: Config): IsPage {
  let known = pages.get(files);
  if (known === undefined) {
    known = projectPages(source, (path) => {
      const bytes = files.bytes(path);
      return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
    });
    pages.set(files, known);
  }
  return known;
}

const pages = new WeakMap<CourseFiles, IsPage>();

/** Whether a file is in a folder or below it, as lessons are found: not through folders that begin with `_`. */
function isBelow(path: string, folder: string): boolean {
  const inside = posix.relative(folder, path).split('/');
  return inside[0] !== '..' && inside.every((name) => !name.startsWith('_'));
}

/** The lesson of the course that has a label, kept for all lessons that name it. */
function firstWith(label: string, config: Config, files: CourseFiles): Elsewhere | undefined {
  const known = withLabels.get(files) ?? new Map<string, Elsewhere | undefined>();
  withLabels.set(files, known);
  if (!known.has(label)) known.set(label, lessonWith(label, config, files));
  return known.get(label);
}

const withLabels = new WeakMap<CourseFiles, Map<string, Elsewhere | undefined>>();

/**
 * The lesson whose header gives its page that address: `permalink: /setup/`, to which links lead as to `setup.md`. It is
 * looked for in all lessons, in courses of Jekyll alone.
 */
function withPermalink(path: string, config: Config, files: CourseFiles): string | undefined {
  if (files.size('_config.yml') === 0) return undefined;
  let known = permalinks.get(files);
  if (known === undefined) {
    known = new Map();
    for (const lesson of lessonsBelow(config.source, files)) {
      const header = /^---\n([\s\S]*?)\n---/.exec(files.lessonText(lesson) ?? '')?.[1] ?? '';
      // Few have one: YAML is read of those alone.
      const { permalink } = header.includes('permalink') ? mappingOf(header) : {};
      const page = typeof permalink === 'string' ? permalink.replace(/^\/|\/$|\.html$/g, '') : '';
      if (page !== '') known.set(page, lesson);
    }
    permalinks.set(files, known);
  }
  const page = path.replace(lessonEnding, '');
  return known.get(page) ?? known.get(lessonNameOf(path, config));
}

const permalinks = new WeakMap<CourseFiles, Map<string, string>>();

/** Labels are the course's own: the lesson that has one is looked for by how labels are written. */
function lessonWith(label: string, config: Config, files: CourseFiles, except?: string): Elsewhere | undefined {
  for (const path of lessonsBelow(config.source, files)) {
    const text = path === except ? undefined : files.lessonText(path);
    if (text === undefined || !isWholeIn(text, label)) continue;
    const target = anchorsOf(text, path, config).targets.get(label);
    if (target !== undefined) return { path, target };
  }
  return undefined;
}

/** Whether a label stands in a text, and is not a part of a longer one: reading a lesson takes longer than looking. */
function isWholeIn(text: string, label: string): boolean {
  for (let at = text.indexOf(label); at !== -1; at = text.indexOf(label, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + label.length] ?? ' '}`;
    if (!/[\w-]/.test(around)) return true;
  }
  return false;
}

/** The lessons below a folder. */
function lessonsBelow(folder: string, files: CourseFiles): string[] {
  return (files.entries(folder) ?? []).flatMap((name) => {
    const path = folder === '.' ? name : `${folder}/${name}`;
    if (name.endsWith('/')) return lessonsBelow(path.slice(0, -1), files);
    return isLesson(name) ? [path] : [];
  });
}

/** Where pages stand: a lesson without its ending, and the folder of a page `index`. */
function stemsBelow(folder: string, files: CourseFiles): string[] {
  return lessonsBelow(folder, files).map((path) => path.replace(lessonEnding, '').replace(/\/index$/, ''));
}

/** Strings in the templates of a text: `usage` of `{{ anchor('usage') }}`. */
function templateStrings(text: string): ReadonlySet<string> {
  const templates = text.match(/\{\{[^{}]*\}\}|\{%[^{}%]*%\}/g) ?? [];
  return new Set(templates.flatMap((one) => [...one.matchAll(/(["'])(.*?)\1/g)].map(([, , string = '']) => string)));
}

/** What is wrong with a lesson, and, where students get one that is named as answers are, that, and how to keep it from them. */
function withAnswers(
  diagnostics: readonly Diagnostic[],
  source: string,
  variants: readonly Variant[],
  config: Config,
  files: CourseFiles,
): readonly Diagnostic[] {
  const name = lessonNameOf(source, config);
  const folder = posix.dirname(source);
  const ending = lessonEnding.exec(source)?.[0] ?? '';
  const isBeside = (other: string) => files.entries(folder)?.includes(`${posix.basename(other)}${ending}`) === true;
  // What only instructors read has the answers: no exercise in it waits for a proof.
  if (isForInstructors(source, config)) return diagnostics.filter(({ rule }) => rule !== 'exercise-in-text');
  if (variants.every((variant) => variantTraits[variant].notes) || !isNamedAsAnswers(name, isBeside))
    return diagnostics;
  const helpOf = (rule: RuleId) =>
    `name it in coursewright.yaml, \`instructors: [${name}]\`; where students may have it, set \`rules: { ${rule}: off }\``;
  const answers = diagnostic(
    'answers-shown',
    'students get this lesson, which is named as answers are',
    source,
    { start: 0, end: 0 },
    { help: helpOf('answers-shown') },
  );
  // What its text tells is kept from students by the same line.
  const isTold = ({ rule }: Diagnostic) => rule === 'secret-stays-text';
  return [...diagnostics.map((one) => (isTold(one) ? { ...one, help: helpOf('secret-stays-text') } : one)), answers];
}

/** Whether a notebook's file is one that a build puts beside it; above its folder it may be the course's own. */
function isBeside({ path, from }: NotebookFile, notebook: string, { output }: Pick<Config, 'output'>): boolean {
  const place = posix.join(posix.dirname(notebook), path);
  return !path.startsWith('../') || (place !== from && place.startsWith(`${output}/`));
}

/** A lesson, or a part of one, that code reads as a file: a copy of it would tell its solutions. */
function lessonAsFile({ path, from, span }: FoundFile, source: string): Diagnostic {
  const which = path === from ? '' : `, which is ${from}`;
  const message = `solutions are in \`${path}\`${which}: students do not get it`;
  const help = 'read another file; where students may have it, name it under `files:` in the front matter';
  return diagnostic('file-out-of-reach', message, source, span, { help });
}

/** Files that the lesson's code finds and its notebook's does not: where they would have to stand is not for builds to write. */
function outOfReach(
  found: readonly (NotebookFile & Pick<FoundFile, 'span'>)[],
  notebook: string,
  config: Pick<Config, 'output'>,
  source: string,
): Diagnostic[] {
  const all = found.flatMap((file) => {
    const place = posix.join(posix.dirname(notebook), file.path);
    if (place === file.from || isBeside(file, notebook, config)) return [];
    const message = `\`${file.path}\` is ${file.from} for this lesson, and ${place} for its notebook, outside of ${config.output}/`;
    const help = `put the file below ${posix.dirname(source)}/, and name it by its place there`;
    return [diagnostic('file-out-of-reach', message, source, file.span, { help })];
  });
  return toldOnce(all);
}

/** The anchors of another lesson, read when a link names one of them, and kept for the lessons that link there too. */
function anchorsOf(text: string, path: string, config: Config): Anchors {
  let known = targets.get(config);
  if (known === undefined) {
    known = new Map();
    targets.set(config, known);
  }
  const before = known.get(path);
  if (before?.text === text) return before.anchors;
  let found: Anchors | undefined;
  const anchors = () => {
    if (found === undefined) {
      const { lesson } = readCourseLesson(text, path, config);
      found = lessonAnchors(lesson, numberFootnotes(text));
    }
    return found;
  };
  const target: Anchors = {
    get fragments() {
      return anchors().fragments;
    },
    get marks() {
      return anchors().marks;
    },
    get targets() {
      return anchors().targets;
    },
    get title() {
      return anchors().title ?? posix.basename(path).replace(lessonEnding, '');
    },
  };
  if (known.size >= memory) known.clear();
  known.set(path, { text, anchors: target });
  return target;
}

const targets = new WeakMap<Config, Map<string, { readonly text: string; readonly anchors: Anchors }>>();
/** Lessons that links lead to; enough for a course, few enough that a long build's memory stays flat. */
const memory = 200;

/** The anchors of a lesson, found when the first link asks for them: most lessons have none. */
function anchorsWhenAsked(lesson: Lesson, footnotes: ReadonlyMap<string, number>): Anchors {
  let found: Anchors | undefined;
  const anchors = () => (found ??= lessonAnchors(lesson, footnotes));
  // An anchor of its own is only made for a heading that has an id, or that a link in the lesson points to.
  const linked = /[(<"'=]#|\]:\s*\S*#|\{[^}\n]{0,200}#[\w-]/.test(lesson.text);
  return {
    get fragments() {
      return anchors().fragments;
    },
    get marks() {
      return linked || lesson.targets.size > 0 ? anchors().marks : noMarks;
    },
    targets: lesson.targets,
  };
}

const noMarks: ReadonlyMap<number, string> = new Map();

/** All that a lesson shows as it is written, in one finding at the first of it. Each cell that needs a footnote has its text. */
function shownAsText(found: readonly ShownConstruct[], source: string): Diagnostic {
  const shown = [...new Map(found.map((one) => [one.start, one])).values()];
  const [first = { start: 0, end: 0 }] = shown.toSorted((a, b) => a.start - b.start);
  const span = { start: first.start, end: first.end };
  return diagnostic('construct-shown-as-text', shownMessage(shown), source, span);
}

/** Of two diagnostics that say the same of the same place, one is enough. */
function keyOf({ rule, span, message }: Diagnostic): string {
  return `${rule} ${span.start} ${message}`;
}
