import { greatestOf, leastOf } from '../../text/extremes.ts';
import type { Edit } from '../../text/mapped-text.ts';
import { endOf, type Line, linesIn } from './lines.ts';

/** With the names that they have in quarto-pyodide and quarto-webr. */
const languages: Readonly<Record<string, string>> = {
  pyodide: 'python',
  'pyodide-python': 'python',
  webr: 'r',
  'webr-r': 'r',
};
const cell = /^([ \t>]*(?:`{3,}|~{3,})[ \t]*\{)(pyodide(?:-python)?|webr(?:-r)?)(?![\w-])/;

/** A cell, or a container with a hint or a solution, as it stands in the lesson. */
interface Piece {
  readonly first: number;
  readonly last: number;
  readonly exercise: string | undefined;
  readonly kind: 'setup' | 'starter' | 'check' | 'solution' | 'container';
}

/**
 * Cells that quarto-live runs in the reader's browser, as cells of their language; those of one exercise, with its hints
 * and solutions, as an exercise. What checks an answer there is for instructors: it reads names that only the page has, and
 * knows the answer. https://r-wasm.github.io/quarto-live/exercises/exercises.html
 */
export function liveCells(text: string): Edit[] {
  if (!/\{(?:pyodide|webr)\b/.test(text)) return [];
  const lines = linesIn(text);
  const cells = cellsIn(lines);
  const edits: Edit[] = exerciseEdits(lines, [...cells, ...containersIn(lines)]);
  for (const { first, last, kind } of cells) {
    const opener = lines[first] as Line;
    const closer = lines[last] as Line;
    const [, before = '', name = ''] = cell.exec(opener.text) ?? [];
    const start = opener.start + before.length;
    edits.push({ start, end: start + name.length, text: languages[name] ?? name });
    const end = closer.start + closer.text.length;
    if (kind !== 'check') continue;
    edits.push({ start: opener.start, end: opener.start, text: ':::instructor\n' }, { start: end, end, text: '\n:::' });
    edits.push({ start: endOf(opener), end: endOf(opener), text: '#| eval: false\n' });
  }
  return edits;
}

function cellsIn(lines: readonly Line[]): Piece[] {
  return lines.flatMap((line, last): Piece[] => {
    const first = line.closes;
    if (first === undefined || !cell.test(lines[first]?.text ?? '')) return [];
    const options = new Map(
      lines.slice(first + 1, last).flatMap(({ text }) => {
        const [, key, value = ''] = /^[ \t>]*#\|[ \t]*([\w-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(text) ?? [];
        return key === undefined ? [] : [[key, value] as const];
      }),
    );
    const isOn = (key: string) => options.get(key) === 'true';
    const kind = isOn('check') ? 'check' : isOn('solution') ? 'solution' : isOn('setup') ? 'setup' : 'starter';
    return [{ first, last, exercise: options.get('exercise'), kind }];
  });
}

/** `::: {.hint exercise="x"}` … `:::`. */
function containersIn(lines: readonly Line[]): Piece[] {
  const open: { readonly first: number; readonly exercise: string | undefined }[] = [];
  return lines.flatMap((line, last): Piece[] => {
    if (line.isCode || !/^:{3,}/.test(line.text)) return [];
    if (!/^:{3,}[ \t]*$/.test(line.text)) {
      open.push({ first: last, exercise: /\bexercise=["']?([\w-]+)/.exec(line.text)?.[1] });
      return [];
    }
    const opener = open.pop();
    return opener?.exercise === undefined ? [] : [{ ...opener, last, kind: 'container' }];
  });
}

/** Containers around what belongs to one exercise, from where readers begin to the last of it, where nothing of another stands between. */
function exerciseEdits(lines: readonly Line[], pieces: readonly Piece[]): Edit[] {
  const names = new Set(pieces.flatMap(({ exercise }) => exercise ?? []));
  return [...names].flatMap((name): Edit[] => {
    const own = pieces.filter(({ exercise, kind }) => exercise === name && kind !== 'setup');
    if (own.length < 2) return [];
    const first = leastOf(own.map((piece) => piece.first));
    const last = greatestOf(own.map((piece) => piece.last));
    const isAlone = pieces.every((piece) => piece.exercise === name || piece.last < first || piece.first > last);
    const isWhole = !lines.slice(first, last).some((line) => !line.isCode && /^#{1,6}[ \t]/.test(line.text));
    const hasStarter = own.some(({ kind, first: at }) => kind === 'starter' && at === first);
    if (!/^[\w-]+$/.test(name) || !isAlone || !isWhole || !hasStarter) return [];
    const opener = lines[first] as Line;
    const closer = lines[last] as Line;
    const end = closer.start + closer.text.length;
    const at = opener.start + opener.text.trimEnd().length;
    return [
      { start: opener.start, end: opener.start, text: `:::exercise{#${name}}\n` },
      { start: at, end: at, text: ' starter' },
      { start: end, end, text: '\n:::' },
    ];
  });
}
