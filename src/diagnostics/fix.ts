import type { Span } from '../text/span.ts';

/** A change of one file that does what a finding's help says. */
export interface Fix {
  /** What it does, as an instruction: ``write `solution` ``. */
  readonly title: string;
  /** Parts of the file and what is to stand in their place; none overlaps another. */
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** A fix that replaces one part of the file. */
export function replacing(span: Span, text: string, title = `write \`${text}\``): Fix {
  return { title, edits: [{ span, text }] };
}
