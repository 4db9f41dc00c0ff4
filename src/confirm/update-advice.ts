import type { Advice } from '../diagnostics/advice.ts';
import { shellWord } from '../text/shell-word.ts';
import { lineOf } from './places.ts';

/** The command that writes what a cell really gives into the lesson. */
export function updateAdvice(cell: { readonly start: number }, { file, text }: { file: string; text: string }): string {
  return `coursewright update ${shellWord(`${file}:${lineOf(text, cell.start)}`)}`;
}

/** A help that begins with an update, with what has to be done first. */
export function updateFirst(words: string, rest = ''): { readonly help: string; readonly advice: readonly Advice[] } {
  return { help: words + rest, advice: [{ to: 'update', words }] };
}
