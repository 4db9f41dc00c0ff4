import type { SyntaxNode } from '@lezer/common';
import { greatestOf } from '../../text/extremes.ts';
import { lineIndex } from '../../text/span.ts';
import type { Change } from './change.ts';
import { changesOf } from './mutation.ts';
import { childrenOf, parsePython } from './parse.ts';

/** A solution with one small mistake in it. */
export interface Mutant {
  /** What is wrong with it: "`<` became `<=`", "the result of `return total` left out". */
  readonly description: string;
  /** The whole source with the mistake. */
  readonly source: string;
  /** The place in the original source that was changed. */
  readonly start: number;
  readonly end: number;
}

/**
 * Wrong variants of a Python solution, for asking whether the tests of an exercise notice them: other operators,
 * comparisons and constants, negated conditions, results and statements left out, `await` left out. What cannot
 * change the result, or only what is printed or how long it takes, is left alone: docstrings, annotations, messages,
 * `print` and logging (but where a function does nothing else, or the tests look at what is printed), pauses, code under
 * `if __name__ == "__main__"`. The same source gives the same mutants in the same order; with more than `limit`, every line gets
 * its share.
 *
 * @param tests The tests that the mutants are tried on.
 */
export function mutants(
  source: string,
  limit: number = Number.POSITIVE_INFINITY,
  tests: readonly string[] = [],
): readonly Mutant[] {
  const cell = parsePython(source);
  if (!cell.valid || cell.cellMagic !== undefined) return [];
  const changes: Change[] = [];
  const visit = (node: SyntaxNode, talks: boolean) => {
    if (isIrrelevant(node, source, talks)) return;
    for (const one of changesOf(node, source, talks)) changes.push(one);
    for (const child of reached(node)) visit(child, talks);
  };
  visit(cell.tree.topNode, tests.some(looksAtOutput));
  // A function that only prints has its result there.
  if (changes.length === 0 && /^\s*(?:async\s+)?def\s/m.test(source)) visit(cell.tree.topNode, true);
  const distinct = new Map(changes.map((change) => [`${change.start}:${change.end}:${change.text}`, change]));
  return chosen([...distinct.values()], source, limit).sort((a, b) => a.start - b.start || a.end - b.end);
}

/** One mutant of each line in turn until there are enough; what is no Python any more is left out. */
function chosen(changes: readonly Change[], source: string, limit: number): Mutant[] {
  const index = lineIndex(source);
  const lines = new Map<number, Change[]>();
  for (const change of changes) {
    const { line } = index.point(change.start);
    const ofLine = lines.get(line);
    if (ofLine === undefined) lines.set(line, [change]);
    else ofLine.push(change);
  }
  const queues = [...lines].sort(([a], [b]) => a - b).map(([, ofLine]) => ofLine);
  const rounds = greatestOf([0, ...queues.map((queue) => queue.length)]);
  const picked: Mutant[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const queue of queues) {
      const change = queue[round];
      if (picked.length >= limit) return picked;
      const mutant = change === undefined ? undefined : mutantOf(change, source);
      if (mutant !== undefined) picked.push(mutant);
    }
  }
  return picked;
}

function mutantOf({ start, end, text, description }: Change, source: string): Mutant | undefined {
  if (source.slice(start, end) === text) return undefined;
  const changed = source.slice(0, start) + text + source.slice(end);
  return parsePython(changed).valid ? { description, source: changed, start, end } : undefined;
}

/** The children of a node that can be executed: not what follows a `return` or the like in its block. */
function reached(node: SyntaxNode): readonly SyntaxNode[] {
  const children = childrenOf(node);
  if (node.name !== 'Body') return children;
  const end = children.findIndex(({ name }) => /^(?:Return|Raise|Break|Continue)Statement$/.test(name));
  return end === -1 ? children : children.slice(0, end + 1);
}

/** Code whose mutants no test of the result can notice, or that is not the solution's own. */
function isIrrelevant(node: SyntaxNode, text: string, talks: boolean): boolean {
  switch (node.name) {
    case 'TypeDef':
    case 'TypeDefinition':
    case 'ImportStatement':
    case 'ScopeStatement':
    case 'Comment':
      return true;
    case 'ExpressionStatement': {
      const [only] = childrenOf(node);
      if (only?.name === 'String' || only?.name === 'ContinuedString' || only?.name === 'Ellipsis') return true;
      return isTalk(only, text, talks);
    }
    case 'IfStatement':
      return /^if\s+__name__\s*==/.test(text.slice(node.from, node.to));
    case 'AssignStatement':
      return /^__\w+__\s*=/.test(text.slice(node.from, node.to));
    default:
      return false;
  }
}

/** `print(…)`, `logging.info(…)`, `await asyncio.sleep(…)`: said or waited, not computed. What is said may be the result. */
function isTalk(node: SyntaxNode | undefined, text: string, talks: boolean): boolean {
  const call = node?.name === 'AwaitExpression' ? node.lastChild : node;
  if (call?.name !== 'CallExpression' || call.firstChild === null) return false;
  const name = text.slice(call.firstChild.from, call.firstChild.to);
  return (
    name === 'time.sleep' || (!talks && /^(?:print|display|warnings\.warn|(?:logging|logger|log)\.\w+)$/.test(name))
  );
}

/** Whether a test sees what the code prints: it takes standard output, or has `print` replaced. */
function looksAtOutput(test: string): boolean {
  return /\b(?:redirect_stdout|capsys|capfd|capture_output|capture_stdout)\b|\bsys\.stdout\b|\bbuiltins\.print\b|^%%capture\b/m.test(
    test,
  );
}
