import type { Edit } from '../../text/mapped-text.ts';
import { endOf, type Line, linesIn } from './lines.ts';

const languages: Readonly<Record<string, string>> = { pyodide: 'python', webr: 'r' };

/**
 * Cells that quarto-live runs in the reader's browser, as cells of their language. What checks an answer there is for
 * instructors: it reads names that only the page has, and knows the answer.
 * https://r-wasm.github.io/quarto-live/exercises/exercises.html
 */
export function liveCells(text: string): Edit[] {
  if (!/\{(?:pyodide|webr)\b/.test(text)) return [];
  const edits: Edit[] = [];
  let opener = -1;
  let isCheck = false;
  const lines = linesIn(text);
  const openers = new Set(lines.map(({ closes }) => closes));
  for (const [index, line] of lines.entries()) {
    const [, before = '', name = ''] = openers.has(index)
      ? (/^([ \t>]*(?:`{3,}|~{3,})[ \t]*\{)(pyodide|webr)\b/.exec(line.text) ?? [])
      : [];
    if (name !== '') {
      opener = index;
      const start = line.start + before.length;
      edits.push({ start, end: start + name.length, text: languages[name] ?? name });
    }
    if (opener < 0) continue;
    if (/^[ \t>]*#\|[ \t]*check:[ \t]*true[ \t]*$/.test(line.text)) isCheck = true;
    if (line.closes !== opener) continue;
    const { start } = lines[opener] as Line;
    const end = line.start + line.text.length;
    if (isCheck) {
      edits.push({ start, end: start, text: ':::instructor\n' }, { start: end, end, text: '\n:::' });
      edits.push({ start: endOf(lines[opener] as Line), end: endOf(lines[opener] as Line), text: '#| eval: false\n' });
    }
    opener = -1;
    isCheck = false;
  }
  return edits;
}
