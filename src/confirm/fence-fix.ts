import type { Fix } from '../diagnostics/fix.ts';
import type { Span } from '../text/span.ts';

/**
 * Writes words at the end of the first line of fences; undefined where that line has braces that may not take them, as a directive's.
 * What stands in a session at the prompt has its words on the line that opens the session.
 * @param text The whole file.
 */
export function wordsOnFences(
  fences: readonly { readonly span: Span }[],
  words: string,
  text: string,
): Fix | undefined {
  const starts = [...new Set(fences.map(({ span }) => openingOf(span, text)))];
  const edits = starts.flatMap((start) => {
    if (start === undefined) return [];
    const line = firstLine({ start, end: start }, text);
    const braces = /\{([^{}]*)\}[ \t]*$/.exec(line);
    if (braces !== null && !/^\s*[.#]/.test(braces[1] ?? '')) return [];
    const at = start + (braces === null ? line.trimEnd().length : line.lastIndexOf('}'));
    return [{ span: { start: at, end: at }, text: ` ${words}` }];
  });
  if (edits.length === 0 || edits.length < starts.length) return undefined;
  return { title: `write \`${words}\` on the fence`, edits };
}

/** Writes another word in place of one of the first line of a fence; undefined where it is not there. */
export function wordOnFence(span: Span, word: RegExp, other: string, text: string): Fix | undefined {
  const found = word.exec(firstLine(span, text));
  if (found === null) return undefined;
  const start = span.start + found.index;
  return { title: `write \`${other}\``, edits: [{ span: { start, end: start + found[0].length }, text: other }] };
}

const FENCE = /^[\s>]*(?:`{3,}|~{3,})/;

/** Where the fence begins that a place of a lesson is in; undefined where none stands above it. */
function openingOf(span: Span, text: string): number | undefined {
  if (FENCE.test(firstLine(span, text))) return span.start;
  const above = text.slice(0, span.start).split('\n');
  const line = above.findLastIndex((one) => FENCE.test(one));
  return line === -1 ? undefined : above.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
}

function firstLine({ start }: Span, text: string): string {
  return /^[^\r\n]*/.exec(text.slice(start))?.[0] ?? '';
}
