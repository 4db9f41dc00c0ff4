import type { Fix } from '../diagnostics/fix.ts';
import type { Span } from '../text/span.ts';

/**
 * Writes words at the end of the first line of fences; undefined where that line has braces that may not take them, as a directive's.
 * @param text The whole file.
 */
export function wordsOnFences(
  fences: readonly { readonly span: Span }[],
  words: string,
  text: string,
): Fix | undefined {
  const edits = fences.flatMap(({ span }) => {
    const line = firstLine(span, text);
    const braces = /\{([^{}]*)\}[ \t]*$/.exec(line);
    if (braces !== null && !/^\s*[.#]/.test(braces[1] ?? '')) return [];
    const at = span.start + (braces === null ? line.trimEnd().length : line.lastIndexOf('}'));
    return [{ span: { start: at, end: at }, text: ` ${words}` }];
  });
  if (edits.length === 0 || edits.length < fences.length) return undefined;
  return { title: `write \`${words}\` on the fence`, edits };
}

/** Writes another word in place of one of the first line of a fence; undefined where it is not there. */
export function wordOnFence(span: Span, word: RegExp, other: string, text: string): Fix | undefined {
  const found = word.exec(firstLine(span, text));
  if (found === null) return undefined;
  const start = span.start + found.index;
  return { title: `write \`${other}\``, edits: [{ span: { start, end: start + found[0].length }, text: other }] };
}

function firstLine({ start }: Span, text: string): string {
  return /^[^\r\n]*/.exec(text.slice(start))?.[0] ?? '';
}
