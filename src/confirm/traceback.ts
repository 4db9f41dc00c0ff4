import { errorOutline, looksLikeException } from './error-outline.ts';
import type { Raised } from './raised.ts';

/** An expected or real error text, taken apart. */
export interface ErrorText {
  /** Without its module: `JSONDecodeError`. */
  readonly name: string;
  /** The lines of the message; the first is what follows the name. */
  readonly message: readonly string[];
  /** The line (from 0) of the text that holds the name. */
  readonly line: number;
}

/** `Name`, `Name: message`, `module.Name: message`, also inside the frame that Python draws around exception groups. */
const HEAD = /^([ |+-]*[|] )?((?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*))(?::[ \t]*(.*))?$/;

/**
 * Finds the exception in a text: the last line that names `name`, or, without one, the last line that looks like an
 * exception's. Traceback frames, notes and what the author wrote above are left out.
 */
export function errorIn(text: string, name?: string): ErrorText | undefined {
  const lines = text.split('\n');
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const head = HEAD.exec(lines[index] ?? '');
    if (head === null) continue;
    const found = head[3] ?? '';
    if (name === undefined ? !looksLikeException(found) : found !== name) continue;
    const following = lines.slice(index + 1);
    return {
      name: found,
      message: [head[4] ?? '', ...(head[1] === undefined ? following : framed(following))],
      line: index,
    };
  }
  return undefined;
}

/** The rest of a message that stands inside the frame of an exception group. */
function framed(lines: readonly string[]): string[] {
  const end = lines.findIndex((line) => !/^ *\| /.test(line));
  return lines.slice(0, end === -1 ? lines.length : end).map((line) => line.replace(/^ *\| /, ''));
}

/** What IPython writes below the rule of hyphens. A rule alone is output as any other: `%whos` and tables draw it. */
const OPENING =
  /Traceback \(most recent call last\)|^ {2}(?:File|Cell In|Input In)\b|^[A-Za-z_][\w.]*(?:Error|Exception|Warning|Interrupt)\b/;

/** The line (from 0) at which a traceback, or an exception's line alone, begins that ends a text; undefined where none does. */
export function tracebackStart(text: string, name?: string): number | undefined {
  const frames = framesStart(text.split('\n'));
  if (frames !== undefined) return frames;
  const last = (name === undefined ? undefined : errorIn(text, name)) ?? errorIn(text);
  return last?.message.length === 1 ? last.line : undefined;
}

/** The line (from 0) at which a traceback with its frames begins; undefined where the lines have none. */
export function framesStart(lines: readonly string[]): number | undefined {
  const start = lines.findIndex(
    (line, index) =>
      (/^-{20,}$/.test(line) && OPENING.test(lines[index + 1] ?? '')) ||
      /^\s*[|+ ]*(?:Exception Group )?Traceback \(most recent call last\):/.test(line) ||
      /^ {2}(?:File|Cell In|Input In) ?["<[].*line \d+/.test(line),
  );
  return start === -1 ? undefined : start;
}

/** The real exception as `Name: message`, as Python shows it: with its notes, without the file of a SyntaxError. */
export function raisedText(raised: Raised, { withModuleFile = false } = {}): string {
  const name = lastName(raised.name);
  const value = raised.value.replaceAll('\r\n', '\n').trimEnd();
  const last = errorOutline(raised.traceback, name).chain.at(-1);
  const shown = last?.name === name ? last.message.join('\n') : undefined;
  const trusted = shown !== undefined && (value === '' || isSyntaxError(name) || `${shown}\n`.startsWith(`${value}\n`));
  const whole = trusted ? shown : value;
  const message = withModuleFile ? whole : withoutModuleFile(name, whole);
  return message === '' ? name : `${name}: ${message}`;
}

/** The message of an import that failed without the file of the module, which is another one on each machine. */
export function withoutModuleFile(name: string, message: string): string {
  return /^(?:ImportError|ModuleNotFoundError)$/.test(name)
    ? message.replace(/(?<=['"]) \((?:unknown location|[^()\n]*[/\\][^()\n]*)\)$/gm, '')
    : message;
}

/**
 * The line (from 1) of the cell at which its own code was when it raised, from the traceback of IPython 7, 8 or 9 or of
 * plain Python: the outermost frame is the cell. Undefined where no frame of the cell is shown.
 */
export function raisedLine(raised: Raised): number | undefined {
  const lines = raised.traceback.split(CHAINED).at(-1)?.split('\n') ?? [];
  const from = lines.findIndex((line) => CELL_FRAME.test(line));
  if (from === -1) return lineOfUnread(raised);
  for (const line of lines.slice(from + 1)) {
    const arrow = /^-+> ?(\d+)/.exec(line);
    if (arrow !== null) return Number(arrow[1]);
    if (CELL_FRAME.test(line) || /^File /.test(line)) break;
  }
  const header = (lines[from] ?? '').replace(/\[\d+\]|ipykernel_\d+[/\\]\d+\.py|<ipython-input-[^>]*>/g, '');
  const line = /(?:, line |<cell line: |^:)(\d+)/.exec(header) ?? /\(.*\.py, line (\d+)\)$/.exec(raised.value);
  return line === null ? undefined : Number(line[1]);
}

/** IPython reads a cell before it has a name: an IndentationError then names `<string>` or `<tokenize>` as its file. */
function lineOfUnread({ name, value, traceback }: Raised): number | undefined {
  if (!isSyntaxError(name)) return undefined;
  const line = /\(<\w+>, line (\d+)\)$/.exec(value) ?? /^\s*File ["']?<\w+>["']?(?::|, line )(\d+)/m.exec(traceback);
  return line === null ? undefined : Number(line[1]);
}

/** What Python and IPython write between the exceptions of a chain; the last one is the one that was raised. */
const CHAINED =
  /\n(?:The above exception was the direct cause of the following exception|During handling of the above exception, another exception occurred):\n/;

const CELL_FRAME =
  /^[\s|+]*(?:Cell In ?\[\d+\]|Input In ?\[\d+\]|Input In <|(?:File )?["']?<ipython-input-\d+|File ["']?[^"']*ipykernel_\d+[/\\]\d+\.py|[^"' ]*ipykernel_\d+[/\\]\d+\.py in )/;

/** Whether Python could not read the code. */
export function isSyntaxError(name: string): boolean {
  return /^(?:.*\.)?(?:SyntaxError|IndentationError|TabError)$/.test(name);
}

function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** A text in which the error that Python 3.13 and later raise for code that goes on is called what Python calls it. */
export function withoutIncompleteInput(text: string): string {
  return text.replace(/\b_IncompleteInputError\b/g, 'SyntaxError');
}

/** A traceback whose last line, the exception's, stands as far in as its frames, with that line where Python writes it. */
export function withOuterLastLine(text: string): string {
  if (!/^\s*Traceback \(most recent call last\)/m.test(text)) return text;
  const start = text.trimEnd().lastIndexOf('\n') + 1;
  const last = /^[ \t]+((?:\w+\.)*(\w+)(?::.*)?)\s*$/.exec(text.slice(start));
  if (last === null || !looksLikeException(last[2] ?? '')) return text;
  return `${text.slice(0, start)}${last[1]}`;
}

/** What Python adds to a message where it shows a traceback; the exception itself, and so IPython, does not have it. */
const SUGGESTION =
  /\.? (?:Did you mean|Or did you forget to import|Did you forget to import)[:]? '[^'\n]*'\?(?: Or did you forget to import '[^'\n]*'\?)?[ \t]*$/m;

/** An expected error without what Python suggests for a misspelt name, where the real one has no suggestion. */
export function withoutSuggestion(expected: string, { value }: Pick<Raised, 'value'>): string {
  return /[Dd]id you (?:mean|forget)/.test(value) ? expected : expected.replace(SUGGESTION, '');
}
