import type { Code, Node } from 'mdast';

declare module 'mdast' {
  interface CodeData {
    /** The lines of the code that are not blank. */
    lines?: CodeLine[];
  }
}

/** Where a line of code begins, without what the list, quote or fence around it put before it. */
interface CodeLine {
  start: number;
  /** False where it begins within a tab, of which only some columns belong to it. */
  readonly exact: boolean;
}

interface Token {
  readonly start: { readonly offset: number };
  readonly end: { readonly offset: number };
}

interface Context {
  readonly stack: readonly Node[];
  readonly sliceSerialize: (token: Token) => string;
}

/** The mdast side of code blocks: where their lines begin, in place of their text, which is read from the file. */
export function codeLinesFromMarkdown() {
  return {
    enter: { codeFlowValue: () => undefined },
    exit: {
      codeFlowValue(this: Context, token: Token): void {
        const code = this.stack.at(-2) as Code;
        const { start, end } = token;
        const exact = this.sliceSerialize(token).length === end.offset - start.offset;
        code.data ??= {};
        code.data.lines ??= [];
        code.data.lines.push({ start: start.offset, exact });
      },
    },
  };
}
