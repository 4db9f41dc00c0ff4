import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { mask } from './mask.ts';
import { type PythonToken, scanPython } from './scan.ts';

/** A Python cell, parsed. Offsets in the tree are offsets into `text`. */
export interface PythonCell {
  readonly text: string;
  readonly tokens: readonly PythonToken[];
  readonly tree: Tree;
  /** No syntax error was found. The parser is lenient: Python itself may still find one. */
  readonly valid: boolean;
  /** The name of the cell magic in the first line, without `%%`. */
  readonly cellMagic?: string;
}

/** Cell magics whose body is Python, run by IPython in another frame (where `await` does not work). */
const PYTHON_BODIES = new Set(['time', 'timeit', 'capture', 'prun', 'memit', 'mprun', 'lprun']);

/**
 * Parses a Python cell as IPython reads it. Magic and shell lines stand in the tree as names of their length; so does
 * what @lezer/python 1.1 takes for an error although Python does not (see `mask`). The body of a cell magic that is
 * not Python is not parsed: the tree is empty.
 */
export function parsePython(text: string): PythonCell {
  const cellMagic = /^(?:[ \t]*\r?\n)*%%(\S+)/.exec(text)?.[1];
  if (cellMagic !== undefined && !PYTHON_BODIES.has(cellMagic)) {
    return { text, tokens: [], tree: parser.parse(''), valid: true, cellMagic };
  }
  const tokens = scanPython(text);
  const tooDeep = tokens.some((token) => token.depth > MOST_BRACKETS);
  const parsed = parser.parse(tooDeep ? '' : mask(text, tokens));
  const depth = depthOf(parsed);
  const tree = depth > MOST_LEVELS ? parser.parse('') : parsed;
  const valid = !tooDeep && depth <= MOST_LEVELS && !hasError(tree);
  return { text, tokens, tree, valid, ...(cellMagic === undefined ? {} : { cellMagic }) };
}

/** Python refuses code with more brackets in each other; also with more levels, from some thousand on. */
const MOST_BRACKETS = 200;
const MOST_LEVELS = 1000;

function depthOf(tree: Tree): number {
  let depth = 0;
  let deepest = 0;
  tree.iterate({
    enter() {
      depth += 1;
      deepest = Math.max(deepest, depth);
    },
    leave() {
      depth -= 1;
    },
  });
  return deepest;
}

function hasError(tree: Tree): boolean {
  let found = false;
  tree.iterate({
    enter(node) {
      found ||= node.type.isError;
      return !found;
    },
  });
  return found;
}

/** The children of a node, in order, punctuation and all. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}
