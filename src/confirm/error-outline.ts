/** An exception that a text shows, with what it says of the exceptions around it. */
export interface ShownError {
  /** Without its module: `JSONDecodeError`. */
  readonly name: string;
  /** The lines of the message and of the notes after it; the first is what follows the name. */
  readonly message: readonly string[];
  /** The line (from 0) of the text that holds the name. */
  readonly line: number;
  /** How it came after the exception before it, and the line that says so; undefined for the first of a chain. */
  readonly link?: { readonly type: 'cause' | 'context'; readonly line: number };
  /** What an exception group holds: each a chain, of which the last is the one that was raised. */
  readonly members: readonly (readonly ShownError[])[];
}

export interface Outline {
  /** The chain that ends with the exception that was raised; empty where the text shows none. */
  readonly chain: readonly ShownError[];
  /** The line that says that another exception follows, where none does. */
  readonly unfollowed?: number;
  /** The text without its frames: what names exceptions, and what lies between these. */
  readonly text: string;
}

/**
 * Reads the exceptions of a traceback as Python or IPython writes it, or of what an author leaves of one.
 * @param known The name of an exception that ends like no other.
 */
export function errorOutline(text: string, known?: string): Outline {
  const lines = text.split('\n');
  const hasFrame = lines.some((line) => MEMBER.test(line) || GROUP.test(line));
  const kept: string[] = [];
  const open: Open[] = [{ column: -1, chain: [], members: [] }];
  let message: string[] | undefined;
  let link: ShownError['link'];
  // After a header, an exception may have any name that is written like a class's: first come its frames.
  let expectsName = false;
  for (const [index, whole] of lines.entries()) {
    const frame = hasFrame ? /^( *)[|+](?=[ +-]|$) ?/.exec(whole) : null;
    const column = frame === null ? -1 : (frame[1] ?? '').length;
    const line = frame === null ? whole : whole.slice(frame[0].length);
    const member = hasFrame ? MEMBER.exec(whole) : null;
    if (hasFrame && END.test(whole)) {
      message = undefined;
      kept.push(whole);
      continue;
    }
    const outer = member === null ? column : whole.lastIndexOf('+', whole.indexOf('--')) - 2;
    while (open.length > 1 && (open.at(-1)?.column ?? 0) > outer) message = closeMember(open);
    if (member !== null) {
      open.push({ column: outer + 2, chain: [], members: [] });
      [message, link, expectsName] = [undefined, undefined, true];
      kept.push(whole);
      continue;
    }
    const linked = linkIn(line);
    const isHeader = HEADER.test(line) || RULE.test(line);
    if (linked !== undefined) [message, link, expectsName] = [undefined, { type: linked[1], line: index }, true];
    else if (isHeader) [message, expectsName] = [undefined, true];
    if (linked !== undefined || GROUP.test(whole)) kept.push(whole);
    if (linked !== undefined || isHeader) continue;
    const head = message === undefined ? HEAD.exec(line) : null;
    const name = head?.[1];
    const here = open.at(-1);
    if (
      name !== undefined &&
      here !== undefined &&
      ((expectsName && /^\p{Lu}/u.test(name)) || name === known || looksLikeException(name))
    ) {
      message = [head?.[2] ?? ''];
      // What no link joins to it is another error, or a text that looks like one.
      if (link === undefined) here.chain = [];
      here.members = [];
      here.chain.push({ name, message, line: index, ...(link && { link }), members: here.members });
      [link, expectsName] = [undefined, false];
      kept.push(whole);
    } else if (message !== undefined) {
      message.push(line);
      kept.push(whole);
    } else if (line.trim() === '' && kept.length > 0 && kept.at(-1)?.trim() !== '') kept.push(whole);
  }
  while (open.length > 1) closeMember(open);
  const unfollowed = link === undefined ? {} : { unfollowed: link.line };
  return { chain: (open[0]?.chain ?? []).map(trimError), ...unfollowed, text: kept.join('\n').trimEnd() };
}

interface Open {
  readonly column: number;
  chain: ShownError[];
  members: ShownError[][];
}

/** Ends the innermost member of a group. */
function closeMember(open: Open[]): undefined {
  const inner = open.pop();
  if (inner !== undefined && inner.chain.length > 0) open.at(-1)?.members.push(inner.chain);
  return undefined;
}

function trimError(error: ShownError): ShownError {
  const last = error.message.findLastIndex((line) => line.trim() !== '');
  return {
    ...error,
    message: error.message.slice(0, Math.max(last, 0) + 1),
    members: error.members.map((chain) => chain.map(trimError)),
  };
}

/** Whether a line says how one exception came of the one above it. */
export function joinsExceptions(line: string): boolean {
  return linkIn(line) !== undefined;
}

function linkIn(line: string) {
  return LINKS.find(([words]) => line.trimEnd() === words);
}

const LINKS = [
  ['The above exception was the direct cause of the following exception:', 'cause'],
  ['During handling of the above exception, another exception occurred:', 'context'],
] as const;
const MEMBER = /^ *\+(?:-\+)?-{4,} (?:\d+|\.\.\.) -{4,}$/;
const END = /^ *\+-{4,}$/;
const GROUP = /^ *[|+] Exception Group Traceback \(most recent call last\)/;
const HEADER = /(?:^|\s)Traceback \(most recent call last\):?\s*$/;
const RULE = /^-{20,}$/;
const HEAD = /^(?:[\p{L}_][\p{L}\p{N}_]*\.)*([\p{L}_][\p{L}\p{N}_]*)(?::[ \t]*(.*))?$/u;

/** Whether a name is one that Python gives its exceptions. */
export function looksLikeException(name: string): boolean {
  return /(?:[Ee]rror|Exception|Warning|Exit|Interrupt|Iteration|Group)$/.test(name);
}
