import { concat, type MappedText, originOf, sliceMapped, synthetic } from '../../text/mapped-text.ts';
import { scanPython } from './scan.ts';

/** A line of a transcript without the indentation of its prompts. */
export interface Line {
  readonly text: string;
  /** The same with its line end, if it has one. */
  readonly mapped: MappedText;
}

export const PROMPT = /^>>>(?: |$|(?=[^>\s]))/;
export const CONTINUATION = /^\.\.\.(?: |$|(?=\t))/;
/** What stands above the first prompt of a session in a terminal. */
export const BANNER =
  /^(?:Python \d|\[(?:GCC|Clang|MSC|PyPy)|Type "(?:help|copyright)|(?:[\w.@~:/\\ -]*[$%>]|[Cc]:\\.*>)\s+\S|(?:i?python|py)[\d.]*(?:\s+-\w+)*$)/;
/** IDLE draws this line when it starts again. */
export const RESTART = /^={4,}.*(?:RESTART|={4,})/;

/** The lines of a text; `indent` is taken away where a line has it. */
export function linesOf(text: MappedText, indent: string): Line[] {
  const lines: Line[] = [];
  let at = 0;
  while (at < text.text.length) {
    const newline = text.text.indexOf('\n', at);
    const end = newline === -1 ? text.text.length : newline;
    const start = text.text.startsWith(indent, at) ? at + indent.length : at;
    lines.push({
      text: text.text.slice(Math.min(start, end), end),
      mapped: sliceMapped(text, Math.min(start, end), newline === -1 ? end : end + 1),
    });
    at = newline === -1 ? end : end + 1;
  }
  return lines;
}

/** Where Python shows what is wrong in a statement that it cannot read: nothing stands before it. */
export const SYNTAX_ERROR = /^\s+File "<(?:stdin|python-input|console)[^"]*", line \d/;

/** A line that is for readers, as a comment of the code. */
export function asComment({ mapped }: Line): MappedText {
  const { start } = originOf(mapped, 0);
  return concat([synthetic('# ', { start, end: start }), mapped]);
}

/** A line without its first characters (a prompt). */
export function withoutStart(line: Line, count: number): Line {
  return { text: line.text.slice(count), mapped: sliceMapped(line.mapped, count) };
}

/** Whether a `?` stands for code to fill in: IPython would take `x?` for a request for help, `x = ?` for an error. */
export function isBare(text: string): boolean {
  return scanPython(text).some(
    (token) =>
      token.type === 'magic' && /(?:^|[=(,+\-*/<>:[])\s*\?+\s*(?:$|[\])},#])/m.test(text.slice(token.start, token.end)),
  );
}

/** Without the empty lines at both ends. */
export function trimLines(lines: readonly Line[]): readonly Line[] {
  const isFull = (line: Line) => line.text.trim() !== '';
  const first = lines.findIndex(isFull);
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex(isFull) + 1);
}
