import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { kernelLanguage } from '../languages/kernels.ts';
import { outputFences } from '../markdown/vocabulary.ts';

/**
 * Markdown of a notebook, written so that a lesson shows what the notebook shows: code in it is shown and becomes no cell,
 * and a rule at its start no front matter. Containers (`:::{note}`) are meant as such by whoever wrote them.
 */
export function literalProse(markdown: string, language: string, isFirst: boolean): string {
  const text = markdown.replace(/\r\n?/g, '\n').replace(/^(?:[ \t]*\n)+|\s+$/g, '');
  const edits: { at: number; length: number; text: string }[] = [];
  const opened = isFirst ? /^-{3,}[ \t]*(?=\n|$)/.exec(text) : null;
  if (opened !== null) edits.push({ at: 0, length: opened[0].length, text: '***' });
  const tree = unified().use(remarkParse).parse(text);
  visit(tree, 'code', ({ position, lang }) => {
    const [start = 0, end = 0] = [position?.start.offset, position?.end.offset];
    const named = lang?.toLowerCase() ?? '';
    const own = text.slice(start, end);
    const [, marker = ''] = /^(`{3,}|~{3,})/.exec(own) ?? [];
    // At the end of a cell all that is open ends.
    if (marker !== '' && end === text.length && !new RegExp(`\\n[ \\t>]*${marker[0]}{${marker.length},}$`).test(own))
      edits.push({ at: end, length: 0, text: `\n${marker}` });
    const fence = /^([`~]{3,}[ \t]*)(\S+)/.exec(own);
    if (fence === null) return;
    const [whole, marks = '', word = ''] = fence;
    if (outputFences.has(named)) edits.push({ at: start + marks.length, length: word.length, text: 'text' });
    else if ((kernelLanguage(named) ?? named) === language)
      edits.push({ at: start + whole.length, length: 0, text: ' display' });
  });
  let whole = text;
  for (const edit of edits.sort((a, b) => b.at - a.at))
    whole = whole.slice(0, edit.at) + edit.text + whole.slice(edit.at + edit.length);
  return whole;
}

/**
 * Whether two texts that stand one after the other would run together: a list or indented code goes on with what is
 * indented or is an item.
 */
export function runTogether(before: string, after: string): boolean {
  const last = unified().use(remarkParse).parse(before).children.at(-1);
  if (last?.type === 'list') return /^(?:[ \t]+\S|[-*+][ \t]|\d+[.)][ \t])/.test(after);
  return (
    last?.type === 'code' && !/^ {0,3}[`~]{3}/.test(before.slice(last.position?.start.offset)) && /^ {4}|\t/.test(after)
  );
}
