import type { Edit } from '../../text/mapped-text.ts';
import { isSolutionTitle } from '../vocabulary.ts';
import { endOf, linesIn } from './lines.ts';

const marker = /^[ \t]*<!--[ \t]*#(end)?(region|md|raw)\b([^\n]*)-->[ \t]*$/;

/**
 * Jupytext's marks of cells in Markdown. What is between two of them is one cell of text, so that code in it is only
 * shown; a raw cell is shown as it is. https://jupytext.readthedocs.io/en/latest/formats-markdown.html
 */
export function jupytextCells(text: string): Edit[] {
  return [...magicCells(text), ...commentedMagics(text), ...regions(text)].sort((a, b) => a.start - b.start);
}

function regions(text: string): Edit[] {
  if (!/<!--[ \t]*#(?:region|md|raw)\b/.test(text)) return [];
  const edits: Edit[] = [];
  let depth = 0;
  let isRaw = false;
  const open: boolean[] = [];
  for (const line of linesIn(text)) {
    const [found, end, kind, title = ''] = line.isCode ? [] : (marker.exec(line.text) ?? []);
    const fence = depth > 0 && line.isCode ? /^[ \t]*(?:`{3,}|~{3,})[ \t]*(\w[^\n`]*)$/.exec(line.text) : null;
    if (fence !== null && line.closes === undefined && !/[ .](?:noeval|display)\b/.test(line.text)) {
      const at = line.start + line.text.trimEnd().length;
      edits.push({ start: at, end: at, text: ' display' });
    }
    if (found === undefined) continue;
    // What is titled a solution is no part of a text: its marks stay, and it is said where it stands.
    if (end === undefined) open.push(isSolutionTitle(title));
    const isKept = end === undefined ? open.at(-1) : open.pop();
    if (isKept === true) continue;
    depth = Math.max(0, depth + (end === undefined ? 1 : -1));
    if (kind === 'raw' || (isRaw && end !== undefined)) {
      isRaw = end === undefined;
      edits.push({ start: line.start, end: line.start + line.text.length, text: '```' });
    } else edits.push({ start: line.start, end: Math.min(endOf(line), text.length), text: '' });
  }
  // Without its end, a mark says nothing of what follows.
  return depth === 0 ? edits : [];
}

/** A fence that Jupytext takes for a cell: not in a list, and with a language alone or `key=value` behind it. */
const fence = /^(`{3,})([A-Za-z][\w+#]*)((?:[ \t]+[\w.]+=(?:"[^"\n]*"|\{[^\n]*\}|\[[^\n]*\]|[^\s"]+))*)[ \t]*$/;

/**
 * Cells of Jupytext in a language that is not the notebook's: it puts the magic of that language above their code. Code
 * that stands between marks of a text cell is none.
 */
function magicCells(text: string): Edit[] {
  const header = headerOf(text);
  if (!isJupytextMarkdown(header) || !/[\s{]name:[ \t]*["']?python/.test(header)) return [];
  const edits: Edit[] = [];
  let depth = 0;
  for (const line of linesIn(text)) {
    const [found, end] = line.isCode ? [] : (marker.exec(line.text) ?? []);
    if (found !== undefined) depth += end === undefined ? 1 : -1;
    const [, ticks, language = '', options = ''] =
      line.opens === true && depth === 0 ? (fence.exec(line.text) ?? []) : [];
    if (ticks === undefined || !magicLanguages.has(language)) continue;
    const args = /[ \t]magic_args="([^"\n]*)"/.exec(options)?.[1];
    const others = options.replace(/[ \t]+magic_args="[^"\n]*"/, '');
    const magic = `%%${language}${args === undefined ? '' : ` ${args}`}`;
    edits.push({ start: line.start, end: line.start + line.text.length, text: `${ticks}python${others}\n${magic}` });
  }
  return edits;
}

/** In R Markdown Jupytext keeps magics in comments, `# %%file a.py`, and reads them as magics again. */
function commentedMagics(text: string): Edit[] {
  const header = headerOf(text);
  if (!isOfJupytext(header) || !/\bRmd:\w|format_name:[ \t]*rmarkdown\b/.test(header)) return [];
  const edits: Edit[] = [];
  let isCell = false;
  for (const line of linesIn(text)) {
    if (line.opens === true) isCell = /^`{3,}[ \t]*\{python\b/.test(line.text);
    else if (isCell && line.isCode && /^# %%?[A-Za-z]/.test(line.text))
      edits.push({ start: line.start, end: line.start + 2, text: '' });
  }
  return edits;
}

function headerOf(text: string): string {
  return /^---\n([\s\S]*?)\n---[ \t]*\n/.exec(text)?.[1] ?? '';
}

function isOfJupytext(header: string): boolean {
  return /^[ \t]*jupytext:/m.test(header);
}

/** A header that nobody has saved in Jupytext yet names no format: then a file of Markdown is in Jupytext's own. */
function isJupytextMarkdown(header: string): boolean {
  return isOfJupytext(header) && !/\bmd:\w|format_name:[ \t]*(?!markdown\b)\w/.test(header);
}

/** What Jupytext takes for languages of cells: `_JUPYTER_LANGUAGES` in its languages.py, without what Python is called. */
const magicLanguages = new Set(
  [
    'R bash c# c++ clojure coconut cs csharp cython f# fs fsharp gnuplot go groovy haskell html idl java javascript jenner js julia',
    'latex logtalk lua markdown matlab maxima ocaml octave perl powershell pypy python2 q robotframework ruby rust sage',
    'sas scala scheme script sh sos spark sql stata svg tcl typescript xonsh',
  ]
    .join(' ')
    .split(' '),
);
