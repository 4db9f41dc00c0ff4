import { kernelLanguage } from '../languages/fence-language.ts';
import { type AsyncState, rewriteAsync } from '../languages/python/rewrite-async.ts';
import type { Code } from '../lesson/lesson.ts';
import { concat, type MappedText, sliceMapped, synthetic } from '../text/mapped-text.ts';
import type { BuildContext } from './build-blocks.ts';
import type { FenceItem } from './item.ts';
import { type FenceFlags, readFlags } from './read-fence.ts';

/** The cells that a fence becomes: one, several for a transcript, or none (undefined) where it stays Markdown. */
export function cellsOf(item: FenceItem, context: BuildContext): Code[] | undefined {
  const source = kernelSource(item, context.language);
  if (source === undefined) return undefined;
  const flags = readFlags(item, context);
  if (flags.role === 'display') return undefined;
  const own = source.language === context.language;
  if (!own && !flags.flags.has('run')) return undefined;
  const captioned = flags.title === undefined ? source : { ...source, text: withCaption(source, flags.title, item) };
  return [codeOf(item, forNotebook(captioned, flags, context), flags, flags.role)];
}

/** Code that is right in a script and on a page, made right in a notebook too. */
function forNotebook(source: KernelSource, flags: FenceFlags, context: BuildContext): KernelSource {
  if (source.language !== 'python' || context.keepAsync || flags.flags.has('no-await')) return source;
  const rewritten = rewriteAsync(source.text, context.file, context.asyncState.known);
  context.asyncState.known = rewritten.known;
  // What verification never runs may be written for a script alone.
  if (flags.run.mode !== 'skip') context.diagnostics.push(...rewritten.diagnostics);
  return { ...source, text: rewritten.source };
}

/** A caption such as a file's name stands as a comment on the cell's first line. */
function withCaption(source: KernelSource, title: string, item: FenceItem): MappedText {
  if (/^\s*%%/.test(source.text.text)) return source.text;
  const mark = commentMarks[source.language] ?? '#';
  const at = { start: item.span.start, end: item.span.start };
  return concat([synthetic(`${mark} ${title}\n`, at), source.text]);
}

const commentMarks: Readonly<Record<string, string>> = { typescript: '//', javascript: '//', rust: '//', cpp: '//' };

/** Carries what earlier cells imported and defined from cell to cell. */
export interface AsyncThread {
  known: AsyncState | undefined;
}

interface KernelSource {
  readonly language: string;
  readonly text: MappedText;
  readonly tags: readonly string[];
}

/** The code of a fence that could be a cell, without the option lines of MyST (`:tags:`) and Quarto (`#| `). */
function kernelSource(item: FenceItem, lessonLanguage: string): KernelSource | undefined {
  const { directive } = item.info;
  if (directive === 'code-cell') {
    const options = /^(?:---\n([\s\S]*?)\n---(?:\n|$)|((?:[ \t]*:[\w-]+:.*(?:\n|$))*))\n?/.exec(item.content.text);
    const text = sliceMapped(item.content, options?.[0].length ?? 0);
    return { language: lessonLanguage, text, tags: tagsIn(options?.[1] ?? options?.[2] ?? '') };
  }
  const language = kernelLanguage(directive ?? item.info.language);
  if (language === undefined) return undefined;
  const options = directive === undefined ? null : /^(?:#\|.*(?:\n|$))+/.exec(item.content.text);
  const text = options === null ? item.content : sliceMapped(item.content, options[0].length);
  return { language, text, tags: [] };
}

function tagsIn(options: string): string[] {
  const inline = /:?tags:\s*\[([^\]]*)\]/.exec(options)?.[1];
  return (inline ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^["']|["']$/g, ''))
    .filter((tag) => tag !== '');
}

function codeOf(item: FenceItem, source: KernelSource, flags: FenceFlags, role: FenceFlags['role']): Code {
  const tags = [...new Set([...flags.tags, ...source.tags])];
  return {
    type: 'code',
    span: item.span,
    language: source.language,
    source: source.text,
    role: role === undefined || role === 'display' ? 'demo' : role,
    hidden: flags.flags.has('hidden'),
    ...(flags.id === undefined ? {} : { id: flags.id }),
    ...(flags.title === undefined ? {} : { title: flags.title }),
    tags: [
      ...tags,
      ...(flags.flags.has('hide-input') ? ['hide-input'] : []),
      ...(flags.flags.has('hide-output') ? ['hide-output'] : []),
    ],
    ...(flags.points === undefined ? {} : { points: flags.points }),
    run: flags.run,
    expected: [],
  };
}
