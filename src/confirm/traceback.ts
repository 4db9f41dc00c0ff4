import type { Raised } from './cell-outputs.ts';

/** A declared or real error text, taken apart. */
export interface ErrorText {
  /** Without its module: `JSONDecodeError`. */
  readonly name: string;
  /** The lines of the message; the first is what follows the name. */
  readonly message: readonly string[];
  /** The line (from 0) of the text that holds the name. */
  readonly line: number;
}

/** `Name`, `Name: message`, `module.Name: message`, also inside the frame that Python draws around exception groups. */
const HEAD = /^(?:[ |+-]*[|] )?((?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*))(?::[ \t]*(.*))?$/;

/**
 * Finds the exception in a text: the last line that names `name`, or, without one, the last line that looks like an
 * exception's. Traceback frames, notes and what the author wrote above are left out.
 */
export function errorIn(text: string, name?: string): ErrorText | undefined {
  const lines = text.split('\n');
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const head = HEAD.exec(lines[index] ?? '');
    if (head === null) continue;
    const found = head[2] ?? '';
    if (name === undefined ? !looksLikeException(found) : found !== name) continue;
    return { name: found, message: [head[3] ?? '', ...lines.slice(index + 1)], line: index };
  }
  return undefined;
}

/** The line (from 0) at which a traceback, or an exception's line alone, begins that ends a text; undefined where none does. */
export function tracebackStart(text: string, name?: string): number | undefined {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (/^-{20,}$/.test(line) || /^\s*[|+ ]*(?:Exception Group )?Traceback \(most recent call last\):/.test(line))
      return index;
    if (/^ {2}(?:File|Cell In|Input In) ?["<[].*line \d+/.test(line)) return index;
  }
  const last = (name === undefined ? undefined : errorIn(text, name)) ?? errorIn(text);
  return last?.message.length === 1 ? last.line : undefined;
}

/** The real exception as `Name: message`, with the message's last line as Python shows it. */
export function raisedText(raised: Raised): string {
  const value = raised.value.replaceAll('\r\n', '\n').trimEnd();
  const shown = errorIn(raised.traceback, lastName(raised.name));
  if (shown !== undefined && (value === '' || shown.message[0] !== undefined)) {
    const text = [shown.message[0] ?? '', ...shown.message.slice(1)].join('\n').trimEnd();
    if (isSyntaxError(raised.name) || value === '' || text === value || text.startsWith(`${value}\n`)) {
      return text === '' ? lastName(raised.name) : `${lastName(raised.name)}: ${text}`;
    }
  }
  return value === '' ? lastName(raised.name) : `${lastName(raised.name)}: ${value}`;
}

/**
 * The line (from 1) of the cell at which its own code was when it raised, from the traceback of IPython 7, 8 or 9 or of
 * plain Python: the outermost frame is the cell. Undefined where no frame of the cell is shown.
 */
export function raisedLine(raised: Raised): number | undefined {
  const lines = raised.traceback.split('\n');
  const from = lines.findIndex((line) => CELL_FRAME.test(line));
  if (from === -1) return undefined;
  const header = lines[from] ?? '';
  if (!isSyntaxError(raised.name)) {
    for (let index = from + 1; index < lines.length; index += 1) {
      const arrow = /^-+> ?(\d+)/.exec(lines[index] ?? '');
      if (arrow !== null) return Number(arrow[1]);
      if (CELL_FRAME.test(lines[index] ?? '') || /^File /.test(lines[index] ?? '')) break;
    }
  }
  const named = /(?:, line |<cell line: |:)(\d+)/.exec(header.replace(/\[\d+\]|ipykernel_\d+|\/\d+\.py|-\d+-/g, ''));
  return named === null ? undefined : Number(named[1]);
}

const CELL_FRAME =
  /^\s*(?:Cell In ?\[\d+\]|Input In ?\[\d+\]|Input In <|(?:File )?<ipython-input-\d+|File ["']?[^"']*ipykernel_\d+[/\\]\d+\.py|[^"' ]*ipykernel_\d+[/\\]\d+\.py in )/;

function isSyntaxError(name: string): boolean {
  return /^(?:.*\.)?(?:SyntaxError|IndentationError|TabError)$/.test(name);
}

function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Whether a name is one that Python gives its exceptions. */
function looksLikeException(name: string): boolean {
  return /(?:Error|Exception|Warning|Exit|Interrupt|Iteration|Group)$/.test(name);
}
