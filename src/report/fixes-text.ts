import type { FileResult } from '../model/result.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** What `validate --fix` fixed in a notebook, or with `--dry-run` would fix, as a diff. */
export function fixesText({ fixed = [], diff }: FileResult, style: Style): readonly string[] {
  if (fixed.length === 0) return [];
  const what = diff === undefined ? style.green('fixed:') : style.cyan('can be fixed:');
  const lines = fixed.map(({ rule, count }) => `   ${what} ${plural(count, 'place')}  ${style.dim(rule)}`);
  return diff === undefined ? [...lines, ''] : [...lines, '', ...patch(diff, style), ''];
}

function patch(diff: string, style: Style): string[] {
  const lines = diff.trimEnd().split('\n');
  const start = lines.findIndex((line) => line.startsWith('@@'));
  return lines.slice(Math.max(start, 0)).map((line) => {
    const text = `   ${printable(line)}`;
    if (line.startsWith('+')) return style.green(text);
    if (line.startsWith('-')) return style.red(text);
    return line.startsWith('@@') ? style.cyan(text) : text;
  });
}
