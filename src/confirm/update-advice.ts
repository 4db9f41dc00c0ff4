import { shellWord } from '../text/shell-word.ts';
import { lineOf } from './places.ts';

/** The command that writes what a cell really gives into the lesson. */
export function updateAdvice(cell: { readonly start: number }, { file, text }: { file: string; text: string }): string {
  return `coursewright update ${shellWord(`${file}:${lineOf(text, cell.start)}`)}`;
}

/** The advice, in a finding's help, to let an update write what a cell gives, with what it says has to be done first. */
export const advisesUpdate =
  /^(?:write `sorted[^\n]*?; then )?coursewright update(?: --add)?(?: (?:'[^'\n]*'|[^\s,])+)?(?:, if the cell is not meant to raise any more$)?/;
