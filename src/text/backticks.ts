import { greatestOf } from './extremes.ts';

/** A row of at least so many backticks, which nothing in the text closes. */
export function backticksAround(text: string, least: number): string {
  const longest = greatestOf([least - 1, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)]);
  return '`'.repeat(longest + 1);
}

/** A line without what stands between backticks in it: so many null characters are in its place. */
export function withoutCodeSpans(line: string): string {
  return line.replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, (code) => '\0'.repeat(code.length));
}
