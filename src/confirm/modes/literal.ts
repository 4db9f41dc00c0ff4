import { parseJson } from './json.ts';

/** A text as a regular expression for it, line by line. */
export function literalRegex(_: string, actual: string): string {
  return actual.split('\n').map(escapeLiteral).join('\n');
}

/** JSON laid out as the author's is; undefined where it is already, or is none. */
export function literalJson(expected: string, actual: string): string | undefined {
  if (expected.includes('\n') === actual.includes('\n')) return undefined;
  try {
    const laidOut = JSON.stringify(parseJson(actual), null, /\n( +)/.exec(expected)?.[1] ?? 2);
    return expected.includes('\n') ? laidOut : inOneLine(laidOut);
  } catch {
    return undefined;
  }
}

/** JSON that was laid out, as Python's `json.dumps` writes it: its line ends are all between values. */
function inOneLine(json: string): string {
  return json
    .replace(/,\n */g, ', ')
    .replace(/([[{])\n */g, '$1')
    .replace(/\n *([\]}])/g, '$1');
}

/** A text as a regular expression for it. */
export function escapeLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
