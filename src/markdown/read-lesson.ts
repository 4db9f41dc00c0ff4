import { posix } from 'node:path';
import type { Root, RootContent } from 'mdast';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { kernelLanguage } from '../languages/kernels.ts';
import type { Definition, Lesson, LessonMeta } from '../model/lesson.ts';
import { editMapped, type MappedText, originOf, slice, sliceMapped } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { buildBlocks } from './build-blocks.ts';
import { cellDefaults, type ProjectFile, reportNotRun } from './cell-defaults.ts';
import { type Document, documentOf, lineRange, spanOf } from './document.ts';
import { type FenceInfo, parseFenceInfo } from './fence.ts';
import { flattenNodes } from './flatten.ts';
import { dialectOf, foreignMarks, isMystNotebook } from './foreign-lesson.ts';
import { groupExercises } from './group-exercises.ts';
import type { FenceItem } from './item.ts';
import { lostFrontMatter } from './lost-front-matter.ts';
import { nest } from './nest.ts';
import { parseBlocks } from './parse-blocks.ts';
import { toolOfChunks } from './read-code.ts';
import { outputStream } from './read-fence.ts';
import { exercisesInText } from './report-exercise-text.ts';
import { reportShownOutputs } from './report-fences.ts';
import { sessionsInText } from './report-sessions.ts';
import { chunkFences } from './spellings/chunk-fences.ts';
import type { LeftOut } from './spellings/frameworks.ts';
import { includes } from './spellings/includes.ts';
import { jinjaComments } from './spellings/jinja.ts';
import { respelled } from './spellings/spellings.ts';
import { tomlHeader } from './spellings/toml-header.ts';
import { targetsIn } from './targets.ts';
import { cellDirectives, outputFences } from './vocabulary.ts';

/** What the front matter says. */
interface ReadHeader {
  readonly meta: LessonMeta;
  readonly raw?: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
  readonly spanOf?: (key: string, part?: 'key' | 'value') => Span | undefined;
}

/** What reading a lesson needs beside its text. */
export interface ReadOptions {
  /** Path of the lesson, relative to the course's folder. */
  readonly source: string;
  /** Reads the front matter's YAML, which starts at `offset` of the file. */
  readonly frontMatter: (yaml: string, offset: number, isForeign: boolean) => ReadHeader;
  /** The language of a kernelspec name, and of the course's default kernel where none is given. */
  readonly languageOfKernel: (kernel: string | undefined) => string;
  /** Students get solutions too, folded. */
  readonly solutionsShown?: boolean;
  /** Languages of fences that are outputs directly after a cell, beside those that always are. */
  readonly outputFences?: readonly string[];
  /** The text of a file that the lesson includes, by its path from the course's folder; without it, nothing is included. */
  readonly readText?: (path: string) => string | undefined;
  /** The framework that parts of a lesson under a condition are for; without it, the first that the lesson names. */
  readonly framework?: string;
  /** Files of the lesson's project that say what its chunks are by default, the outermost first. */
  readonly project?: readonly ProjectFile[];
  /** Jinja reads the lesson before anything else does, so that it has comments. */
  readonly hasJinja?: boolean;
  /** Whether the lesson is another tool's; without it, what the lesson holds says it. */
  readonly isForeign?: boolean;
}

/**
 * Markdown → Lesson. `text` is the file without its BOM. Whatever the author did wrong is a diagnostic; the lesson is
 * always whole, and every character of the file is in one of its blocks or in syntax that the format consumes.
 */
export function readLesson(text: string, options: ReadOptions): { lesson: Lesson; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const lines = withLineFeeds(text, /\.[rq]md$/i.test(options.source));
  const toml = tomlHeader(lines.text);
  const ofChunks = (part: string) => (/\.[rq]md$/i.test(options.source) ? chunkFences(part) : []);
  const whole = editMapped(lines, [...toml, ...ofChunks(lines.text)]);
  const written = options.hasJinja === true ? editMapped(whole, jinjaComments(whole.text)) : whole;
  const { edits, missing } =
    options.readText === undefined ? noIncludes : includes(written.text, options.source, options.readText);
  for (const { path, start, end } of missing) {
    const span = originOf(written, start, end);
    diagnostics.push(diagnostic('include-missing', `there is no file ${path} to include`, options.source, span));
  }
  const included = editMapped(written, edits);
  const chunked = edits.length === 0 ? included : editMapped(included, ofChunks(included.text));
  const { mapped, leftOut } = respelled(chunked, options.framework);
  for (const one of frameworkFindings(leftOut, options)) diagnostics.push(one);
  const document = documentOf(mapped);
  const root = parseBlocks(document.mapped.text);
  const given = options.isForeign === true ? 'foreign' : 'own';
  const dialect =
    options.isForeign === undefined ? dialectOf(written.text, toml.length > 0) : { words: given, keys: given };
  const isForeign = dialect.words === 'foreign';
  const {
    meta,
    raw,
    spanOf: spanOfKey,
  } = readMeta(text, root, document, { ...options, isForeign: dialect.keys === 'foreign' }, diagnostics);
  const infos = fenceInfos(document, root);
  const language = languageOf(meta.kernel, infos, options);
  const isMyst = isMystNotebook(raw ?? {}) || infos.some(({ directive = '' }) => cellDirectives.has(directive));
  const chunks =
    isForeign && (isMyst || /\.(?:qmd|rmd)$/i.test(options.source) || infos.some((info) => isChunkOf(info, language)));
  // From the lesson's folder, or from that of the project.
  const sourced = (path: string) =>
    [posix.join(posix.dirname(options.source), path), posix.normalize(path)]
      .filter((place) => !place.startsWith('..'))
      .map((place) => options.readText?.(place))
      .find((script) => script !== undefined);
  const context = {
    file: options.source,
    language,
    defaults: cellDefaults(text, options.project ?? [], raw ?? {}, (key) => spanOfKey?.(key, 'key'), sourced),
    diagnostics,
    // Reading Python costs a parse of every cell: only a lesson that names an event loop has anything to rewrite.
    keepAsync:
      meta.async === 'keep' ||
      !/async|uvicorn|uvloop|hypercorn|anyio|trio|aiohttp|tornado|run_(?:app|until_complete|forever|sync)/.test(text),
    asyncState: { known: undefined },
    solutionsShown: options.solutionsShown === true,
    outputFences: options.outputFences ?? [],
    isForeign,
    ofJupytext: typeof raw?.jupytext === 'object',
    shownOutputs: [],
    marks: foreignMarks(mapped.text),
    isLesson: (item: FenceItem) => isLessonFence(item, language, chunks),
  };
  const nested = groupExercises(nest(flattenNodes(document, root.children, context), context));
  const blocks = buildBlocks(nested, context);
  reportShownOutputs(context);
  const tool = chunks ? (isMyst ? 'myst' : toolOfChunks(options.source)) : undefined;
  const cell = tool === undefined ? undefined : tool === 'myst' ? '{code-cell}' : `{${language}}`;
  for (const one of exercisesInText(blocks, options.source, tool)) diagnostics.push(one);
  if (language === 'python') for (const one of sessionsInText(blocks, options.source, cell)) diagnostics.push(one);
  for (const one of reportNotRun(context.defaults, options.source)) diagnostics.push(one);
  diagnostics.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return {
    lesson: {
      source: options.source,
      text,
      meta,
      language,
      blocks,
      definitions: definitionsOf(document, root),
      targets: targetsIn(document),
    },
    diagnostics,
  };
}

const noIncludes: ReturnType<typeof includes> = { edits: [], missing: [] };

/** Says once which parts of a lesson its notebooks do not have: those for another framework. */
function frameworkFindings(leftOut: readonly LeftOut[], { source }: ReadOptions): Diagnostic[] {
  const [first] = leftOut;
  if (first === undefined) return [];
  const count = leftOut.length === 1 ? '1 part' : `${leftOut.length} parts`;
  const isFramework = first.framework !== undefined;
  const message = `${count} left out: ${isFramework ? `the notebooks are for \`${first.framework}\`` : 'notebooks show what pages in HTML show'}`;
  const help = isFramework
    ? 'to have them for another framework, name it in coursewright.yaml: `framework: …`'
    : 'take the condition (`when-format`, `when-profile`) away where the notebooks must have a part';
  return [diagnostic('framework-left-out', message, source, { start: first.start, end: first.end }, { help })];
}

/** The text with the line ends that it has in cells; Pandoc reads a header below blank lines, too. */
function withLineFeeds(text: string, isPandoc: boolean): MappedText {
  const whole = slice(text, { start: 0, end: text.length });
  const blank = (isPandoc ? /^\s+(?=---[ \t]*\r?\n)/.exec(text)?.[0].length : undefined) ?? 0;
  const others = [...text.matchAll(/\r\n?/g)].filter(({ index }) => index >= blank);
  return editMapped(whole, [
    ...(blank === 0 ? [] : [{ start: 0, end: blank, text: '' }]),
    ...others.map(({ index, 0: end }) => ({ start: index, end: index + end.length, text: '\n' })),
  ]);
}

function readMeta(
  lesson: string,
  root: Root,
  document: Document,
  options: ReadOptions,
  diagnostics: Diagnostic[],
): ReadHeader {
  const [first] = root.children;
  if (first?.type !== 'yaml') {
    const lost = lostFrontMatter(document.mapped.text, options.source, (start, end) => spanOf(document, start, end));
    for (const one of lost) diagnostics.push(one);
    return options.frontMatter('', 0, false);
  }
  const start = first.position?.start.offset ?? 0;
  const fence = /^---[^\n]*\n/.exec(document.mapped.text.slice(start))?.[0].length ?? 4;
  const whole = document.mapped.text.slice(start, first.position?.end.offset ?? 0);
  const end = start + whole.replace(/---[ \t]*$/, '').length;
  const body = { start: start + fence, end: Math.max(end, start + fence) };
  const isForeign = options.isForeign === true;
  if (lesson.startsWith('+++')) return readRespelled(document, body, options, diagnostics);
  // As it stands in the file, for what is wrong in it to be found there; the parser knows no line that ends with `\r`.
  const span = spanOf(document, body.start, body.end);
  const read = options.frontMatter(
    lesson.slice(span.start, span.end).replace(/\r(?!\n)/g, '\n'),
    span.start,
    isForeign,
  );
  for (const one of read.diagnostics) diagnostics.push(one);
  return read;
}

/** Reads a header that another stands for in the file: each of its keys is found where that has it. */
function readRespelled(document: Document, body: Span, options: ReadOptions, diagnostics: Diagnostic[]): ReadHeader {
  const { text } = document.mapped;
  const read = options.frontMatter(text.slice(body.start, body.end), 0, options.isForeign === true);
  const inFile = ({ start, end }: Span) => spanOf(document, body.start + start, body.start + end);
  for (const one of read.diagnostics) {
    const { fix, ...said } = one;
    diagnostics.push({ ...said, span: inFile(one.span) });
  }
  const spanOfKey = (key: string, part?: 'key' | 'value') => {
    const span = read.spanOf?.(key, part);
    return span === undefined ? undefined : inFile(span);
  };
  return { ...read, spanOf: spanOfKey };
}

/** What the kernel speaks; one may be called anything, such as an environment's name: then the fences say it. */
function languageOf(kernel: string | undefined, infos: readonly FenceInfo[], options: ReadOptions): string {
  if (kernel === undefined) return usedLanguage(infos, options);
  const named = options.languageOfKernel(kernel);
  const isSpoken = kernelLanguage(named) !== undefined || infos.some(({ language }) => language === named);
  return isSpoken ? named : usedLanguage(infos, options);
}

/** The course's own language if any fence is in it, else the first kernel language that a fence names. */
function usedLanguage(all: readonly FenceInfo[], options: ReadOptions): string {
  const preferred = options.languageOfKernel(undefined);
  const infos = all.filter((info) => !isSetUpOfKnitr(info));
  // knitr runs it in R; where most chunks are in the language of the course, it is about that, and R helps.
  const chunks = infos.map(({ directive }) => kernelLanguage(directive ?? ''));
  const count = (language: string) => chunks.filter((one) => one === language).length;
  if (/\.rmd$/i.test(options.source) && count('r') > 0 && count('r') >= count(preferred)) return 'r';
  let first: string | undefined;
  const isRun = infos.some(({ language }) => outputFences.has(language));
  for (const info of infos) {
    if (info.directive !== undefined && cellDirectives.has(info.directive)) return preferred;
    const used = kernelLanguage(info.directive ?? info.language);
    if (used === preferred) return preferred;
    // Shell fences show commands to type; only the front matter makes a lesson one for a shell kernel.
    // So do scripts show what stands in a page or in the settings of a tool, unless something says that they run.
    const isShown = SCRIPTS.test(info.language) && !isRun && info.marks.length === 0;
    if (used !== 'bash' && !isShown) first ??= used;
  }
  return first ?? preferred;
}

/** A chunk of R whose code nobody sees prepares the page or puts a picture on it, in lessons of other languages too. */
function isSetUpOfKnitr({ directive, attributes: { values } }: FenceInfo): boolean {
  const isOff = (key: string) => /^f(?:alse)?$/i.test(values.get(key)?.text ?? '');
  return directive === 'r' && (isOff('include') || isOff('echo'));
}

const SCRIPTS = /^(?:javascript|js|typescript|ts)$/;

function fenceInfos(document: Document, root: Root): FenceInfo[] {
  return [...codeNodes(root)].map((node) => {
    const start = node.position?.start.offset ?? 0;
    const line = document.mapped.text.slice(start, lineRange(document, document.lines.point(start).line).end);
    return parseFenceInfo(/^(?:`{3,}|~{3,})(.*)$/.exec(line)?.[1] ?? '');
  });
}

function* codeNodes(parent: Root | RootContent): Generator<Extract<RootContent, { type: 'code' }>> {
  if (parent.type === 'code') yield parent;
  if ('children' in parent) for (const child of parent.children as RootContent[]) yield* codeNodes(child);
}

/** Whether a fence is a cell by its braces alone: `{python}`. */
function isChunkOf({ directive }: FenceInfo, language: string): boolean {
  return directive !== undefined && kernelLanguage(directive) === language;
}

/**
 * Whether a fence is a part of the lesson, and not only shown. In a lesson of another tool whose cells have braces
 * (`chunks`: MyST, also by its header alone, and whatever is in files of Quarto and R Markdown), a plain fence shows code that nobody executes.
 */
function isLessonFence(item: FenceItem, language: string, chunks: boolean): boolean {
  const name = item.info.directive ?? item.info.language;
  if (cellDirectives.has(name) || outputStream(item) !== undefined) return true;
  const { marks } = item.info;
  if (chunks && item.info.directive === undefined && marks.length === 0) return false;
  // What is only shown stays in its list.
  if (marks.length === 1 && marks[0]?.text === 'display') return false;
  const used = kernelLanguage(name) ?? name;
  return used === language || item.info.attributes.words.some((word) => word.text === 'run');
}

function definitionsOf(document: Document, root: Root): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  const visit = (node: RootContent) => {
    if (node.type === 'definition' || node.type === 'footnoteDefinition') {
      const start = node.position?.start.offset ?? 0;
      const end = node.position?.end.offset ?? 0;
      const footnote = node.type === 'footnoteDefinition';
      const key = footnote ? `^${node.identifier}` : node.identifier;
      const definition: Definition = {
        type: footnote ? 'footnote' : 'link',
        label: node.label ?? node.identifier,
        span: spanOf(document, start, end),
        text: sliceMapped(document.mapped, start, end),
      };
      if (!definitions.has(key)) definitions.set(key, definition);
    }
    if ('children' in node) for (const child of node.children as RootContent[]) visit(child);
  };
  for (const node of root.children) visit(node);
  return definitions;
}
