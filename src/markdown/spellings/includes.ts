import { posix } from 'node:path';
import { backticksAround } from '../../text/backticks.ts';
import type { Edit } from '../../text/mapped-text.ts';
import { directiveOptions } from '../cell-options.ts';
import { endOf, type Line, linesIn } from './lines.ts';
import { partOfFile } from './part-of-file.ts';
import { placesOf, type Snippet, snippetIn, snippetsFrom } from './snippets.ts';

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
/** `{% include links.md %}` of Jekyll, from the folder of its own for them, and `{% include_relative part.md %}`. */
const liquid = /^[ \t]*\{%-?[ \t]*include(_relative)?[ \t]+([\w./-]+\.md)[ \t]*-?%\}[ \t]*$/;
const cell = /^[ \t>]*(?:`{3,}|~{3,})[ \t]*\{code-cell\}/;
/** A chunk of knitr that stands for a file: ```` ```{r child="part.Rmd"} ````. */
const child = /^[ \t]*`{3,}[ \t]*\{r\b[^}\n]*\bchild[ \t]*=[ \t]*["']([^"'\n]+)["'][^}\n]*\}[ \t]*$/;

/**
 * `{include}`, `{{< include >}}` and knitr's children, in whose place the file's Markdown stands, `{literalinclude}`, which
 * becomes a fence that is only shown, MyST's cells whose code is loaded, Jekyll's parts, and MkDocs' snippets, in text and in code. Files outside of the course stay as they are.
 */
export function includes(
  text: string,
  source: string,
  read: (path: string) => string | undefined,
  depth = 0,
): { readonly edits: readonly Edit[]; readonly missing: readonly MissingInclude[] } {
  const edits: Edit[] = [];
  const missing: MissingInclude[] = [];
  if (
    depth >= deepest ||
    !/\{(?:literal)?include\}|\{(?:\{<|%-?)[ \t]*include|\bchild[ \t]*=|-8<-|\{[!*]|^[ \t>]*:?load:/m.test(text)
  )
    return { edits, missing };
  const lines = linesIn(text);
  const closers = new Map(lines.flatMap((line, index) => (line.closes === undefined ? [] : [[line.closes, index]])));
  for (const [index, line] of lines.entries()) {
    if (line.start < (edits.at(-1)?.end ?? 0)) continue;
    const found = snippetIn(line.text);
    if (found !== undefined) {
      const shown = snippetText(found, source, read, depth, line.isCode);
      if (shown !== undefined)
        edits.push({
          start: line.start,
          end: line.start + line.text.length,
          text: shown.replace(/^(?=.)/gm, found.indent),
        });
      continue;
    }
    const block = snippetsFrom(lines, index);
    if (block !== undefined) {
      const shown = block.snippets.map((one) => snippetText(one, source, read, depth, line.isCode));
      // What is not there stays, with all around it.
      if (!shown.includes(undefined))
        edits.push({
          start: line.start,
          end: block.last.start + block.last.text.length,
          text: shown.join('\n').replace(/^(?=.)/gm, block.indent),
        });
      continue;
    }
    const [, isRelative, part] = line.isCode ? [] : (liquid.exec(line.text) ?? []);
    if (part !== undefined) {
      const shown = liquidText(part, isRelative !== undefined, source, read, depth);
      if (shown !== undefined) edits.push({ start: line.start, end: line.start + line.text.length, text: shown });
      continue;
    }
    const loading = cell.test(line.text) ? loadedBy(lines, index, closers.get(index)) : undefined;
    if (loading !== undefined) {
      const path = posix.join(posix.dirname(source), loading.path);
      const content = path.startsWith('..') ? undefined : read(path);
      if (content !== undefined) for (const one of loading.edits(content)) edits.push(one);
      else missing.push({ path, start: loading.at.start, end: loading.at.start + loading.at.text.length });
      continue;
    }
    const close = closers.get(index) ?? (line.isCode ? undefined : colonsAfter(lines, index));
    const [, prefix = '', name, named] = close === undefined ? [] : (directive.exec(line.text) ?? []);
    const ofChunk = close === undefined ? undefined : child.exec(line.text)?.[1];
    const written = named ?? ofChunk ?? (line.isCode ? undefined : shortcode.exec(line.text)?.[1]);
    if (written === undefined) continue;
    // From the root of a project, which is a folder above.
    const places = written.startsWith('/')
      ? placesOf(written.slice(1), source)
      : [posix.join(posix.dirname(source), written)].filter((place) => !place.startsWith('..'));
    if (places.length === 0) continue;
    const path = places.find((place) => read(place) !== undefined) ?? places.at(-1) ?? written;
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

/** The Markdown that stands in the place of Jekyll's `include`; without links to where only the site's settings know. */
function liquidText(
  part: string,
  isRelative: boolean,
  source: string,
  read: (path: string) => string | undefined,
  depth: number,
): string | undefined {
  const places = isRelative ? [posix.join(posix.dirname(source), part)] : placesOf(`_includes/${part}`, source);
  const path = places.find((place) => !place.startsWith('..') && read(place) !== undefined);
  const text = path === undefined ? undefined : included(read(path) ?? '', path, new Map(), read, depth);
  return text?.replace(/^\[[^\]\n]+\]:[ \t]*\{\{[^\n]*(?:\n|$)/gm, '').trimEnd();
}

/** A cell of MyST whose code stands in a file: `:load: sums.py`, or the same between lines of hyphens. */
function loadedBy(lines: readonly Line[], opener: number, close: number | undefined) {
  if (close === undefined) return undefined;
  const inner = lines.slice(opener + 1, close);
  const isYaml = inner[0]?.text.trim() === '---';
  const end = isYaml
    ? inner.findIndex((line, index) => index > 0 && line.text.trim() === '---')
    : inner.findIndex(({ text }) => !/^[ \t>]*:[\w-]+:/.test(text));
  const options = inner.slice(0, end === -1 ? inner.length : end);
  const at = options.find(({ text }) => (isYaml ? /^load:/ : /^[ \t>]*:load:/).test(text));
  const path = at === undefined ? undefined : /load:[ \t]*["']?([^\s"']+)/.exec(at.text)?.[1];
  const last = lines[close];
  if (at === undefined || path === undefined || last === undefined) return undefined;
  const edits = (content: string): Edit[] => {
    const code = `${content.trimEnd()}\n`;
    // Where nothing follows, the code stands where it is named: what is found in it is found there.
    if (!isYaml && at === options.at(-1)) return [{ start: at.start, end: endOf(at), text: code }];
    return [
      { start: at.start, end: endOf(at), text: '' },
      { start: last.start, end: last.start, text: code },
    ];
  };
  return { path, at, edits };
}

/** What stands in the place of a snippet; undefined where no file is there. */
function snippetText(
  { path, part, isCode }: Snippet,
  source: string,
  read: (path: string) => string | undefined,
  depth: number,
  inCode: boolean,
): string | undefined {
  for (const place of placesOf(path, source)) {
    const content = read(place);
    const shown = content === undefined ? undefined : part(content.replace(/\n$/, ''));
    if (shown === undefined) continue;
    if (inCode) return shown;
    if (!isCode) return included(shown, place, new Map(), read, depth)?.trimEnd();
    const fence = backticksAround(shown, 3);
    return `${fence}${languages[posix.extname(place)] ?? 'text'}\n${shown}\n${fence}`;
  }
  return undefined;
}

/** The line that closes a directive between colons, which has nothing but options. */
function colonsAfter(lines: readonly Line[], opener: number): number | undefined {
  if (!/^[ \t>]*:{3,}[ \t]*\{/.test(lines[opener]?.text ?? '')) return undefined;
  let index = opener + 1;
  while (index < lines.length && /^[ \t>]*(?::[\w-]+:|$)/.test(lines[index]?.text ?? '')) index++;
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
  const body = partOfFile(content.replace(/^---\n[\s\S]*?\n---[ \t]*(?:\n|$)/, ''), options);
  if (body === undefined) return undefined;
  const { edits } = includes(body, path, read, depth + 1);
  return [...edits]
    .reverse()
    .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), body);
}

function literal(content: string, path: string, options: ReadonlyMap<string, string>): string | undefined {
  const part = partOfFile(content.replace(/\n$/, ''), options);
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
