import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { kernelLanguage } from '../languages/kernels.ts';
import type { Span } from '../text/span.ts';
import { isMapping, mappingOf } from '../yaml/mapping.ts';
import { chunkHeader } from './chunk-header.ts';
import type { Setting } from './dialects/setting.ts';
import { settingOf } from './foreign-options.ts';
import type { FenceItem } from './item.ts';

/** An option that a chunk has where it does not say otherwise itself. */
interface CellDefault {
  readonly key: string;
  readonly value: string;
  /** Where it is said: in the lesson, or in a file of the project. */
  readonly said: { readonly span: Span; readonly words: string } | { readonly file: string };
}

/** The defaults of a lesson's chunks, and which chunks are not run by one of them. */
export interface CellDefaults {
  readonly all: readonly CellDefault[];
  readonly notRun: { readonly span: Span; readonly by: CellDefault }[];
}

/** A file of a project that speaks of all its chunks: its settings, a script in R, or a lesson whose chunks set it. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The defaults for all chunks of a lesson: those of its project, those of its header (`execute:`, `knitr: opts_chunk:`), and
 * those that a chunk of R Markdown sets (`knitr::opts_chunk$set(eval = FALSE)`), itself or by a script that it sources, which
 * count from there on.
 * https://quarto.org/docs/computations/execution-options.html, https://yihui.org/knitr/options/
 * @param project The project's files, the outermost first.
 * @param header What the header says, and where its key `execute` or `knitr` stands.
 * @param sourced The text of a script in R, by its path from the lesson.
 */
export function cellDefaults(
  text: string,
  project: readonly ProjectFile[],
  header: Readonly<Record<string, unknown>>,
  spanOf: (key: string) => Span | undefined,
  sourced: (path: string) => string | undefined = () => undefined,
): CellDefaults {
  const ofProject = project.flatMap((file) => optionsOf(file).map((one) => ({ ...one, said: { file: file.path } })));
  const ofHeader = optionsIn(header).map(([key, value, of]): CellDefault => {
    const span = spanOf(of) ?? { start: 0, end: 0 };
    return { key, value, said: { span, words: `\`${of}:\` in the header` } };
  });
  const ofChunks = [...text.matchAll(CHUNK_OF_R)].flatMap((chunk) => setInChunk(chunk[0], chunk.index, sourced));
  return { all: [...ofProject, ...ofHeader, ...ofChunks], notRun: [] };
}

const CHUNK_OF_R = /^[ \t]*`{3,}\{r\b[^\n]*\n[\s\S]*?^[ \t]*`{3,}[ \t]*$/gm;

/** What a file of the project sets. */
function optionsOf({ path, text }: ProjectFile): Option[] {
  if (/\.ya?ml$/i.test(path)) return optionsIn(mappingOf(text)).map(([key, value]) => ({ key, value }));
  const codes = /\.r$/i.test(path) ? [text] : [...text.matchAll(CHUNK_OF_R)].map(([chunk]) => chunk);
  return codes.flatMap((code) => callsIn(code)).flatMap(({ options }) => options);
}

type Option = Pick<CellDefault, 'key' | 'value'>;

/** What a chunk in R sets for those after it. */
function setInChunk(code: string, offset: number, sourced: (path: string) => string | undefined): CellDefault[] {
  const own = callsIn(code).map((call) => ({ ...call, words: '`opts_chunk$set`' }));
  const others = [...code.matchAll(SOURCED)].map(({ index, 0: whole, 1: path = '' }) => ({
    start: index + whole.indexOf('source'),
    end: index + whole.length,
    options: optionsOf({ path: 'script.R', text: sourced(path) ?? '' }),
    words: path,
  }));
  return [...own, ...others]
    .sort((a, b) => a.start - b.start)
    .flatMap(({ start, end, options, words }) => {
      const said = { span: { start: offset + start, end: offset + end }, words };
      return options.map((one) => ({ ...one, said }));
    });
}

/** A script that is run where it is named: `source("_common.R")`, `source(here::here("R/common.R"))`. */
const SOURCED = /^[^#\n]*?\bsource\([ \t]*(?:(?:here::)?here\([ \t]*)?["']([^"'\n]+\.[rR])["'][^\n]*/gm;

/** The calls that set options of all chunks. */
function callsIn(code: string): { readonly start: number; readonly end: number; readonly options: Option[] }[] {
  const calls = code.matchAll(/^[^#\n]*?\b(opts_chunk\$set\(((?:[^()"']|"[^"]*"|'[^']*'|\([^()]*\))*)\))/gm);
  return [...calls].map(({ index, 0: whole, 1: call = '', 2: given = '' }) => {
    const start = index + whole.length - call.length;
    const values = chunkHeader(`,${given.replace(/\s*\n\s*/g, ' ')}`)?.values ?? [];
    const options = [...values].map(([key, { text: value }]) => ({ key, value }));
    return { start, end: start + call.length, options };
  });
}

/** What chunks are by default, each as key, value and the key that holds it. */
function optionsIn(settings: Readonly<Record<string, unknown>>): [string, string, string][] {
  const { execute, knitr, format } = settings;
  const found: [string, string, string][] = [];
  // What a page in HTML, or else in the first format, says of itself: https://quarto.org/docs/computations/execution-options.html
  const formats = isMapping(format) ? format : {};
  const page = formats.html ?? Object.values(formats)[0];
  const ofPage = isMapping(page) ? page.execute : undefined;
  for (const [key, value] of entriesOf(ofPage)) found.push([key === 'enabled' ? 'eval' : key, value, 'format']);
  for (const [key, value] of entriesOf(execute)) found.push([key === 'enabled' ? 'eval' : key, value, 'execute']);
  for (const [key, value] of entriesOf(isMapping(knitr) ? knitr.opts_chunk : undefined))
    found.push([key, value, 'knitr']);
  return found;
}

function entriesOf(value: unknown): [string, string][] {
  return isMapping(value) ? Object.entries(value).map(([key, one]) => [key, String(one)]) : [];
}

/** What the defaults make of a chunk. A plain fence, and a cell of another tool, has none. */
export function settingsByDefault(item: FenceItem, defaults: CellDefaults): Setting[] {
  if (kernelLanguage(item.info.directive ?? '') === undefined) return [];
  const own = new Set([...item.info.attributes.values.keys(), ...item.head.options.map(({ key }) => key)]);
  const counting = new Map<string, CellDefault>();
  for (const one of defaults.all) {
    if ('span' in one.said && one.said.span.start > item.span.start) continue;
    if (!own.has(one.key)) counting.set(one.key, one);
  }
  return [...counting.values()].flatMap((by) => {
    const setting = settingOf(by.key, by.value);
    if (setting?.flags?.includes('skip') === true) defaults.notRun.push({ span: item.span, by });
    return setting ?? [];
  });
}

/** Says once of a lesson that cells are not run because a default says so. */
export function reportNotRun({ notRun }: CellDefaults, file: string): Diagnostic[] {
  const [first] = notRun;
  if (first === undefined) return [];
  const { said } = first.by;
  const count = notRun.length === 1 ? '1 cell is' : `${notRun.length} cells are`;
  const words = 'file' in said ? said.file : said.words;
  const span = 'file' in said ? { start: first.span.start, end: first.span.start } : said.span;
  const help = 'write `#| eval: true` at the head of a cell that is to run, or take the default away';
  return [diagnostic('cells-not-run', `${count} not run: ${words} says so`, file, span, { help })];
}
