import { kernelLanguage } from '../languages/fence-language.ts';
import type { Code } from '../lesson/lesson.ts';
import { type MappedText, sliceMapped } from '../text/mapped-text.ts';
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
  return [codeOf(item, source, flags, flags.role)];
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
