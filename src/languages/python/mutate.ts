import type { SyntaxNode } from '@lezer/common';
import { type Change, changesOf } from './mutation.ts';
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
 * `print` and logging, pauses, code under `if __name__ == "__main__"`. The same source gives the same mutants in the
 * same order; with more than `limit`, every line gets its share.
 */
export function mutants(source: string, limit: number = Number.POSITIVE_INFINITY): readonly Mutant[] {
  const cell = parsePython(source);
  if (!cell.valid || cell.cellMagic !== undefined) return [];
  const changes: Change[] = [];
  const visit = (node: SyntaxNode) => {
    if (isIrrelevant(node, source)) return;
    changes.push(...changesOf(node, source));
    for (const child of childrenOf(node)) visit(child);
  };
  visit(cell.tree.topNode);
  const made = new Map<string, Mutant>();
  for (const { start, end, text, description } of changes) {
    const changed = source.slice(0, start) + text + source.slice(end);
    if (changed === source || made.has(changed) || !parsePython(changed).valid) continue;
    made.set(changed, { description, source: changed, start, end });
  }
  return chosen([...made.values()], source, limit).sort((a, b) => a.start - b.start || a.end - b.end);
}

/** One mutant of each line in turn until there are enough. */
function chosen(all: readonly Mutant[], source: string, limit: number): Mutant[] {
  if (all.length <= limit) return [...all];
  const lines = new Map<number, Mutant[]>();
  for (const mutant of all) {
    const line = source.slice(0, mutant.start).split('\n').length;
    lines.set(line, [...(lines.get(line) ?? []), mutant]);
  }
  const picked: Mutant[] = [];
  for (let round = 0; picked.length < limit; round += 1) {
    for (const [, ofLine] of [...lines].sort(([a], [b]) => a - b)) {
      const mutant = ofLine[round];
      if (mutant !== undefined && picked.length < limit) picked.push(mutant);
    }
  }
  return picked;
}

/** Code whose mutants no test of the result can notice, or that is not the solution's own. */
function isIrrelevant(node: SyntaxNode, text: string): boolean {
  switch (node.name) {
    case 'TypeDef':
    case 'TypeDefinition':
    case 'ImportStatement':
    case 'ScopeStatement':
    case 'Comment':
      return true;
    case 'ExpressionStatement': {
      const [only] = childrenOf(node);
      return (
        only?.name === 'String' || only?.name === 'ContinuedString' || only?.name === 'Ellipsis' || isTalk(only, text)
      );
    }
    case 'IfStatement':
      return /^if\s+__name__\s*==/.test(text.slice(node.from, node.to));
    case 'AssignStatement':
      return /^__\w+__\s*=/.test(text.slice(node.from, node.to));
    default:
      return false;
  }
}

/** `print(…)`, `logging.info(…)`, `await asyncio.sleep(…)`: said or waited, not computed. */
function isTalk(node: SyntaxNode | undefined, text: string): boolean {
  const call = node?.name === 'AwaitExpression' ? node.lastChild : node;
  if (call?.name !== 'CallExpression' || call.firstChild === null) return false;
  const name = text.slice(call.firstChild.from, call.firstChild.to);
  return /^(?:print|display|time\.sleep|warnings\.warn|(?:logging|logger|log)\.\w+)$/.test(name);
}
