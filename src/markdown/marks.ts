import type { Code as Fence, Paragraph } from 'mdast';
import type { Code, Construct, Effects, Extension, State } from 'micromark-util-types';

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    paragraphMark: 'paragraphMark';
    codeMark: 'codeMark';
  }
}

/** What stands in a skeleton for a whole paragraph, and for a whole fence: characters that no text has. */
export const paragraphMark = '\ue000';
export const codeMark = '\ue001';

/** micromark syntax: a mark is a leaf of its own. */
export function marks(): Extension {
  return {
    flow: {
      [paragraphMark.charCodeAt(0)]: mark('paragraphMark'),
      [codeMark.charCodeAt(0)]: mark('codeMark'),
    },
  };
}

function mark(name: 'paragraphMark' | 'codeMark'): Construct {
  return { name, tokenize };

  function tokenize(effects: Effects, ok: State): State {
    return (code: Code) => {
      effects.enter(name);
      effects.consume(code);
      effects.exit(name);
      return ok;
    };
  }
}

interface Context {
  enter(node: Paragraph | Fence, token: unknown): void;
  exit(token: unknown): void;
}

/** The mdast side: the node that the mark stands for, without what is read from the file. */
export function marksFromMarkdown() {
  return {
    enter: {
      paragraphMark(this: Context, token: unknown): void {
        this.enter({ type: 'paragraph', children: [] }, token);
      },
      codeMark(this: Context, token: unknown): void {
        this.enter({ type: 'code', value: '' }, token);
      },
    },
    exit: { paragraphMark: exit, codeMark: exit },
  };
}

function exit(this: Context, token: unknown): void {
  this.exit(token);
}
