import { kernelLanguage } from '../../languages/kernels.ts';
import { cellDirectives, constructOf } from '../vocabulary.ts';

/** A line of a lesson, as far as its fences are understood. */
export interface Line {
  /** Offset of its first character. */
  readonly start: number;
  /** Without its line end. */
  readonly text: string;
  /** It is the header, or stands in a fence of code or a comment over several lines, with their first and last: no spelling of text is looked for in it. */
  readonly isCode: boolean;
  /** Of a line that closes a fence: the index of the line that opens it. */
  readonly closes?: number;
  /** Of a line that opens a fence or a directive. */
  readonly opens?: true;
}

const fence = /^((?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(`{3,}|~{3,})([^\n]*)$/;

/** The first line of a comment of HTML that goes on over several. */
const comment = /^([ \t>]*)<!--(?!.*-->)/;

/** Where a comment ends that begins in a line: all its lines stand in the same lists and quotes. */
function endOfComment(text: string, start: number, line: string): number | undefined {
  const prefix = comment.exec(line)?.[1];
  const end = prefix === undefined ? -1 : text.indexOf('-->', start);
  if (prefix === undefined || end === -1) return undefined;
  const inner = text.slice(start, end).split('\n');
  return inner.every((one) => one.startsWith(prefix) || one.trim() === '') ? end : undefined;
}

/** The lines of a text. What stands in a fenced directive with text in it (`{note}`) is text. */
export function linesIn(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  let inHeader = /^---[ \t]*(?:\n|$)/.test(text);
  let code: { readonly marker: string; readonly at: number; readonly columns: number } | undefined;
  let commentEnd = 0;
  const directives: string[] = [];
  for (const line of text.split('\n')) {
    const [, before = '', marker, info = ''] = fence.exec(line) ?? [];
    const columns = before.replaceAll('\t', '    ').length;
    const add = (isCode: boolean, closes?: number, opens?: true) =>
      lines.push({
        start,
        text: line,
        isCode,
        ...(closes === undefined ? {} : { closes }),
        ...(opens === undefined ? {} : { opens }),
      });
    if (inHeader) {
      inHeader = lines.length === 0 || !/^(?:---|\.\.\.)[ \t]*$/.test(line);
      add(true);
    } else if (start < commentEnd) add(true);
    else if (code !== undefined) {
      // What is indented by four more is code.
      const closes = marker?.startsWith(code.marker) === true && info.trim() === '' && columns < code.columns + 4;
      add(true, closes ? code.at : undefined);
      if (closes) code = undefined;
    } else if (endOfComment(text, start, line) !== undefined) {
      commentEnd = endOfComment(text, start, line) ?? 0;
      add(true);
    } else if (marker === undefined || (marker.startsWith('`') && info.includes('`'))) add(false);
    else if (info.trim() === '' && directives.length > 0 && marker.startsWith(directives.at(-1) ?? '')) {
      directives.pop();
      add(true);
    } else {
      if (holdsText(info)) directives.push(marker);
      else code = { marker, at: lines.length, columns };
      add(true, undefined, true);
    }
    start += line.length + 1;
  }
  return lines;
}

function holdsText(info: string): boolean {
  const name = /^\{([A-Za-z][\w:.-]*)/.exec(info.trim())?.[1]?.toLowerCase();
  if (name === undefined || cellDirectives.has(name) || kernelLanguage(name) !== undefined) return false;
  return constructOf(name) !== undefined;
}

/** Offset behind a line and its line end. */
export function endOf({ start, text }: Line): number {
  return start + text.length + 1;
}

export function isBlank(line: Line | undefined): boolean {
  return line === undefined || /^[ \t>]*$/.test(line.text);
}
