import type { CheckResult } from '../model/result.ts';
import { greatestOf } from '../text/extremes.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** A list of what is there and what is missing, each missing thing with what fixes it. */
export function checksText(checks: readonly CheckResult[], style: Style): string {
  const wide = greatestOf(checks.map(({ name }) => name.length));
  return checks
    .map(({ name, ok, text, help }) => {
      const mark = ok ? style.green(style.symbols.passed) : style.red(style.symbols.failed);
      const line = ` ${mark} ${style.bold(name.padEnd(wide))}  ${printable(text)}`;
      return help === undefined ? line : `${line}\n   ${' '.repeat(wide)}  ${style.cyan('fix:')} ${printable(help)}`;
    })
    .join('\n');
}
