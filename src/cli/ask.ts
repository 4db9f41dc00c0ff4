import { createInterface } from 'node:readline/promises';
import { lineDiff } from '../confirm/line-diff.ts';
import type { FenceChange } from '../confirm/update.ts';
import { printable } from '../report/printable.ts';
import { makeStyle } from '../report/style.ts';
import type { Invocation } from './command.ts';
import { UsageError } from './errors.ts';
import { wantsColor } from './io.ts';

export interface Questions {
  /** Shows the changes of a lesson one by one and gives those that are wanted. */
  readonly choose: (source: string, changes: readonly FenceChange[]) => Promise<readonly FenceChange[]>;
  readonly close: () => void;
}

/**
 * Asks a person about changes: yes, no, all that follow, or none of them.
 * @throws UsageError where nobody can answer
 */
export async function openQuestions({ io, options, signal }: Invocation): Promise<Questions> {
  if (!('isTTY' in io.stdin) || io.stdin.isTTY !== true) {
    throw new UsageError('--interactive asks questions, and standard input is no terminal', {
      help: '--dry-run shows the changes without asking',
    });
  }
  const style = makeStyle(wantsColor(io.stdout, io.env, options.color));
  const terminal = createInterface({ input: io.stdin, output: io.stdout.behind ?? io.stdout });
  let rest: 'ask' | 'all' | 'none' = 'ask';
  const ask = async (): Promise<boolean> => {
    for (;;) {
      const answer = await terminal
        .question('make this change? [y]es, [n]o, [a]ll, [q]uit: ', { signal })
        .catch(() => 'q');
      const key = answer.trim().toLowerCase()[0];
      if (key === 'a') rest = 'all';
      if (key === 'q') rest = 'none';
      if (key === 'y' || key === 'a') return true;
      if (key === 'n' || key === 'q') return false;
    }
  };
  return {
    close: () => terminal.close(),
    async choose(source, changes) {
      const chosen: FenceChange[] = [];
      for (const change of changes) {
        if (rest === 'none') break;
        if (rest === 'ask') {
          io.stdout.write(`\n${style.bold(`${printable(source)}:${change.line}`)}  ${change.stream} ${change.type}\n`);
          for (const { side, pieces } of lineDiff(change.before, change.after)) {
            const text = printable(pieces.map((piece) => piece.text).join(''));
            if (side === 'both') io.stdout.write(`  ${style.dim(text)}\n`);
            else io.stdout.write(side === 'expected' ? `${style.red(`- ${text}`)}\n` : `${style.green(`+ ${text}`)}\n`);
          }
        }
        if (rest === 'all' || (await ask())) chosen.push(change);
      }
      return chosen;
    },
  };
}
