import { kernelLanguage, languageEntry, runMagic } from '../languages/kernels.ts';
import { hasBlanks } from '../languages/python/blanks.ts';
import { hasRegions, starterOf, withoutHiddenTests, withoutMarkers } from '../languages/python/regions.ts';
import { rewriteAsync } from '../languages/python/rewrite-async.ts';
import { parseTranscript, type TranscriptCell } from '../languages/python/transcript.ts';
import { flagTraits } from '../model/cell-flags.ts';
import type { CellTool } from '../model/cell-words.ts';
import type { Code } from '../model/lesson.ts';
import type { MatchMode } from '../model/match-modes.ts';
import { greatestOf } from '../text/extremes.ts';
import { concat, type MappedText, originOf, sliceMapped, synthetic } from '../text/mapped-text.ts';
import type { BuildContext } from './build-context.ts';
import type { FenceItem } from './item.ts';
import { type FenceFlags, readFlags } from './read-fence.ts';
import { snippetPatterns } from './spellings/snippets.ts';
import { cellDirectives } from './vocabulary.ts';

/** The cells that a fence becomes: one, several for a transcript, or none (undefined) where it stays Markdown. */
export function cellsOf(item: FenceItem, context: BuildContext): Code[] | undefined {
  const source = kernelSource(item, context.language);
  if (source === undefined || !context.isLesson(item)) return undefined;
  const own = source.language === context.language;
  // Other tools' words may follow a language that is not the lesson's: they are none of our affair.
  if (!own && !item.info.attributes.words.some((word) => word.text === 'run')) return undefined;
  const flags = readFlags(item, context);
  if (flags.role === 'display') return undefined;
  // The code stands in a file, which the page's tool puts there.
  if (snippetPatterns.wholeCode.test(source.text.text)) return undefined;
  const captioned = flags.title === undefined ? source : { ...source, text: withCaption(source, flags.title, item) };
  if (!own) {
    const magic = runMagic(context.language, item.info.language);
    if (magic === undefined) return undefined;
    const at = { start: item.span.start, end: item.span.start };
    return [
      codeOf(
        item,
        { language: context.language, text: concat([synthetic(`${magic}\n`, at), source.text]) },
        flags,
        context,
      ),
    ];
  }
  const transcript = context.language === 'python' ? parseTranscript(source.text) : undefined;
  if (transcript !== undefined) {
    return transcript.map((cell, index) => transcriptCode(cell, index, item, source, flags, context));
  }
  return withRegions(codeOf(item, forNotebook(captioned, flags, context), flags, context));
}

/** A part of a session at the prompt: what the session shows after it is what the cell must show. */
function transcriptCode(
  cell: TranscriptCell,
  index: number,
  item: FenceItem,
  source: KernelSource,
  flags: FenceFlags,
  context: BuildContext,
): Code {
  const code = codeOf(item, forNotebook({ ...source, text: cell.source }, flags, context), flags, context);
  const modes = [...flags.match.modes, ...cell.options.flatMap((option) => doctestModes[option] ?? [])];
  const whole = originOf(cell.source, 0, cell.source.text.length);
  return {
    ...(index === 0 ? code : withoutId(code)),
    span: {
      start: whole.start,
      end: greatestOf([whole.end, ...cell.expected.map(({ text }) => originOf(text, 0, text.text.length).end)]),
    },
    run: {
      ...code.run,
      ...(cell.blank && code.run.mode === 'execute' ? { mode: 'blank' } : {}),
      ...(cell.prompt === 'python' ? { atPrompt: true } : {}),
    },
    expected: cell.expected.map((output) => ({
      span: originOf(output.text, 0, output.text.text.length),
      stream: output.kind,
      text: output.text,
      match: {
        ...flags.match,
        modes: output.remark
          ? ['ignore']
          : output.elided && !modes.includes('ellipsis')
            ? [...modes, 'ellipsis']
            : modes,
        session: true,
      },
    })),
  };
}

const doctestModes: Readonly<Record<string, readonly MatchMode[]>> = {
  ELLIPSIS: ['ellipsis'],
  NORMALIZE_WHITESPACE: ['normalize'],
  IGNORE_RESULT: ['ignore'],
};

/**
 * nbgrader's regions: a solution region makes a solution of its cell, and a starter of what is left without it; hidden
 * tests make a cell of their own that students do not get.
 */
function withRegions(code: Code): Code[] {
  const { text } = code.source;
  if (hasRegions(text, 'solution')) {
    const starter: Code = { ...withoutId(code), role: 'starter', source: starterOf(code.source) };
    return [starter, { ...code, role: 'solution', source: withoutMarkers(code.source) }];
  }
  if (hasRegions(text, 'hidden-tests')) {
    const visible = withoutHiddenTests(code.source);
    const hidden: Code = { ...withoutId(code), role: 'test', hidden: true, source: withoutMarkers(code.source) };
    if (visible.text.trim() === '') return [hidden];
    // The two are one test of the author's, whose points count once.
    const { points: _, ...unscored } = hidden;
    return [{ ...code, role: 'test', source: visible }, unscored];
  }
  return [code];
}

function withoutId(code: Code): Code {
  const { id: _, ...rest } = code;
  return rest;
}

/** Code that is right in a script and on a page, made right in a notebook too. */
function forNotebook(source: KernelSource, flags: FenceFlags, context: BuildContext): KernelSource {
  if (source.language !== 'python' || context.keepAsync || flags.flags.has('no-await')) return source;
  const rewritten = rewriteAsync(source.text, context.file, context.asyncState.known);
  context.asyncState.known = rewritten.known;
  // What verification never runs may be written for a script alone.
  if (flags.run.mode !== 'skip') for (const one of rewritten.diagnostics) context.diagnostics.push(one);
  return { ...source, text: rewritten.source };
}

/** A caption such as a file's name stands as a comment on the cell's first line. */
function withCaption(source: KernelSource, title: string, item: FenceItem): MappedText {
  if (/^\s*%%/.test(source.text.text)) return source.text;
  const mark = languageEntry(source.language)?.comment ?? '#';
  const at = { start: item.span.start, end: item.span.start };
  return concat([synthetic(`${mark} ${title}\n`, at), source.text]);
}

interface KernelSource {
  readonly language: string;
  readonly text: MappedText;
}

/** The code of a fence that could be a cell, without the option lines of MyST (`:tags:`) and Quarto (`#| `). */
function kernelSource(item: FenceItem, lessonLanguage: string): KernelSource | undefined {
  const { directive } = item.info;
  const code = () => sliceMapped(item.content, item.head.length);
  if (directive !== undefined && cellDirectives.has(directive)) return { language: lessonLanguage, text: code() };
  const name = directive ?? item.info.language;
  // A kernel that no table lists speaks the language that it is called after.
  const isSpoken = name === lessonLanguage || runMagic(lessonLanguage, name) !== undefined;
  const language = kernelLanguage(name) ?? (isSpoken ? name : undefined);
  if (language === undefined) return undefined;
  return { language, text: directive === undefined ? item.content : code() };
}

/** A cell with blanks to fill in (`____`) cannot run before somebody has filled them in. */
function isBlank(source: KernelSource, flags: FenceFlags, role: FenceFlags['role']): boolean {
  if (flags.run.mode !== 'execute' || source.language !== 'python') return false;
  return (role === undefined || role === 'starter') && hasBlanks(source.text.text);
}

/** The tool that reads the cell's options, in lessons that are written for it. */
function toolOf({ info }: FenceItem, { isForeign, file }: BuildContext): CellTool | undefined {
  if (!isForeign || info.directive === undefined) return undefined;
  if (cellDirectives.has(info.directive)) return 'myst';
  return toolOfChunks(file);
}

/** The tool of a file with chunks: `{python}`. */
export function toolOfChunks(file: string): CellTool {
  return /\.rmd$/i.test(file) ? 'knitr' : 'quarto';
}

function codeOf(item: FenceItem, source: KernelSource, flags: FenceFlags, context: BuildContext): Code {
  const { role } = flags;
  const tool = toolOf(item, context);
  return {
    type: 'code',
    span: item.span,
    language: source.language,
    source: source.text,
    role: role === undefined || role === 'display' ? 'demo' : role,
    hidden: flags.flags.has('hidden'),
    ...(flags.id === undefined ? {} : { id: flags.id }),
    ...(flags.title === undefined ? {} : { title: flags.title }),
    ...(flags.caption === undefined ? {} : { caption: flags.caption }),
    tags: [...new Set([...flags.tags, ...[...flags.flags].flatMap((flag) => flagTraits[flag].tag ?? [])])],
    ...(flags.points === undefined ? {} : { points: flags.points }),
    ...(tool === undefined ? {} : { tool }),
    run: isBlank(source, flags, role) ? { ...flags.run, mode: 'blank' } : flags.run,
    expected: [],
  };
}
