import { stripVTControlCharacters } from 'node:util';

/**
 * A text as a terminal leaves it on its screen: carriage returns and backspaces overwrite, cursor movements are
 * followed, colours are gone, and every line ends with `\n` and without trailing blanks. Line ends at the end of the
 * text are dropped: no author can see them.
 */
export function terminalText(raw: string): string {
  // Markdown knows no NUL: a reader puts U+FFFD in its place, so that is what a lesson can declare.
  const text = raw.replace(/(?<!\r)\r+\n/g, '\n').replaceAll('\0', '\uFFFD');
  const plain = stripVTControlCharacters(CURSOR.test(text) ? screen(text) : text);
  return trimLines(plain);
}

/** Trailing blanks of each line and all line ends at the end taken away. */
export function trimLines(text: string): string {
  return withoutLastLineEnds(text.split('\n').map(withoutLastBlanks).join('\n'));
}

/** The text without the line ends at its end; a loop, because `/\n+$/` takes the square of the time. */
export function withoutLastLineEnds(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}

function withoutLastBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1;
  return end === line.length ? line : line.slice(0, end);
}

const CURSOR = /[\r\b]|\x1b\[\d*[A-HJKP]/;
const TOKEN = /\x1b\[(\d*)(?:;\d*)*([A-Za-z])|\x1b[^[]|[\s\S]/gu;

/** What a screen of unlimited height and width shows after a text was written to it. */
function screen(text: string): string {
  const lines: string[][] = [[]];
  let row = 0;
  let column = 0;
  for (const [token, argument, command] of text.matchAll(TOKEN)) {
    const line = lines[row] ?? [];
    lines[row] = line;
    const count = Number(argument) || 1;
    if (token === '\n') {
      row += 1;
      column = 0;
    } else if (token === '\r') column = 0;
    else if (token === '\b') column = Math.max(0, column - 1);
    else if (command === undefined) {
      while (line.length < column) line.push(' ');
      line[column] = token;
      column += 1;
    } else if (command === 'A' || command === 'F') row = Math.max(0, row - count);
    else if (command === 'B' || command === 'E') row += count;
    else if (command === 'C') column += count;
    else if (command === 'D') column = Math.max(0, column - count);
    else if (command === 'G') column = count - 1;
    else if (command === 'P') line.splice(column, count);
    else if (command === 'K') {
      if (argument === '2') line.length = 0;
      else if (argument === '1') line.fill(' ', 0, column);
      else line.length = Math.min(line.length, column);
    } else if (command === 'J' && argument === '2') for (const each of lines) each.length = 0;
    if (command === 'E' || command === 'F') column = 0;
  }
  return Array.from(lines, (line) => (line ?? []).join('')).join('\n');
}
