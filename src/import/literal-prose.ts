import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { kernelLanguage } from '../languages/kernels.ts';
import { outputFences } from '../markdown/vocabulary.ts';

/**
 * Markdown of a notebook, written so that a lesson shows what the notebook shows: code in it is shown and becomes no cell,
 * and a rule at its start no front matter. Containers (`:::{note}`) are meant as such by whoever wrote them.
 */
export function literalProse(markdown: string, isFirst: boolean): string {
  const text = markdown.replace(/\r\n?/g, '\n').trim();
  const edits: { at: number; length: number; text: string }[] = [];
  const opened = isFirst ? /^-{3,}[ \t]*(?=\n|$)/.exec(text) : null;
  if (opened !== null) edits.push({ at: 0, length: opened[0].length, text: '***' });
  const tree = unified().use(remarkParse).parse(text);
  visit(tree, 'code', ({ position, lang }) => {
    const [start = 0, end = 0] = [position?.start.offset, position?.end.offset];
    const language = lang?.toLowerCase() ?? '';
    const fence = /^([`~]{3,}[ \t]*)(\S+)/.exec(text.slice(start, end));
    if (fence === null) return;
    const [whole, marks = '', word = ''] = fence;
    if (outputFences.has(language)) edits.push({ at: start + marks.length, length: word.length, text: 'text' });
    else if (kernelLanguage(language) !== undefined)
      edits.push({ at: start + whole.length, length: 0, text: ' display' });
  });
  let whole = text;
  for (const edit of edits.sort((a, b) => b.at - a.at))
    whole = whole.slice(0, edit.at) + edit.text + whole.slice(edit.at + edit.length);
  return whole;
}
