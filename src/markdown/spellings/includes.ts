import { posix } from 'node:path';
import { backticksAround } from '../../text/backticks.ts';
import type { Edit } from '../../text/mapped-text.ts';
import { directiveOptions } from '../cell-options.ts';
import { endOf, type Line, linesIn } from './lines.ts';

/** How deep files include files. */
const deepest = 8;

/** A file that a lesson includes, and that is not there. */
export interface MissingInclude {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

const directive = /^([ \t>]*)(?:`{3,}|~{3,}|:{3,})[ \t]*\{(include|literalinclude)\}[ \t]*(\S+)[ \t]*$/;
const shortcode = /^[ \t]*\{\{<[ \t]*include[ \t]+(\S+?)[ \t]*>\}\}[ \t]*$/;

/**
 * `{include}` and `{{< include >}}`, in whose place the file's Markdown stands, and `{literalinclude}`, which becomes a
 * fence that is only shown. Parts of a file that are named by their text, and files outside of the course, stay as they are.
 */
export function includes(
  text: string,
  source: string,
  read: (path: string) => string | undefined,
  depth = 0,
): { readonly edits: readonly Edit[]; readonly missing: readonly MissingInclude[] } {
  const edits: Edit[] = [];
  const missing: MissingInclude[] = [];
  if (depth >= deepest || !/\{(?:literal)?include\}|\{\{<[ \t]*include/.test(text)) return { edits, missing };
  const lines = linesIn(text);
  const closers = new Map(lines.flatMap((line, index) => (line.closes === undefined ? [] : [[line.closes, index]])));
  for (const [index, line] of lines.entries()) {
    const close = closers.get(index) ?? (line.isCode ? undefined : colonsAfter(lines, index));
    const [, prefix = '', name, named] = close === undefined ? [] : (directive.exec(line.text) ?? []);
    const written = named ?? (line.isCode ? undefined : shortcode.exec(line.text)?.[1]);
    if (written === undefined) continue;
    const path = posix.normalize(
      written.startsWith('/') ? written.slice(1) : posix.join(posix.dirname(source), written),
    );
    if (path.startsWith('..')) continue;
    const content = read(path);
    if (content === undefined) {
      missing.push({ path, start: line.start, end: line.start + line.text.length });
      continue;
    }
    const options = optionsOf(lines.slice(index + 1, close ?? index + 1), prefix);
    const shown =
      name === 'literalinclude' ? literal(content, path, options) : included(content, path, options, read, depth);
    if (shown === undefined) continue;
    const last = lines[close ?? index] as Line;
    const blanks = prefix.replace(/[^\s>]/g, ' ');
    edits.push({
      start: line.start,
      end: Math.min(endOf(last), text.length),
      text: `${shown.trimEnd().replace(/^(?=.)/gm, blanks)}\n`,
    });
  }
  return { edits, missing };
}

/** The line that closes a directive between colons, which has nothing but options. */
function colonsAfter(lines: readonly Line[], opener: number): number | undefined {
  if (!/^[ \t>]*:{3,}[ \t]*\{/.test(lines[opener]?.text ?? '')) return undefined;
  let index = opener + 1;
  while (/^[ \t>]*:[\w-]+:/.test(lines[index]?.text ?? '')) index++;
  return /^[ \t>]*:{3,}[ \t]*$/.test(lines[index]?.text ?? '') ? index : undefined;
}

function optionsOf(lines: readonly Line[], prefix: string): ReadonlyMap<string, string> {
  const text = lines.map((line) => line.text.slice(Math.min(prefix.length, line.text.length))).join('\n');
  return new Map(directiveOptions(text).options.map(({ key, value }) => [key, value]));
}

/** The Markdown of a file, without its header; it may include others. */
function included(
  content: string,
  path: string,
  options: ReadonlyMap<string, string>,
  read: (path: string) => string | undefined,
  depth: number,
): string | undefined {
  const body = partOf(content.replace(/^---\n[\s\S]*?\n---[ \t]*(?:\n|$)/, ''), options);
  if (body === undefined) return undefined;
  const { edits } = includes(body, path, read, depth + 1);
  return [...edits]
    .reverse()
    .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), body);
}

function literal(content: string, path: string, options: ReadonlyMap<string, string>): string | undefined {
  const part = partOf(content.replace(/\n$/, ''), options);
  if (part === undefined) return undefined;
  const fence = backticksAround(part, 3);
  const language = options.get('language') ?? languages[posix.extname(path)] ?? 'text';
  const caption = options.get('caption') ?? '';
  return `${caption === '' ? '' : `**${caption}**\n\n`}${fence}${language} display\n${part}\n${fence}`;
}

const languages: Readonly<Record<string, string>> = {
  '.py': 'python',
  '.r': 'r',
  '.R': 'r',
  '.jl': 'julia',
  '.sh': 'bash',
};

/** The lines that options name by number; undefined where they name them by what stands there. */
function partOf(content: string, options: ReadonlyMap<string, string>): string | undefined {
  if ([...options.keys()].some((key) => /^(?:start|end)-|^pyobject$|^diff$/.test(key))) return undefined;
  const wanted = options.get('lines');
  if (wanted === undefined) return content;
  const lines = content.split('\n');
  return wanted
    .split(',')
    .flatMap((range) => {
      const [, from = '', dash, to = ''] = /^[ \t]*(\d*)[ \t]*(-?)[ \t]*(\d*)[ \t]*$/.exec(range) ?? [];
      const first = from === '' ? 1 : Number(from);
      return lines.slice(first - 1, dash === '-' ? (to === '' ? lines.length : Number(to)) : first);
    })
    .join('\n');
}
