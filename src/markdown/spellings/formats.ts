import type { Edit } from '../../text/mapped-text.ts';
import { type Attributes, parseAttributes } from '../attributes.ts';
import { secretWord } from '../secret-words.ts';
import type { LeftOut } from './frameworks.ts';
import { endOf, type Line, linesIn } from './lines.ts';

/** What a notebook is, in Quarto's words for formats. */
const ours = /^(?:html(?::js)?|ipynb|jupyter|markdown)$/;
const opener = /^[ \t>]*:{3,}[ \t]*\{([^}\n]*\.content-(?:visible|hidden)\b[^}\n]*)\}[ \t]*$/;
const span = /\[([^[\]\n]*)\]\{([^}\n]*\.content-(?:visible|hidden)\b[^}\n]*)\}/g;

/**
 * Parts of a Quarto lesson for formats and profiles that a notebook is not: `::: {.content-visible when-format="pdf"}` …
 * `:::`, and spans. Where the parts are for several profiles, the notebooks are for `framework`, or for the first that is named. https://quarto.org/docs/authoring/conditional.html
 */
export function formatParts(text: string, framework?: string): { edits: Edit[]; leftOut: LeftOut[] } {
  const edits: Edit[] = [];
  const leftOut: LeftOut[] = [];
  if (!/\.content-(?:visible|hidden)\b/.test(text)) return { edits, leftOut };
  const profile = profileOf(text, framework);
  const leave = (start: number, end: number, put = '') => {
    edits.push({ start, end, text: put });
    leftOut.push({ start, end, framework: profile });
  };
  const lines = linesIn(text);
  let until = 0;
  for (const [index, line] of lines.entries()) {
    if (line.isCode || line.start < until) continue;
    const condition = opener.exec(line.text)?.[1];
    if (condition !== undefined && !isShown(parseAttributes(condition), profile)) {
      const close = closerOf(lines, index);
      if (close === undefined) continue;
      until = Math.min(endOf(close), text.length);
      leave(line.start, until);
    } else if (condition === undefined) {
      for (const match of line.text.matchAll(span)) {
        const start = line.start + match.index;
        if (!isShown(parseAttributes(match[2] ?? ''), profile)) leave(start, start + match[0].length);
      }
    }
  }
  return { edits, leftOut };
}

/** The profile that the notebooks are for. One alone is no choice, and one that names a secret is not for students. */
function profileOf(text: string, framework: string | undefined): string | undefined {
  const named = [...text.matchAll(/\b(?:when|unless)-profile=["']?([\w-]+)/g)].map(([, name = '']) => name);
  const isChoice = new Set(named).size > 1 && named.every((name) => secretWord(name) === undefined);
  if (!isChoice) return undefined;
  return framework !== undefined && named.includes(framework) ? framework : named[0];
}

function isShown({ classes, values }: Attributes, profile: string | undefined): boolean {
  const conditions = [...values].flatMap(([key, { text }]): boolean[] => {
    const [, word, of] = /^(when|unless)-(format|profile|meta)$/.exec(key) ?? [];
    if (word === undefined) return [];
    // No metadata is set here.
    const holds = of === 'format' ? ours.test(text) : of === 'profile' && text === profile;
    return [holds === (word === 'when')];
  });
  const holds = conditions.every(Boolean);
  return classes.includes('content-hidden') ? conditions.length > 0 && !holds : holds;
}

/** The line that closes a container: a bare `:::` closes the innermost. */
function closerOf(lines: readonly Line[], from: number): Line | undefined {
  let depth = 0;
  for (const line of lines.slice(from)) {
    if (line.isCode || !/^[ \t>]*:{3,}/.test(line.text)) continue;
    depth += /^[ \t>]*:+[ \t]*$/.test(line.text) ? -1 : 1;
    if (depth === 0) return line;
  }
  return undefined;
}
