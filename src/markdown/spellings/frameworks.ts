import type { Edit } from '../../text/mapped-text.ts';
import { endOf, type Line, linesIn } from './lines.ts';

/** Parts of a lesson for a framework that its notebooks are not for, or for another format than that of pages. */
export interface LeftOut {
  /** The framework that the notebooks are for. */
  readonly framework: string | undefined;
  readonly start: number;
  readonly end: number;
}

interface Condition {
  readonly line: Line;
  readonly framework: string;
  alternative: Line | undefined;
}

const condition = /^[ \t>]*\{#if[ \t]+\w+[ \t]*===?[ \t]*['"]([\w-]+)['"][ \t]*\}[ \t]*$/;

/**
 * `{#if fw === 'pt'}` … `{:else}` … `{/if}` of Hugging Face's courses, on lines of their own: what is for the chosen
 * framework stays, by default the first that the lesson names. Without its end a condition stays as it is.
 */
export function frameworkParts(text: string, chosen: string | undefined): { edits: Edit[]; leftOut: LeftOut[] } {
  const edits: Edit[] = [];
  const leftOut: LeftOut[] = [];
  if (!text.includes('{#if')) return { edits, leftOut };
  let wanted = chosen;
  const open: Condition[] = [];
  const without = (from: Line, to: Line): void => {
    edits.push({ start: from.start, end: Math.min(endOf(to), text.length), text: '' });
  };
  const kept: (readonly [Line, Line])[] = [];
  for (const line of linesIn(text)) {
    if (line.isCode) continue;
    const framework = condition.exec(line.text)?.[1];
    const word = /^[ \t>]*\{([:/])(?:else|if)[ \t]*\}[ \t]*$/.exec(line.text)?.[1];
    if (framework !== undefined) {
      wanted ??= framework;
      open.push({ line, framework, alternative: undefined });
    } else if (word === ':') {
      const last = open.at(-1);
      if (last !== undefined) last.alternative ??= line;
    } else if (word === '/') {
      const last = open.pop();
      if (last === undefined) continue;
      const { line: opener, alternative } = last;
      if (last.framework === wanted) {
        without(opener, opener);
        without(alternative ?? line, line);
        if (alternative !== undefined) kept.push([alternative, line]);
      } else {
        without(opener, alternative ?? line);
        if (alternative !== undefined) without(line, line);
        kept.push([opener, alternative ?? line]);
      }
    }
  }
  for (const [from, to] of kept) leftOut.push({ framework: wanted ?? '', start: from.start, end: to.start });
  return { edits: outer(edits), leftOut };
}

/** What is in a part that goes goes with it. */
function outer(edits: readonly Edit[]): Edit[] {
  const sorted = [...edits].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Edit[] = [];
  for (const edit of sorted) if (edit.start >= (kept.at(-1)?.end ?? 0)) kept.push(edit);
  return kept;
}
