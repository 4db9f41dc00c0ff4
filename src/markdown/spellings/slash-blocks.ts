import type { Edit } from '../../text/mapped-text.ts';
import { secretWord } from '../secret-words.ts';
import { constructOf } from '../vocabulary.ts';
import { endOf, type Line, linesIn } from './lines.ts';

const line = /^([ \t]*)(\/{3,})(?:[ \t]*([a-z][\w-]*)(?:[ \t]*\|[ \t]*(.*?))?)?[ \t]*$/;
/** Blocks of which a notebook shows the content alone: captions stand below what they are of. */
const bare = new Set(['caption', 'figure-caption', 'table-caption', 'html', 'define', 'definition', 'div']);

/**
 * Blocks of PyMdown between slashes, as containers: `/// note | Title`, `/// details`, `/// tab | Name`. Lines below an
 * opener that are indented by four are its options. https://facelessuser.github.io/pymdown-extensions/extensions/blocks/
 */
export function slashBlocks(text: string): Edit[] {
  if (!/^[ \t]*\/{3,}[ \t]*[a-z]/m.test(text)) return [];
  const edits: Edit[] = [];
  const open: { readonly slashes: number; readonly isBare: boolean; readonly edits: Edit[] }[] = [];
  const lines = linesIn(text);
  for (const [index, one] of lines.entries()) {
    const [, indent = '', slashes, name, title] = one.isCode ? [] : (line.exec(one.text) ?? []);
    if (slashes === undefined) continue;
    const put = (shown: string): Edit => ({ start: one.start, end: one.start + one.text.length, text: indent + shown });
    if (name === undefined) {
      const at = open.findLastIndex((block) => block.slashes === slashes.length);
      const block = at === -1 ? undefined : open.splice(at)[0];
      if (block !== undefined) for (const edit of [...block.edits, put(block.isBare ? '' : ':::')]) edits.push(edit);
      continue;
    }
    const isBare = bare.has(name);
    const options = optionsBelow(lines, index, text.length);
    const shown = isBare ? '' : openerOf(name, title ?? '', options?.text ?? '');
    open.push({
      slashes: slashes.length,
      isBare,
      edits: [put(shown), ...(options === undefined ? [] : [options.edit])],
    });
  }
  return edits;
}

function openerOf(name: string, title: string, options: string): string {
  const type = /^[ \t]*type:[ \t]*([\w-]+)/m.exec(options)?.[1] ?? '';
  const kind = name === 'admonition' && constructOf(type) !== undefined ? type : name;
  if (name === 'tab') return `:::{tab-item} ${title}`.trimEnd();
  const isKnown = constructOf(kind) !== undefined || secretWord(kind) !== undefined;
  const shown = title !== '' || isKnown ? title : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return `:::${isKnown ? kind : 'admonition'} ${shown}`.trimEnd();
}

/** The lines of options below an opener. */
function optionsBelow(
  lines: readonly Line[],
  opener: number,
  length: number,
): { text: string; edit: Edit } | undefined {
  let last = opener;
  while (/^(?: {4}|\t)[ \t]*\S/.test(lines[last + 1]?.text ?? '')) last++;
  if (last === opener) return undefined;
  const start = (lines[opener + 1] as Line).start;
  const end = Math.min(endOf(lines[last] as Line), length);
  const text = lines
    .slice(opener + 1, last + 1)
    .map((one) => one.text)
    .join('\n');
  return { text, edit: { start, end, text: '' } };
}
