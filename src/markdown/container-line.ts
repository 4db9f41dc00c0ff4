import type { Node } from 'mdast';
import { markdownLineEnding, markdownSpace } from 'micromark-util-character';
import type { Code, Construct, Effects, Extension, State } from 'micromark-util-types';

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    containerLine: 'containerLine';
  }
}

declare module 'mdast' {
  interface RootContentMap {
    containerLine: ContainerLine;
  }
  interface BlockContentMap {
    containerLine: ContainerLine;
  }
}

/** A line that opens or closes a container: `:::exercise{#a}`, `::: challenge`, `:::{note} Title`, `::::::`. */
interface ContainerLine extends Node {
  type: 'containerLine';
}

interface FromMarkdownExtension {
  enter: Record<string, (this: { enter(node: ContainerLine, token: unknown): void }, token: unknown) => void>;
  exit: Record<string, (this: { exit(token: unknown): void }, token: unknown) => void>;
}

const colon = 58;
const leftBrace = 123;
const dot = 46;

/**
 * micromark syntax: one line is one leaf, wherever a thematic break may stand (in lists and quotes too), and it
 * interrupts a paragraph. Nesting is not micromark's affair here: colon counts mean nothing in real lessons (376
 * closers of 383 were longer than their opener), so openers and closers are matched afterwards.
 */
export function containerLine(): Extension {
  const construct: Construct = { name: 'containerLine', tokenize, concrete: true };
  return { flow: { [colon]: construct } };
}

/** The mdast side: a node without children; its text is read from the file by its position. */
export function containerLineFromMarkdown(): FromMarkdownExtension {
  return {
    enter: {
      containerLine(token) {
        this.enter({ type: 'containerLine' }, token);
      },
    },
    exit: {
      containerLine(token) {
        this.exit(token);
      },
    },
  };
}

function tokenize(effects: Effects, ok: State, nok: State): State {
  let colons = 0;
  return start;

  function start(code: Code): State | undefined {
    effects.enter('containerLine');
    return marker(code);
  }

  function marker(code: Code): State | undefined {
    if (code === colon) {
      effects.consume(code);
      colons++;
      return marker;
    }
    return colons < 3 ? nok(code) : afterMarker(code);
  }

  function afterMarker(code: Code): State | undefined {
    if (code === null || markdownLineEnding(code)) return end(code);
    if (markdownSpace(code)) {
      effects.consume(code);
      return afterMarker;
    }
    if (code === dot) {
      effects.consume(code);
      return afterDot;
    }
    return afterDot(code);
  }

  /** Pandoc takes any word for a class, `.note` and `.{callout-note}` too: a slip that opens a container. */
  function afterDot(code: Code): State | undefined {
    return isLetter(code) || code === leftBrace ? rest(code) : nok(code);
  }

  function rest(code: Code): State | undefined {
    if (code === null || markdownLineEnding(code)) return end(code);
    effects.consume(code);
    return rest;
  }

  function end(code: Code): State | undefined {
    effects.exit('containerLine');
    return ok(code);
  }
}

function isLetter(code: Code): boolean {
  return code !== null && code > 0 && /\p{L}/u.test(String.fromCharCode(code));
}
