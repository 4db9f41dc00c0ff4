import { parse } from 'yaml';
import { kernelLanguage, kernelName, languageEntry, languageOfKernel } from '../languages/kernels.ts';
import type { Reader } from './imported-lesson.ts';
import { lessonOfCells } from './lesson-of-cells.ts';
import type { NotebookCell } from './notebook-cell.ts';
import { scriptLanguages } from './script-languages.ts';

/**
 * A script in the percent or light format of Jupytext as a lesson. Source:
 * https://jupytext.readthedocs.io/en/latest/formats-scripts.html
 */
export const readScript: Reader = (content, name, path) => {
  const text = new TextDecoder().decode(content).replace(/\r\n?/g, '\n');
  const byName = scriptLanguages[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'python';
  const mark = languageEntry(byName)?.comment ?? '#';
  const { header, body } = withoutHeader(text, mark);
  const kernelspec = specIn(header);
  const kernel = kernelspec?.name ?? kernelName(byName);
  const named = kernelLanguage(kernelspec?.language?.toLowerCase() ?? '');
  const language = named ?? (kernelspec?.name === undefined ? byName : languageOfKernel(kernel));
  const isPercent = new RegExp(`^${escaped(mark)} ?%%(?!%?\\w)`, 'm').test(body);
  const cells = isPercent ? percentCells(body, mark) : lightCells(body, mark);
  return lessonOfCells({ cells, language, kernel, leftOut: [] }, name);
};

/** The YAML in comments at the top. */
function withoutHeader(text: string, mark: string): { header: string; body: string } {
  const start = `(?:#!.*\\n|${escaped(mark)} -\\*-.*\\n)?`;
  const rule = `${escaped(mark)} ---[ \\t]*\\n`;
  const found = new RegExp(`^${start}${rule}([\\s\\S]*?)${rule}`).exec(text);
  if (found === null) return { header: '', body: text };
  return { header: uncommented(found[1] ?? '', mark), body: text.slice(found[0].length) };
}

function specIn(header: string): { readonly name?: string; readonly language?: string } | undefined {
  try {
    return parse(header)?.jupyter?.kernelspec;
  } catch {
    // The header of another program.
    return undefined;
  }
}

/** Cells that begin with `# %%`, of Markdown with `# %% [markdown]`. */
function percentCells(body: string, mark: string): NotebookCell[] {
  const border = new RegExp(`^${escaped(mark)} ?%%(.*)$`);
  const cells: { head: string; lines: string[] }[] = [{ head: '', lines: [] }];
  for (const line of body.split('\n')) {
    const head = border.exec(line)?.[1];
    // `# %%time` is a magic that stands in a comment.
    if (head !== undefined && !/^%?\w/.test(head)) cells.push({ head, lines: [] });
    else cells.at(-1)?.lines.push(line);
  }
  return cells.flatMap(({ head, lines }, index): NotebookCell[] => {
    const source = trimmed(lines.join('\n'));
    if (index === 0 && source === '') return [];
    if (/\[(?:markdown|md)\]/.test(head)) return [cellOf('text', unquoted(source, mark), tagsIn(head))];
    if (/\[raw\]/.test(head)) return [cellOf('raw', unquoted(source, mark), tagsIn(head))];
    return [codeCell(head, source, mark)];
  });
}

function tagsIn(head: string): string[] {
  const list = /\btags\s*=\s*\[([^\]]*)\]/.exec(head)?.[1] ?? '';
  return [...list.matchAll(/["']([^"']+)["']/g)].map(([, tag = '']) => tag);
}

/** Text in comments, or in a string of three quotes. */
function unquoted(source: string, mark: string): string {
  const quoted = /^[rR]?("""|''')([\s\S]*?)\1$/.exec(source)?.[2];
  return (quoted ?? uncommented(source, mark)).trim();
}

/** Paragraphs of comments are text, of code are cells; `# +` and `# -` are around cells with blank lines in them. */
function lightCells(body: string, mark: string): NotebookCell[] {
  const opens = new RegExp(`^${escaped(mark)} ?\\+(?:[ \\t]+(.*))?$`);
  const closes = new RegExp(`^${escaped(mark)} ?-+[ \\t]*$`);
  const comment = new RegExp(`^${escaped(mark)}(?!!)(?: |$)`);
  const cells: NotebookCell[] = [];
  const lines = body.split('\n');
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const head = opens.exec(line);
    if (head !== null) {
      let end = at + 1;
      while (end < lines.length && !closes.test(lines[end] ?? '') && !opens.test(lines[end] ?? '')) end += 1;
      cells.push(openedCell(head[1] ?? '', trimmed(lines.slice(at + 1, end).join('\n')), mark));
      at = closes.test(lines[end] ?? '') ? end + 1 : end;
    } else if (line.trim() === '' || closes.test(line)) {
      at += 1;
    } else {
      const end = endOfParagraph(lines, at, comment, opens);
      const source = lines.slice(at, end).join('\n').trimEnd();
      const isText = source.split('\n').every((one) => comment.test(one)) && !isMagic(source, mark);
      cells.push(isText ? cellOf('text', uncommented(source, mark), []) : cellOf('code', withMagics(source, mark), []));
      at = end;
    }
  }
  return cells;
}

/** A cell between `# +` and `# -`. */
function openedCell(words: string, source: string, mark: string): NotebookCell {
  if (/\[(?:markdown|md)\]/.test(words)) return cellOf('text', unquoted(source, mark), tagsIn(words));
  if (/\bactive\s*=\s*""|\[raw\]/.test(words)) return cellOf('raw', uncommented(source, mark), []);
  return codeCell(words, source, mark);
}

/** Code of another language, and code that is frozen, stands in comments. */
function codeCell(head: string, source: string, mark: string): NotebookCell {
  const language = /\blanguage\s*=\s*"([^"]+)"/.exec(head)?.[1];
  const args = /\bmagic_args\s*=\s*"((?:[^"\\]|\\.)*)"/.exec(head)?.[1]?.replace(/\\(.)/g, '$1');
  const magic = language === undefined ? '' : `%%${[language, ...(args === undefined ? [] : [args])].join(' ')}\n`;
  const isFrozen = /"frozen":\s*true/.test(head);
  if (magic === '' && !isFrozen) return cellOf('code', withMagics(source, mark), tagsIn(head));
  return cellOf('code', magic + uncommented(source, mark), [...tagsIn(head), ...(isFrozen ? ['skip-execution'] : [])]);
}

/** A paragraph goes on over blank lines as long as indented code follows them. */
function endOfParagraph(lines: readonly string[], start: number, comment: RegExp, opens: RegExp): number {
  const isText = comment.test(lines[start] ?? '');
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (opens.test(line)) return at;
    if (line.trim() !== '') continue;
    if (isText) return at;
    let next = at;
    while (next < lines.length && lines[next]?.trim() === '') next += 1;
    if (!/^[ \t)\]}]/.test(lines[next] ?? '')) return at;
    at = next - 1;
  }
  return lines.length;
}

function isMagic(source: string, mark: string): boolean {
  return /^(?:[%!]|\?\w|\w[\w.]*\?{1,2}$)/.test(uncommented(source.split('\n')[0] ?? '', mark));
}

/** Code with the magics that stand in comments, so that the script runs outside of Jupyter too. */
function withMagics(source: string, mark: string): string {
  const [line = ''] = source.split('\n');
  const first = uncommented(line, mark);
  // Below a cell magic, all is commented.
  if (/^%%\w/.test(first) && first !== line) return uncommented(source, mark);
  const commented = new RegExp(`^${escaped(mark)} ?(?:[%!](?!%)|\\?\\w+$)`);
  return source
    .split('\n')
    .map((one) => (commented.test(one) ? uncommented(one, mark) : one))
    .join('\n');
}

function uncommented(text: string, mark: string): string {
  return text.replace(new RegExp(`^${escaped(mark)} ?`, 'gm'), '');
}

/** Without empty lines at both ends. */
function trimmed(text: string): string {
  return text.replace(/^\n+|\s+$/g, '');
}

function cellOf(type: NotebookCell['type'], source: string, tags: readonly string[]): NotebookCell {
  return { type, source, tags, outputs: [], metadata: {}, attachments: {} };
}

function escaped(text: string): string {
  return text.replace(/[/+*.?^$()|[\]{}\\]/g, '\\$&');
}
