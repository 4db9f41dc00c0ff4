/** What a line of Python leaves open for the line after it. */
export interface OpenState {
  /** Brackets. */
  readonly depth: number;
  /** The quotes of a long string. */
  readonly quotes: string | undefined;
  /** The line ended with a backslash. */
  readonly continued: boolean;
}

export const closed: OpenState = { depth: 0, quotes: undefined, continued: false };

export function isOpen(state: OpenState): boolean {
  return state.depth > 0 || state.quotes !== undefined || state.continued;
}

/** The state after one more line: line by line, so that a long statement costs no more than its length. */
export function afterLine(state: OpenState, line: string): OpenState {
  let { depth, quotes } = state;
  for (let at = 0; at < line.length; ) {
    const char = line[at] ?? '';
    const long = line.startsWith('"""', at) || line.startsWith("'''", at) ? line.slice(at, at + 3) : undefined;
    if (quotes !== undefined) {
      if (line.startsWith(quotes, at)) {
        at += 3;
        quotes = undefined;
      } else at += char === '\\' ? 2 : 1;
      continue;
    }
    if (char === '#') break;
    if (long !== undefined) quotes = long;
    else if (char === '"' || char === "'") {
      at = stringEnd(line, at);
      continue;
    } else if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth = Math.max(depth - 1, 0);
    at += long === undefined ? 1 : 3;
  }
  const code = quotes === undefined ? line.replace(/#.*$/, '') : line;
  return { depth, quotes, continued: quotes === undefined && code.endsWith('\\') };
}

/** The end of a string that ends on its line. */
function stringEnd(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === line[start]) return at + 1;
  }
  return line.length;
}
