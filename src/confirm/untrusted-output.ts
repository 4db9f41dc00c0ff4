import { isFailure } from '../languages/shell-command.ts';
import type { Code } from '../model/lesson.ts';
import { mayRaise } from '../model/may-raise.ts';
import type { ExecutedCell } from '../model/run.ts';

/** Why what a cell put out is not what a lesson should show, in words for `left as it is: …`; undefined where it may stand there. */
export function untrusted(code: Code, executed: ExecutedCell): string | undefined {
  if (executed.truncatedAt !== undefined) return 'the output was cut at the limit, `execute.maxOutput`';
  const command = executed.failedCommands?.find(isFailure);
  if (command !== undefined && !mayRaise(code)) {
    return `\`${command.command.slice(0, 80)}\` failed`;
  }
  return undefined;
}

/** Whether a cell shows something that no output holds: help in a pager. */
export function showsInPager({ source }: Code): boolean {
  return source.text
    .split('\n')
    .some((line) =>
      /^\s*\?{1,2}\s*[%\w]|^[^#'"]*[\w)\]*]\?{1,2}\s*$|^\s*%{1,2}?(?:pinfo2?|page|psource|pdoc|pfile|pdef)\b/.test(
        line,
      ),
    );
}
